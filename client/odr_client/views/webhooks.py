"""Webhook endpoints, their deliveries, and what webhooks say."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from odr_client.views.open import OpenEnum, View


class Endpoint(View):
    """Where webhooks are sent, and whether they are."""

    id: UUID
    url: str
    events: list[str]
    public_key: str
    """What verifies the `v1a` signatures (Ed25519)."""
    rotating_until: datetime | None = None
    """Until then the secret before this one signs too."""
    created_at: datetime
    disabled_at: datetime | None = None
    disabled_because: str | None = None


class EndpointSecret(Endpoint):
    """An endpoint with its secret, which is shown this once."""

    secret: str = Field(repr=False)


class DeliveryStatus(OpenEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class Delivery(View):
    """One event on its way to one endpoint; `id` is the `webhook-id` that the receiver sees."""

    id: UUID
    type: str
    case_id: UUID | None
    owed_at: datetime
    status: DeliveryStatus
    attempts: int
    last_at: datetime | None
    last_status_code: int | None
    last_error: str | None
    next_at: datetime | None
    delivered_at: datetime | None


class Webhook(View):
    """What a webhook says, and `odr.events` too."""

    id: UUID
    type: str
    timestamp: datetime
    data: dict[str, Any] = Field(default_factory=dict)

    @property
    def case_id(self) -> UUID | None:
        """None for a test."""
        said = self.data.get("case_id")
        return None if said is None else UUID(said)


class Tested(View):
    id: UUID
    """Under which it stands among the endpoint's deliveries."""
