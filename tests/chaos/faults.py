"""What goes wrong in a run: each kind of fault as one function, which leaves all mended."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
import httpx
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from sqlalchemy.exc import SQLAlchemyError
from tests.chaos import crashing, probing
from tests.chaos.installation import Installation
from tests.chaos.processes import Kept
from tests.chaos.proxy import Mode, Proxy

from odr_shared.broker import Envelope
from odr_shared.broker.kafka import kafka
from odr_shared.outbox.relay import OLDEST

Fault = Callable[[Installation], Awaitable[None]]
CRASHING: Final = 20.0
"""Seconds in which a process comes to the point at which it is to die."""
STARTING: Final = 60.0
"""Seconds in which a process starts, and notes what time it believes it to be."""
READY: Final = 20.0
"""Seconds that a process is waited for whose time is taken."""
NOTING: Final = 20.0
"""Seconds in which a process does what is wrong with it for the first time."""
LIBRARIES: Final = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/homebrew/lib")
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
    process = _any(i, "api")
    await process.again()
    if i.chance.random() < 0.2:  # to wait for it each time would leave fewer faults in the time
        await _timed(i, process)


async def kill_worker(i: Installation) -> None:
    process = _any(i, "worker")
    await process.again()
    await _timed(i, process)


async def _timed(i: Installation, process: Kept) -> None:
    began = time.monotonic()
    with suppress(TimeoutError):  # then it took as long as that, which is too long
        await process.ready(i.http, READY)
    i.times.add("ready again after a kill", time.monotonic() - began)


async def stop_gracefully(i: Installation) -> None:
    """Ends well, and in time; what it was asked meanwhile is answered."""
    process = i.chance.choice(i.processes)
    await process.ready(i.http)
    if (code := await process.again(signal.SIGTERM)) != 0:
        raise NotHit(f"{process.name} ended with {code} when asked to stop")


async def _crash(i: Installation, kind: str) -> None:
    """Where a process was least often killed so far, there, at what it least often had in hand."""
    found = [
        (of, crash) for of, all_ in crashing.CRASHES.items() for crash in all_ if of[1] == kind
    ]
    hit = i.crashes
    of_point = Counter[str]()
    for crash in hit:
        of_point[crash.point] += 1
    fewest = min(found, key=lambda each: (hit[each[1]], of_point[each[1].point], i.chance.random()))
    (service, _), crash = fewest
    process = i.chance.choice([each for each in i.of(kind) if each.service == service])
    await process.up(i.http)
    before = process.codes.copy()
    process.goes_wrong(crash=str(crash))
    await process.ended(before, CRASHING)
    if i.crashes[crash] == hit[crash]:
        await process.again()
        raise NotHit(f"{process.name} never came to {crash}")


async def crash_api(i: Installation) -> None:
    await _crash(i, "api")


async def crash_worker(i: Installation) -> None:
    await _crash(i, "worker")


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
    await _postgres_ends(i, i.postgres.kill)


async def stop_postgres_at_once(i: Installation) -> None:
    await _postgres_ends(i, i.postgres.stop_at_once)


async def _postgres_ends(i: Installation, end: Callable[[], Awaitable[None]]) -> None:
    asked = await probing.api(i)
    await end()
    away = probing.broken(i, asked, "a 503 while Postgres is down")
    await asyncio.gather(away, i.postgres.back(i.chance.uniform(0.5, 2)))
    await probing.mended(i, asked)


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
    await i.forgive()
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
    asked = await probing.api(i)
    silence = _broken(i, i.to_postgres, Mode.SILENT, i.chance.uniform(1, 8))
    await asyncio.gather(silence, probing.broken(i, asked, "an answer while Postgres is silent"))


async def silent_kafka(i: Installation) -> None:
    await _broken(i, i.to_kafka, Mode.SILENT, i.chance.uniform(1, 4))


async def half_open_postgres(i: Installation) -> None:
    await _broken(i, i.to_postgres, Mode.DEAF, i.chance.uniform(1, 3))


async def _said(i: Installation, service: str, at_most: int) -> list[Envelope]:
    """So many facts of any time, at least one."""
    (database,) = [each for of, each in i.databases.items() if of.name == service]
    async with database.reading() as session:
        rows = await session.driver.fetch(HISTORY, at_most, f"/odr/{service}")
    if not rows:
        raise NotHit(f"{service} has said nothing so far")
    return [Envelope(*row[:12]) for row in rows]


async def duplicates(i: Installation) -> None:
    """What was said at any time before, once more or several times, in any order."""
    async with kafka(f"127.0.0.1:{i.to_kafka.port}") as broker:
        for service in i.databases:
            said = await _said(i, service.name, 100)
            batch = [each for each in said for _ in range(i.chance.randint(1, 5))]
            i.chance.shuffle(batch)
            await broker.send(f"odr.{service.name}", batch)


async def reorder(i: Installation) -> None:
    """A worker whose sends overtake each other, for as long as it lives."""
    await _odd(i, _any(i, "worker"), "overtook", shuffle=str(i.chance.getrandbits(31)))


async def poison(i: Installation) -> None:
    """Bytes of no form, a name that nobody knows, and a version from the future."""
    known, *_ = await _said(i, "intake", 1)
    async with AIOKafkaProducer(bootstrap_servers=f"127.0.0.1:{i.to_kafka.port}") as producer:
        await producer.send_and_wait("odr.intake", b"", key=uuid4().bytes)
        for shape in (b"{", bytes(900_000)):
            letter = shape + uuid4().hex.encode()
            await producer.send_and_wait("odr.intake", letter, key=uuid4().bytes)
            i.dead_letters.add(letter)
    async with kafka(f"127.0.0.1:{i.to_kafka.port}") as broker:
        for type_ in ("intake.moon_landed.v1", "intake.stage_opened.v9"):
            fact = known._replace(id=uuid4(), subject=uuid4(), sequence=1, type=type_)
            await broker.send("odr.intake", [fact])


async def handler_bug(i: Installation) -> None:
    """One call in ten of a worker's handlers fails, for as long as it lives."""
    await _odd(i, _any(i, "worker"), "failed", buggy="0.1")


async def slow_consumer(i: Installation) -> None:
    """A worker that takes a second for each fact, for a while."""
    worker = _any(i, "worker")
    await worker.up(i.http)
    filed, memory = i.journal.latency("file", time.monotonic() - probing.COMPARED), worker.memory
    await _odd(i, worker, "dawdled", slow="1")
    await probing.slowed(i, worker, filed, memory)
    worker.goes_wrong()


async def _odd(i: Installation, worker: Kept, seen: str, **how: str) -> None:
    """A worker with something wrong with it, which it has noted that it did."""
    await worker.up(i.http)
    before = worker.noted()
    worker.goes_wrong(**how)
    if not (await worker.notes(NOTING, before))[seen]:
        await worker.again()
        raise NotHit(f"{worker.name}: nothing {seen}")


def faketime() -> Path | None:
    """The library that lies about the time, where this machine has it."""
    found = (each for top in LIBRARIES for each in Path(top).glob("**/libfaketime.so.1"))
    return next(found, None)


async def clock_jump(i: Installation) -> None:
    """A worker that believes it to be another hour or day."""
    if (library := faketime()) is None:
        raise NotHit("no libfaketime is installed here")
    by = i.chance.choice(["+1h", "-1h", "+1d", "-1d"])
    seconds = int(by[:-1]) * (3600 if by[-1] == "h" else 86_400)
    worker = _any(i, "worker")
    await worker.again(
        environment={
            "LD_PRELOAD": str(library),
            "FAKETIME": by,
            "DONT_FAKE_MONOTONIC": "1",  # as older ones call it
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
    )
    believed = [float(each) for each in await worker.notes(STARTING)]
    if not believed or abs(believed[0] - time.time() - seconds) > STARTING:
        await worker.again()
        raise NotHit(f"{worker.name} has not moved by {by}: {believed}")


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
    asked = await probing.api(i)
    taken: list[asyncpg.Connection] = []
    try:
        while len(taken) < 120:
            taken.append(await asyncpg.connect(**_where(i), user="intake_app", database="intake"))
    except asyncpg.TooManyConnectionsError:
        i.to_postgres.cut()  # and so all that were there must come anew, and find no room
        answers = probing.ask(i, asked), probing.health(i, asked), asyncio.sleep(1)
        (status, seconds), health, _ = await asyncio.gather(*answers)
        if status == 503:
            i.times.add("an answer while all connections are taken", seconds)
        i.times.add("health while all connections are taken", health)
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


ALL: Final[Mapping[Fault, int]] = {
    **dict.fromkeys((kill_kafka, lose_topics, silent_postgres, silent_kafka), 1),
    **dict.fromkeys((half_open_postgres, kill_postmaster, stop_postgres_at_once), 1),
    **dict.fromkeys((kill_backend, slow_consumer, clock_jump, long_transaction), 1),
    **dict.fromkeys((exhaust_connections, stop_gracefully, reorder, handler_bug), 1),
    **dict.fromkeys((kill_worker, poison, slow_postgres), 1),
    **dict.fromkeys((kill_api, terminate_backends, cut_postgres, cut_kafka), 3),
    **dict.fromkeys((refuse_postgres, lose_commits, truncate_postgres), 3),
    **dict.fromkeys((truncate_kafka, duplicates, deadlock, crash_api), 3),
    crash_worker: 5,
}
"""How often each comes in a round of all; those that cost many seconds once."""
TROUBLE: Final = (
    *(OSError, TimeoutError, KafkaError, httpx.TransportError),
    *(asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError),
)
"""What a fault itself may run into, where the one before it is not over."""
