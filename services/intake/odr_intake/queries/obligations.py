"""What was said of performances."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from odr_intake.models.obligations import PerformanceRow
from odr_shared.db import Session


async def performances(session: Session, case_id: UUID) -> Sequence[PerformanceRow]:
    """All of the case; so many as its obligations can have parts."""
    found = select(PerformanceRow).where(PerformanceRow.case_id == case_id)
    return (await session.scalars(found)).all()
