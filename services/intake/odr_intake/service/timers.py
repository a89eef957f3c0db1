"""What happens to cases by the clock: silence that ends one, test clocks that are turned."""

from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from sqlalchemy import select

from odr_intake.models.cases import CaseRow
from odr_intake.models.clocks import TestClockRow
from odr_intake.queries import cases, clocks
from odr_intake.service.cases import advance_clock, lapse, recompute, remind
from odr_rules.calendars import Look, look
from odr_shared.db import Database
from odr_shared.errors import CaseHeld
from odr_shared.provisional import work_out_again
from odr_shared.sweeping import Sweep, once, until_done

AT_ONCE = 200

LAPSE: Final = Sweep(CaseRow, cases.overdue, lapse, "cannot lapse")
REMIND: Final = Sweep(CaseRow, cases.to_remind, remind, "cannot be reminded of")


async def lapse_overdue(database: Database) -> datetime | None:
    """End the cases whose respondent stayed silent; what another sweep has in hand is passed by.

    What has lapsed may have begun a time that is over too.
    """
    await until_done(database, LAPSE)
    async with database.reading() as session:
        return await cases.next_lapse(session)


async def remind_due(database: Database) -> datetime | None:
    """Owe the reminders that are due; what another sweep has in hand is passed by."""
    await once(database, REMIND)
    async with database.reading() as session:
        return await cases.next_reminder(session)


async def recompute_provisional(database: Database, by: Look = look) -> datetime | None:
    """Work out again what stands by calendars of which a later edition is here now."""
    await work_out_again(database, cases.PROVISIONAL, CaseRow, partial(recompute, by=by))
    return None


async def tell_cases(database: Database) -> datetime | None:
    """Tell the cases of turned clocks what these show, each in its own transaction."""
    async with database.reading() as session:
        turned = await clocks.turned(session, AT_ONCE)
    for clock_id in turned:
        while True:
            async with database.reading() as session:
                behind = await clocks.behind(session, clock_id, AT_ONCE)
            if not sum([await _tell(database, clock_id, case_id) for case_id in behind]):
                break
        if not behind:
            await _all_told(database, clock_id)
    return None


async def _tell(database: Database, clock_id: UUID, case_id: UUID) -> bool:
    try:
        async with database.transaction() as session:
            row = await session.lock(select(CaseRow).where(CaseRow.id == case_id))
            shows: datetime = await session.driver.fetchval(
                "SELECT now FROM test_clocks WHERE id = $1", clock_id
            )
            if row.at_rest or row.clock_now is None or row.clock_now >= shows:
                return False
            advance_clock(session, row, shows, await database.now())
            return True
    except CaseHeld:
        return False


async def _all_told(database: Database, clock_id: UUID) -> None:
    async with database.transaction() as session:
        await session.hold()
        found = select(TestClockRow).where(TestClockRow.id == clock_id).with_for_update()
        row = await session.scalar(found)
        # It may have been turned again, or a case hung on it, since it was looked at.
        if row is not None and not await clocks.behind(session, clock_id, 1):
            row.behind = False
