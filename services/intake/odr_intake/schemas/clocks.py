"""Test clocks as JSON."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from odr_shared.http import Body, View
from odr_shared.levels import Level

# So far as calendars and time zones are known; and what a case adds to it is still a time.
Start = Annotated[
    datetime,
    Field(ge=datetime(1970, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
]


class MakeClock(Body):
    now: Annotated[Start | None, Level.PUBLIC] = None
    """What it shows at first, from 1970 and before 2200; real time if nothing is said."""


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
