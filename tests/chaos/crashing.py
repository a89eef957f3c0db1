"""The points at which a service's process is killed: put on from outside, each as it is passed."""

import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Final, NamedTuple

from tests.chaos.seen import note

from odr_shared.broker import Envelope
from odr_shared.broker.kafka import KafkaBroker
from odr_shared.db import Database, Session
from odr_shared.inbox import Inbox
from odr_shared.outbox.history import history

OF_AN_API: Final = ("before commit", "after commit, before answer")
KILLED: Final = 137
KINDS_AT_LEAST: Final = 3
"""Of each point, how many kinds of operation it is to be hit with over a long run."""


class Crash(NamedTuple):
    """Where a process dies, and what it was about then."""

    point: str
    kind: str
    """The name of a fact that is being recorded, sent or heard."""

    @classmethod
    def read(cls, text: str) -> "Crash":
        point, _, kind = text.partition(" | ")
        return cls(point, kind)

    def __str__(self) -> str:
        return f"{self.point} | {self.kind}"


Kinds = Mapping[tuple[str, str], Sequence[Crash]]


def _each(points: Sequence[str], *kinds: str) -> list[Crash]:
    return [Crash(point, kind) for point in points for kind in kinds]


_SENDING: Final = ("after select, before send", "after send, before delete")
_HEARING: Final = "before inbox commit"
_HEARD: Final = "after inbox commit, before offset"

CRASHES: Final[Kinds] = {
    ("intake", "api"): _each(OF_AN_API, "case_filed", "notice_served", "case_answered"),
    ("negotiation", "api"): _each(OF_AN_API, "offer_made", "ended"),
    ("intake", "worker"): [
        *_each([_HEARING], "offer_heard", "case_closed"),
        *_each([_HEARD], "offer_made", "ended"),
        *_each(_SENDING, "case_filed", "stage_opened"),
    ],
    ("negotiation", "worker"): [
        *_each([_HEARING], "opened"),
        *_each([_HEARD], "stage_opened"),
        *_each(_SENDING, "offer_made", "ended"),
    ],
}
"""By service and process, where it can be killed, and with what in its hands."""
POINTS: Final = (*OF_AN_API, _HEARING, _HEARD, *_SENDING)

receiving: ContextVar[frozenset[str] | None] = ContextVar("receiving", default=None)


def install(armed: Callable[[], Crash | None]) -> None:
    """Have the process die the first time it comes to the point that is armed then."""

    def passing(point: str, kinds: frozenset[str]) -> None:
        crash = armed()
        if crash is not None and point == crash.point and crash.kind in kinds:
            note(str(crash))
            os._exit(KILLED)

    write, receive = Session.write, Inbox.receive
    transaction, send = Database.transaction, KafkaBroker.send

    async def dying_write(session: Session) -> None:
        if session.held:  # else to write is to commit
            await write(session)
        hearing = receiving.get() is not None
        passing("before inbox commit" if hearing else "before commit", recorded(session))
        if not session.held:
            await write(session)

    @asynccontextmanager
    async def dying_transaction(database: Database) -> AsyncIterator[Session]:
        async with transaction(database) as session:
            yield session
        passing("after commit, before answer", recorded(session))

    async def dying_receive(inbox: Inbox, batch: Sequence[Any]) -> None:
        kinds = types([each for each in batch if isinstance(each, Envelope)])
        token = receiving.set(kinds)
        try:
            await receive(inbox, batch)
        finally:
            receiving.reset(token)
        passing("after inbox commit, before offset", kinds)

    async def dying_send(broker: KafkaBroker, topic: str, batch: Sequence[Envelope]) -> None:
        passing("after select, before send", types(batch))
        await send(broker, topic, batch)
        passing("after send, before delete", types(batch))

    for of, name, put in (
        (Session, "write", dying_write),
        (Inbox, "receive", dying_receive),
        (Database, "transaction", dying_transaction),
        (KafkaBroker, "send", dying_send),
    ):
        setattr(of, name, put)


def recorded(session: Session) -> frozenset[str]:
    """The names of the facts that this transaction records."""
    found = set()
    for (operation, table, columns), rows in session.changes._rows.items():
        if operation == "insert" and table is history:
            found |= {_name(row[columns.index("type")]) for row in rows}
    return frozenset(found)


def types(batch: Sequence[Envelope]) -> frozenset[str]:
    return frozenset(_name(each.type) for each in batch)


def _name(type_: str) -> str:
    return type_.split(".")[1]
