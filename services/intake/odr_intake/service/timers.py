"""What happens to cases by the clock: silence that ends one, test clocks that are turned."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from odr_intake.models.cases import CaseRow
from odr_intake.models.clocks import TestClockRow
from odr_intake.queries import cases, clocks
from odr_intake.queries.cases import Due
from odr_intake.service.cases import advance_clock, lapse, recompute, remind
from odr_rules.calendars import Look, is_superseded, look
from odr_shared.db import Database, Session, is_outage
from odr_shared.errors import CaseHeld

log = logging.getLogger(__name__)

AT_ONCE = 200
TOGETHER: Final = 50
"""Cases in one transaction: their commands wait meanwhile, a few hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What is done to cases at a time of their own: which are due, and what is done to them."""

    due: Callable[[Session, int, Due], Awaitable[Sequence[Due]]]
    do: Callable[[Session, CaseRow, datetime], None]
    at: InstrumentedAttribute[Any]
    """The column by which the sweep finds them; it moves where something was done."""
    failed: str
    """What is written down of a case to which it cannot be done."""


LAPSE: Final = Sweep(cases.overdue, lapse, CaseRow.lapses_at, "cannot lapse")
REMIND: Final = Sweep(cases.to_remind, remind, CaseRow.reminds_at, "cannot be reminded of")


async def lapse_overdue(database: Database) -> datetime | None:
    """End the cases whose respondent stayed silent; what another sweep has in hand is passed by."""
    while await _sweep(database, LAPSE):
        pass  # what has lapsed may have begun a time that is over too
    async with database.reading() as session:
        return await cases.next_lapse(session)


async def remind_due(database: Database) -> datetime | None:
    """Owe the reminders that are due; what another sweep has in hand is passed by."""
    await _sweep(database, REMIND)
    async with database.reading() as session:
        return await cases.next_reminder(session)


async def _sweep(database: Database, sweep: Sweep) -> int:
    """One time through all that is due, so that what cannot be done hides nothing behind it."""
    done, behind = 0, cases.FIRST
    while True:
        async with database.reading() as session:
            due = await sweep.due(session, AT_ONCE, behind)
        if not due:
            return done
        behind = due[-1]
        for at in range(0, len(due), TOGETHER):
            done += await _do(database, sweep, [case_id for _, case_id in due[at : at + TOGETHER]])


async def _do(database: Database, sweep: Sweep, case_ids: Sequence[UUID]) -> int:
    """To how many it was done; if it cannot be to one of them, it is to the others without it."""
    try:
        async with database.transaction() as session:
            now, done = await database.now(), 0
            for row in await session.lock_free(CaseRow, case_ids):
                # The sweep only narrows: the domain looks again, now under the lock.
                was = getattr(row, sweep.at.key)
                sweep.do(session, row, now)
                done += getattr(row, sweep.at.key) != was
            return done
    except Exception as error:
        if is_outage(error):
            raise
        if len(case_ids) > 1:
            return sum([await _do(database, sweep, [case_id]) for case_id in case_ids])
        log.exception("case %s %s", case_ids[0], sweep.failed)
        return 0


async def recompute_provisional(database: Database, by: Look = look) -> datetime | None:
    """Work out again what stands by calendars of which a later edition is here now.

    Each look reads one row of each edition, and then what stands by an old one.
    """
    async with database.reading() as session:
        found = await cases.editions(session)
    for edition in filter(is_superseded, found):
        due, do = partial(cases.provisional, edition=edition), partial(recompute, by=by)
        await _sweep(database, Sweep(due, do, CaseRow.provisional_by, "cannot be recomputed"))
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
