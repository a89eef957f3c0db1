"""The points at which a service's process is killed: put on from outside, each as it is passed."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, Final

from odr_shared.broker import Envelope
from odr_shared.broker.kafka import KafkaBroker
from odr_shared.db import Database, Session
from odr_shared.inbox import Inbox

OF_AN_API: Final = ("before commit", "after commit, before answer")
OF_A_WORKER: Final = (
    "before inbox commit",
    "after inbox commit, before offset",
    "after select, before send",
    "after send, before delete",
)
KILLED: Final = 137

receiving: ContextVar[bool] = ContextVar("receiving", default=False)


def arm(point: str, nth: int) -> None:
    """Have the process die when it comes to that point for the nth time."""
    left = nth

    def passing(here: str) -> None:
        nonlocal left
        if here == point:
            left -= 1
            if not left:
                os._exit(KILLED)

    write, receive = Session.write, Inbox.receive
    transaction, send = Database.transaction, KafkaBroker.send

    async def dying_write(session: Session) -> None:
        if session.held:  # else to write is to commit
            await write(session)
        passing("before inbox commit" if receiving.get() else "before commit")
        if not session.held:
            await write(session)

    @asynccontextmanager
    async def dying_transaction(database: Database) -> AsyncIterator[Session]:
        async with transaction(database) as session:
            yield session
        passing("after commit, before answer")

    async def dying_receive(inbox: Inbox, batch: Any) -> None:
        token = receiving.set(True)
        try:
            await receive(inbox, batch)
        finally:
            receiving.reset(token)
        passing("after inbox commit, before offset")

    async def dying_send(broker: KafkaBroker, topic: str, batch: Sequence[Envelope]) -> None:
        passing("after select, before send")
        await send(broker, topic, batch)
        passing("after send, before delete")

    Session.write, Inbox.receive = dying_write, dying_receive  # type: ignore[method-assign]
    Database.transaction = dying_transaction  # type: ignore[method-assign]
    KafkaBroker.send = dying_send  # type: ignore[method-assign]
