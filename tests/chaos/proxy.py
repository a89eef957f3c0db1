"""A TCP proxy that can do to a connection what networks do."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum, auto
from typing import Final

CHUNK: Final = 1 << 16


class Mode(Enum):
    PASS = auto()
    REFUSE = auto()
    """Whoever connects is hung up on."""
    DELAY = auto()
    SILENT = auto()
    """Nothing goes either way, and nobody is told."""
    DEAF = auto()
    """Half open: what is asked arrives, what is answered does not."""
    TRUNCATE = auto()
    """The next answer is cut in its middle, and the connection with it."""
    LOSE_COMMITS = auto()
    """A COMMIT arrives, and the connection is cut before it is answered."""


class Proxy:
    def __init__(self, port: int) -> None:
        """To that port of this machine."""
        self._to = port
        self.port = 0
        self.mode = Mode.PASS
        self.delay = 0.0
        self.done = 0
        """How often the mode that cuts has cut."""
        self._news = asyncio.Condition()
        self._ends: set[asyncio.StreamWriter] = set()
        self._passing = asyncio.Event()
        self._passing.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Proxy"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=CHUNK)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.mend()
            self.cut()
            await server.wait_closed()

    def become(self, mode: Mode, delay: float = 0.0) -> None:
        self.mode, self.delay, self.done = mode, delay, 0
        if mode is Mode.SILENT:
            self._passing.clear()

    def mend(self) -> None:
        """What was swallowed stays lost: a network that comes back has forgotten it."""
        if self.mode in (Mode.SILENT, Mode.DEAF):
            self.cut()
        self.mode = Mode.PASS
        self._passing.set()

    def cut(self) -> int:
        """Every connection, with a reset; how many there were."""
        ends = list(self._ends)
        for end in ends:
            end.transport.abort()
        return len(ends) // 2

    async def cuts(self, count: int) -> None:
        """Return once the mode has cut so often."""
        async with self._news:
            await self._news.wait_for(lambda: self.done >= count)

    async def _has_cut(self) -> None:
        async with self._news:
            self.done += 1
            self._news.notify_all()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.mode is Mode.REFUSE:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._to)
        except OSError:
            writer.transport.abort()
            return
        self._ends |= {writer, far_writer}
        both = (
            self._pass_on(reader, far_writer, writer, asking=True),
            self._pass_on(far_reader, writer, far_writer, asking=False),
        )
        try:
            await asyncio.gather(*both)
        finally:
            self._ends -= {writer, far_writer}

    async def _pass_on(
        self,
        source: asyncio.StreamReader,
        to: asyncio.StreamWriter,
        back: asyncio.StreamWriter,
        asking: bool,
    ) -> None:
        try:
            while said := await source.read(CHUNK):
                await self._passing.wait()
                if self.mode is Mode.DELAY:
                    await asyncio.sleep(self.delay)
                if self.mode is Mode.DEAF and not asking:
                    continue
                if self.mode is Mode.TRUNCATE and not asking:
                    await self._has_cut()
                    to.write(said[: len(said) // 2])
                    await to.drain()
                    to.close()
                    break
                to.write(said)
                await to.drain()
                if self.mode is Mode.LOSE_COMMITS and asking and b"COMMIT\0" in said:
                    await self._has_cut()
                    back.transport.abort()
                    break
        except OSError:
            back.transport.abort()
        finally:
            to.close()
