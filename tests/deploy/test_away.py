"""Postgres away, or silent: 503 soon, no stack trace, and back again by itself."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text
from tests.deploy.conftest import Prepared, file_case
from tests.deploy.processes import Running, process, until

from odr_intake.app import service as intake
from odr_local.postgres import Postgres
from odr_shared.db import Database, Session, dialling
from odr_shared.runtime import Service, connect
from odr_shared.testing import settings_for

SOCKET = ".s.PGSQL.5432"


def is_refused_well(answer: httpx.Response) -> bool:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["code"] == "unavailable"
    assert "Traceback" not in answer.text
    return True


def test_the_times_add_up_to_what_is_promised(databases: dict[Service, Database]) -> None:
    waiting: float = databases[intake].engine.pool._timeout  # type: ignore[attr-defined]
    assert waiting + dialling.CONNECTING <= 2, "away: 503 within two seconds"
    assert dialling.ANSWERING <= 5, "silent: noticed within five"
    assert dialling.UNACKNOWLEDGED <= 5000
    assert dialling.QUIET + 2 <= 5


async def by_driver(session: Session) -> object:
    return await session.driver.fetchval("SELECT 1")


async def by_sqlalchemy(session: Session) -> object:
    return await session.scalar(text("SELECT 1"))


@pytest.mark.parametrize("ask", [by_driver, by_sqlalchemy])
async def test_a_connection_that_did_not_answer_is_ended_and_another_one_made(
    own: Prepared,
    server: Postgres,
    monkeypatch: pytest.MonkeyPatch,
    ask: Callable[[Session], Awaitable[object]],
) -> None:
    monkeypatch.setattr(dialling, "ANSWERING", 0.5)
    async with swallowing(server) as (between, folder):
        url = own.url.replace(str(server.socket), folder)
        database = await connect(intake, settings_for(url), pool_size=1)
        async with database.reading() as session:
            driver = session.driver
            assert await ask(session) == 1
        between.silence()
        with pytest.raises(TimeoutError):
            async with database.reading() as session:
                assert session.driver is driver
                await ask(session)
        assert driver.is_closed()
        between.heal()
        async with database.transaction() as session:
            assert await ask(session) == 1
        await database.close()


async def test_postgres_away_is_503_soon_and_it_comes_back_by_itself(
    own: Prepared, server: Postgres
) -> None:
    def run(api: Running) -> None:
        until(api.is_ready)
        with own.call(api) as http:
            case = file_case(http).json()
            server.stop()
            for _ in range(12):  # more than the pool has
                assert is_refused_well(file_case(http))
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
            for _ in range(2):  # the connection that there was, and one that cannot be made
                assert is_refused_well(await asyncio.to_thread(http.get, path))
            between.heal()
            await asyncio.to_thread(until, api.is_ready)
            for _ in range(30):
                assert (await asyncio.to_thread(http.get, path)).status_code == 200
            http.close()
