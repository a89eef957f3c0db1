"""Starts a service's process as the service itself does, with something wrong with it.

`python -m tests.chaos.launching <service> <kind>`; what is wrong is named by the environment,
and put on from outside: no service has a hook for it.
"""

import asyncio
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from importlib import import_module
from uuid import UUID

from tests.chaos import crashing
from tests.chaos.seen import note

from odr_shared import process
from odr_shared.broker import Envelope
from odr_shared.broker.kafka import KafkaBroker
from odr_shared.db import Session
from odr_shared.inbox import Subscriptions

WINDOW = 10


def arm() -> None:
    if crash := os.environ.get("CRASH_AT"):
        crashing.arm(crashing.Crash.read(crash))
    if chance := float(os.environ.get("CHAOS_BUGGY", "0")):
        _before_handling(lambda: _fail(chance))
    if seconds := float(os.environ.get("CHAOS_SLOW", "0")):
        _before_handling(lambda: _dawdle(seconds))
    if seed := os.environ.get("CHAOS_SHUFFLE"):
        _shuffle(random.Random(int(seed)))  # noqa: S311  # it need not be a secret
    if "FAKETIME" in os.environ:
        note(f"{time.time()}")


class Bug(Exception):
    """A handler's own mistake, which the next try does not make."""


async def _fail(chance: float) -> None:
    if random.random() < chance:  # noqa: S311
        note("failed")
        raise Bug


async def _dawdle(seconds: float) -> None:
    note("dawdled")
    await asyncio.sleep(seconds)


def _before_handling(doing: Callable[[], Awaitable[None]]) -> None:
    handle = Subscriptions.handle

    async def first(on: Subscriptions, session: Session, envelope: Envelope) -> None:
        await doing()
        await handle(on, session, envelope)

    setattr(Subscriptions, "handle", first)  # noqa: B010  # mypy knows no replaced method


def _shuffle(chance: random.Random) -> None:
    """What is sent goes out in another order, also that of one case, and part of it twice."""
    send = KafkaBroker.send

    async def mixed(broker: KafkaBroker, topic: str, batch: Sequence[Envelope]) -> None:
        out = list[Envelope]()
        for start in range(0, len(batch), WINDOW):
            window = list(batch[start : start + WINDOW])
            window += [each for each in window if chance.random() < 0.3]
            chance.shuffle(window)
            out += window
        await send(broker, topic, out)
        if overtakes(out):
            note("overtook")

    setattr(KafkaBroker, "send", mixed)  # noqa: B010


def overtakes(sent: Sequence[Envelope]) -> bool:
    """Did of one case a later fact go out before an earlier one?"""
    highest = defaultdict[UUID, int](int)
    first = dict[tuple[UUID, int], None]()
    for each in sent:
        if (each.subject, each.sequence) not in first and each.sequence < highest[each.subject]:
            return True
        first[each.subject, each.sequence] = None
        highest[each.subject] = max(highest[each.subject], each.sequence)
    return False


def main() -> None:
    service, kind = sys.argv[1:]
    arm()
    process.main(import_module(f"odr_{service}.app").service, [kind])


if __name__ == "__main__":
    main()
