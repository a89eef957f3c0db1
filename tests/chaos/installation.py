"""A whole installation for a run: servers, proxies, processes, a platform and its receiver."""

import asyncio
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from tests import kafka
from tests.chaos.checking import Checker, Finding, Told
from tests.chaos.crashing import Crash
from tests.chaos.journal import Journal
from tests.chaos.processes import Kept
from tests.chaos.proxy import Proxy
from tests.chaos.servers import KafkaServer, PostgresServer, free_ports
from tests.chaos.times import Times
from tests.chaos.workload import Clients
from tests.intake.receivers import Receiver, receiving

from odr_intake.app import service as intake
from odr_intake.service import identity
from odr_local.roles import Place, provide
from odr_negotiation.app import service as negotiation
from odr_shared import testing
from odr_shared.broker.kafka import kafka as connected
from odr_shared.callers import Kind
from odr_shared.db import Database
from odr_shared.db.migrate import migrate
from odr_shared.outbox import Relay
from odr_shared.runtime import Service, connect

SERVICES = (intake, negotiation)
QUIET = 60.0
"""Seconds in which nothing gets less of what is still to be done: then it is stuck."""
LONGEST = 900.0
"""Seconds for everything to come to rest, once nothing is broken any more."""
GLANCE = 3.0
"""Seconds between one look at all of it and the next, which takes much."""
APIS = 2


@dataclass
class Installation:
    postgres: PostgresServer
    kafka: KafkaServer
    to_postgres: Proxy
    to_kafka: Proxy
    processes: list[Kept]
    databases: dict[Service, Database]
    clients: Clients
    receiver: Receiver
    http: httpx.AsyncClient
    chance: random.Random
    dead_letters: set[bytes] = field(default_factory=set)
    """Malformed records that we have put on topics, each unlike all others."""
    logs: Path = field(default_factory=Path)
    times: Times = field(default_factory=Times)

    def of(self, kind: str) -> list[Kept]:
        return [process for process in self.processes if process.kind == kind]

    @property
    def journal(self) -> Journal:
        return self.clients.journal

    async def ready(self) -> None:
        for process in self.processes:
            await process.ready(self.http)

    @property
    def crashes(self) -> Counter[Crash]:
        return sum((process.crashes for process in self.processes), Counter[Crash]())

    @property
    def checker(self) -> Checker:
        intake_, talks = self.databases.values()
        return Checker(intake_, talks, self.journal)

    async def forgive(self) -> None:
        """Letters on a topic that is about to be lost are lost with it, if nobody has read them."""
        self.dead_letters &= await self.checker.letters()

    async def replay(self) -> None:
        """As `odr ops replay` does for a topic that was lost."""
        async with connected(f"127.0.0.1:{self.to_kafka.port}") as broker:
            for service, database in self.databases.items():
                await Relay(database, broker, service.name).replay()

    async def rest(self) -> bool:
        """Wait until nothing moves; if it never does, the checker says what waits."""
        checker, began = self.checker, time.monotonic()
        least: int | None = None
        since, looked = began, -GLANCE
        while (now := time.monotonic()) - began < LONGEST:
            left = await checker.left()
            if least is None or left < least:
                least, since = left, now
            if now - looked > GLANCE and (left == 0 or now - since > GLANCE):
                if await checker.is_at_rest():
                    return True
                looked = time.monotonic()
            if now - since > QUIET:
                return False
            await asyncio.sleep(0.5)  # others move
        return False

    async def judge(self) -> list[Finding]:
        told = [Told(each.id, case) for each in self.receiver.got if (case := _case(each))]
        return await self.checker.check(told, self.dead_letters)


def _case(received: Any) -> UUID | None:
    found = httpx.Response(200, content=received.body).json()["data"].get("case_id")
    return UUID(found) if found else None


@asynccontextmanager
async def installed(seed: int, home: Path, apis: int = APIS) -> AsyncIterator[Installation]:
    """All of it up and ready; gone when left."""
    chance = random.Random(seed)  # noqa: S311  # a run is to be the same again
    async with AsyncExitStack() as stack:
        postgres = PostgresServer(home / "postgres")
        await postgres.start()
        stack.callback(postgres.server.stop)
        port, controller = free_ports(2)
        server = KafkaServer(home / "kafka", kafka._jars(), port, controller)
        to_kafka = await stack.enter_async_context(Proxy(port).running())
        to_postgres = await stack.enter_async_context(Proxy(postgres.port).running())
        server.make(to_kafka.port)
        await server.start()
        stack.callback(server.kill)
        urls, databases = await _databases(postgres, to_postgres.port, stack)
        platform, own, inside = await _callers(databases[intake])
        ports = free_ports(2 * (apis + 1))
        environment = {
            "ODR_KAFKA_SERVERS": f"127.0.0.1:{to_kafka.port}",
            "ODR_INTAKE_URL": f"http://127.0.0.1:{ports[0]}",
            "ODR_CLIENT_ID": str(inside.client_id),
            "ODR_CLIENT_SECRET": inside.secret,
            "ODR_DRAIN_SECONDS": "0.3",
            "ODR_LOCAL_RECEIVERS": "true",
        }
        (home / "logs").mkdir()
        processes = list[Kept]()
        for service in SERVICES:
            for kind in ("api",) * apis + ("worker",):
                env = environment | {"ODR_DATABASE_URL": urls[service.name]}
                processes.append(
                    Kept(service.name, kind, ports[len(processes)], env, home / "logs")
                )
        for process in processes:
            process.start()
            stack.push_async_callback(process.stop)
        bases = {
            service.name: [
                each.base
                for each in processes
                if each.service == service.name and each.kind == "api"
            ]
            for service in SERVICES
        }
        clients = Clients(bases, (str(own.client_id), own.secret), Journal(platform), chance)
        stack.push_async_callback(clients.close)
        receiver = await stack.enter_async_context(receiving())
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=5))
        made = Installation(
            postgres, server, to_postgres, to_kafka, processes, databases, clients, receiver, http,
            chance, logs=home / "logs",
        )  # fmt: skip
        await made.ready()
        headers = await clients.headers()
        hook = {"url": receiver.url(), "events": ["*"]}
        answer = await http.post(
            f"{processes[0].base}/v1/webhook-endpoints", json=hook, headers=headers
        )
        assert answer.status_code == 201, answer.text
        yield made


async def _databases(
    postgres: PostgresServer, port: int, stack: AsyncExitStack
) -> tuple[dict[str, str], dict[Service, Database]]:
    """The services' URLs, through the proxy; and the databases, as the checker reaches them."""
    urls, databases = {}, {}
    for service in SERVICES:
        place = Place(postgres.socket, service.name, service.name)
        # The port is part of the socket's name.
        os_port = f"&port={postgres.port}"
        await provide_at(place, postgres.port)
        await migrate(place.url(place.owner) + os_port, service.name)
        urls[service.name] = f"postgresql+asyncpg://{place.app}@127.0.0.1:{port}/{service.name}"
        settings = testing.settings_for(place.url("postgres") + os_port)
        databases[service] = await connect(service, settings, pool_size=2)
        stack.push_async_callback(databases[service].close)
    return urls, databases


async def provide_at(place: Place, port: int) -> None:
    """`provide` takes Postgres's usual port for granted, which asyncpg reads here."""
    os.environ["PGPORT"] = str(port)
    try:
        await provide(place)
    finally:
        del os.environ["PGPORT"]


async def _callers(database: Database) -> tuple[UUID, Any, Any]:
    now = await database.now()
    async with database.transaction() as session:
        platform = identity.create_platform(session, "Chaos", now)
        own = identity.create_client(session, Kind.PLATFORM, "test", platform.id, [], None, now)
        inside = identity.create_client(session, Kind.SERVICE, "live", None, [], None, now)
    return platform.id, own, inside


@contextmanager
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="odr-chaos-") as made:
        Path(made).chmod(0o755)  # Postgres, which runs as a user of its own, must get through
        yield Path(made)
