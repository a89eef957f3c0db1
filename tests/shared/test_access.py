"""Each read leaves its line before the answer goes out, and a line costs little."""

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import FastAPI, Request
from pydantic import SecretStr

from odr_shared import testing
from odr_shared.db import Database, is_outage, new_id, plumbing
from odr_shared.http import access
from odr_shared.http.access import Access, AccessLog, Ground, Noted, NotNoted
from odr_shared.http.door import wrap
from odr_shared.http.problems import add_problem_handlers
from odr_shared.vault import Vault


@pytest.fixture(scope="module")
async def database(dsn: str) -> AsyncIterator[Database]:
    url = await testing.create_database(dsn, f"access-{uuid4().hex}")
    database = Database(url, Vault.read(SecretStr(testing.VAULT)), 2)
    async with database.engine.connect() as connection:
        await connection.run_sync(plumbing.create_all)
    yield database
    await database.close()


@pytest.fixture
async def log(database: Database) -> AsyncIterator[AccessLog]:
    log = AccessLog(database)
    yield log
    await log.close()


def line(case: UUID, **more: object) -> Access:
    said = Access(
        new_id(), "case", case, "platform", *(uuid4(), uuid4(), "test", None), "own_case", "r", "q"
    )
    return said._replace(**more)


async def lines(database: Database, case: UUID) -> list[asyncpg.Record]:
    async with database.reading() as session:
        found = "SELECT * FROM accesses WHERE subject = $1 ORDER BY id"
        return await session.driver.fetch(found, case)


async def test_a_line_is_there_when_the_call_returns(database, log) -> None:
    case, said = uuid4(), line(uuid4())
    said = said._replace(subject=case, platform_id=uuid4())
    await log.line(said)
    (kept,) = await lines(database, case)
    assert tuple(kept[name] for name in Access._fields) == said
    async with database.reading() as session:
        now = await session.driver.fetchval("SELECT clock_timestamp()")
    assert 0 <= (now - kept["at"]).total_seconds() < 60


async def test_many_at_once_are_all_stored_in_few_statements(database, log, monkeypatch) -> None:
    groups: list[int] = []
    insert = AccessLog._insert

    async def counted(self, lines) -> None:
        groups.append(len(lines))
        await insert(self, lines)

    monkeypatch.setattr(AccessLog, "_insert", counted)
    case = uuid4()
    await asyncio.gather(*(log.line(line(case)) for _ in range(1200)))
    assert len(await lines(database, case)) == 1200
    assert sum(groups) == 1200
    assert len(groups) <= 4
    assert max(groups) <= access.TOGETHER


async def test_no_answer_where_the_line_is_not_stored(database, log, monkeypatch) -> None:
    good = access.INSERT
    monkeypatch.setattr(access, "INSERT", "SELECT pg_terminate_backend(pg_backend_pid())")
    with pytest.raises(NotNoted) as caught:
        await log.line(line(uuid4()))
    assert is_outage(caught.value)
    monkeypatch.setattr(access, "INSERT", good)
    case = uuid4()
    await log.line(line(case))
    assert len(await lines(database, case)) == 1


async def test_a_connection_lost_at_rest_is_replaced(database, log) -> None:
    await log.line(line(uuid4()))
    pid = log._connection.get_server_pid()
    lost = asyncio.Event()
    log._connection.add_termination_listener(lambda _: lost.set())
    async with database.reading() as session:
        await session.driver.execute("SELECT pg_terminate_backend($1)", pid)
    async with asyncio.timeout(5):
        await lost.wait()
    await log.line(line(uuid4()))
    assert log._connection.get_server_pid() != pid


async def test_a_connection_that_does_not_answer_is_not_used_again(log, monkeypatch) -> None:
    """One whose other end is gone without a word never says that it is closed."""
    await log.line(line(uuid4()))
    pid = log._connection.get_server_pid()
    monkeypatch.setattr(access, "PATIENCE", 0.2)
    asked = access.INSERT.replace("clock_timestamp()", "pg_sleep(60)::text::timestamptz")
    monkeypatch.setattr(access, "INSERT", asked)
    with pytest.raises(NotNoted):
        await log.line(line(uuid4()))
    monkeypatch.undo()
    await log.line(line(uuid4()))
    assert log._connection.get_server_pid() != pid


async def test_all_of_a_failed_group_fail_and_each_with_an_error_of_its_own(
    log, monkeypatch
) -> None:
    monkeypatch.setattr(access, "INSERT", "SELECT nonsense")
    jobs = (log.line(line(uuid4())) for _ in range(10))
    answers = await asyncio.gather(*jobs, return_exceptions=True)
    assert {type(answer) for answer in answers} == {NotNoted}
    assert len({id(answer) for answer in answers}) == 10


async def test_the_queue_is_bounded(log, monkeypatch) -> None:
    monkeypatch.setattr(access, "MOST_WAITING", 3)
    jobs = (log.line(line(uuid4())) for _ in range(5))
    answers = await asyncio.gather(*jobs, return_exceptions=True)
    assert [type(answer) for answer in answers] == [type(None)] * 3 + [NotNoted] * 2


async def test_whoever_gives_up_takes_nobody_with_it(database, log) -> None:
    case = uuid4()
    first, second = (asyncio.create_task(log.line(line(case))) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    async with asyncio.timeout(5):
        await second
    with pytest.raises(asyncio.CancelledError):
        await first
    assert len(await lines(database, case)) == 2


async def test_it_needs_no_connection_of_a_pool_that_is_in_full_use(database, log) -> None:
    async with database.reading(), database.reading(), asyncio.timeout(1):
        await log.line(line(uuid4()))


async def test_closing_stores_what_waits(database) -> None:
    log, case = AccessLog(database), uuid4()
    waiting = asyncio.create_task(log.line(line(case)))
    await asyncio.sleep(0)
    await log.close()
    await waiting
    assert len(await lines(database, case)) == 1


async def test_a_read_is_noted_before_it_is_answered(database) -> None:
    app, caller = FastAPI(), testing.platform(mode="live")
    add_problem_handlers(app, "https://odr.example")

    @app.get("/v1/cases/{case_id}")
    async def read(request: Request, case_id: UUID) -> int:
        await request.app.state.accesses.note(
            request, caller, Noted("case", case_id, Ground.OWN_CASE)
        )
        return len(await lines(database, case_id))

    wrap(app, "intake", database)
    case = uuid4()
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://odr") as http:
        answer = await http.get(f"/v1/cases/{case}", headers={"X-Request-Id": "r-1"})
        assert answer.json() == 1
    await app.state.accesses.close()
    (kept,) = await lines(database, case)
    assert (kept["caller_kind"], kept["caller_id"]) == ("platform", caller.id)
    assert (kept["client_id"], kept["platform_id"]) == (caller.client_id, caller.platform_id)
    assert (kept["mode"], kept["ground"]) == ("live", "own_case")
    assert (kept["route"], kept["request_id"]) == ("GET /v1/cases/{case_id}", "r-1")


async def test_while_the_log_is_away_a_read_is_a_503(database, monkeypatch) -> None:
    app, caller = FastAPI(), testing.platform()
    add_problem_handlers(app, "https://odr.example")

    @app.get("/v1/cases/{case_id}")
    async def read(request: Request, case_id: UUID) -> str:
        await request.app.state.accesses.note(
            request, caller, Noted("case", case_id, Ground.OWN_CASE)
        )
        return "what is nobody's business"

    wrap(app, "intake", database)
    monkeypatch.setattr(access, "INSERT", "SELECT pg_terminate_backend(pg_backend_pid())")
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://odr") as http:
        answer = await http.get(f"/v1/cases/{uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    await app.state.accesses.close()
