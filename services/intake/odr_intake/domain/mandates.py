"""Representatives: who may act for a party, in what, and until when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

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
from odr_shared.moves import Actor, OutOfScope

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


class MandateEnded(NotPermitted):
    """The mandate does not run: it has ended, or not begun."""

    code = "mandate_ended"
    explanation = "It runs from {since} until {until}."


@dataclass(frozen=True, slots=True)
class Mandate:
    id: UUID
    party: UUID
    scope: Sequence[str]
    since: datetime
    until: datetime
    revoked_at: datetime | None = None

    def runs(self, now: datetime) -> bool:
        return self.since <= now < (self.revoked_at or self.until)


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
    latest = mandate.since + LONGEST
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


def must_run(mandate: Mandate, now: datetime) -> None:
    """Refused before it begins and once it has ended."""
    if not mandate.runs(now):
        until = spelled(mandate.revoked_at or mandate.until)
        raise MandateEnded(since=spelled(mandate.since), until=until)


def must_cover(mandate: Mandate, command: str, now: datetime) -> None:
    """Refused outside the mandate's time, and outside its scope."""
    must_run(mandate, now)
    if command not in mandate.scope:
        raise OutOfScope(scope=", ".join(sorted(mandate.scope)))


def acted(mandate: Mandate, command: str, now: datetime) -> Fact:
    return RepresentativeActed(occurred_at=now, mandate=mandate.id, command=command)
