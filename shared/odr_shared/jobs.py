"""Jobs: what a service does by the clock, and when it is rung."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import inspect
from sqlalchemy.orm import DeclarativeBase

from odr_shared.db import Database

log = logging.getLogger(__name__)

LONGEST = 5.0
"""Seconds between two runs when nobody rings: other processes' commits are found by looking."""
SHORTEST = 0.05
"""Seconds between two runs however often it is rung, so that a busy bell does not run for ever."""


@dataclass(frozen=True, eq=False)
class Job:
    run: Callable[[Database], Awaitable[datetime | None]]
    """Does all that is due; answers when there is next something, by Postgres's clock."""
    rung_by: tuple[type[DeclarativeBase], ...] = ()
    """Rows in whose tables a commit of this process may have made something due."""

    @property
    def name(self) -> str:
        run = self.run.func if isinstance(self.run, partial) else self.run
        return getattr(run, "__qualname__", repr(run))


ENDING = 5.0
"""Seconds that a run under way has to end when the process does."""


async def keep(job: Job, database: Database) -> None:
    """Run the job for ever: when it is due, when it is rung, and every few seconds."""
    with database.rung_by(*(inspect(row).local_table for row in job.rung_by)) as bell:
        left: datetime | None = None
        while True:
            bell.clear()
            try:
                due = await _ended(job.run(database))
                wait = LONGEST if due is None else (due - await database.now()).total_seconds()
            except Exception:
                log.exception("%s failed, will run again", job.name)
                due, wait = None, LONGEST
            if wait <= 0 and due == left:
                wait = LONGEST  # it could not do it the time before either: a case is held
            left = due
            await asyncio.sleep(SHORTEST)
            await bell.within(min(LONGEST, max(0.0, wait - SHORTEST)))


async def _ended(run: Awaitable[datetime | None]) -> datetime | None:
    """What it answers; cancelled, it first ends what it has begun, if that does not take long."""
    running = asyncio.ensure_future(run)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running}, timeout=ENDING)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)  # how it ended is nobody's concern
        raise
