"""Payments that were reported on a platform, by the digests of their references."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.models.base import Base
from odr_shared.levels import Level

PUBLIC, CONFIDENTIAL = Level.PUBLIC.info, Level.CONFIDENTIAL.info
ONE_PAYMENT = "uq_payment_references"


class ReferenceRow(Base):
    """One payment counts once, in whatever case of its platform it is reported."""

    __tablename__ = "payment_references"
    __table_args__ = (Index(ONE_PAYMENT, "platform_id", "mode", "digest", unique=True),)

    case_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=PUBLIC)
    """The remedy's."""
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=PUBLIC)
    slot: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=PUBLIC)
    """Of the index key's generation: two that live at once have different ones."""
    party: Mapped[UUID] = mapped_column(info=PUBLIC)
    """Who paid: with its data goes this."""
    platform_id: Mapped[UUID] = mapped_column(info=PUBLIC)
    mode: Mapped[str] = mapped_column(info=PUBLIC)
    digest: Mapped[bytes] = mapped_column(info=CONFIDENTIAL)
