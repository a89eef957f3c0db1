"""Webhooks: who wants to be told, what is owed, and how each delivery stands."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index
from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.models.base import Base
from odr_shared.levels import Level

PUBLIC = Level.PUBLIC.info


class WebhookEndpointRow(Base):
    __tablename__ = "webhook_endpoints"
    __table_args__ = (
        Index("ix_webhook_endpoints_listed", "platform_id", "mode", "id"),
        Index(
            "ix_webhook_endpoints_rotating",
            "previous_until",
            postgresql_where="previous_until IS NOT NULL",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    platform_id: Mapped[UUID] = mapped_column(info=PUBLIC)
    mode: Mapped[str] = mapped_column(info=PUBLIC)
    url: Mapped[bytes] = mapped_column(info=Level.PARTY.info)
    """Sealed by the endpoint's own key: it may hold a token of the platform's."""
    events: Mapped[list[str]] = mapped_column(info=PUBLIC)
    generation: Mapped[int] = mapped_column(info=PUBLIC)
    """How often its secret was made; the secret follows from the key of that number."""
    previous_until: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """Until then the generation before signs too."""
    created_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    disabled_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    disabled_because: Mapped[str | None] = mapped_column(info=PUBLIC)


class WebhookEventRow(Base):
    """Something that a platform is to hear of, once, under this id."""

    __tablename__ = "webhook_events"
    __table_args__ = (
        Index("ix_webhook_events_owed", "owed", postgresql_where="position IS NULL"),
        Index("uq_webhook_events_position", "position", unique=True),
        Index("ix_webhook_events_listed", "platform_id", "mode", "position"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    owed: Mapped[int] = mapped_column(BigInteger, Identity(always=True), info=PUBLIC)
    """Taken under the lock of the case: events of one case stand in their order."""
    position: Mapped[int | None] = mapped_column(BigInteger, info=PUBLIC)
    """Taken at fan-out, one at a time: what is read up to a position is all there will be."""
    platform_id: Mapped[UUID] = mapped_column(info=PUBLIC)
    mode: Mapped[str] = mapped_column(info=PUBLIC)
    case_id: Mapped[UUID | None] = mapped_column(info=PUBLIC)
    version: Mapped[int] = mapped_column(info=PUBLIC)
    """The case's, with this event in it."""
    only_endpoint: Mapped[UUID | None] = mapped_column(info=PUBLIC)
    """The one endpoint that a test is for."""
    type: Mapped[str] = mapped_column(info=PUBLIC)
    body: Mapped[str] = mapped_column(info=PUBLIC)
    """JSON, byte for byte as it is signed and sent."""
    traceparent: Mapped[str] = mapped_column(info=PUBLIC)
    at: Mapped[datetime] = mapped_column(info=PUBLIC)


class WebhookDeliveryRow(Base):
    """One event on its way to one endpoint."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_listed", "endpoint_id", "position"),
        Index(
            "ix_webhook_deliveries_waiting",
            "endpoint_id",
            "subject",
            "position",
            postgresql_where="status = 'pending'",
        ),
    )

    endpoint_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), primary_key=True, info=PUBLIC
    )
    event_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    subject: Mapped[UUID] = mapped_column(info=PUBLIC)
    position: Mapped[int] = mapped_column(BigInteger, info=PUBLIC)
    """The event's: the order in a lane."""
    status: Mapped[str] = mapped_column(info=PUBLIC)
    attempts: Mapped[int] = mapped_column(server_default="0", info=PUBLIC)
    """All that were made."""
    failures: Mapped[int] = mapped_column(server_default="0", info=PUBLIC)
    """Those in a row, from which the schedule goes on."""
    last_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    last_status_code: Mapped[int | None] = mapped_column(info=PUBLIC)
    last_error: Mapped[str | None] = mapped_column(info=PUBLIC)
    delivered_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)


class WebhookLaneRow(Base):
    """A case with something still to be sent to an endpoint: one at a time, in order.

    Its lock decides between who adds to it and who takes the last one from it.
    """

    __tablename__ = "webhook_lanes"
    __table_args__ = (
        Index("ix_webhook_lanes_due", "endpoint_id", "next_at"),
        Index("ix_webhook_lanes_leased", "lease_until", postgresql_where="lease_until IS NOT NULL"),
    )

    endpoint_id: Mapped[UUID] = mapped_column(
        ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), primary_key=True, info=PUBLIC
    )
    subject: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    """The case, or the event that is about none."""
    next_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """None while the endpoint is disabled."""
    lease_until: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """Whose it is: an outcome is noted only under the lease it was sent under."""
