"""What a period is: its length, what was skipped and paused in it, and the deadline at its end."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from odr_rules.calendars import Calendar, Why


class Unit(StrEnum):
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    BUSINESS_DAY = "business_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Roll(StrEnum):
    """What becomes of a period whose last day is no business day."""

    NONE = "none"
    FORWARD = "forward"


@dataclass(frozen=True, slots=True)
class Length:
    """How long a period is, and how its days are counted."""

    length: int
    unit: Unit
    calendar: Calendar = Calendar.NONE
    roll: Roll = Roll.NONE


@dataclass(frozen=True, slots=True)
class Skipped:
    """Days in a row that were not counted, or (`make_up_workday`) were, though of a weekend."""

    first: date
    last: date
    why: Why
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """A time in which the period stood still: [began, ended)."""

    began: datetime
    ended: datetime
    why: str
    """Who or what paused it, by the code of the pack's `pausable_by`."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """All that a deadline was worked out from, and the steps."""

    source: str
    article: str
    trigger_event: str
    length: int
    unit: Unit
    calendar: Calendar
    roll: Roll
    edition: str
    """Of the table of holidays."""
    first_day: date
    """The first day that counts: the day of the event does not."""
    last_day: date
    """The day at whose end it ends; for hours and after pauses, the day in which it ends."""
    skipped: tuple[Skipped, ...] = ()
    rolled_from: date | None = None
    """The last day as counted, where it was no business day."""
    extended_by: int = 0
    """By agreement or by who may; in the period's unit, `length` not among it."""
    pauses: tuple[Pause, ...] = ()
    not_before: datetime | None = None
    """What was shown to a party before: it never ends earlier."""
    provisional: bool = False
    """Holidays of a year in it have not been announced: it is worked out again when they are."""


@dataclass(frozen=True, slots=True)
class Deadline:
    rule: str
    """`pack/version/name` of the rule that set it."""
    trigger: datetime
    """What set it running; the day of it is not counted."""
    due_at: datetime
    """The first instant that is too late, in UTC."""
    zone: str
    """The IANA time zone whose midnight ends the last day."""
    consequence: str
    """What follows if nobody acts."""
    derivation: Derivation | None = None
