"""What a platform can do with its webhook endpoints."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from odr_intake import webhooks
from odr_intake.domain.heard import Wanted, wanted
from odr_intake.domain.unsendable import EndpointDisabled, TooManyEndpoints
from odr_intake.domain.webhooks import AT_MOST, OVERLAP, DeliveryStatus
from odr_intake.models.webhooks import WebhookDeliveryRow, WebhookEndpointRow
from odr_intake.queries import webhooks as queries
from odr_intake.queries.webhooks import Delivery
from odr_intake.webhooks import lanes, signing
from odr_intake.webhooks.addresses import vet_url
from odr_shared.callers import Caller, Kind
from odr_shared.db import Session, new_id
from odr_shared.errors import NotFound, NotPermitted


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint with what is sealed of it opened."""

    row: WebhookEndpointRow
    url: str
    signer: signing.Signer


async def create(
    session: Session,
    caller: Caller,
    url: str,
    events: Sequence[Wanted],
    local: bool,
    now: datetime,
) -> Endpoint:
    """`local`: it may be this machine, if it is of test mode."""
    if caller.kind is not Kind.PLATFORM:
        raise NotPermitted
    target = vet_url(url, caller.mode, local=local)
    await session.alone(f"webhook-endpoints/{caller.id}/{caller.mode}")
    if await queries.count(session, caller) >= AT_MOST:
        raise TooManyEndpoints(limit=AT_MOST)
    endpoint_id = new_id()
    keys = session.new_keys(endpoint_id)
    row = WebhookEndpointRow(
        id=endpoint_id,
        platform_id=caller.id,
        mode=caller.mode,
        url=keys.seal(signing.URL, target.url, signing.url_place(endpoint_id)),
        events=wanted(events),
        generation=1,
        previous_until=None,
        created_at=now,
        disabled_at=None,
        disabled_because=None,
    )
    session.add(row)
    return Endpoint(row, target.url, signing.signer(keys, row.generation))


async def read(session: Session, caller: Caller, endpoint_id: UUID) -> Endpoint:
    return await opened(session, await _find(session, caller, endpoint_id))


async def opened(session: Session, row: WebhookEndpointRow) -> Endpoint:
    keys = await session.keys(row.id)
    return Endpoint(row, await queries.url(session, row), signing.signer(keys, row.generation))


async def delete(session: Session, caller: Caller, endpoint_id: UUID) -> None:
    """Its deliveries go with it, and nobody can sign for it again."""
    await _lock(session, caller, endpoint_id, to_delete=True)
    keys = await session.keys(endpoint_id)
    for subject in keys.live:
        keys.destroy(subject)
    session.changes.delete(WebhookEndpointRow.__table__, {"id": endpoint_id})  # type: ignore[arg-type]


async def rotate(session: Session, caller: Caller, endpoint_id: UUID, now: datetime) -> Endpoint:
    """A new secret; the one before signs too for a day, the one before that no longer."""
    row = await _lock(session, caller, endpoint_id)
    signing.retire(await session.keys(endpoint_id), row.generation - 1)
    row.generation += 1
    row.previous_until = now + OVERLAP
    return await opened(session, row)


async def enable(session: Session, caller: Caller, endpoint_id: UUID) -> Endpoint:
    """Send to it again, beginning with what is owed; nothing changes for one that is enabled."""
    row = await _lock(session, caller, endpoint_id)
    if row.disabled_at is not None:
        row.disabled_at = row.disabled_because = None
        await lanes.resume(session, endpoint_id)
    return await opened(session, row)


async def send_test(session: Session, caller: Caller, endpoint_id: UUID, now: datetime) -> UUID:
    row = await _lock(session, caller, endpoint_id)
    if row.disabled_at is not None:
        raise EndpointDisabled
    return webhooks.owe_test(session, row, now)


async def log(
    session: Session, caller: Caller, endpoint_id: UUID, limit: int, behind: UUID | None
) -> Sequence[Delivery]:
    await _find(session, caller, endpoint_id)
    return await queries.deliveries(session, endpoint_id, limit, behind)


async def retry(session: Session, caller: Caller, endpoint_id: UUID, event_id: UUID) -> Delivery:
    """Send it now, also if it was delivered before; what comes before it in its case goes first."""
    endpoint = await _lock(session, caller, endpoint_id)
    key = {"endpoint_id": endpoint_id, "event_id": event_id}
    found = select(WebhookDeliveryRow).filter_by(**key).with_for_update()
    row = await session.scalar(found)
    if row is None:
        raise NotFound
    if endpoint.disabled_at is not None:
        raise EndpointDisabled
    (delivery,) = await queries.deliveries(session, endpoint_id, 1, only=event_id)
    row.status, row.failures = DeliveryStatus.PENDING, 0
    next_at = await lanes.hurry(session, endpoint_id, row.subject, row.position)
    return replace(delivery, status=DeliveryStatus.PENDING, next_at=next_at)


async def _find(session: Session, caller: Caller, endpoint_id: UUID) -> WebhookEndpointRow:
    own = queries.visible_to(caller).where(WebhookEndpointRow.id == endpoint_id)
    row = await session.scalar(own)
    if row is None:
        raise NotFound
    return row


async def _lock(
    session: Session, caller: Caller, endpoint_id: UUID, to_delete: bool = False
) -> WebhookEndpointRow:
    """The endpoint before its lanes and deliveries, as the worker does."""
    await session.hold()
    own = queries.visible_to(caller).where(WebhookEndpointRow.id == endpoint_id)
    row = await session.scalar(own.with_for_update(key_share=not to_delete))
    if row is None:
        raise NotFound
    return row
