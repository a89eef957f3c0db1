"""A change to many subjects: a few at a time, each under its own lock."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase

from odr_shared.db import Database, Session, is_outage

log = logging.getLogger(__name__)

AT_ONCE: Final = 200
"""Subjects that one page names."""
TOGETHER: Final = 50
"""Subjects in one transaction: their commands wait meanwhile, a few hundredths of a second."""
Due: TypeAlias = tuple[datetime, UUID]
"""When a subject is due, and which it is: pages go in this order."""
FIRST: Final[Due] = (datetime.min.replace(tzinfo=UTC), UUID(int=0))

R = TypeVar("R", bound=DeclarativeBase)
Page: TypeAlias = Callable[[Session, int, Due], Awaitable[Sequence[Due]]]
"""Those that are still to be changed, behind the one named; at most so many of them."""
Change: TypeAlias = Callable[[Session, R, datetime], bool]
"""Changes one, whose lock is held, if it still is to be; whether it did."""


@dataclass(frozen=True, slots=True)
class Sweep(Generic[R]):
    """What is done to subjects: which are due, and what is done to each."""

    model: type[R]
    page: Page
    change: Change[R]
    failed: str
    """What is written down of a subject to which it cannot be done."""


@dataclass(frozen=True, slots=True)
class Swept:
    changed: int
    left: int
    """Those that others have in hand, that are held, or that cannot be changed."""


async def until_done(database: Database, sweep: Sweep[R]) -> Swept:
    """Go through all that is due until a pass changes nothing more."""
    changed = 0
    while True:
        swept = await once(database, sweep)
        changed += swept.changed
        if not swept.changed:
            return Swept(changed, swept.left)


async def once(database: Database, sweep: Sweep[R]) -> Swept:
    """One time through all that is due, so that what cannot be done hides nothing behind it."""
    done, seen, behind = 0, 0, FIRST
    while True:
        async with database.reading() as session:
            found = await sweep.page(session, AT_ONCE, behind)
        if not found:
            return Swept(done, seen - done)
        behind, seen = found[-1], seen + len(found)
        for at in range(0, len(found), TOGETHER):
            subjects = [subject for _, subject in found[at : at + TOGETHER]]
            done += await together(database, sweep, subjects)


async def together(database: Database, sweep: Sweep[R], subjects: Sequence[UUID]) -> int:
    """How many were changed; if one of them cannot be, the others are without it."""
    try:
        async with database.transaction() as session:
            now = await database.now()
            rows = await session.lock_free(sweep.model, subjects)
            # The page only narrows: the domain looks again, now under the lock.
            return sum([sweep.change(session, row, now) for row in rows])
    except Exception as error:
        if is_outage(error):
            raise
        if len(subjects) > 1:
            return sum([await together(database, sweep, [each]) for each in subjects])
        log.exception("%s %s", subjects[0], sweep.failed)
        return 0
