"""Platforms, their clients, and what a client's token may say."""

import hmac
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Final
from uuid import UUID

from odr_shared.callers import SCOPES, Kind

ACCESS: Final = timedelta(minutes=15)
"""How long a client's token lasts."""
PARTY_ACCESS: Final = timedelta(hours=1)
"""How long a party's token lasts at most."""
BOTH_SECRETS: Final = timedelta(days=1)
"""How long a secret still works after the next one was made."""
SIGNS_FOR: Final = timedelta(days=30)
"""How long a signing key signs before the next one is made."""
AHEAD: Final = timedelta(minutes=10)
"""How long a new signing key is published before it signs: longer than any cache of the keys."""
CACHED: Final = timedelta(minutes=1)
"""How long a process goes on with the signing key that it has read."""
KEPT: Final = timedelta(days=1) + PARTY_ACCESS
"""How long a signing key is published after the next one has begun to sign."""

NO_DIGEST: Final = bytes(32)
"""Compared with where there is no client, which must not be told from a wrong secret by time."""


class Role(StrEnum):
    CASEWORKER = "caseworker"
    MEDIATOR = "mediator"
    ARBITRATOR = "arbitrator"


class TokenRefused(Exception):
    """No token was issued; answered as RFC 6749 (5.2) has it, and not as a problem document."""

    status: ClassVar[int] = 400
    error: ClassVar[str]

    def __init__(self) -> None:
        super().__init__(self.description)

    @property
    def description(self) -> str:
        """For the developer, in ASCII, as the RFC wants it."""
        return (type(self).__doc__ or "").strip()


class InvalidTokenRequest(TokenRefused):
    """It must be a form with grant_type, no field twice, and one way to authenticate."""

    error = "invalid_request"


class InvalidClient(TokenRefused):
    """The client is not known, or its secret is not right."""

    status = 401
    error = "invalid_client"


class UnsupportedGrantType(TokenRefused):
    """The only grant is client_credentials."""

    error = "unsupported_grant_type"


class InvalidScope(TokenRefused):
    """The client may not have one of these scopes, or there is none such."""

    error = "invalid_scope"


@dataclass(frozen=True, slots=True)
class TokenRequest:
    client_id: UUID
    secret: str
    grant_type: str
    scopes: frozenset[str]
    """Empty: all that the client has."""


@dataclass(frozen=True, slots=True)
class Platform:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Client:
    """What gets tokens by a secret: a platform's server, a member of staff, a service."""

    id: UUID
    kind: Kind
    mode: str
    platform_id: UUID | None
    roles: frozenset[str]
    scopes: frozenset[str]

    def __post_init__(self) -> None:
        """A client that could get a token which no verifier would take cannot be made."""
        if (self.kind is Kind.PLATFORM) != (self.platform_id is not None):
            raise ValueError("a platform's client has a platform, and no other client has one")
        if (self.kind is Kind.STAFF) != bool(self.roles) or not self.roles <= set(Role):
            raise ValueError("staff have roles that there are, and nobody else has any")
        if self.kind is Kind.PARTY or self.mode not in ("live", "test"):
            raise ValueError("a client is a platform's, staff's or a service's; live or test")
        if not self.scopes or not self.scopes <= scopes_for(self.kind, self.mode, self.roles):
            raise ValueError("a client has scopes, and those alone that its kind can have")

    @property
    def acts_as(self) -> UUID:
        """Who calls when this client does: its platform, else itself."""
        return self.platform_id or self.id


def scopes_for(kind: Kind, mode: str, roles: Collection[str] = ()) -> frozenset[str]:
    """All that a client of that kind can have."""
    scopes = SCOPES[kind]
    if mode == "live":
        scopes -= {"clocks:read", "clocks:write"}
    if kind is Kind.STAFF and Role.CASEWORKER not in roles:
        scopes -= {"cases:write"}
    return scopes


def granted(client: Client, asked: frozenset[str]) -> frozenset[str]:
    """The scopes of a token for it: what was asked for, else all that it has."""
    if not asked <= client.scopes:
        raise InvalidScope
    return asked or client.scopes


def knows_secret(given: bytes, digests: Sequence[bytes]) -> bool:
    """Is the given digest one of them? All are tried, each in constant time."""
    tried = [hmac.compare_digest(given, each) for each in digests or (NO_DIGEST,)]
    return bool(digests) and any(tried)


@dataclass(frozen=True, slots=True)
class KeyTimes:
    """When a signing key is used."""

    kid: str
    signs_from: datetime
    retires_at: datetime | None


def signs_now(keys: Iterable[KeyTimes], now: datetime) -> str | None:
    """The one key that signs at that time: of those that may, the one that came last.

    Where none may yet (our clock is behind that of who made the first one), the first to come.
    """
    live = [key for key in keys if key.retires_at is None or key.retires_at > now]
    if begun := [key for key in live if key.signs_from <= now]:
        return max(begun, key=lambda key: (key.signs_from, key.kid)).kid
    return min(live, key=lambda key: (key.signs_from, key.kid)).kid if live else None
