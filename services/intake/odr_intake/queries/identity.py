"""Clients as their secrets prove them, the keys that sign, and whose token a platform may mint."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from odr_intake.domain.papers import Side
from odr_intake.models.cases import CaseRow
from odr_intake.models.identity import ClientRow, SecretRow, SigningKeyRow
from odr_shared.callers import Caller
from odr_shared.db import Session


async def client(session: Session, client_id: UUID) -> ClientRow | None:
    """The client, unless there is none such or it was disabled."""
    enabled = ClientRow.disabled_at.is_(None)
    row: ClientRow | None = await session.scalar(
        select(ClientRow).where(ClientRow.id == client_id, enabled)
    )
    return row


async def live_secrets(session: Session, client_id: UUID, now: datetime) -> Sequence[SecretRow]:
    live = or_(SecretRow.expires_at.is_(None), SecretRow.expires_at > now)
    found = await session.scalars(select(SecretRow).where(SecretRow.client_id == client_id, live))
    return found.all()


async def signing_keys(session: Session, now: datetime) -> Sequence[SigningKeyRow]:
    """Those that sign, will sign, or have signed what may still be in use."""
    live = or_(SigningKeyRow.retires_at.is_(None), SigningKeyRow.retires_at > now)
    found = await session.scalars(
        select(SigningKeyRow).where(live).order_by(SigningKeyRow.signs_from)
    )
    return found.all()


async def last_key_signs_from(session: Session) -> datetime | None:
    """None while there is no key."""
    found: datetime | None = await session.scalar(select(func.max(SigningKeyRow.signs_from)))
    return found


async def jwks(session: Session, now: datetime) -> dict[str, Any]:
    """Our public keys, as RFC 7517 has them."""
    return {"keys": [row.public for row in await signing_keys(session, now)]}


async def side(session: Session, caller: Caller, case_id: UUID, party_id: UUID) -> Side | None:
    """On which side that party stands, if the case is the calling platform's own."""
    own = CaseRow.platform_id == caller.platform_id, CaseRow.mode == caller.mode
    found = await session.execute(
        select(CaseRow.claimant, CaseRow.respondent).where(CaseRow.id == case_id, *own)
    )
    if (row := found.one_or_none()) is None:
        return None
    return {row.claimant: Side.CLAIMANT, row.respondent: Side.RESPONDENT}.get(party_id)
