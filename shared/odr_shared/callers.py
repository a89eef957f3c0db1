"""Who can call, and the scopes that each kind of caller can have."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID


class Kind(StrEnum):
    PLATFORM = "platform"
    PARTY = "party"
    STAFF = "staff"
    SERVICE = "service"


_CASES: Final = frozenset({"cases:read", "cases:write", "negotiations:read", "negotiations:write"})
SCOPES: Final = {
    Kind.PLATFORM: _CASES
    | {"tokens:write", "webhooks:read", "webhooks:write", "clocks:read", "clocks:write"},
    Kind.PARTY: _CASES,
    Kind.STAFF: _CASES - {"negotiations:write"},
    Kind.SERVICE: frozenset({"internal:read"}),
}
"""All that a token of that kind can ever have."""


@dataclass(frozen=True, slots=True)
class Caller:
    kind: Kind
    id: UUID
    """The platform, the party to one case, the member of staff, or the service."""
    client_id: UUID
    """Whose secret the token was got with; for a party, the platform's client."""
    mode: str
    """`live` or `test`: nothing crosses."""
    token_id: str
    scopes: frozenset[str] = frozenset()
    platform_id: UUID | None = None
    """The tenant; none for staff and services."""
    case_id: UUID | None = None
    side: str | None = None
    """A party's case, and `claimant` or `respondent`."""
    roles: frozenset[str] = frozenset()
    """What staff may be: `caseworker`, `mediator`, `arbitrator`."""
    acr: str = "platform"
    """`party` where the person proved to be there (RFC 9470), else `platform`."""
    mandate_id: UUID | None = None
    """Under which a representative acts as the party; none for the party itself."""
    mandated: frozenset[str] = frozenset()
    """The commands that the mandate covers."""
