"""Index keys: generations of the key of the blind index, of which at most two live at once.

Whoever writes does so under all that live; whoever searches uses the oldest, which alone has all
the rows. So a new generation can be filled in while both are used, and the old one then destroyed.
"""

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import Column, DateTime, Integer, Table

from odr_shared.blind import BlindIndex, IndexKey
from odr_shared.db.types import plumbing
from odr_shared.levels import Level

if TYPE_CHECKING:
    from odr_shared.db.keys import Keys
    from odr_shared.db.session import Database, Session

generations = Table(
    "index_generations",
    plumbing,
    Column("generation", Integer, primary_key=True, info=Level.PUBLIC.info),
    Column("made_at", DateTime(timezone=True), nullable=False, info=Level.PUBLIC.info),
)
INDEX: Final = UUID(int=2)
"""In `keys`, the case that is none: under it are the generations, by their numbers."""
KNOWN_FOR: Final = 10.0
"""Seconds for which a process trusts what it has read."""
KNOWN_TO_ALL: Final = timedelta(minutes=1)
"""After so long no process, and no transaction of one, still works without a new generation."""


class StillFilling(Exception):
    """There are two generations already; the older one must go first."""


class IndexKeys:
    """A service's generations, as one process knows them."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._known: tuple[IndexKey, ...] = ()
        self._read_at = float("-inf")

    async def live(self) -> Sequence[IndexKey]:
        """Oldest first; the first one of all is made by whoever asks first."""
        if time.monotonic() - self._read_at > KNOWN_FOR:
            began = time.monotonic()
            async with self._database.reading() as session:
                found = _opened(await session.keys(INDEX))
            if not found:
                async with self._database.transaction() as session:
                    found = [*await add_generation(session, only_first=True)]
            self._known, self._read_at = tuple(found), began
        return self._known

    async def indexes(self, platform_id: UUID, mode: str) -> Sequence[BlindIndex]:
        return [key.index(platform_id, mode) for key in await self.live()]

    def forget(self) -> None:
        """Read them anew the next time."""
        self._read_at = float("-inf")


def _opened(keys: "Keys") -> list[IndexKey]:
    return [IndexKey(number, keys.key(str(number))) for number in sorted(map(int, keys.live))]


async def add_generation(session: "Session", only_first: bool = False) -> Sequence[IndexKey]:
    """Make one more, and answer all that live; `StillFilling` if there are two already."""
    await session.alone("index_keys")
    keys = await session.keys(INDEX)
    live = sorted(map(int, keys.live))
    if len(live) > 1 and not only_first:
        raise StillFilling
    if not live or not only_first:
        newest = await session.driver.fetchval("SELECT max(generation) FROM index_generations")
        number = (newest or 0) + 1
        keys.key(str(number))
        row = {"generation": number, "made_at": await session.database.now()}
        session.changes.insert(generations, row)
    return _opened(keys)


async def retire_generation(session: "Session") -> bool:
    """Destroy the older of two, once all know the newer one; the caller has seen to its rows."""
    await session.alone("index_keys")
    keys = await session.keys(INDEX)
    live = sorted(map(int, keys.live))
    if len(live) < 2 or not await known_to_all(session, live[-1]):
        return False
    keys.destroy(str(live[0]))
    return True


async def known_to_all(session: "Session", generation: int) -> bool:
    found: bool = await session.driver.fetchval(
        "SELECT made_at < clock_timestamp() - $2::interval FROM index_generations"
        " WHERE generation = $1",
        generation,
        KNOWN_TO_ALL,
    )
    return found
