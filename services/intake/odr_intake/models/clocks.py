"""Test clocks: a platform turns them, and the cases that hang on them follow."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.models.base import Base
from odr_shared.levels import Level

PUBLIC = Level.PUBLIC.info


class TestClockRow(Base):
    __test__ = False  # not a test of pytest's
    __tablename__ = "test_clocks"
    __table_args__ = (
        Index("ix_test_clocks_listed", "platform_id", "id"),
        Index("ix_test_clocks_behind", "id", postgresql_where="behind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    platform_id: Mapped[UUID] = mapped_column(info=PUBLIC)
    name: Mapped[bytes | None] = mapped_column(info=Level.CONFIDENTIAL.info)
    now: Mapped[datetime] = mapped_column(info=PUBLIC)
    behind: Mapped[bool] = mapped_column(info=PUBLIC)
    """Some of its cases have not yet been told what it shows."""
    started_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    """What it showed first; how far it may be turned is counted from there."""
