"""A receiver of webhooks on this machine: real sockets, every request kept, any answer given."""

import asyncio
import json
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

OK = b"HTTP/1.1 204 No Content\r\n\r\n"


def status(code: int) -> bytes:
    return b"HTTP/1.1 %d DeliveryStatus\r\ncontent-length: 0\r\n\r\n" % code


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


Answer = Callable[[Received, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Receiver:
    port: int = 0
    got: list[Received] = field(default_factory=list)
    answer: bytes | Answer = OK
    connections: int = 0
    closed: int = 0
    """Requests that were answered to the end, or hung up on."""
    at_once: Counter[str] = field(default_factory=Counter)
    """By path, and by path and case: the most requests that were open together."""
    _open: Counter[str] = field(default_factory=Counter)
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.got]

    def url(self, path: str = "/") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def until(self, enough: Callable[["Receiver"], bool]) -> None:
        async with asyncio.timeout(20), self._news:
            await self._news.wait_for(lambda: enough(self))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            received = await _read(reader)
            lanes = received.path, received.path + _case(received)
            for lane in lanes:
                self._open[lane] += 1
                self.at_once[lane] = max(self.at_once[lane], self._open[lane])
            async with self._news:
                self.got.append(received)
                self._news.notify_all()
            try:
                if isinstance(self.answer, bytes):
                    writer.write(self.answer)
                    await writer.drain()
                else:
                    await self.answer(received, writer)
            finally:
                for lane in lanes:
                    self._open[lane] -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            return  # the sender hung up, as it may
        finally:
            writer.close()
            async with self._news:
                self.closed += 1
                self._news.notify_all()


async def _read(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(head[0].split()[1], headers, body)


def _case(received: Received) -> str:
    data: dict[str, Any] = json.loads(received.body).get("data", {})
    return str(data.get("case_id", received.headers.get("webhook-id")))


@asynccontextmanager
async def receiving(
    host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Receiver]:
    receiver = Receiver()
    running: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        task.add_done_callback(running.discard)
        await receiver.serve(reader, writer)

    server = await asyncio.start_server(serve, host, 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await server.wait_closed()
