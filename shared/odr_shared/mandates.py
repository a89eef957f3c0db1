"""A representative's mandate: what it covers, and when it runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from odr_shared.errors import NotPermitted
from odr_shared.exact import spelled
from odr_shared.moves import OutOfScope


class MandateEnded(NotPermitted):
    """The mandate does not run: it has ended, or not begun."""

    code = "mandate_ended"
    explanation = "It runs from {since} until {until}."


@dataclass(frozen=True, slots=True)
class Mandate:
    id: UUID
    party: UUID
    """For whom its representative acts."""
    scope: Sequence[str]
    """The commands, by their names among `actions`."""
    since: datetime
    until: datetime
    revoked_at: datetime | None = None

    def runs(self, now: datetime) -> bool:
        return self.since <= now < (self.revoked_at or self.until)


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
