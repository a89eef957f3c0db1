"""The calendar of a simulated case as text: a row of bars for each period, over the same days."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from odr_rules.playing import Path, Step

RUNNING, UNUSED, DUE, ACTED = "█", "░", "▌", "◆"  # drawn, never read back
NARROWEST: Final = 10


def chart(path: Path, width: int = 60) -> Iterator[str]:
    """A line of days, then a line for each period: it ran, somebody acted, it would have ended.

    Each column is as many whole days as it takes to fit the width.
    """
    width = max(width, NARROWEST)
    first = min(_day(step, "began") for step in path.steps)
    last = max(max(_day(step, "due"), _day(step, "ended")) for step in path.steps)
    days = -(-((last - first).days + 1) // width)
    columns = (last - first).days // days + 1
    names = max(len(step.rule) for step in path.steps)
    yield f"{'':{names}}  {_axis(first, days, columns)}"
    for step in path.steps:
        yield f"{step.rule:{names}}  {_bar(step, first, days, columns)}".rstrip()
    yield f"{'':{names}}  1 column = {days} day{'' if days == 1 else 's'}"


def _day(step: Step, which: str) -> date:
    """The day in the case's zone; of the end, the last day that was still in time."""
    zone = ZoneInfo(step.deadline.zone)
    if which == "began":
        return step.deadline.trigger.astimezone(zone).date()
    at = step.deadline.due_at if which == "due" else step.ended_at
    over = which == "due" or step.silent
    return (at - timedelta(microseconds=over)).astimezone(zone).date()


def _bar(step: Step, first: date, days: int, columns: int) -> str:
    began, ended, due = (
        (_day(step, which) - first).days // days for which in ("began", "ended", "due")
    )
    cells = [" "] * columns
    for n in range(began, due + 1):
        cells[n] = RUNNING if n <= ended else UNUSED
    cells[ended] = DUE if step.silent else ACTED
    return "".join(cells)


def _axis(first: date, days: int, columns: int) -> str:
    """A date wherever there is room for one."""
    line = [" "] * (columns + 6)
    free = 0
    for n in range(columns):
        day = first + timedelta(days=n * days)
        if n >= free and (n == 0 or day.day <= days or day.weekday() == 0):
            line[n : n + 5] = f"{day:%m-%d}"
            free = n + 7
    return "".join(line).rstrip()
