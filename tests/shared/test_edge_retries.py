"""Requests that meet in the database are tried again, three times at most, and nobody sees it."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from types import SimpleNamespace
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, FastAPI, Request
from pydantic import SecretStr
from sqlalchemy import text

from odr_shared import testing
from odr_shared.auth import Jwks, Verifier, needs
from odr_shared.db import Database, plumbing
from odr_shared.errors import Conflict
from odr_shared.http import NowDep, Route, SessionDep, add_edge, wrap
from odr_shared.http.again import PAUSES, until_alone
from odr_shared.vault import Vault

SERIAL = asyncpg.SerializationError("could not serialize access")
DEADLOCK = asyncpg.DeadlockDetectedError("deadlock detected")
router = APIRouter(route_class=Route)


@router.post("/swap/{first}/{then}", **needs("cases:write"))
async def swap(request: Request, session: SessionDep, first: str, then: str) -> dict[str, int]:
    """Add one to both, in the order in which they are named."""
    request.app.state.tries[request.headers["x-task"]] += 1
    await session.hold()
    for name in (first, then):
        await session.execute(text("UPDATE sums SET n = n + 1 WHERE name = :name"), {"name": name})
    return {}


@router.post("/say", **needs("cases:write"))
async def say(
    request: Request, session: SessionDep, now: NowDep, said: dict[str, str]
) -> dict[str, str]:
    """Store what was said, unless something else is in store for this request."""
    request.app.state.seen.append((said, now))
    await session.hold()
    await session.driver.execute("INSERT INTO sums VALUES ($1)", said["name"])
    if request.app.state.errors:
        raise request.app.state.errors.pop()
    return said


@pytest.fixture
async def edge(dsn) -> AsyncIterator[SimpleNamespace]:
    url = await testing.create_database(dsn, f"edge_{uuid4().hex}")
    database = Database(url, Vault.read(SecretStr(testing.VAULT)), pool_size=20)
    async with database.engine.connect() as connection:
        await connection.run_sync(plumbing.create_all)
        await connection.execute(text("CREATE TABLE sums (name text PRIMARY KEY, n int DEFAULT 0)"))
        await connection.execute(text("INSERT INTO sums VALUES ('a'), ('b')"))
        # Who is first to notice gives way; a second each would only make the test long.
        name = database.engine.url.database
        await connection.execute(text(f"ALTER DATABASE {name} SET deadlock_timeout = '10ms'"))
    await database.engine.dispose()
    app = FastAPI(openapi_url=None)
    add_edge(app, database, {"sums_pkey": Conflict}, "http://odr")
    app.state.verifier = Verifier(Jwks(testing.jwks), testing.ISSUER)
    app.state.tries, app.state.seen, app.state.errors = Counter(), [], []
    app.include_router(router)
    wrap(app, "edge", database)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = testing.token(testing.platform(UUID(int=7)))
    async with httpx.AsyncClient(transport=transport, base_url="http://odr", headers=headers) as c:
        yield SimpleNamespace(http=c, state=app.state, database=database)
    await app.state.accesses.close()
    await database.close()


async def stored(database: Database) -> dict[str, int]:
    async with database.reading() as session:
        rows = await session.driver.fetch("SELECT name, n FROM sums")
    return {row["name"]: row["n"] for row in rows}


async def test_fifty_that_lock_in_opposite_orders_all_end_well(edge) -> None:
    at_once = asyncio.Semaphore(12)  # who waits for a connection meets nobody

    async def task(n: int) -> int:
        path = "/swap/a/b" if n % 2 else "/swap/b/a"
        async with at_once:
            answer = await edge.http.post(path, headers={"x-task": str(n)})
        return answer.status_code

    statuses = Counter(await asyncio.gather(*(task(n) for n in range(50))))
    assert set(statuses) <= {200, 503}, statuses
    assert statuses[200] >= 25, statuses
    assert await stored(edge.database) == dict.fromkeys("ab", statuses[200])
    tries = edge.state.tries.values()
    assert max(tries) <= 1 + len(PAUSES)
    assert sum(tries) > 50, "they met"


@pytest.mark.parametrize("error", [SERIAL, DEADLOCK], ids=["serialization", "deadlock"])
async def test_the_third_retry_is_the_last(edge, error) -> None:
    edge.state.errors += [error] * 3
    answer = await edge.http.post("/say", json={"name": "x"})
    assert (answer.status_code, answer.json()) == (200, {"name": "x"})
    assert len({(said["name"], now) for said, now in edge.state.seen}) == 1, "body and time stay"
    assert isinstance(edge.state.seen[0][1], datetime)

    edge.state.errors += [error] * 4
    answer = await edge.http.post("/say", json={"name": "y"})
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert "y" not in await stored(edge.database)
    assert len(edge.state.seen) == 8


async def test_what_was_tried_again_is_answered_once_under_its_key(edge) -> None:
    edge.state.errors += [SERIAL] * 2
    again = {"Idempotency-Key": "k"}
    first = await edge.http.post("/say", json={"name": "x"}, headers=again)
    second = await edge.http.post("/say", json={"name": "x"}, headers=again)
    assert first.status_code == second.status_code == 200
    assert second.headers["Idempotency-Replayed"] == "true"
    assert (await stored(edge.database))["x"] == 0


@pytest.mark.parametrize(
    "error", [ValueError("a bug"), asyncpg.LockNotAvailableError("too long")], ids=["bug", "lock"]
)
async def test_nothing_else_is_tried_again(edge, error) -> None:
    edge.state.errors.append(error)
    answer = await edge.http.post("/say", json={"name": "x"})
    assert answer.status_code in (500, 503)
    assert len(edge.state.seen) == 1


async def test_nothing_is_tried_again_once_a_part_of_the_answer_is_out() -> None:
    sent = []

    async def answer(scope, receive, send) -> None:
        await send({"type": "http.response.start"})
        raise SERIAL

    async def send(message) -> None:
        sent.append(message)

    with pytest.raises(asyncpg.SerializationError):
        await until_alone(answer, {"path": "/"}, None, send)
    assert len(sent) == 1
