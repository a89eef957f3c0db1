"""How an API and a worker end: they finish what they began, hand over, and exit 0."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import asyncpg
import httpx
import pytest
from tests.deploy.conftest import Prepared, file_case
from tests.deploy.processes import Running, process, until

from odr_shared.outbox.relay import LOCK

AWAY = "127.0.0.1:9"
"""Where no Kafka listens."""
SLOWLY = {"ODR_DRAIN_SECONDS": "5"}
QUICKLY = {"ODR_DRAIN_SECONDS": "0"}


def plain(url: str) -> str:
    return url.replace("+asyncpg", "")


class Held:
    """A transaction that keeps a case's head locked, in whose way a command must wait."""

    def __init__(self, url: str, case_id: str) -> None:
        self._url, self._case = plain(url), case_id
        self._held, self._enough = threading.Event(), threading.Event()

    def __enter__(self) -> "Held":
        self._thread = threading.Thread(target=lambda: asyncio.run(self._hold()))
        self._thread.start()
        assert self._held.wait(30)
        return self

    def let_go(self) -> None:
        self._enough.set()
        self._thread.join()

    def __exit__(self, *_: object) -> None:
        self.let_go()

    def somebody_waits(self) -> bool:
        return asyncio.run(self._waiting()) > 0

    async def _waiting(self) -> int:
        connection = await asyncpg.connect(self._url)
        try:
            found: int = await connection.fetchval(
                """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                   AND wait_event_type = 'Lock'"""
            )
            return found
        finally:
            await connection.close()

    async def _hold(self) -> None:
        connection = await asyncpg.connect(self._url)
        async with connection.transaction():
            await connection.execute("SELECT FROM heads WHERE subject = $1 FOR UPDATE", self._case)
            self._held.set()
            await asyncio.to_thread(self._enough.wait)
        await connection.close()


def served(http: httpx.Client, case: dict[str, str]) -> dict[str, str]:
    proof = {"notice": "claim", "channel": "app", "at": case["filed_at"]}
    done: dict[str, str] = http.post(f"/v1/cases/{case['id']}/serve", json=proof).json()
    return done


def answer(http: httpx.Client, case: dict[str, str]) -> httpx.Response:
    body = {"answer": "contest", "on_behalf_of": case["respondent_id"]}
    return http.post(f"/v1/cases/{case['id']}/answer", json=body)


async def test_a_request_under_way_is_answered_and_readiness_fails_before(
    database: Prepared,
) -> None:
    await asyncio.to_thread(_answered_at_the_end, database)


def _answered_at_the_end(database: Prepared) -> None:
    with process("intake", "api", database.url, **SLOWLY) as api, ThreadPoolExecutor() as threads:
        until(api.is_ready)
        with database.call(api) as http:
            case = served(http, file_case(http).json())
            with Held(database.url, case["id"]) as held:
                answering = threads.submit(answer, http, case)
                until(held.somebody_waits)
                api.asked_to_stop()
                until(lambda: api.get("/readyz").status_code == 503)
                assert api.get("/livez").status_code == 200, "who comes meanwhile is served"
                assert not answering.done()
                held.let_go()
                assert answering.result().status_code == 200
        assert api.ends_within(10) == 0


async def test_asked_a_second_time_it_goes_at_once(database: Prepared) -> None:
    await asyncio.to_thread(_goes_at_once, database)


def _goes_at_once(database: Prepared) -> None:
    with process("intake", "api", database.url, **SLOWLY) as api, ThreadPoolExecutor() as threads:
        until(api.is_ready)
        with database.call(api) as http:
            case = served(http, file_case(http).json())
            with Held(database.url, case["id"]) as held:
                answering = threads.submit(answer, http, case)
                until(held.somebody_waits)
                api.asked_to_stop()
                until(lambda: api.get("/readyz").status_code == 503)
                api.asked_to_stop()
                assert api.ends_within(2) == 128 + 15
                with pytest.raises(httpx.TransportError):
                    answering.result()


async def lock_is_free(url: str) -> bool:
    connection = await asyncpg.connect(plain(url))
    try:
        return bool(await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK))
    finally:
        await connection.close()


async def test_a_worker_hands_its_lock_over_and_exits_0(
    database: Prepared, kafka_servers: str
) -> None:
    def run(worker: Running) -> None:
        until(worker.is_ready)
        until(lambda: not asyncio.run(lock_is_free(database.url)))
        assert "odr_outbox_unsent" in worker.get("/metrics").text
        worker.asked_to_stop()
        assert worker.ends_within(10) == 0

    more = {"ODR_KAFKA_SERVERS": kafka_servers, **QUICKLY}
    with process("intake", "worker", database.url, **more) as worker:
        await asyncio.to_thread(run, worker)
    assert await lock_is_free(database.url)


async def test_a_worker_without_its_broker_lives_but_is_not_ready(database: Prepared) -> None:
    def run(worker: Running) -> None:
        until(lambda: worker.answers("/livez"))
        found = worker.get("/readyz")
        assert found.status_code == 503
        assert found.json()["parts"] == {"database": True, "schema": True, "broker": False}
        worker.asked_to_stop()
        assert worker.ends_within(10) == 0

    with process("intake", "worker", database.url, ODR_KAFKA_SERVERS=AWAY, **QUICKLY) as worker:
        await asyncio.to_thread(run, worker)


async def test_one_that_never_found_its_database_ends_as_well(database: Prepared) -> None:
    def run(api: Running) -> None:
        assert not api.is_gone()
        until(api.says("the database is away"))
        api.asked_to_stop()
        assert api.ends_within(10) == 0

    nowhere = "postgresql+asyncpg://nobody@127.0.0.1:9/nothing"
    with process("intake", "api", nowhere) as api:
        await asyncio.to_thread(run, api)
