"""What was said of the performance of a remedy in words and references, sealed."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.models.base import Base
from odr_shared.levels import Level

PUBLIC, PARTY = Level.PUBLIC.info, Level.PARTY.info


class PerformanceRow(Base):
    """Of one reported part; what is open of it stands in the case."""

    __tablename__ = "performances"

    case_id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=PUBLIC)
    """The remedy's."""
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, info=PUBLIC)
    reference: Mapped[bytes | None] = mapped_column(info=PARTY)
    """The payment's, or a parcel's: sealed by the debtor's key."""
    dispute_text: Mapped[bytes | None] = mapped_column(info=PARTY)
    """Sealed by the creditor's key."""
    decision_text: Mapped[bytes | None] = mapped_column(info=PARTY)
    """Sealed by the case's own."""
