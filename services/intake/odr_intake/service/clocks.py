"""What can be done with a test clock: made, read, turned."""

from datetime import datetime
from uuid import UUID

from odr_intake.domain import clocks as domain
from odr_intake.models.clocks import TestClockRow
from odr_intake.queries import clocks as queries
from odr_shared.callers import Caller, Kind
from odr_shared.db import Session, new_id
from odr_shared.errors import NotFound, NotPermitted, Unprocessable


class NoSuchTestClock(Unprocessable):
    """There is no such test clock."""

    code = "test_clock_unknown"


def make(session: Session, caller: Caller, shows: datetime | None, now: datetime) -> TestClockRow:
    if caller.kind is not Kind.PLATFORM:
        raise NotPermitted
    domain.set_clock(caller.mode)
    row = TestClockRow(
        id=new_id(),
        platform_id=caller.id,
        started_at=shows or now,
        now=shows or now,
        behind=False,
    )
    session.add(row)
    return row


async def read(session: Session, caller: Caller, clock_id: UUID) -> TestClockRow:
    found = queries.visible_to(caller).where(TestClockRow.id == clock_id)
    row = await session.scalar(found)
    if row is None:
        raise NotFound
    return row


async def shared(session: Session, caller: Caller, clock_id: UUID) -> TestClockRow:
    """The clock, which nobody turns before this transaction has ended."""
    await session.hold()
    found = queries.visible_to(caller).where(TestClockRow.id == clock_id)
    row = await session.scalar(found.with_for_update(read=True))
    if row is None:
        raise NoSuchTestClock("/test_clock_id")
    return row


async def turn(session: Session, caller: Caller, clock_id: UUID, to: datetime) -> TestClockRow:
    await session.hold()
    found = queries.visible_to(caller).where(TestClockRow.id == clock_id)
    row = await session.scalar(found.with_for_update())
    if row is None:
        raise NotFound
    row.now, row.behind = domain.turn(row.now, row.started_at, to), True
    return row
