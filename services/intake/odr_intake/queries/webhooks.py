"""What a platform can read of its webhooks: endpoints, deliveries, and the events themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, func, select, true

from odr_intake.models.webhooks import (
    WebhookDeliveryRow,
    WebhookEndpointRow,
    WebhookEventRow,
    WebhookLaneRow,
)
from odr_intake.webhooks import signing
from odr_shared.callers import Caller, Kind
from odr_shared.db import Session


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint; its id is the event's, which the receiver sees."""

    id: UUID
    type: str
    case_id: UUID | None
    owed_at: datetime
    status: str
    attempts: int
    last_at: datetime | None
    last_status_code: int | None
    last_error: str | None
    next_at: datetime | None
    """None for what is done with, and for what waits for another or for its endpoint."""
    delivered_at: datetime | None


def visible_to(caller: Caller) -> Select[WebhookEndpointRow]:
    """A platform's own endpoints, of the mode it calls in."""
    row = WebhookEndpointRow
    own = (row.platform_id == caller.platform_id) & (row.mode == caller.mode)
    return select(row).where(own, _is_platform(caller))


async def listed(
    session: Session, caller: Caller, limit: int, behind: UUID | None
) -> Sequence[WebhookEndpointRow]:
    """Newest first; one more than `limit` if there are more."""
    found = visible_to(caller).order_by(WebhookEndpointRow.id.desc()).limit(limit + 1)
    if behind is not None:
        found = found.where(WebhookEndpointRow.id < behind)
    return (await session.scalars(found)).all()


async def count(session: Session, caller: Caller) -> int:
    mine = visible_to(caller).with_only_columns(func.count())
    return await session.scalar(mine) or 0


async def url(session: Session, row: WebhookEndpointRow) -> str:
    keys = await session.keys(row.id)
    return keys.unseal(signing.URL, row.url, signing.url_place(row.id))


async def deliveries(
    session: Session,
    endpoint_id: UUID,
    limit: int,
    behind: UUID | None = None,
    only: UUID | None = None,
) -> Sequence[Delivery]:
    """Those to one endpoint, newest first, one more than `limit` if there are more."""
    d, w, l = WebhookDeliveryRow, WebhookEventRow, WebhookLaneRow  # noqa: E741
    ahead = d.__table__.alias("ahead")
    first = (
        select(func.min(ahead.c.position))
        .where(
            ahead.c.endpoint_id == d.endpoint_id,
            ahead.c.subject == d.subject,
            ahead.c.status == "pending",
        )
        .scalar_subquery()
    )
    lane = (l.endpoint_id == d.endpoint_id) & (l.subject == d.subject) & (d.position == first)
    found = (
        select(
            d.event_id.label("id"),
            w.type,
            w.case_id,
            w.at.label("owed_at"),
            d.status,
            d.attempts,
            d.last_at,
            d.last_status_code,
            d.last_error,
            l.next_at,
            d.delivered_at,
        )
        .join(w, w.id == d.event_id)
        .outerjoin(l, lane)
        .where(d.endpoint_id == endpoint_id)
        .order_by(d.position.desc())
        .limit(limit + 1)
    )
    if behind is not None:
        last = select(d.position).where(d.endpoint_id == endpoint_id, d.event_id == behind)
        found = found.where(d.position < last.scalar_subquery())
    if only is not None:
        found = found.where(d.event_id == only)
    return [Delivery(*row) for row in await session.execute(found)]


async def place_of(session: Session, caller: Caller, event_id: UUID) -> int | None:
    """Where an event stands in the platform's stream; none if it is not in it."""
    found = _events(caller).where(WebhookEventRow.id == event_id)
    return await session.scalar(found.with_only_columns(WebhookEventRow.position))


async def events(
    session: Session, caller: Caller, behind: int, limit: int
) -> Sequence[WebhookEventRow]:
    """What the platform was to hear, oldest first; nothing is ever added before what was read."""
    position = WebhookEventRow.position
    found = _events(caller).where(position > behind).order_by(position).limit(limit + 1)
    return (await session.scalars(found)).all()


def _events(caller: Caller) -> Select[Any]:
    row = WebhookEventRow
    return select(row).where(
        row.platform_id == caller.platform_id,
        row.mode == caller.mode,
        row.only_endpoint.is_(None),
        row.position.is_not(None),
        _is_platform(caller),
    )


def _is_platform(caller: Caller) -> ColumnElement[bool]:
    # A party's token names its platform too.
    return true() if caller.kind is Kind.PLATFORM else false()
