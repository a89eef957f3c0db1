"""Webhook endpoints and events over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from odr_intake.domain.unsendable import (
    EndpointDisabled,
    TooManyEndpoints,
    UrlHostNotAllowed,
    UrlMalformed,
    UrlNotHttps,
    UrlPortNotAllowed,
)
from odr_intake.queries import webhooks as queries
from odr_intake.schemas.webhooks import (
    DeliveryView,
    MakeEndpoint,
    WebhookEndpointView,
    WebhookEventView,
    WebhookSecretView,
    WebhookTestView,
    show,
    show_delivery,
    show_event,
    show_secret,
)
from odr_intake.service import webhooks as service
from odr_shared.auth import CallerDep, needs
from odr_shared.errors import NotFound, NotPermitted
from odr_shared.http import (
    CursorQuery,
    LimitQuery,
    NowDep,
    Page,
    Route,
    SessionDep,
    after,
    link,
    page,
    problems,
)
from odr_shared.http.pages import CursorUnknown

router = APIRouter(prefix="/v1/webhook-endpoints", tags=["webhooks"], route_class=Route)
events = APIRouter(prefix="/v1/events", tags=["webhooks"], route_class=Route)

URL_REFUSED = (UrlMalformed, UrlNotHttps, UrlHostNotAllowed, UrlPortNotAllowed)


@router.post(
    "",
    status_code=201,
    responses=problems(NotPermitted, TooManyEndpoints, *URL_REFUSED),
    **needs("webhooks:write", answers_a_secret=True),
)
async def make_endpoint(
    body: MakeEndpoint, caller: CallerDep, session: SessionDep, now: NowDep, request: Request
) -> WebhookSecretView:
    """Have webhooks sent to a URL; the secret that verifies them is shown this once."""
    local = request.app.state.settings.local_receivers
    made = await service.create(session, caller, body.url, body.events, local, now)
    return show_secret(made)


@router.get("", responses=problems(CursorUnknown), **needs("webhooks:read"))
async def list_endpoints(
    caller: CallerDep,
    session: SessionDep,
    request: Request,
    response: Response,
    limit: LimitQuery = 20,
    cursor: CursorQuery = None,
) -> Page[WebhookEndpointView]:
    """The platform's endpoints, newest first, and which of them are disabled, and why."""
    found = await queries.listed(session, caller, limit, after(cursor))
    shown, next_ = page(found, limit, lambda row: row.id)
    link(request, response, next_)
    data = [show(await service.opened(session, row)) for row in shown]
    return Page[WebhookEndpointView](data=data, next=next_)


@router.get("/{endpoint_id}", responses=problems(NotFound), **needs("webhooks:read"))
async def read_endpoint(
    endpoint_id: UUID, caller: CallerDep, session: SessionDep
) -> WebhookEndpointView:
    """One endpoint, without its secret."""
    return show(await service.read(session, caller, endpoint_id))


@router.delete(
    "/{endpoint_id}", status_code=204, responses=problems(NotFound), **needs("webhooks:write")
)
async def delete_endpoint(endpoint_id: UUID, caller: CallerDep, session: SessionDep) -> None:
    """Send nothing more to it, and forget its secret and its deliveries."""
    await service.delete(session, caller, endpoint_id)


@router.post(
    "/{endpoint_id}/rotate",
    responses=problems(NotFound),
    **needs("webhooks:write", answers_a_secret=True),
)
async def rotate_secret(
    endpoint_id: UUID, caller: CallerDep, session: SessionDep, now: NowDep
) -> WebhookSecretView:
    """Make a new secret and key pair; for 24 hours the ones before sign too."""
    return show_secret(await service.rotate(session, caller, endpoint_id, now))


@router.post("/{endpoint_id}/enable", responses=problems(NotFound), **needs("webhooks:write"))
async def enable_endpoint(
    endpoint_id: UUID, caller: CallerDep, session: SessionDep
) -> WebhookEndpointView:
    """Send to a disabled endpoint again, beginning with what is still owed to it."""
    return show(await service.enable(session, caller, endpoint_id))


@router.post(
    "/{endpoint_id}/test",
    status_code=202,
    responses=problems(NotFound, EndpointDisabled),
    **needs("webhooks:write"),
)
async def send_test(
    endpoint_id: UUID, caller: CallerDep, session: SessionDep, now: NowDep
) -> WebhookTestView:
    """Send a `webhook.test`, once: its delivery says what came of it."""
    return WebhookTestView(id=await service.send_test(session, caller, endpoint_id, now))


@router.get(
    "/{endpoint_id}/deliveries",
    responses=problems(NotFound, CursorUnknown),
    **needs("webhooks:read"),
)
async def list_deliveries(
    endpoint_id: UUID,
    caller: CallerDep,
    session: SessionDep,
    request: Request,
    response: Response,
    limit: LimitQuery = 20,
    cursor: CursorQuery = None,
) -> Page[DeliveryView]:
    """What was sent to the endpoint or is to be, newest first."""
    found = await service.log(session, caller, endpoint_id, limit, after(cursor))
    shown, next_ = page(found, limit, lambda delivery: delivery.id)
    link(request, response, next_)
    return Page[DeliveryView](data=[show_delivery(each) for each in shown], next=next_)


@router.post(
    "/{endpoint_id}/deliveries/{delivery_id}/retry",
    status_code=202,
    responses=problems(NotFound, EndpointDisabled),
    **needs("webhooks:write"),
)
async def retry_delivery(
    endpoint_id: UUID, delivery_id: UUID, caller: CallerDep, session: SessionDep
) -> DeliveryView:
    """Send one event again now, under the id it had."""
    return show_delivery(await service.retry(session, caller, endpoint_id, delivery_id))


@events.get("", responses=problems(CursorUnknown), **needs("webhooks:read"))
async def list_events(
    caller: CallerDep,
    session: SessionDep,
    after: Annotated[UUID | None, Query()] = None,
    limit: LimitQuery = 100,
) -> Page[WebhookEventView]:
    """What webhooks say, by polling: the same events under the same ids, oldest first.

    `after` is the id of the last event that was read; `next` is there if there are more now.
    """
    behind = 0 if after is None else await queries.place_of(session, caller, after)
    if behind is None:
        raise CursorUnknown
    found = await queries.events(session, caller, behind, limit)
    shown = [show_event(row) for row in found[:limit]]
    next_ = str(shown[-1].id) if len(found) > limit else None
    return Page[WebhookEventView](data=shown, next=next_)
