"""How fair the parties found their case."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.models.base import Base
from odr_shared.levels import Level


class FeedbackRow(Base):
    __tablename__ = "feedback"

    case_id: Mapped[UUID] = mapped_column(primary_key=True, info=Level.PUBLIC.info)
    party: Mapped[UUID] = mapped_column(primary_key=True, info=Level.PUBLIC.info)
    given_at: Mapped[datetime] = mapped_column(info=Level.PUBLIC.info)
    answer: Mapped[bytes] = mapped_column(info=Level.PARTY.info)
    """The number and the words, sealed by the party's key."""
