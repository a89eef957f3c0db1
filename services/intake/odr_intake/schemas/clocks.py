"""Test clocks as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from odr_shared.http import Body, View
from odr_shared.levels import Level


class MakeClock(Body):
    now: Annotated[datetime | None, Level.PUBLIC] = None
    """What it shows at first; real time if nothing is said."""


class TurnClock(Body):
    to: Annotated[datetime, Level.PUBLIC]


class TestClockView(View):
    """A test clock, which stands still between advances."""

    id: Annotated[UUID, Level.PUBLIC]
    now: Annotated[datetime, Level.PUBLIC]
    started_at: Annotated[datetime, Level.PUBLIC]
    ready: Annotated[bool, Level.PUBLIC]
    """Every case on it has been told what it shows; what follows from that may still be under way
    in other services: a case's own `clock.now` says what it knows."""
