"""Representatives: who may act for a party, in what, and until when."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from odr_intake.domain.refusals import CaseOver, NotAParty
from odr_intake.domain.state import Case
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_mandates import (
    MandateGiven,
    MandateRevoked,
    RepresentativeActed,
)
from odr_shared.errors import Conflict, NotPermitted, Unprocessable
from odr_shared.exact import spelled
from odr_shared.mandates import Mandate
from odr_shared.moves import Actor

AT_MOST: Final = 20
"""Mandates of one case, those that have ended among them."""
LONGEST: Final = timedelta(days=730)
FACTS: Final[tuple[type[Fact], ...]] = (MandateGiven, MandateRevoked, RepresentativeActed)


class ScopeUnknown(Unprocessable):
    """No representative can be given that command."""

    code = "scope_unknown"
    explanation = "The commands are: {known}."


class MandateOutOfBounds(Unprocessable):
    """A mandate ends after it begins and after now, and not too long after."""

    code = "mandate_out_of_bounds"
    explanation = "At the latest it ends at {latest}."


class TooManyMandates(Conflict):
    """The case has as many mandates as it can have."""

    code = "too_many_mandates"
    explanation = "At most {limit}."


class NotYourMandate(NotPermitted):
    """A mandate is ended by the party that gave it, or by its platform for it."""

    code = "not_permitted"


def give(
    case: Case, actor: Actor, mandate: Mandate, known: Collection[str], others: int, now: datetime
) -> list[Fact]:
    """Let somebody do what is in the scope, as the party, from `since` until `until`."""
    if actor.party not in (case.claimant, case.respondent):
        raise NotAParty
    if case.outcome is not None:
        raise CaseOver
    for n, each in enumerate(mandate.scope):
        if each not in known:
            raise ScopeUnknown(f"/scope/{n}", known=", ".join(sorted(known)))
    latest = min(mandate.since, now + LONGEST) + LONGEST
    if not max(mandate.since, now) < mandate.until <= latest:
        raise MandateOutOfBounds("/until", latest=spelled(latest))
    if others >= AT_MOST:
        raise TooManyMandates(limit=AT_MOST)
    given = MandateGiven(
        occurred_at=now,
        mandate=mandate.id,
        party=mandate.party,
        scope=tuple(dict.fromkeys(mandate.scope)),
        since=mandate.since,
        until=mandate.until,
        by_platform=actor.by_platform,
    )
    return [given]


def revoke(mandate: Mandate, actor: Actor, now: datetime) -> list[Fact]:
    """End it; what was done under it stands. A second time changes nothing."""
    if actor.party != mandate.party:
        raise NotYourMandate
    if not mandate.runs(max(now, mandate.since)):
        return []
    by = {"party": mandate.party, "by_platform": actor.by_platform}
    return [MandateRevoked(occurred_at=now, mandate=mandate.id, **by)]


def acted(mandate: Mandate, command: str, now: datetime) -> Fact:
    return RepresentativeActed(occurred_at=now, mandate=mandate.id, command=command)
