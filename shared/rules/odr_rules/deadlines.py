"""Deadlines: an instant, and the derivation by which a party can work it out again."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo


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


def after_calendar_days(trigger: datetime, days: int, zone: tzinfo) -> datetime:
    """The end of the last of so many days in that zone, half-open: this instant is too late.

    The day of the event is not counted (UNCITRAL Arbitration Rules, article 2(6)); the last
    day ends at 24:00. Where midnight does not exist, as clocks go forward then, the day ends
    when the next one begins.
    """
    last = trigger.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(UTC)
