"""Commands on one case wait for each other here, and not with a connection in their hands."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from odr_shared.errors import Refusal

PATIENCE: Final = 5.0
"""Seconds that a command waits for those before it."""
MOST_WAITING: Final = 100


class Busy(Refusal):
    """Too many commands on this case are under way at once."""

    status = 503
    code = "case_busy"
    retry_after = 1


class Turns:
    """One process's; between processes the lock of the case's head decides, as ever.

    Without it a party that sends fifty commands at once would hold every connection there is,
    each waiting for the one before, and the other cases would be refused.
    """

    def __init__(self) -> None:
        self._taken: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    @asynccontextmanager
    async def of(self, subject: str | None) -> AsyncIterator[None]:
        """While entered, no other command on this subject is; `Busy` if that takes too long."""
        if subject is None:
            yield
            return
        waiting = self._waiting.get(subject, 0)
        if waiting >= MOST_WAITING:
            raise Busy
        lock = self._taken.setdefault(subject, asyncio.Lock())
        self._waiting[subject] = waiting + 1
        try:
            try:
                async with asyncio.timeout(PATIENCE):
                    await lock.acquire()
            except TimeoutError as error:
                raise Busy from error
            try:
                yield
            finally:
                lock.release()
        finally:
            self._waiting[subject] -= 1
            if not self._waiting[subject]:
                del self._waiting[subject], self._taken[subject]
