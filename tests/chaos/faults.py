"""What goes wrong in a run: each kind of fault as one function, which leaves all mended."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from tests.chaos import crashing
from tests.chaos.installation import Installation
from tests.chaos.processes import Kept
from tests.chaos.proxy import Mode, Proxy

from odr_shared.broker import Envelope
from odr_shared.broker.kafka import kafka
from odr_shared.outbox.relay import OLDEST

Fault = Callable[[Installation], Awaitable[None]]
FAKETIME: Final = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
CRASHING: Final = 30.0
"""Seconds in which a process comes to the point at which it is to die."""
HISTORY: Final = OLDEST.replace(
    "SELECT * FROM unsent ORDER BY position LIMIT $1",
    "SELECT version AS position, subject_kind, subject, version FROM history"
    " WHERE sequence IS NOT NULL ORDER BY random() LIMIT $1",
)
"""Facts said at any time, as the relay reads those that are unsent."""


class NotHit(AssertionError):
    """A fault that was meant to happen did not."""


def _any(installation: Installation, kind: str) -> Kept:
    return installation.chance.choice(installation.of(kind))


async def kill_api(i: Installation) -> None:
    await _any(i, "api").again()


async def kill_worker(i: Installation) -> None:
    await _any(i, "worker").again()


async def stop_gracefully(i: Installation) -> None:
    """Ends well, and in time; what it was asked meanwhile is answered."""
    process = i.chance.choice(i.processes)
    await process.ready(i.http)
    if (code := await process.again(signal.SIGTERM)) != 0:
        raise NotHit(f"{process.name} ended with {code} when asked to stop")


async def _crash(i: Installation, kind: str, points: Sequence[str]) -> None:
    # The point least often come to so far.
    process = _any(i, kind)
    hit = {point: sum(each.crashes[point] for each in i.of(kind)) for point in points}
    point = min(points, key=lambda each: (hit[each], i.chance.random()))
    await process.again(CRASH_AT=f"{point}:{i.chance.randint(1, 2)}")
    before = process.codes.copy()
    if not await process.ended(before, CRASHING):
        await process.again()
        raise NotHit(f"{process.name} never came to {point!r}")


async def crash_api(i: Installation) -> None:
    await _crash(i, "api", crashing.OF_AN_API)


async def crash_worker(i: Installation) -> None:
    await _crash(i, "worker", crashing.OF_A_WORKER)


async def kill_backend(i: Installation) -> None:
    """With kill -9: Postgres then ends all its connections, and recovers."""
    async with _Admin(i) as admin:
        found = await admin.fetch(
            "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
            " AND pid <> pg_backend_pid() AND usename LIKE '%_app'"
        )
    if not found:
        raise NotHit("nobody was connected")
    os.kill(i.chance.choice(found)["pid"], signal.SIGKILL)


async def kill_postmaster(i: Installation) -> None:
    await i.postgres.kill()
    await i.postgres.back(i.chance.uniform(0, 2))


async def stop_postgres_at_once(i: Installation) -> None:
    await i.postgres.stop_at_once()
    await i.postgres.back(i.chance.uniform(0, 2))


async def terminate_backends(i: Installation) -> None:
    async with _Admin(i) as admin:
        await admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE '%_app'"
        )


async def kill_kafka(i: Installation) -> None:
    i.kafka.kill()
    await asyncio.sleep(i.chance.uniform(0, 3))
    await i.kafka.start()


async def lose_topics(i: Installation) -> None:
    """Workers forget where they were, the topics are empty, and history is sent again."""
    for worker in i.of("worker"):
        worker.may_start.clear()
        await worker.again()
    i.kafka.wipe()
    await i.kafka.start()
    await i.replay()
    for worker in i.of("worker"):
        worker.may_start.set()


async def _broken(i: Installation, proxy: Proxy, mode: Mode, seconds: float) -> None:
    proxy.become(mode, delay=0.1)
    try:
        await asyncio.sleep(seconds)
    finally:
        proxy.mend()


async def cut_postgres(i: Installation) -> None:
    if not i.to_postgres.cut():
        raise NotHit("nobody was connected")


async def cut_kafka(i: Installation) -> None:
    i.to_kafka.cut()


async def refuse_postgres(i: Installation) -> None:
    i.to_postgres.become(Mode.REFUSE)
    i.to_postgres.cut()
    await asyncio.sleep(i.chance.uniform(0.2, 1.5))
    i.to_postgres.mend()


async def lose_commits(i: Installation) -> None:
    """Some are done, and who asked is never told: their clients ask again."""
    i.to_postgres.become(Mode.LOSE_COMMITS)
    try:
        async with asyncio.timeout(10):
            await i.to_postgres.cuts(3)
    except TimeoutError:
        raise NotHit("nothing was committed") from None
    finally:
        i.to_postgres.mend()


async def truncate_postgres(i: Installation) -> None:
    await _broken(i, i.to_postgres, Mode.TRUNCATE, 0.3)


async def truncate_kafka(i: Installation) -> None:
    await _broken(i, i.to_kafka, Mode.TRUNCATE, 0.3)


async def slow_postgres(i: Installation) -> None:
    await _broken(i, i.to_postgres, Mode.DELAY, 1.5)


async def silent_postgres(i: Installation) -> None:
    await _broken(i, i.to_postgres, Mode.SILENT, i.chance.uniform(1, 6))


async def silent_kafka(i: Installation) -> None:
    await _broken(i, i.to_kafka, Mode.SILENT, i.chance.uniform(1, 4))


async def half_open_postgres(i: Installation) -> None:
    await _broken(i, i.to_postgres, Mode.DEAF, i.chance.uniform(1, 3))


async def duplicates(i: Installation) -> None:
    """What was said at any time before, once more or several times, in any order."""
    async with kafka(f"127.0.0.1:{i.to_kafka.port}") as broker:
        for service, database in i.databases.items():
            async with database.reading() as session:
                rows = await session.driver.fetch(HISTORY, 100, f"/odr/{service.name}")
            batch = [Envelope(*row[:12]) for row in rows for _ in range(i.chance.randint(1, 5))]
            i.chance.shuffle(batch)
            await broker.send(f"odr.{service.name}", batch)


async def reorder(i: Installation) -> None:
    """A worker whose sends overtake each other, for as long as it lives."""
    await _any(i, "worker").again(CHAOS_SHUFFLE=str(i.chance.getrandbits(31)))


async def poison(i: Installation) -> None:
    """Bytes of no form, a name that nobody knows, and a version from the future."""
    async with AIOKafkaProducer(bootstrap_servers=f"127.0.0.1:{i.to_kafka.port}") as producer:
        for value in (b"{", b"", bytes(900_000)):
            await producer.send_and_wait("odr.intake", value, key=uuid4().bytes)
            i.dead_letters += 1
    async with kafka(f"127.0.0.1:{i.to_kafka.port}") as broker:
        async with next(iter(i.databases.values())).reading() as session:
            (row,) = await session.driver.fetch(HISTORY, 1, "/odr/intake")
        known = Envelope(*row[:12])
        for type_ in ("intake.moon_landed.v1", "intake.stage_opened.v9"):
            fact = known._replace(id=uuid4(), subject=uuid4(), sequence=1, type=type_)
            await broker.send("odr.intake", [fact])


async def handler_bug(i: Installation) -> None:
    """One call in ten of a worker's handlers fails, for as long as it lives."""
    await _any(i, "worker").again(CHAOS_BUGGY="0.1")


async def slow_consumer(i: Installation) -> None:
    await _any(i, "worker").again(CHAOS_SLOW="0.2")


async def clock_jump(i: Installation) -> None:
    """A process that believes it to be another hour or day."""
    by = i.chance.choice(["+1h", "-1h", "+1d", "-1d"])
    own = {"LD_PRELOAD": FAKETIME, "FAKETIME": by, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    await _any(i, "worker").again(**own)


async def long_transaction(i: Installation) -> None:
    """Elsewhere on the server someone writes and does not end, and a slot is read by nobody."""
    async with _Admin(i) as admin:
        slot = f"idle_{i.chance.getrandbits(31)}"
        await admin.execute("SELECT pg_create_physical_replication_slot($1, true)", slot)
        try:
            async with admin.transaction():
                await admin.execute("CREATE TABLE elsewhere (x int)")
                await asyncio.sleep(2)
                await admin.execute("DROP TABLE elsewhere")
        finally:
            await admin.execute("SELECT pg_drop_replication_slot($1)", slot)


async def exhaust_connections(i: Installation) -> None:
    taken: list[asyncpg.Connection] = []
    try:
        while len(taken) < 120:
            taken.append(await asyncpg.connect(**_where(i), user="intake_app", database="intake"))
    except asyncpg.TooManyConnectionsError:
        i.to_postgres.cut()  # and so all that were there must come anew, and find no room
        await asyncio.sleep(1)
    else:
        raise NotHit("there was room for all")
    finally:
        for each in taken:
            each.terminate()


async def deadlock(i: Installation) -> None:
    """Two heads are locked against the order in which the services lock them."""
    for service in i.databases:
        connection = await asyncpg.connect(**_where(i), user="postgres", database=service.name)
        try:
            async with connection.transaction():
                newest = "SELECT subject FROM heads ORDER BY subject DESC LIMIT 8 FOR UPDATE"
                await connection.execute(newest)
                await asyncio.sleep(0.1)
                await connection.execute("SELECT FROM cursors ORDER BY subject FOR UPDATE")
        except (asyncpg.DeadlockDetectedError, asyncpg.PostgresConnectionError):
            pass  # it was us, this time
        finally:
            connection.terminate()


def _where(i: Installation) -> dict[str, Any]:
    return {"host": i.postgres.socket, "port": i.postgres.port}


class _Admin:
    """A connection of the server's own, by its socket."""

    def __init__(self, installation: Installation) -> None:
        self._i = installation

    async def __aenter__(self) -> asyncpg.Connection:
        async with asyncio.timeout(60):
            while True:
                try:
                    self._open = await asyncpg.connect(
                        **_where(self._i), user="postgres", database="postgres"
                    )
                    return self._open
                except (OSError, asyncpg.PostgresError):
                    await asyncio.sleep(0.1)  # it recovers from the fault before

    async def __aexit__(self, *_: object) -> None:
        self._open.terminate()


RARE: Final[tuple[Fault, ...]] = (
    *(kill_kafka, lose_topics, silent_postgres, silent_kafka, half_open_postgres),
    *(kill_postmaster, stop_postgres_at_once, kill_backend, slow_consumer, clock_jump),
    *(long_transaction, exhaust_connections, stop_gracefully, reorder, handler_bug),
    *(crash_api, crash_worker, kill_worker, poison, slow_postgres),
)
"""Each costs seconds."""
OFTEN: Final[tuple[Fault, ...]] = (
    *(kill_api, terminate_backends, cut_postgres, cut_kafka, refuse_postgres, lose_commits),
    *(truncate_postgres, truncate_kafka, duplicates, deadlock),
)
ALL: Final = (*RARE, *OFTEN)
TROUBLE: Final = (OSError, KafkaError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)
"""What a fault itself may run into, where the one before it is not over."""
