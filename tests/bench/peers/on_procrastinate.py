"""Procrastinate, a worker with ten jobs at once: prints `{"drain": rows/s, "p50": ms}`."""

import asyncio
import json
import statistics
import sys
import time

import procrastinate

URL, ROWS, PACED = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
RATE = 50
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=URL))
seen: list[float] = []
more = asyncio.Event()


@app.task(name="bench")
async def handle(at: float, note: str) -> None:
    seen.append(time.time() - at)
    more.set()


async def heard(count: int) -> None:
    while len(seen) < count:
        more.clear()
        await more.wait()


async def main() -> None:
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        for _ in range(ROWS // 1000):
            jobs = [{"at": time.time(), "note": "x" * 440} for _ in range(1000)]
            await handle.batch_defer_async(*jobs)
        began = time.perf_counter()
        worker = asyncio.create_task(
            app.run_worker_async(concurrency=10, install_signal_handlers=False)
        )
        await heard(ROWS)
        drain = ROWS / (time.perf_counter() - began)
        seen.clear()
        for _ in range(PACED):
            await handle.defer_async(at=time.time(), note="x")
            await asyncio.sleep(1 / RATE)
        await heard(PACED)
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    found = {"drain": drain, "p50": statistics.median(seen) * 1000}
    sys.stdout.write(f"\n{json.dumps(found)}\n")


asyncio.run(main())
