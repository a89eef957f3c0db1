"""What a client sees that asks once, while something is broken: the times that are judged."""

import asyncio
import time
from typing import Final

import httpx
from tests.chaos.installation import Installation
from tests.chaos.processes import Kept

PATIENT: Final = 20.0
CHECKOUTS: Final = 100
COMPARED: Final = 6.0
"""Seconds of filings that are compared with as many others."""


async def api(i: Installation) -> Kept:
    """One that is up, as is not said of one that has only just been killed."""
    found = i.chance.choice([each for each in i.of("api") if each.service == "intake"])
    await found.up(i.http)
    await i.clients.headers()  # known from here on
    return found


async def ask(i: Installation, process: Kept) -> tuple[int, float]:
    """The status of one request that needs the database, 0 if there was none; and its seconds."""
    headers = await i.clients.headers()
    began = time.monotonic()
    try:
        answer = await i.http.get(f"{process.base}/v1/cases", headers=headers, timeout=PATIENT)
    except httpx.TransportError:
        return 0, time.monotonic() - began
    if answer.status_code == 503 and "retry-after" not in answer.headers:
        i.journal.bare += 1
    return answer.status_code, time.monotonic() - began


async def health(i: Installation, process: Kept) -> float:
    """The seconds until it says how it is, well or not."""
    began = time.monotonic()
    await i.http.get(f"{process.base}/readyz", timeout=PATIENT)
    return time.monotonic() - began


async def broken(i: Installation, process: Kept, name: str) -> None:
    """How soon one is refused that asks while it is broken."""
    status, seconds = await ask(i, process)
    if status == 503:
        i.times.add(name, seconds)


async def mended(i: Installation, process: Kept) -> None:
    """How soon the first is served, and whether all are from then on, whatever connection."""
    began = time.monotonic()
    async with asyncio.timeout(60):
        while (await ask(i, process))[0] != 200:  # noqa: ASYNC110  # it is another's
            await asyncio.sleep(0.02)
    i.times.add("first success once Postgres is back", time.monotonic() - began)
    answers = [await ask(i, process) for _ in range(CHECKOUTS)]
    refused = sum(status != 200 for status, _ in answers)
    i.times.add("refused of 100 requests after that", refused)


async def slowed(i: Installation, worker: Kept, before: float | None, memory: float) -> None:
    """What a slow consumer costs those who file, and itself."""
    began = time.monotonic()
    await asyncio.sleep(COMPARED)
    during = i.journal.latency("file", began)
    if before and during:
        name = "latency of filing while a consumer is slow, to before"
        i.times.add(name, during / before)
    i.times.add("memory that a slow consumer takes more", worker.memory - memory)
