"""B5 and B6: from a commit to its effect in another service."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from tests.bench import facts
from tests.bench.measuring import Figure, Goal, Readings, compare
from tests.bench.servers import kafka_running
from tests.bench.world import World

from odr_shared.broker import Broker
from odr_shared.broker.kafka import kafka
from odr_shared.broker.local import LocalBroker
from odr_shared.db import Database
from odr_shared.outbox import Relay

Hop = Callable[[], Coroutine[Any, Any, float]]
INSERT = "INSERT INTO effects VALUES ($1, $1, 'x')"
POOL = 4


async def hopping(world: World) -> list[Figure]:
    """B5, in one process; the floor commits three times on three connections."""
    figures: list[Figure] = []
    for rate in (100, 500):
        for hops in (1, 2):
            name = "B5" + (f".{rate}" if rate != 100 else "") + (".two_hops" if hops == 2 else "")
            figures += await _in_one_process(world, name, rate, hops)
    return figures


async def _in_one_process(world: World, name: str, rate: int, hops: int) -> list[Figure]:
    seconds = world.seconds(2)

    async def floor() -> Readings:
        await world.empty()
        async with _three_commits(world) as commits:
            return _readings("p50", "p99", await _paced(rate, seconds, commits))

    async def ours() -> Readings:
        await world.empty()
        async with _hops(world, LocalBroker(), hops) as hop:
            waits = await _paced(rate, seconds, hop)
        return _readings(name, f"{name}.p99", [wait / hops for wait in waits])

    what = f"commit to effect, {rate}/s, {hops} hop{'s, a hop' if hops > 1 else ''}"
    goals = [
        Goal(name, f"{what}, p50; three commits", 1.8, 1.1, "lower", floor="p50"),
        Goal(f"{name}.p99", f"{what}, p99", 3, 2, "lower", floor="p99"),
    ]
    return await compare(goals, floor, ours)


@asynccontextmanager
async def _hops(world: World, broker: Broker, hops: int) -> AsyncIterator[Hop]:
    there = facts.first_hop(world.intake, echo=hops == 2)
    back = facts.second_hop(world.negotiation)
    last = back if hops == 2 else there

    async def hop() -> float:
        case, began = uuid4(), time.perf_counter()
        await facts.write(world.negotiation, case)
        return await last.hears(case) - began

    async with (
        broker.listening("intake", there.topics, there.receive),
        broker.listening("negotiation", back.topics, back.receive),
    ):
        sources: list[tuple[Database, str]] = [(world.negotiation, "negotiation")]
        sources += [(world.intake, "intake")] if hops == 2 else []
        relays = [asyncio.create_task(Relay(db, broker, name).run()) for db, name in sources]
        async with asyncio.timeout(30):
            await hop()  # the relays lead, the statements are prepared
        yield hop
        for relay in relays:
            relay.cancel()


async def _paced(rate: int, seconds: float, hop: Hop) -> list[float]:
    """So many a second begin, whenever those before them end; the first tenth is left out."""
    start, tasks = time.perf_counter(), list[asyncio.Task[float]]()
    count = max(50, int(rate * seconds))
    for n in range(count):
        await asyncio.sleep(max(0.0, start + n / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(hop()))
    async with asyncio.timeout(60):
        return (await asyncio.gather(*tasks))[count // 10 :]


def _readings(p50: str, p99: str, waits: list[float]) -> Readings:
    ordered = sorted(waits)
    return {
        p50: statistics.median(ordered) * 1000,
        p99: ordered[int(len(ordered) * 0.99)] * 1000,
    }


@asynccontextmanager
async def _three_commits(world: World) -> AsyncIterator[Hop]:
    made = [
        await asyncpg.create_pool(world.intake.dsn, min_size=POOL, max_size=POOL) for _ in range(3)
    ]

    async def hop() -> float:
        began = time.perf_counter()
        for pool in made:
            async with pool.acquire() as connection, connection.transaction():
                await connection.execute(INSERT, uuid4())
        return time.perf_counter() - began

    yield hop
    for pool in made:
        await pool.close()


async def hopping_on_kafka(world: World) -> list[Figure]:
    """B6: against a bare loop that commits, sends, notes that it sent, receives and commits."""
    seconds, rate = world.seconds(2), 100
    async with kafka_running() as servers, kafka(servers) as broker:

        async def floor() -> Readings:
            await world.empty()
            async with _bare_loop(world, servers) as hop:
                return _readings("p50", "p99", await _paced(rate, seconds, hop))

        async def ours() -> Readings:
            await world.empty()
            async with _hops(world, broker, 1) as hop:
                return _readings("B6", "B6.p99", await _paced(rate, seconds, hop))

        goals = [
            Goal(
                "B6",
                "the same on Kafka, 100/s, p50; a bare aiokafka loop",
                1.5,
                1.1,
                "lower",
                floor="p50",
            ),
            Goal("B6.p99", "the same, p99", None, None, "lower", floor="p99"),
        ]
        return await compare(goals, floor, ours)


@asynccontextmanager
async def _bare_loop(world: World, servers: str) -> AsyncIterator[Hop]:
    topic = f"bench-{uuid4()}"
    waiting: dict[bytes, asyncio.Future[None]] = {}
    from_, to = [
        await asyncpg.create_pool(database.dsn, min_size=POOL, max_size=POOL)
        for database in (world.negotiation, world.intake)
    ]
    producer = AIOKafkaProducer(bootstrap_servers=servers, enable_idempotence=True)
    consumer = AIOKafkaConsumer(topic, bootstrap_servers=servers, auto_offset_reset="earliest")

    async def listen() -> None:
        async for record in consumer:
            await to.execute(INSERT, uuid4())
            waiting.pop(record.key).set_result(None)

    async def hop() -> float:
        key, began = uuid4().bytes, time.perf_counter()
        done = waiting[key] = asyncio.get_running_loop().create_future()
        await from_.execute(INSERT, uuid4())
        await producer.send_and_wait(topic, b"x" * 500, key=key)
        await from_.execute(INSERT, uuid4())
        await done
        return time.perf_counter() - began

    async with producer, consumer:
        listener = asyncio.create_task(listen())
        async with asyncio.timeout(30):
            await hop()
        yield hop
        listener.cancel()
    for pool in (from_, to):
        await pool.close()
