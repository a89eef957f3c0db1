"""A change to many subjects: a few at a time, each under its own lock."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy.orm import DeclarativeBase

from odr_shared.db import Database, Session, is_outage

log = logging.getLogger(__name__)

TOGETHER: Final = 50
"""Subjects in one transaction: their commands wait meanwhile, a few hundredths of a second."""
Due: TypeAlias = tuple[datetime, UUID]
"""When a subject is due, and which it is: pages go in this order."""
FIRST: Final[Due] = (datetime.min.replace(tzinfo=UTC), UUID(int=0))

R = TypeVar("R", bound=DeclarativeBase)
Page: TypeAlias = Callable[[Session, Due], Awaitable[Sequence[Due]]]
"""Those that are still to be changed, behind the one named; a bounded number of them."""
Change: TypeAlias = Callable[[Session, R, datetime], bool]
"""Changes one, whose lock is held, if it still is to be; whether it did."""


@dataclass(frozen=True, slots=True)
class Swept:
    changed: int
    left: int
    """Those that others have in hand, that are held, or that cannot be changed."""


async def sweep(database: Database, model: type[R], page: Page, change: Change[R]) -> Swept:
    """Go through all that `page` finds until a pass changes nothing more."""
    changed = 0
    while True:
        done, left = await _once(database, model, page, change)
        changed += done
        if not done:
            return Swept(changed, left)


async def _once(
    database: Database, model: type[R], page: Page, change: Change[R]
) -> tuple[int, int]:
    done, seen, behind = 0, 0, FIRST
    while True:
        async with database.reading() as session:
            found = await page(session, behind)
        if not found:
            return done, seen - done
        behind, seen = found[-1], seen + len(found)
        for at in range(0, len(found), TOGETHER):
            subjects = [subject for _, subject in found[at : at + TOGETHER]]
            done += await _together(database, model, subjects, change)


async def _together(
    database: Database, model: type[R], subjects: Sequence[UUID], change: Change[R]
) -> int:
    """How many were changed; if one of them cannot be, the others are without it."""
    try:
        async with database.transaction() as session:
            now = await database.now()
            rows = await session.lock_free(model, subjects)
            return sum([change(session, row, now) for row in rows])
    except Exception as error:
        if is_outage(error):
            raise
        if len(subjects) > 1:
            alone = [await _together(database, model, [each], change) for each in subjects]
            return sum(alone)
        log.exception("%s cannot be changed", subjects[0])
        return 0
