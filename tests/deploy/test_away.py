"""Postgres away, or silent: 503 soon, no stack trace, and back again by itself."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from tests.deploy.conftest import Prepared, file_case
from tests.deploy.processes import Running, process, until

from odr_local.postgres import Postgres

SOCKET = ".s.PGSQL.5432"
SOON = 2.0
NOTICED = 5.0
SLACK = 1.0
"""Seconds that a busy machine may need besides."""


def is_refused_well(answer: httpx.Response) -> bool:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["code"] == "unavailable"
    assert "Traceback" not in answer.text
    return True


async def test_postgres_away_is_503_soon_and_it_comes_back_by_itself(
    own: Prepared, server: Postgres
) -> None:
    def run(api: Running) -> None:
        until(api.is_ready)
        with own.call(api) as http:
            case = file_case(http).json()
            server.stop()
            for _ in range(12):  # more than the pool has
                began = time.monotonic()
                assert is_refused_well(file_case(http))
                assert time.monotonic() - began < SOON + SLACK
            assert is_refused_well(http.get(f"/v1/cases/{case['id']}"))
            until(lambda: api.get("/readyz").status_code == 503)
            assert api.get("/livez").status_code == 200
            server.start()
            until(api.is_ready)
            for _ in range(100):
                assert http.get(f"/v1/cases/{case['id']}").status_code == 200

    with process("intake", "api", own.url) as api:
        await asyncio.to_thread(run, api)


class Swallow:
    """Stands between, and from some time on passes nothing on, nor ends anything."""

    def __init__(self, real: Path) -> None:
        self._real = real
        self._open = asyncio.Event()
        self._open.set()
        self._pipes: set[asyncio.Task[None]] = set()

    def silence(self) -> None:
        self._open.clear()

    def heal(self) -> None:
        self._open.set()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_unix_connection(self._real)
        for pair in ((reader, there[1]), (there[0], writer)):
            task = asyncio.create_task(self._pass_on(*pair))
            self._pipes.add(task)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while part := await reader.read(65536):
                await self._open.wait()
                writer.write(part)
                await writer.drain()
        except OSError:
            return
        finally:
            writer.close()

    async def end(self) -> None:
        for task in self._pipes:
            task.cancel()
        await asyncio.gather(*self._pipes, return_exceptions=True)


@asynccontextmanager
async def swallowing(server: Postgres) -> AsyncIterator[tuple[Swallow, str]]:
    """It, and the folder whose socket it listens at."""
    between = Swallow(server.socket / SOCKET)
    with tempfile.TemporaryDirectory() as folder:  # a socket's path must be short
        async with await asyncio.start_unix_server(between.connected, f"{folder}/{SOCKET}"):
            yield between, folder
            await between.end()


async def test_postgres_that_falls_silent_is_noticed_within_five_seconds(
    own: Prepared, server: Postgres
) -> None:
    async with swallowing(server) as (between, folder):
        url = own.url.replace(str(server.socket), folder)
        assert url != own.url
        with process("intake", "api", url) as api:
            await asyncio.to_thread(until, api.is_ready)
            http = await asyncio.to_thread(own.call, api)
            case = (await asyncio.to_thread(file_case, http)).json()
            path = f"/v1/cases/{case['id']}"
            between.silence()
            for longest in (NOTICED, SOON):  # then it is known that new ones are needed
                began = time.monotonic()
                assert is_refused_well(await asyncio.to_thread(http.get, path))
                assert time.monotonic() - began < longest + SLACK
            between.heal()
            await asyncio.to_thread(until, api.is_ready)
            for _ in range(30):
                assert (await asyncio.to_thread(http.get, path)).status_code == 200
            http.close()
