"""faststream-outbox, its queue drained in place: prints `{"drain": rows/s, "p50": ms}`."""

import asyncio
import json
import statistics
import sys
import time

from faststream_outbox import OutboxBroker, make_outbox_table
from sqlalchemy import MetaData
from sqlalchemy.ext.asyncio import create_async_engine

URL, ROWS, PACED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
RATE = 50


async def main() -> None:
    metadata = MetaData()
    engine = create_async_engine(URL)
    broker = OutboxBroker(engine, outbox_table=make_outbox_table(metadata, table_name="outbox"))
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    seen: list[float] = []
    more = asyncio.Event()

    # Tuned, as its documentation advises for throughput.
    @broker.subscriber("bench", max_workers=8, fetch_batch_size=200, terminal_flush_batch_size=100)
    async def handle(body: dict[str, float | str]) -> None:
        seen.append(time.time() - float(body["at"]))
        more.set()

    async def heard(count: int) -> None:
        while len(seen) < count:
            more.clear()
            await more.wait()

    async def say(count: int) -> None:
        async with engine.begin() as connection:
            bodies = [{"at": time.time(), "note": "x" * 440} for _ in range(count)]
            await broker.publish_batch(*bodies, queue="bench", session=connection)

    for _ in range(ROWS // 1000):
        await say(1000)
    began = time.perf_counter()
    await broker.start()
    await heard(ROWS)
    drain = ROWS / (time.perf_counter() - began)
    seen.clear()
    for _ in range(PACED):
        await say(1)
        await asyncio.sleep(1 / RATE)
    await heard(PACED)
    await broker.stop()
    await engine.dispose()
    found = {"drain": drain, "p50": statistics.median(seen) * 1000}
    sys.stdout.write(f"\n{json.dumps(found)}\n")


asyncio.run(main())
