"""Notices, and what was tried to bring each to its addressee."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.domain.notices import (
    BounceReason,
    NoticeKind,
    NoticeStatus,
    Proof,
    ProofBy,
    Told,
)
from odr_intake.domain.papers import Side
from odr_intake.models.base import Base
from odr_shared.contracts.codes import Channel, Served
from odr_shared.db import Json
from odr_shared.levels import Level

PUBLIC, PARTY = Level.PUBLIC.info, Level.PARTY.info


class NoticeRow(Base):
    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_listed", "case_id", "id"),
        Index("ix_notices_mail_at", "mail_at", "id", postgresql_where="mail_at IS NOT NULL"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    case_id: Mapped[UUID] = mapped_column(info=PUBLIC)
    side: Mapped[Side] = mapped_column(info=PUBLIC)
    party: Mapped[UUID] = mapped_column(info=PUBLIC)
    kind: Mapped[NoticeKind] = mapped_column(info=PUBLIC)
    version: Mapped[int] = mapped_column(info=PUBLIC)
    """The case's, with what the notice is about."""
    made_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    told: Mapped[Told] = mapped_column(Json(Told), info=PUBLIC)
    starts: Mapped[Served | None] = mapped_column(info=PUBLIC)
    """What runs from its service."""
    rule: Mapped[str | None] = mapped_column(info=PUBLIC)
    due_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    consequence: Mapped[str | None] = mapped_column(info=PUBLIC)
    """What silence brings: the one that was named, and no other."""
    status: Mapped[NoticeStatus] = mapped_column(info=PUBLIC)
    attempts: Mapped[int] = mapped_column(info=PUBLIC)
    """Those that have failed."""
    channel: Mapped[Channel | None] = mapped_column(info=PUBLIC)
    served_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    confirmed_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """When we heard of it."""
    proved_by: Mapped[ProofBy | None] = mapped_column(info=PUBLIC)
    reference: Mapped[bytes | None] = mapped_column(info=PARTY)
    """The platform's own, sealed by the case's key: it may name an address."""
    mail_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """When we mail it ourselves, or try again; none: it is not for us to do, or done.

    Where no mail server is set nobody looks at it: the platform brings every notice.
    """
    mail_lease: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """Until when a worker has it."""
    mail_failures: Mapped[int] = mapped_column(info=PUBLIC)
    """How often the mail server could not take it just then."""
    mailed_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """When a mail server took it from us, which proves nothing by itself."""

    def proof(self, reference: str | None) -> Proof | None:
        if self.channel is None or self.served_at is None:
            return None
        return Proof(self.channel, self.served_at, reference)


class NoticeAttemptRow(Base):
    """One attempt at service that failed."""

    __tablename__ = "notice_attempts"

    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True, info=PUBLIC)
    number: Mapped[int] = mapped_column(primary_key=True, info=PUBLIC)
    channel: Mapped[Channel] = mapped_column(info=PUBLIC)
    at: Mapped[datetime] = mapped_column(info=PUBLIC)
    noted_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    reason: Mapped[BounceReason] = mapped_column(info=PUBLIC)
