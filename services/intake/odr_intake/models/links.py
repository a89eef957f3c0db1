"""Links between cases: a row for each side, and for each member of a group."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.models.base import Base
from odr_shared.contracts.intake_links import LinkKind
from odr_shared.levels import Level

PUBLIC = Level.PUBLIC.info


class LinkRow(Base):
    __tablename__ = "case_links"
    __table_args__ = (
        # Whoever links two cases holds the locks of both; this is for whoever does not.
        Index("uq_case_links_pair", "case_id", "other_id", unique=True),
        Index("ix_case_links_link", "link", "case_id"),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), primary_key=True, info=PUBLIC)
    link: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    """The same on both sides; of a group, the group's."""
    kind: Mapped[LinkKind] = mapped_column(info=PUBLIC)
    other_id: Mapped[UUID | None] = mapped_column(ForeignKey("cases.id"), info=PUBLIC)
    """None: of a group, whose members have the same `link`."""
    made_at: Mapped[datetime] = mapped_column(info=PUBLIC)
