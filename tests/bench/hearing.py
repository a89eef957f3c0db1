"""B9: what the inbox costs beside the effects that it guards."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import asyncpg
from tests.bench import facts
from tests.bench.measuring import Figure, Goal, Readings, compare, seconds_for
from tests.bench.world import World

from odr_shared.broker import Envelope
from odr_shared.db import new_id

BATCH = 50
EFFECTS = "INSERT INTO effects SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[])"


async def receiving(world: World) -> list[Figure]:
    """Batches of fifty; the floor stores the effects alone, BEGIN, INSERT, COMMIT."""
    batches = max(20, int(world.rows(20_000) / BATCH))

    async def floor() -> Readings:
        await world.empty()
        connection = await asyncpg.connect(world.intake.dsn)

        async def store() -> None:
            for _ in range(batches):
                ids = [new_id() for _ in range(BATCH)]
                async with connection.transaction():
                    await connection.execute(EFFECTS, ids, ids, ["done"] * BATCH)

        took = await seconds_for(store())
        await connection.close()
        return {"floor": batches * BATCH / took}

    async def ours() -> Readings:
        await world.empty()
        consumer = facts.first_hop(world.intake)
        given = _envelopes(batches)

        async def receive() -> None:
            for batch in given:
                await consumer.receive(batch)

        return {"B9": batches * BATCH / await seconds_for(receive())}

    what = "the inbox, batches of 50; the effects alone, BEGIN, INSERT, COMMIT a batch"
    return await compare([Goal("B9", what, 0.6, 0.75)], floor, ours)


def _envelopes(batches: int) -> list[list[Envelope]]:
    """Fifty cases, one fact of each in a batch."""
    cases, data = [uuid4() for _ in range(BATCH)], facts.noted().model_dump_json()
    return [[_envelope(case, n, data) for case in cases] for n in range(1, batches + 1)]


def _envelope(case: UUID, sequence: int, data: str) -> Envelope:
    who = new_id(), "/odr/negotiation", 1, "case", case, sequence
    return Envelope(*who, facts.Noted.type, datetime.now(UTC), "live", case, "", data)
