"""What is said and heard in the bench: a fact of 500 bytes, and a consumer with one effect."""

import asyncio
import time
from datetime import UTC, datetime
from uuid import UUID, uuid4

from tests.bench.world import World, effects

from odr_shared.broker import Arrived, Envelope
from odr_shared.contracts import Fact
from odr_shared.db import Database, Session, new_id
from odr_shared.inbox import Inbox, Subscriptions
from odr_shared.outbox.history import _record


class Noted(Fact):
    type = "negotiation.noted.v1"

    note: str = "x" * 440


class Echoed(Fact):
    type = "intake.echoed.v1"

    note: str = "x" * 440


def say(session: Session, case: UUID, fact: Fact) -> None:
    """The next fact of that case; its head is all its state."""
    head = session.heads.get(("case", case)) or session.open("case", case, case, "live")
    head.touched = True
    _record(session, head, fact)


def noted() -> Noted:
    return Noted(occurred_at=datetime.now(UTC))


async def write(database: Database, case: UUID) -> None:
    """A change, and the fact that reports it."""
    async with database.transaction() as session:
        session.changes.insert(effects, {"id": new_id(), "case_id": case, "note": "change"})
        say(session, case, noted())


async def fill(world: World, rows: int) -> None:
    """So many facts of as many cases, that wait to be sent."""
    await world.empty()
    for _ in range(rows // 1000):
        async with world.negotiation.transaction() as session:
            for _ in range(1000):
                say(session, uuid4(), noted())


class Consumer:
    """Appends a row for each fact, and remembers when each case's was committed."""

    def __init__(self, database: Database, source: str, fact: type[Fact], echo: bool) -> None:
        on = Subscriptions(source)
        self.topics, self.done = on.topics, dict[UUID, float]()
        self._inbox, self._more = Inbox(database, on), asyncio.Event()

        @on(fact)
        async def note(session: Session, case: UUID, fact: Fact) -> None:
            session.changes.insert(effects, {"id": new_id(), "case_id": case, "note": "done"})
            if echo:
                say(session, case, Echoed(occurred_at=fact.occurred_at))

    async def receive(self, batch: Arrived) -> None:
        await self._inbox.receive(batch)
        now = time.perf_counter()
        for each in batch:
            if isinstance(each, Envelope):
                self.done.setdefault(each.subject, now)
        self._more.set()

    async def hears(self, case: UUID) -> float:
        """When its effect was committed."""
        while case not in self.done:
            self._more.clear()
            await self._more.wait()
        return self.done[case]

    async def hears_all(self, count: int) -> None:
        while len(self.done) < count:
            self._more.clear()
            await self._more.wait()


def first_hop(database: Database, echo: bool = False) -> Consumer:
    return Consumer(database, "negotiation", Noted, echo)


def second_hop(database: Database) -> Consumer:
    return Consumer(database, "intake", Echoed, echo=False)
