"""Starts a service's process as the service itself does, with something wrong with it.

`python -m tests.chaos.launching <service> <kind>`; what is wrong is named by the environment,
and put on from outside: no service has a hook for it.
"""

import asyncio
import os
import random
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from tests.chaos import crashing

from odr_shared import process
from odr_shared.broker import Envelope
from odr_shared.broker.kafka import KafkaBroker
from odr_shared.db import Session
from odr_shared.inbox import Subscriptions

WINDOW = 10


def arm() -> None:
    if point := os.environ.get("CRASH_AT"):
        name, _, nth = point.partition(":")
        crashing.arm(name, int(nth or 1))
    if chance := float(os.environ.get("CHAOS_BUGGY", "0")):
        _before_handling(lambda: _fail(chance))
    if seconds := float(os.environ.get("CHAOS_SLOW", "0")):
        _before_handling(lambda: asyncio.sleep(seconds))
    if seed := os.environ.get("CHAOS_SHUFFLE"):
        _shuffle(random.Random(int(seed)))  # noqa: S311  # it need not be a secret


class Bug(Exception):
    """A handler's own mistake, which the next try does not make."""


async def _fail(chance: float) -> None:
    if random.random() < chance:  # noqa: S311
        raise Bug


def _before_handling(doing: Any) -> None:
    handle = Subscriptions.handle

    async def first(on: Subscriptions, session: Session, envelope: Envelope) -> None:
        await doing()
        await handle(on, session, envelope)

    Subscriptions.handle = first  # type: ignore[method-assign]


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

    KafkaBroker.send = mixed  # type: ignore[method-assign]


def main() -> None:
    service, kind = sys.argv[1:]
    arm()
    process.main(import_module(f"odr_{service}.app").service, [kind])


if __name__ == "__main__":
    main()
