"""What the parties of a case have said of how fair it was."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from odr_intake.models.feedback import FeedbackRow
from odr_shared.callers import Caller, Kind
from odr_shared.db import Session


async def visible(session: Session, caller: Caller, case_id: UUID) -> Sequence[FeedbackRow]:
    """A party's own, and to its platform both; whoever decides on cases sees none."""
    found = select(FeedbackRow).where(FeedbackRow.case_id == case_id).order_by(FeedbackRow.party)
    match caller.kind:
        case Kind.PLATFORM:
            return (await session.scalars(found)).all()
        case Kind.PARTY:
            return (await session.scalars(found.where(FeedbackRow.party == caller.id))).all()
        case _:
            return []
