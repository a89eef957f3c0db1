"""Two API processes of each service on one Postgres, and who waited there for whom."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from tests.conftest import new_filing
from tests.deploy.processes import PATIENCE, Running, process
from tests.places import enterable

from odr_intake.app import service as intake
from odr_intake.service import identity
from odr_local import postgres
from odr_local.roles import Place, provide
from odr_negotiation.app import service as negotiation
from odr_shared import testing
from odr_shared.broker import Envelope
from odr_shared.broker.local import LocalBroker
from odr_shared.callers import Kind
from odr_shared.db import Database
from odr_shared.db.migrate import migrate
from odr_shared.outbox import Relay
from odr_shared.runtime import Service, connect

SERVICES: Final = (intake, negotiation)
TALKATIVE: Final = {
    "log_lock_waits": "on",
    "deadlock_timeout": "1ms",
    "lc_messages": "C",
    "commit_delay": "4000",
    "commit_siblings": "0",
}
"""Whoever waits for a lock for a millisecond says so, in a log that is written at once; a commit
takes four, as on a disk that is no memory."""
WAITED: Final = re.compile(rb"process \d+ still waiting for \w+ on (?:transaction|tuple)")
FURTHEST, CLOSEST = 0.008, 0.001
"""Seconds by which one side starts earlier the next time, if the other won."""
Json = dict[str, Any]
Shot = Callable[[], Awaitable[int]]
"""One side of a race: done when it returns how it was answered."""


@dataclass
class Overlaps:
    """Of so many rounds, in how many one transaction waited for the other's lock."""

    rounds: int = 0
    waited: int = 0

    @property
    def share(self) -> float:
        return self.waited / self.rounds

    def __str__(self) -> str:
        return f"{self.waited} of {self.rounds} rounds ({self.share:.0%}) waited for a lock"


@dataclass
class Aim:
    """Whose way to the lock is longer starts so much earlier that both come there at once."""

    lead: float = 0.0
    _step: float = FURTHEST

    def learn(self, first_won: bool) -> None:
        if first_won != (self._step > 0):
            self._step = -self._step / 2
        if abs(self._step) < CLOSEST:
            self._step = CLOSEST if first_won else -CLOSEST
        self.lead += self._step


@dataclass
class Twins:
    """Processes a and b of each service's API; what workers do is done in the test's process."""

    apis: dict[Service, Sequence[httpx.AsyncClient]]
    databases: dict[Service, Database]
    headers: dict[str, str]
    log: Path
    overlaps: dict[str, Overlaps] = field(default_factory=dict)

    async def post(self, of: Service, at: int, path: str, body: Any = None, **more: str) -> Json:
        """What must succeed, at process `at`."""
        answer = await self.send(of, at, path, body, **more)
        assert answer.is_success, answer.text
        said: Json = answer.json()
        return said

    async def send(
        self, of: Service, at: int, path: str, body: Any = None, **more: str
    ) -> httpx.Response:
        return await self.apis[of][at].post(path, json=body, headers=self.headers | more)

    async def get(self, of: Service, at: int, path: str) -> httpx.Response:
        return await self.apis[of][at].get(path, headers=self.headers)

    async def settle(self) -> None:
        await testing.settle(self.databases)

    async def filed(self, **more: Any) -> Json:
        """A case whose notice has reached the respondent."""
        case = await self.post(intake, 0, "/v1/cases", new_filing() | more)
        proof = {"notice": "claim", "channel": "app", "at": case["filed_at"]}
        return await self.post(intake, 1, f"/v1/cases/{case['id']}/serve", proof)

    async def contested(self, count: int) -> list[Json]:
        """Cases whose negotiation is open."""
        cases = [await self.filed() for _ in range(count)]
        for case in cases:
            given = {"answer": "contest", "on_behalf_of": case["respondent_id"]}
            await self.post(intake, 0, f"/v1/cases/{case['id']}/answer", given)
        await self.settle()
        return cases

    async def offered(self, count: int) -> list[Json]:
        """Cases with the claimant's offer on the table; `accept` is where it is accepted."""
        cases = await self.contested(count)
        for case in cases:
            made = await self.offer(case, 0, "claimant_id", 3000)
            case["accept"] = f"{talks(case)}/offers/{made.json()['on_table']['id']}/accept"
        return cases

    async def offer(
        self, case: Json, at: int, side: str, amount: int, **more: str
    ) -> httpx.Response:
        terms = {"amount": {"amount": amount, "currency": "EUR"}, "on_behalf_of": case[side]}
        return await self.send(negotiation, at, f"{talks(case)}/offers", terms, **more)

    async def accept(self, case: Json, at: int) -> httpx.Response:
        body = {"on_behalf_of": case["respondent_id"]}
        return await self.send(negotiation, at, case["accept"], body)

    async def told(self, of: Service) -> list[Envelope]:
        """What the service has to say, taken from its outbox and heard by nobody yet."""
        kept, broker = list[Envelope](), LocalBroker()

        async def keep(arrived: Any) -> None:
            kept.extend(arrived)

        async with broker.listening("kept", [f"odr.{of.name}"], keep):
            await Relay(self.databases[of], broker, of.name).drain()
        return kept

    async def facts(self, of: Service, case: Json) -> list[str]:
        """The names of all that the service has recorded of the case, in its order."""
        async with self.databases[of].reading() as session:
            found = await session.driver.fetch(
                "SELECT type FROM history WHERE subject = $1 ORDER BY version", case["id"]
            )
        return [row["type"].split(".")[1] for row in found]

    async def race(
        self,
        kind: str,
        rounds: Sequence[tuple[Shot, Shot]],
        before_each: Callable[[int], Awaitable[None]] | None = None,
    ) -> list[list[int]]:
        """How each round's two were answered; both leave a barrier, the faster one later."""
        counted = self.overlaps.setdefault(kind, Overlaps())
        answers, aim = list[list[int]](), Aim()
        for which, shots in enumerate(rounds):
            if before_each is not None:
                await before_each(which)
            before = self.log.stat().st_size
            said, ends = await _at_once(shots, aim.lead)
            answers.append(said)
            earlier = (
                said[0] != said[1] or ends[0] < ends[1]
            )  # under one key both are answered alike
            aim.learn(said[0] < 400 and earlier)
            counted.rounds += 1
            counted.waited += self._any_waited(before)
        return answers

    def _any_waited(self, since: int) -> bool:
        with self.log.open("rb") as log:
            log.seek(since)
            return WAITED.search(log.read()) is not None


async def _at_once(shots: tuple[Shot, Shot], lead: float) -> tuple[list[int], list[float]]:
    """How both were answered and when; by `lead` seconds the second leaves the barrier first."""
    barrier, ends = asyncio.Barrier(2), [0.0, 0.0]

    async def run(which: int, late: float) -> int:
        await barrier.wait()
        until = time.monotonic() + late
        while time.monotonic() < until:  # noqa: ASYNC110  # its sleep is too coarse
            await asyncio.sleep(0)
        said = await shots[which]()
        ends[which] = time.monotonic()
        return said

    return [*await asyncio.gather(run(0, lead), run(1, -lead))], ends


def talks(case: Json) -> str:
    return f"/v1/negotiations/{case['id']}"


@asynccontextmanager
async def twins() -> AsyncIterator[Twins]:
    """All of it up and ready; gone when left."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(enterable()) / "home"
        server = stack.enter_context(postgres.running(home, TALKATIVE))
        places, databases = {}, {}
        for service in SERVICES:
            place = places[service] = Place(f"{server.socket}", service.name, service.name)
            await provide(place)
            await migrate(place.url(place.owner), service.name)
            settings = testing.settings_for(place.url(place.app))
            databases[service] = await connect(service, settings, pool_size=3)
            stack.push_async_callback(databases[service].close)
        now = await databases[intake].now()
        async with databases[intake].transaction() as session:
            platform = identity.create_platform(session, "Races", now)
            own = identity.create_client(session, Kind.PLATFORM, "test", platform.id, [], None, now)
            inside = identity.create_client(session, Kind.SERVICE, "live", None, [], None, now)
        secrets = {"ODR_CLIENT_ID": str(inside.client_id), "ODR_CLIENT_SECRET": inside.secret}
        running: dict[Service, list[Running]] = {service: [] for service in SERVICES}
        for at in range(2):
            for service, place in places.items():
                more = secrets if service is not intake else {}
                if service is not intake:
                    more = more | {"ODR_INTAKE_URL": running[intake][at].base}
                started = process(service.name, "api", place.url(place.app), **more)
                running[service].append(stack.enter_context(started))
        apis = {}
        for service, pair in running.items():
            apis[service] = [
                await stack.enter_async_context(
                    httpx.AsyncClient(base_url=each.base, timeout=PATIENCE)
                )
                for each in pair
            ]
            for each in pair:
                await _ready(each)
        form, auth = {"grant_type": "client_credentials"}, (str(own.client_id), own.secret)
        answer = await apis[intake][0].post("/oauth/token", data=form, auth=auth)
        token = answer.raise_for_status().json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        yield Twins(apis, databases, headers, server.data / "log")


async def _ready(running: Running) -> None:
    async with asyncio.timeout(len(SERVICES) * 2 * PATIENCE):  # all begin at once
        while not await asyncio.to_thread(running.is_ready):  # it is another's
            assert not running.is_gone(), running.log.read_text()
            await asyncio.sleep(0.05)
