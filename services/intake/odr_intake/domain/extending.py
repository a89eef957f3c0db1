"""The running period made longer: by agreement of the parties, or by who administers the case."""

from datetime import datetime

from odr_intake.domain.current import current, governed
from odr_intake.domain.facts import DecisionStated
from odr_intake.domain.refusals import NotAParty, NotTheCaseworker
from odr_intake.domain.running import said
from odr_intake.domain.state import Case
from odr_rules.deadlines import Deadline, extended
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_timing import (
    ExtendedBy,
    ExtensionAsked,
    ExtensionRefused,
    PeriodExtended,
)
from odr_shared.extending import ExtensionPending, NothingAsked, OwnRequest, most, within
from odr_shared.moves import Actor


def may_ask(case: Case, actor: Actor, now: datetime) -> None:
    _must_be_party(case, actor)
    running = current(case, now)
    _most(case, running, ExtendedBy.PARTIES)
    if case.progress.timing.of(running).asked_by is not None:
        raise ExtensionPending


def ask(case: Case, actor: Actor, more: int | None, now: datetime) -> list[Fact]:
    """Ask for so much more, in the period's own unit; for all that the pack allows if none."""
    may_ask(case, actor, now)
    assert actor.party is not None  # noqa: S101  # the guard has seen to it
    running = current(case, now)
    asked = ExtensionAsked(
        occurred_at=now,
        rule=running.rule,
        more=_within(case, running, more, ExtendedBy.PARTIES),
        party=actor.party,
        by_platform=actor.by_platform,
    )
    return [asked]


def may_decide(case: Case, actor: Actor, now: datetime) -> None:
    """Whether the actor is the one from whom an extension is asked."""
    _must_be_party(case, actor)
    running = current(case, now)
    about = case.progress.timing.of(running)
    if about.asked_by is None:
        raise NothingAsked
    if about.asked_by == actor.party:
        raise OwnRequest


def grant(case: Case, actor: Actor, now: datetime) -> list[Fact]:
    """The period is longer by what was asked; never shorter than either was shown."""
    may_decide(case, actor, now)
    running = current(case, now)
    more = case.progress.timing.of(running).more or 0
    return [_longer(running, more, ExtendedBy.PARTIES, now)]


def refuse(case: Case, actor: Actor, now: datetime) -> list[Fact]:
    may_decide(case, actor, now)
    assert actor.party is not None  # noqa: S101  # the guard has seen to it
    by = {"party": actor.party, "by_platform": actor.by_platform}
    return [ExtensionRefused(occurred_at=now, **by)]


def may_extend(case: Case, actor: Actor, now: datetime) -> None:
    if actor.caseworker is None:
        raise NotTheCaseworker
    _most(case, current(case, now), ExtendedBy.ADMINISTRATOR)


def extend(case: Case, actor: Actor, more: int | None, text: str, now: datetime) -> list[Fact]:
    """A caseworker makes the period longer, with reasons, where the pack leaves it to one."""
    may_extend(case, actor, now)
    assert actor.caseworker is not None  # noqa: S101  # the guard has seen to it
    running = current(case, now)
    by = ExtendedBy.ADMINISTRATOR
    longer = _longer(running, _within(case, running, more, by), by, now)
    return [longer, DecisionStated(occurred_at=now, by=actor.caseworker, texts=[text])]


def _must_be_party(case: Case, actor: Actor) -> None:
    if actor.party not in (case.claimant, case.respondent):
        raise NotAParty


def _most(case: Case, running: Deadline, by: ExtendedBy) -> int:
    return most(running, governed(case, running), by, case.progress.timing.of(running).granted)


def _within(case: Case, running: Deadline, more: int | None, by: ExtendedBy) -> int:
    granted = case.progress.timing.of(running).granted
    return within(running, governed(case, running), by, granted, more)


def _longer(running: Deadline, more: int, by: ExtendedBy, now: datetime) -> PeriodExtended:
    longer = extended(running, more)
    return PeriodExtended(occurred_at=now, by=by, more=more, **said(longer))
