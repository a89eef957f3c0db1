"""The blind index: by which digests a case is found, of its order and of its parties."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.models.base import Base
from odr_shared.indexed import Field
from odr_shared.levels import Level

PUBLIC, CONFIDENTIAL = Level.PUBLIC.info, Level.CONFIDENTIAL.info
ONE_OPEN = "uq_blind_index_open_order"


class BlindRow(Base):
    __tablename__ = "blind_index"
    __table_args__ = (
        # With the case behind the digest it answers alone, and in the order of filing.
        Index("ix_blind_index_found", "platform_id", "mode", "kind", "digest", "case_id"),
        Index(
            ONE_OPEN,
            *("platform_id", "mode", "digest"),
            unique=True,
            postgresql_where="kind = 'open_order'",
        ),
    )

    case_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    subject: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    """The party, or the case itself for what is about neither."""
    kind: Mapped[Field] = mapped_column(primary_key=True, info=PUBLIC)
    slot: Mapped[int] = mapped_column(primary_key=True, info=PUBLIC)
    """Of the index key's generation: two that live at once have different ones."""
    platform_id: Mapped[UUID] = mapped_column(info=PUBLIC)
    mode: Mapped[str] = mapped_column(info=PUBLIC)
    digest: Mapped[bytes] = mapped_column(info=CONFIDENTIAL)
