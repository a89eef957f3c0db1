"""Asking again until something holds, or its time is over."""

import time
from collections.abc import Callable
from typing import Final, TypeVar

from odr_client.errors import DidNotHappen
from odr_client.steps import Pause, Steps

T = TypeVar("T")
FIRST, LONGEST, SLOWER = 0.02, 0.5, 1.5
"""Seconds between one question and the next, and how these grow."""
USUAL: Final = 30.0


def until(
    ask: Callable[[], Steps[T]],
    holds: Callable[[T], bool],
    within: float,
    what: str,
    clock: Callable[[], float] = time.monotonic,
) -> Steps[T]:
    """The first answer for which it holds; `DidNotHappen` if none comes `within` seconds."""
    end, pause = clock() + within, FIRST
    while True:
        found = yield from ask()
        if holds(found):
            return found
        if clock() >= end:
            raise DidNotHappen(f"{what} did not come about within {within:g} seconds.")
        yield Pause(pause)
        pause = min(LONGEST, pause * SLOWER)
