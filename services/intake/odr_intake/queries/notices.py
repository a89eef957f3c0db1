"""The notices of a case, as far as the caller may read them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select

from odr_intake.domain.notices import NoticeStatus
from odr_intake.models.notices import NoticeAttemptRow, NoticeRow
from odr_shared.callers import Caller, Kind
from odr_shared.contracts.codes import Served
from odr_shared.db import Session


def of_case(caller: Caller, case_id: UUID) -> Select[NoticeRow]:
    """Those of a case that the caller may see: a party reads what was addressed to it."""
    found = select(NoticeRow).where(NoticeRow.case_id == case_id)
    return found.where(NoticeRow.party == caller.id) if caller.kind is Kind.PARTY else found


async def listed(
    session: Session,
    caller: Caller,
    case_id: UUID,
    status: NoticeStatus | None,
    limit: int,
    behind: UUID | None,
) -> Sequence[NoticeRow]:
    """Oldest first, one more than `limit` if there are more."""
    found = of_case(caller, case_id).order_by(NoticeRow.id).limit(limit + 1)
    if status is not None:
        found = found.where(NoticeRow.status == status)
    if behind is not None:
        found = found.where(NoticeRow.id > behind)
    return (await session.scalars(found)).all()


async def attempts(session: Session, notice_id: UUID) -> Sequence[NoticeAttemptRow]:
    """What was tried, oldest first; there are at most `MOST_ATTEMPTS`."""
    found = select(NoticeAttemptRow).where(NoticeAttemptRow.notice_id == notice_id)
    return (await session.scalars(found.order_by(NoticeAttemptRow.number))).all()


async def awaited(session: Session, case_id: UUID, served: Served) -> NoticeRow | None:
    """The newest notice of the case with whose service this begins."""
    found = select(NoticeRow).where(NoticeRow.case_id == case_id, NoticeRow.starts == served)
    row: NoticeRow | None = await session.scalar(found.order_by(NoticeRow.id.desc()).limit(1))
    return row
