"""The mandates of a case."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from odr_intake.domain.mandates import AT_MOST
from odr_intake.models.mandates import MandateRow
from odr_shared.db import Session


async def of_case(session: Session, case_id: UUID) -> Sequence[MandateRow]:
    """All of them, the oldest first."""
    found = select(MandateRow).where(MandateRow.case_id == case_id).order_by(MandateRow.id)
    return (await session.scalars(found.limit(AT_MOST))).all()


async def one(session: Session, case_id: UUID, mandate_id: UUID) -> MandateRow | None:
    found = select(MandateRow).where(MandateRow.id == mandate_id, MandateRow.case_id == case_id)
    row: MandateRow | None = await session.scalar(found)
    return row
