"""How a process ends: asked once it finishes what it began, asked twice it goes at once."""

import asyncio
import logging
import os
import signal
from collections.abc import Coroutine
from typing import Any, Final

log = logging.getLogger(__name__)

STOPS: Final = (signal.SIGTERM, signal.SIGINT)
LONGEST: Final = 10.0
"""Seconds from the first signal to the end, whatever is still under way by then."""


class Stopped(Exception):
    """The process was asked to end while it waited for something."""


class Stop:
    """The wish that this process end, made in the loop that is running."""

    def __init__(self) -> None:
        self._wished = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        for each in STOPS:
            self._loop.add_signal_handler(each, self._asked, each)

    @property
    def is_wished(self) -> bool:
        return self._wished.is_set()

    async def wait(self) -> None:
        await self._wished.wait()

    async def before(self, seconds: float) -> bool:
        """Wait so long, or until it is wished; whether it was."""
        try:
            async with asyncio.timeout(seconds):
                await self._wished.wait()
        except TimeoutError:
            return False
        return True

    async def unless(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do that until it is done, or the stop is wished: then it is cancelled, and is over."""
        task, wish = asyncio.ensure_future(doing), asyncio.ensure_future(self.wait())
        try:
            await asyncio.wait({task, wish}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            wish.cancel()
            if not task.done():
                task.cancel()
            await asyncio.wait({task})
        if not task.cancelled():
            task.result()

    def _asked(self, by: signal.Signals) -> None:
        if self.is_wished:
            log.warning("%s again: ends at once", by.name)
            os._exit(128 + by)
        log.info("%s: ends what it began, and itself", by.name)
        self._wished.set()
        self._loop.call_later(LONGEST, self._late)

    def _late(self) -> None:
        log.error("what it began did not end in time, so it is cut off")
        os._exit(1)
