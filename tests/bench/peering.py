"""B16: peers on the same Postgres, in the same run, with what they promise."""

import asyncio
import json
import tempfile
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

from tests.bench import facts, latency
from tests.bench.measuring import Figure, Goal, plain, seconds_for
from tests.bench.world import World

from odr_shared import testing
from odr_shared.broker.local import LocalBroker
from odr_shared.outbox import Relay


class Peer(NamedTuple):
    packages: tuple[str, ...]
    program: str
    guarantee: str


PEERS: Final = {
    "faststream-outbox": Peer(
        ("faststream-outbox==0.19.0", "asyncpg==0.32.0"),
        "on_faststream.py",
        "at least once, unordered",
    ),
    "procrastinate": Peer(
        ("procrastinate==3.10.0", "psycopg[binary,pool]==3.3.9"),
        "on_procrastinate.py",
        "at least once, unordered",
    ),
}
OURS: Final = "effects once and in order a subject"


async def peering(world: World) -> list[Figure]:
    """Ours is the whole way: relay, inbox, and an effect that is stored; theirs store nothing."""
    rows, paced = world.rows(20_000), int(100 * max(world.scale, 0.2))
    ours = await _ours(world, rows, paced)
    fewer = max(1000, rows // 4000 * 1000)
    theirs = {name: await _theirs(world, peer, fewer, paced) for name, peer in PEERS.items()}
    drain = {name: found["drain"] for name, found in theirs.items()}
    p50 = {name: found["p50"] for name, found in theirs.items()}
    promised = "; ".join(f"{name}: {peer.guarantee}" for name, peer in PEERS.items())
    what = f"drain ÷ the fastest peer's (ours: {OURS}; {promised})"
    return [
        plain(Goal("B16", what, 2, 4), ours["drain"] / max(drain.values()), **drain),
        plain(
            Goal("B16.p50", "latency at 50/s, the quickest peer's ÷ ours", 2, 4),
            min(p50.values()) / ours["p50"],
            **p50,
        ),
    ]


async def _ours(world: World, rows: int, paced: int) -> dict[str, float]:
    await facts.fill(world, rows)
    broker, consumer = LocalBroker(), facts.first_hop(world.intake)
    relay = Relay(world.negotiation, broker, "negotiation")
    async with broker.listening("intake", consumer.topics, consumer.receive):
        drain = rows / await seconds_for(relay.drain())
    async with latency._hops(world, LocalBroker(), 1) as hop:
        waits = await latency._paced(50, paced / 50, hop)
    return {"drain": drain, **latency._readings("p50", "p99", waits)}


async def _theirs(world: World, peer: Peer, rows: int, paced: int) -> dict[str, float]:
    """In an environment that is thrown away, so that they weigh on nobody who does not measure."""
    url = await testing.create_database(world.intake.dsn, f"peer-{uuid4()}")
    if "psycopg" in " ".join(peer.packages):
        url = url.replace("postgresql+asyncpg:", "postgresql:")
    with tempfile.TemporaryDirectory(prefix="odr-bench-peer-") as folder:
        await run("uv", "venv", "-q", folder)
        python = f"{folder}/bin/python"
        await run("uv", "pip", "install", "-q", "-p", python, *peer.packages)
        program = str(Path(__file__).parent / "peers" / peer.program)
        said = await run(python, program, url, str(rows), str(paced))
    found: dict[str, float] = json.loads(said.splitlines()[-1])  # before it stands what they log
    return found


async def run(*command: str) -> bytes:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    async with asyncio.timeout(120):
        said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return said
