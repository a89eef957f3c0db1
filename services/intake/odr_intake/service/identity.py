"""Platforms and clients come to be, and tokens are granted to them and to parties."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from odr_intake.domain import identity as domain
from odr_intake.domain.identity import (
    Client,
    InvalidClient,
    Platform,
    TokenRequest,
    UnsupportedGrantType,
)
from odr_intake.models.identity import ClientRow, GrantRow, PlatformRow, SecretRow, SigningKeyRow
from odr_intake.queries import identity as queries
from odr_shared.callers import SCOPES, Caller, Kind
from odr_shared.db import Database, Session, new_id
from odr_shared.errors import NotFound
from odr_shared.signing import SigningKey, audience, claims, digest, new_secret

SIGNING = UUID(int=1)
"""In `keys`, the case that is none: under it are the keys that seal signing keys."""


class Credentials(NamedTuple):
    client_id: UUID
    secret: str
    """Never to be seen again."""


@dataclass(frozen=True, slots=True)
class Granted:
    access_token: str
    expires_in: int
    """Seconds."""
    scopes: frozenset[str]


def create_platform(session: Session, name: str, now: datetime) -> Platform:
    platform = Platform(new_id(), name)
    session.add(PlatformRow(id=platform.id, name=name, created_at=now))
    return platform


def create_client(
    session: Session,
    kind: Kind,
    mode: str,
    platform_id: UUID | None,
    roles: Collection[str],
    scopes: Collection[str] | None,
    now: datetime,
) -> Credentials:
    """A client and its first secret; without scopes named it has all that its kind can have."""
    has = domain.scopes_for(kind, mode, roles) if scopes is None else frozenset(scopes)
    client = Client(new_id(), kind, mode, platform_id, frozenset(roles), has)
    session.add(ClientRow(state=client, created_at=now, disabled_at=None))
    return _new_secret(session, client, now)


async def rotate_secret(session: Session, client_id: UUID, now: datetime) -> Credentials:
    """A new secret; the last one works for a day more, any older one no longer."""
    row = await _locked(session, client_id)
    for secret in await queries.live_secrets(session, client_id, now):
        last = secret.expires_at is None
        secret.expires_at = now + domain.BOTH_SECRETS if last else now
    return _new_secret(session, row.state, now)


async def disable_client(session: Session, client_id: UUID, now: datetime) -> None:
    """No more tokens for it; those that it has last their quarter of an hour."""
    (await _locked(session, client_id)).disabled_at = now


async def authenticate(session: Session, client_id: UUID, secret: str, now: datetime) -> Client:
    """Unknown, disabled and wrong secret: the same statements, the same answer."""
    row = await queries.client(session, client_id)
    secrets = await queries.live_secrets(session, client_id, now)
    knows = domain.knows_secret(digest(secret), [each.digest for each in secrets])
    if row is None or not knows:
        raise InvalidClient
    return row.state


async def grant(
    session: Session, asked: TokenRequest, key: SigningKey, issuer: str, now: datetime
) -> Granted:
    """A token for the client itself (RFC 6749, 4.4)."""
    client = await authenticate(session, asked.client_id, asked.secret, now)
    if asked.grant_type != "client_credentials":
        raise UnsupportedGrantType
    caller = Caller(
        kind=client.kind,
        id=client.acts_as,
        client_id=client.id,
        mode=client.mode,
        token_id=str(new_id()),
        scopes=domain.granted(client, asked.scopes),
        platform_id=client.platform_id,
        roles=client.roles,
    )
    return _grant(session, caller, domain.ACCESS, key, issuer, now)


async def mint_party_token(
    session: Session,
    caller: Caller,
    case_id: UUID,
    party_id: UUID,
    lasts: timedelta,
    key: SigningKey,
    issuer: str,
    now: datetime,
    mandate_id: UUID | None = None,
    mandated: Collection[str] = (),
) -> Granted:
    """A token for one party to one case of the platform's; it says that the platform vouches."""
    side = await queries.side(session, caller, case_id, party_id)
    if caller.kind is not Kind.PLATFORM or side is None:
        raise NotFound
    party = Caller(
        kind=Kind.PARTY,
        id=party_id,
        client_id=caller.client_id,
        mode=caller.mode,
        token_id=str(new_id()),
        scopes=SCOPES[Kind.PARTY],
        platform_id=caller.platform_id,
        case_id=case_id,
        side=side.value,
        acr="platform",
        mandate_id=mandate_id,
        mandated=frozenset(mandated),
    )
    return _grant(session, party, min(lasts, domain.PARTY_ACCESS), key, issuer, now)


def _grant(
    session: Session, to: Caller, lasts: timedelta, key: SigningKey, issuer: str, now: datetime
) -> Granted:
    session.add(
        GrantRow(
            token_id=UUID(to.token_id),
            client_id=to.client_id,
            mode=to.mode,
            kind=to.kind.value,
            scopes=sorted(to.scopes),
            granted_at=now,
            expires_at=now + lasts,
            case_id=to.case_id,
            party_id=to.id if to.kind is Kind.PARTY else None,
        )
    )
    (aud,) = {audience(scope) for scope in to.scopes}
    seconds = int(lasts.total_seconds())
    token = key.sign(claims(to, issuer, aud, now.timestamp(), seconds))
    return Granted(token, seconds, to.scopes)


async def signing_key(session: Session, now: datetime) -> SigningKey:
    """The key that signs now. The first one is made when it is asked for."""
    if found := await _signing_key(session, now):
        return found
    await session.alone("signing_keys")
    # Whoever was second waited there, and now finds the first one's key.
    return await _signing_key(session, now) or await _new_signing_key(session, now, now)


async def rotate_signing_key(session: Session, now: datetime) -> str:
    """The name of a new key, published now, which signs once all caches know it.

    Those before it stay published until what they signed has long expired. Of those that have
    retired nothing is left that could sign.
    """
    await session.alone("signing_keys")
    signs_from = now + domain.AHEAD
    published = await queries.signing_keys(session, now)
    for row in published:
        if row.retires_at is None:
            row.retires_at = signs_from + domain.KEPT
    keys = await session.keys(SIGNING)
    for kid in set(keys.live) - {row.kid for row in published}:
        keys.destroy(kid)
    return (await _new_signing_key(session, now, signs_from)).kid


async def rotate_when_due(database: Database) -> datetime | None:
    """A new signing key once the last one has signed for a month; when that will be."""
    now = await database.now()
    async with database.transaction() as session:
        if not (due := await _rotation_due(session)) or due > now:
            return due
        await session.alone("signing_keys")
        # Another worker may have been first.
        if (due := await _rotation_due(session)) and due <= now:
            await rotate_signing_key(session, now)
    return None


async def _rotation_due(session: Session) -> datetime | None:
    begun = await queries.last_key_signs_from(session)
    return begun and begun + domain.SIGNS_FOR


class Signer:
    """The key that signs, as this process knows it: read once a minute."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._key: SigningKey | None = None
        self._read_at: datetime | None = None
        self._reading = asyncio.Lock()

    async def key(self, now: datetime) -> SigningKey:
        async with self._reading:
            if (
                self._key is None
                or self._read_at is None
                or abs(now - self._read_at) >= domain.CACHED
            ):
                async with self._database.transaction() as session:
                    key = await signing_key(session, now)
                self._key, self._read_at = key, now
            return self._key


async def _signing_key(session: Session, now: datetime) -> SigningKey | None:
    rows = {row.kid: row for row in await queries.signing_keys(session, now)}
    kid = domain.signs_now((row.times for row in rows.values()), now)
    if kid is None:
        return None
    sealing = (await session.keys(SIGNING)).key(kid)
    return SigningKey.read(sealing.unseal(rows[kid].private, _place(kid)))


async def _new_signing_key(session: Session, now: datetime, signs_from: datetime) -> SigningKey:
    made = SigningKey.new()
    sealing = (await session.keys(SIGNING)).key(made.kid)
    session.add(
        SigningKeyRow(
            kid=made.kid,
            private=sealing.seal(made.der, _place(made.kid)),
            public=made.jwk,
            created_at=now,
            signs_from=signs_from,
            retires_at=None,
        )
    )
    return made


def _place(kid: str) -> str:
    return f"signing_keys.private/{kid}"


def _new_secret(session: Session, client: Client, now: datetime) -> Credentials:
    secret = new_secret(client.mode)
    session.add(
        SecretRow(
            client_id=client.id, id=new_id(), digest=digest(secret), created_at=now, expires_at=None
        )
    )
    return Credentials(client.id, secret)


async def _locked(session: Session, client_id: UUID) -> ClientRow:
    await session.alone(f"clients/{client_id}")
    row = await session.get(ClientRow, client_id)
    if row is None:
        raise NotFound
    return row
