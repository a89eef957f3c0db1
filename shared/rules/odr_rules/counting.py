"""Counting days, one by one, with a note of each that does not count as its name would have it."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from odr_rules.calendars import Calendar, Look, Why
from odr_rules.periods import Pause, Skipped, Unit

ONE_DAY: Final = timedelta(days=1)


@dataclass(slots=True)
class Count:
    """The days as they are gone through, one by one."""

    calendar: Calendar
    by: Look
    skipped: list[Skipped] = field(default_factory=list)
    published: bool = True

    def business(self, day: date) -> bool:
        found = self.by(self.calendar, day)
        self.published &= found.published
        if found.why is not None:
            self._note(day, found.why, found.name)
        return found.business

    def _note(self, day: date, why: Why, name: str | None) -> None:
        before = self.skipped[-1] if self.skipped else None
        if before and before.last == day:
            return
        if before and (before.why, before.name, before.last) == (why, name, day - ONE_DAY):
            self.skipped[-1] = replace(before, last=day)
        else:
            self.skipped.append(Skipped(day, day, why, name))


def last_day_of(unit: Unit, began_on: date, total: int, count: Count) -> date:
    match unit:
        case Unit.BUSINESS_DAY:
            last = began_on
            while total:
                last += ONE_DAY
                total -= count.business(last)
            return last
        case Unit.MONTH | Unit.YEAR:
            return months_later(began_on, total * (12 if unit is Unit.YEAR else 1))
        case _:
            return began_on + timedelta(days=total * (7 if unit is Unit.WEEK else 1))


def months_later(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def rolled(last: date, count: Count) -> date:
    while not count.business(last):
        last += ONE_DAY
    return last


def stretches(pauses: Iterable[Pause], since: datetime) -> Iterator[Pause]:
    """The times in which a period that ran `since` then stood still, in order and none twice."""
    until = since
    for pause in sorted(pauses, key=lambda each: (each.began, each.ended)):
        if pause.ended > until:
            yield replace(pause, began=max(pause.began, until))
            until = pause.ended


def end_of(day: date, zone: tzinfo) -> datetime:
    """Its 24:00, in UTC; where midnight does not exist, it ends when the next day begins."""
    return datetime.combine(day + ONE_DAY, time.min, zone).astimezone(UTC)


def day_of(due_at: datetime, zone: tzinfo) -> date:
    """The day of the last instant that is in time."""
    return (due_at - timedelta.resolution).astimezone(zone).date()
