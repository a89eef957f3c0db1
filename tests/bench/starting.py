"""B14 and B15: all services in one process, as `make up` starts it: how soon, and at what rest."""

import asyncio
import os
import signal
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import httpx
from tests.bench.measuring import Figure, Goal, plain
from tests.bench.world import World

from odr_local.postgres import Postgres

TICKS = os.sysconf("SC_CLK_TCK")
QUERIES = (
    "SELECT sum(xact_commit + xact_rollback)::int FROM pg_stat_database WHERE datname = ANY($1)"
)


async def starting(world: World) -> list[Figure]:
    """B14: to the first answer; the first start makes the databases and their tables."""
    with tempfile.TemporaryDirectory(prefix="odr-bench-up-") as folder:
        home = await _open(folder)
        async with _up(home) as (_, first):
            pass
        later = []
        for _ in range(3):
            async with _up(home) as (_, took):
                later.append(took)
    return [
        plain(Goal("B14", "cold start to ready", 3, 2, "lower", "s"), statistics.median(later)),
        plain(Goal("B14.first", "the very first start", 8, 4, "lower", "s"), first),
    ]


async def idling(world: World) -> list[Figure]:
    """B15: a minute in which nobody asks for anything; Postgres's processes are counted too."""
    seconds = world.seconds(60)
    with tempfile.TemporaryDirectory(prefix="odr-bench-up-") as folder:
        home = await _open(folder)
        async with _up(home) as (pid, _):
            server = Postgres(home)
            connection = await asyncpg.connect(server.dsn)
            await asyncio.sleep(3)  # what starting left to do is done
            before, asked = _ticks(pid, server.pid), await _asked(connection)
            await asyncio.sleep(seconds)
            spent, queries = _ticks(pid, server.pid) - before, await _asked(connection) - asked
            await connection.close()
    cpu = Goal("B15", f"idle for {seconds:.0f} s: of one core", 1, 0.3, "lower", "%")
    asking = Goal("B15.queries", "idle: transactions", 10, None, "lower", "/s")
    return [plain(cpu, 100 * spent / TICKS / seconds), plain(asking, queries / seconds)]


async def _open(folder: str) -> Path:
    """For the user that Postgres runs as."""
    home = Path(folder)
    await asyncio.to_thread(home.chmod, 0o755)
    return home / "odr"


@asynccontextmanager
async def _up(home: Path) -> AsyncIterator[tuple[int, float]]:
    """Its process, and the seconds until it answered."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    began = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "odr_local", "--home", str(home), "--port", str(port)),
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield process.pid, await _answered(f"http://127.0.0.1:{port}/v1/cases", process) - began
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def _answered(url: str, process: asyncio.subprocess.Process) -> float:
    async with httpx.AsyncClient(timeout=60) as http:
        while process.returncode is None:
            try:
                found = await http.get(url)
            except httpx.ConnectError:
                await asyncio.sleep(0.01)  # it has not claimed its port; from then on it answers
                continue
            assert found.status_code == 401, found.text
            return time.perf_counter()
    raise RuntimeError("it ended before it answered")


def _ticks(*parents: int | None) -> int:
    """What these and their children have used so far."""
    spent = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended meanwhile
        if int(stat.parent.name) in parents or int(fields[1]) in parents:
            spent += int(fields[11]) + int(fields[12])
    return spent


async def _asked(connection: asyncpg.Connection) -> int:
    found: int = await connection.fetchval(QUERIES, ["intake", "negotiation"])
    return found
