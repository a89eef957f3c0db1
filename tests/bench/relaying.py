"""B4: how fast the outbox empties, into nothing and into Kafka."""

import asyncio
from uuid import uuid4

import asyncpg
from tests.bench import facts
from tests.bench.measuring import Figure, Goal, Readings, compare, seconds_for
from tests.bench.servers import kafka_running
from tests.bench.world import World

from odr_shared.broker import Arrived
from odr_shared.broker.kafka import kafka
from odr_shared.broker.local import LocalBroker
from odr_shared.outbox import Relay
from odr_shared.outbox.relay import BATCH, OLDEST, SENT


async def draining(world: World) -> list[Figure]:
    """Into a consumer that stores nothing; the floor reads and deletes the same batches."""
    rows = world.rows(20_000)

    async def nothing(batch: Arrived) -> None: ...

    async def floor() -> Readings:
        await facts.fill(world, rows)
        connection = await asyncpg.connect(world.negotiation.dsn)
        took = await seconds_for(_read_and_delete(connection))
        await connection.close()
        return {"floor": rows / took}

    async def ours() -> Readings:
        await facts.fill(world, rows)
        broker = LocalBroker()
        relay = Relay(world.negotiation, broker, "negotiation")
        async with broker.listening("nobody", ["odr.negotiation"], nothing):
            return {"B4": rows / await seconds_for(relay.drain())}

    what = f"{rows:,} facts of 500 B drained; the same batches read and deleted"
    return await compare([Goal("B4", what, 0.75, 0.9)], floor, ours)


async def _read_and_delete(connection: asyncpg.Connection) -> None:
    while found := await connection.fetch(OLDEST, BATCH, "/odr/negotiation"):
        await connection.execute(SENT, [row["position"] for row in found])


async def draining_into_kafka(world: World) -> list[Figure]:
    """The floor sends as many bodies as large, pipelined, with neither headers nor outbox."""
    rows = world.rows(20_000)
    async with kafka_running() as servers, kafka(servers) as broker:
        body = facts.noted().model_dump_json().encode()

        async def bare() -> None:
            send = broker._producer.send
            for _ in range(rows // BATCH):
                keys = [uuid4().bytes for _ in range(BATCH)]
                await asyncio.gather(*[await send("odr.bench", body, key=key) for key in keys])

        async def floor() -> Readings:
            return {"floor": rows / await seconds_for(bare())}

        async def ours() -> Readings:
            await facts.fill(world, rows)
            relay = Relay(world.negotiation, broker, "negotiation-bench")
            return {"B4.kafka": rows / await seconds_for(relay.drain())}

        await bare()
        what = f"{rows:,} facts drained into Kafka; bare pipelined aiokafka"
        return await compare([Goal("B4.kafka", what, 0.5, 0.7)], floor, ours)
