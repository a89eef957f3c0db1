"""A test clock: turned forward by its platform, never back."""

from datetime import datetime, timedelta
from typing import Final

from odr_shared.errors import NotPermitted, Unprocessable
from odr_shared.exact import spelled

FURTHEST: Final = timedelta(days=3660)
"""So far ahead of its start a clock may be turned: ten years."""


class LiveHasNoTestClocks(NotPermitted):
    """Test clocks exist in test mode only."""

    code = "test_mode_only"


class ClockGoesBack(Unprocessable):
    """A test clock never goes back."""

    code = "clock_goes_back"
    explanation = "It shows {now}."


class ClockTooFar(Unprocessable):
    """A test clock cannot be turned that far."""

    code = "clock_too_far"
    explanation = "The furthest it goes is {furthest}."


def set_clock(mode: str) -> None:
    """Whether a clock may be made in this mode."""
    if mode != "test":
        raise LiveHasNoTestClocks


def turn(shows: datetime, started: datetime, to: datetime) -> datetime:
    """What the clock shows then; to turn it to where it stands changes nothing."""
    if to < shows:
        raise ClockGoesBack("/to", now=spelled(shows))
    if to > started + FURTHEST:
        raise ClockTooFar("/to", furthest=spelled(started + FURTHEST))
    return to
