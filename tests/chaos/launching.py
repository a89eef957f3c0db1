"""Starts a service's process as the service itself does, so that things can go wrong in it.

`python -m tests.chaos.launching <service> <kind>`. What is wrong is read at each SIGUSR1 from a
file of this life of the process; it is put on from outside: no service has a hook for it.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from uuid import UUID

from tests.chaos import crashing, seen
from tests.chaos.crashing import Crash
from tests.chaos.seen import note

from odr_shared import process
from odr_shared.broker import Envelope
from odr_shared.broker.kafka import KafkaBroker
from odr_shared.db import Session
from odr_shared.inbox import Subscriptions

WINDOW = 10


@dataclass
class Wrong:
    """What is wrong with this process, by the names that the file has."""

    crash: Crash | None = None
    buggy: float = 0.0
    """So many of its handlings fail."""
    slow: float = 0.0
    """Seconds that each of its handlings takes longer."""
    shuffle: random.Random | None = None
    """By which it mixes what it sends."""

    def become(self, said: dict[str, str]) -> None:
        self.crash = Crash.read(said["crash"]) if "crash" in said else None
        self.buggy, self.slow = float(said.get("buggy", 0)), float(said.get("slow", 0))
        seed = said.get("shuffle")
        self.shuffle = random.Random(int(seed)) if seed else None  # noqa: S311  # no secret


def install(wrong: Wrong) -> None:
    """Before anything starts, as what is bound then stays bound; inert until something is wrong."""
    crashing.install(lambda: wrong.crash)
    _before_handling(wrong)
    _shuffle(wrong)


class Bug(Exception):
    """A handler's own mistake, which the next try does not make."""


def _before_handling(wrong: Wrong) -> None:
    handle = Subscriptions.handle

    async def first(on: Subscriptions, session: Session, envelope: Envelope) -> None:
        if random.random() < wrong.buggy:  # noqa: S311
            note("failed")
            raise Bug
        if wrong.slow:
            note("dawdled")
            await asyncio.sleep(wrong.slow)
        await handle(on, session, envelope)

    setattr(Subscriptions, "handle", first)  # noqa: B010  # mypy knows no replaced method


def _shuffle(wrong: Wrong) -> None:
    """What is sent goes out in another order, also that of one case, and part of it twice."""
    send = KafkaBroker.send

    async def mixed(broker: KafkaBroker, topic: str, batch: Sequence[Envelope]) -> None:
        chance, out = wrong.shuffle, list[Envelope]()
        if chance is None:
            await send(broker, topic, batch)
            return
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
    wrong = Wrong()
    install(wrong)
    told = Path(os.environ[seen.TOLD])
    signal.signal(signal.SIGUSR1, lambda *_: wrong.become(json.loads(told.read_text())))
    if "FAKETIME" in os.environ:
        note(f"{time.time()}")
    process.main(import_module(f"odr_{service}.app").service, [kind])


if __name__ == "__main__":
    main()
