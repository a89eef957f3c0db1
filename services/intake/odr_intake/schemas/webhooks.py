"""Webhook endpoints, deliveries and events as JSON."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from odr_intake.domain.heard import EventType, Wanted
from odr_intake.domain.webhooks import Because, DeliveryStatus
from odr_intake.models.webhooks import WebhookEventRow
from odr_intake.queries.webhooks import Delivery
from odr_intake.service.webhooks import Endpoint
from odr_intake.webhooks.addresses import LONGEST
from odr_shared.http import Body, View
from odr_shared.levels import Level


class MakeEndpoint(Body):
    url: Annotated[str, Level.PARTY, Field(min_length=1, max_length=LONGEST)]
    """https, to a public host, port 443 or 8443; in test mode this machine too, by http."""
    events: Annotated[
        list[Wanted],
        Level.PUBLIC,
        Field(default_factory=lambda: ["*"], min_length=1, max_length=20),
    ]
    """The types to be told of, or `*`."""


class WebhookEndpointView(View):
    """Where webhooks are sent, and whether they are."""

    id: Annotated[UUID, Level.PUBLIC]
    url: Annotated[str, Level.PARTY]
    events: Annotated[list[str], Level.PUBLIC]
    public_key: Annotated[str, Level.PUBLIC]
    """What verifies the `v1a` signatures (Ed25519)."""
    rotating_until: Annotated[datetime | None, Level.PUBLIC]
    """Until then the secret before this one signs too."""
    created_at: Annotated[datetime, Level.PUBLIC]
    disabled_at: Annotated[datetime | None, Level.PUBLIC]
    disabled_because: Annotated[Because | None, Level.PUBLIC]


class WebhookSecretView(WebhookEndpointView):
    """An endpoint with its secret, which is shown this once."""

    secret: Annotated[str, Level.CONFIDENTIAL]
    """What verifies the `v1` signatures (HMAC-SHA256)."""


class WebhookTestView(View):
    """A `webhook.test` on its way; what came of it stands among the endpoint's deliveries."""

    id: Annotated[UUID, Level.PUBLIC]


class DeliveryView(View):
    """One event on its way to one endpoint; `id` is the `webhook-id` that the receiver sees."""

    id: Annotated[UUID, Level.PUBLIC]
    type: Annotated[EventType, Level.PUBLIC]
    case_id: Annotated[UUID | None, Level.PUBLIC]
    owed_at: Annotated[datetime, Level.PUBLIC]
    status: Annotated[DeliveryStatus, Level.PUBLIC]
    attempts: Annotated[int, Level.PUBLIC]
    last_at: Annotated[datetime | None, Level.PUBLIC]
    last_status_code: Annotated[int | None, Level.PUBLIC]
    last_error: Annotated[str | None, Level.PUBLIC]
    next_at: Annotated[datetime | None, Level.PUBLIC]
    """None for what is done with, and for what waits for another or for its endpoint."""
    delivered_at: Annotated[datetime | None, Level.PUBLIC]


class WebhookEventView(View):
    """What a webhook says, with the id it is sent under."""

    id: Annotated[UUID, Level.PUBLIC]
    type: Annotated[EventType, Level.PUBLIC]
    timestamp: Annotated[datetime, Level.PUBLIC]
    data: Annotated[dict[str, Any], Level.PUBLIC]


def show(endpoint: Endpoint) -> WebhookEndpointView:
    return WebhookEndpointView(**_said(endpoint))


def show_secret(endpoint: Endpoint) -> WebhookSecretView:
    return WebhookSecretView(**_said(endpoint), secret=endpoint.signer.secret)


def show_delivery(delivery: Delivery) -> DeliveryView:
    return DeliveryView.model_validate(delivery)


def show_event(row: WebhookEventRow) -> WebhookEventView:
    return WebhookEventView(id=row.id, **json.loads(row.body))


def _said(endpoint: Endpoint) -> dict[str, Any]:
    row = endpoint.row
    return {
        "id": row.id,
        "url": endpoint.url,
        "events": row.events,
        "public_key": endpoint.signer.public_key,
        "rotating_until": row.previous_until,
        "created_at": row.created_at,
        "disabled_at": row.disabled_at,
        "disabled_because": row.disabled_because,
    }
