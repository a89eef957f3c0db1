"""B0: round trips to Postgres, which no other work on the machine moves."""

import asyncio
from uuid import uuid4

import httpx
from tests.bench import facts, hearing
from tests.bench.measuring import Figure, Goal, plain
from tests.bench.world import World
from tests.conftest import make_apps, new_filing
from tests.shared.counting import statements

from odr_intake.app import service as intake
from odr_negotiation.app import service as negotiation
from odr_shared.broker import Arrived
from odr_shared.broker.local import LocalBroker
from odr_shared.outbox import Relay
from odr_shared.testing import platform, token


async def counting(world: World) -> list[Figure]:
    """Filing with a key and without, a relay's batch, a consumer's batch."""
    figures = [
        _count("B0", "file a case with a key", 5, await _filing(world, with_key=True)),
        _count("B0.no_key", "file a case without a key", 3, await _filing(world, with_key=False)),
        _count("B0.relay", "relay a batch", 3, await _relaying(world)),
        _count(
            "B0.consumer", "take a batch of 50, the handlers' own aside", 4, await _receiving(world)
        ),
    ]
    await world.empty()
    return figures


def _count(name: str, what: str, goal: int, found: int) -> Figure:
    return plain(Goal(name, what, goal, None, "lower", "round trips"), found)


async def _filing(world: World, with_key: bool) -> int:
    databases = {intake: world.intake, negotiation: world.negotiation}
    app = make_apps(databases, (uuid4(), ""))[0][intake]
    headers = token(platform())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://odr") as http:
        for _ in range(2):  # the first one makes the key of the day, and reads the clock
            await world.intake.now()
            key = {"Idempotency-Key": str(uuid4())} if with_key else {}
            with statements(world.intake) as seen:
                filed = await http.post("/v1/cases", json=new_filing(), headers=headers | key)
            assert filed.status_code == 201, filed.text
    return len(seen)


async def _relaying(world: World) -> int:
    async def nothing(batch: Arrived) -> None: ...

    seen: list[str] = []
    broker = LocalBroker()
    relay = Relay(world.negotiation, broker, "negotiation")
    async with relay.leading() as connection, broker.listening("nobody", [relay.topic], nothing):
        for _ in range(2):
            await facts.fill(world, 1000)
            seen.clear()
            with connection.query_logger(lambda query: seen.append(query.query)):
                assert await relay._send(connection) == 1000
                await asyncio.sleep(0)  # the driver tells its logger a turn of the loop later
    return len(seen)


async def _receiving(world: World) -> int:
    await world.empty()
    consumer = facts.first_hop(world.intake)
    *warming, last = hearing._envelopes(3)
    for batch in warming:
        await consumer.receive(batch)
    with statements(world.intake) as seen:
        await consumer.receive(last)
    return len(seen)
