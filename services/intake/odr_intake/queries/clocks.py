"""Which test clocks can be read, and which of their cases are behind."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, false, select

from odr_intake.models.clocks import TestClockRow
from odr_shared.callers import Caller
from odr_shared.db import Session


def visible_to(caller: Caller) -> Select[TestClockRow]:
    """A platform's own, which exist in test mode only."""
    own = TestClockRow.platform_id == caller.platform_id
    return select(TestClockRow).where(own if caller.mode == "test" else false())


async def listed(
    session: Session, caller: Caller, limit: int, behind: UUID | None
) -> Sequence[TestClockRow]:
    found = visible_to(caller).order_by(TestClockRow.id.desc()).limit(limit + 1)
    if behind is not None:
        found = found.where(TestClockRow.id < behind)
    return (await session.scalars(found)).all()


async def turned(session: Session, limit: int) -> Sequence[UUID]:
    """Clocks some of whose cases may not have been told yet."""
    rows = await session.driver.fetch(
        "SELECT id FROM test_clocks WHERE behind ORDER BY id LIMIT $1", limit
    )
    return [row["id"] for row in rows]


async def behind(session: Session, clock_id: UUID, limit: int) -> Sequence[UUID]:
    """Cases on that clock which are not at rest and do not yet know what it shows."""
    rows = await session.driver.fetch(
        """SELECT c.id FROM test_clocks t JOIN cases c ON c.test_clock_id = t.id
           WHERE t.id = $1 AND NOT c.at_rest AND c.clock_now < t.now LIMIT $2""",
        clock_id,
        limit,
    )
    return [row["id"] for row in rows]
