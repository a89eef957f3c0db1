"""How fair a case was, asked of each party once when it is final."""

from datetime import datetime

from odr_intake.domain.facts import FeedbackGiven
from odr_intake.domain.refusals import NotAParty
from odr_intake.domain.state import Case
from odr_intake.domain.unrated import NotAsked, NotFinal, RatedAlready
from odr_shared.contracts import Fact
from odr_shared.moves import Actor


def may_rate(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party not in (case.claimant, case.respondent):
        raise NotAParty
    if not case.rules.feedback:
        raise NotAsked
    # Whoever is still to decide something, or to perform it, is to know nothing of it.
    if not case.at_rest:
        raise NotFinal
    if actor.party in case.progress.rated:
        raise RatedAlready


def rate(case: Case, actor: Actor, rating: int, text: str | None, now: datetime) -> list[Fact]:
    """Answer the one question: `rating` is from 1, unfair, to 5, fair."""
    may_rate(case, actor, now)
    assert actor.party is not None  # noqa: S101  # the guard has seen to it
    return [FeedbackGiven(occurred_at=now, by=actor.party, rating=rating, texts=[text or ""])]
