"""Calendars: which days are business days, and why a day is none."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.metadata import version
from typing import Final, TypeAlias

SATURDAY: Final = 5
CHINESE, OTHERS = "chinesecalendar", "holidays"
"""The libraries, by their names as distributed."""


class Calendar(StrEnum):
    """Which days are business days."""

    NONE = "none"
    """Every day counts alike."""
    PRC = "PRC"
    """Notices of the State Council, with moved holidays and make-up workdays."""
    EU = "EU"
    """Saturdays, Sundays and the Union's common closing days (TARGET), as a Union-wide measure:
    a member state's own holidays come on top (Regulation 1182/71, article 2)."""
    GB_ENG = "GB-ENG"
    """Bank holidays in England and Wales."""
    CA_BC = "CA-BC"
    """Statutory holidays in British Columbia."""


class Why(StrEnum):
    """Why a day counts otherwise than its name would have it."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP_WORKDAY = "make_up_workday"
    """A Saturday or Sunday that is worked for a holiday that was moved (调休)."""


@dataclass(frozen=True, slots=True)
class Day:
    business: bool
    why: Why | None = None
    name: str | None = None
    """The holiday's, in English; `chinese_names` has the other."""
    published: bool = True
    """Whether the holidays of its year have been announced: if not, weekdays are assumed."""


Look: TypeAlias = Callable[[Calendar, date], Day]


def look(calendar: Calendar, day: date) -> Day:
    """What kind of day it is there; one of a year not announced counts as its weekday."""
    if calendar is Calendar.NONE:
        return Day(business=True)
    if calendar is Calendar.PRC:
        return _in_china(day)
    if (name := _holidays(calendar, day.year).get(day)) is not None:
        return Day(business=False, why=Why.HOLIDAY, name=name)
    return _weekday(day)


def edition(calendar: Calendar) -> str:
    """Whose table it is and in which version, to be kept with what was worked out by it."""
    if calendar is Calendar.NONE:
        return "none"
    library = CHINESE if calendar is Calendar.PRC else OTHERS
    return f"{library} {_version(library)}"


def is_superseded(said: str) -> bool:
    """Whether a later edition of that table is here; an earlier one does not make it old."""
    library, _, of = said.partition(" ")
    return library in (CHINESE, OTHERS) and _numbers(of) < _numbers(_version(library))


def _numbers(of: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", of))


@cache
def _version(library: str) -> str:
    return version(library)


def _weekday(day: date, *, published: bool = True) -> Day:
    if day.weekday() >= SATURDAY:
        return Day(business=False, why=Why.WEEKEND, published=published)
    return Day(business=True, published=published)


# The libraries hold tables of a hundred countries: they are loaded when first asked.
@cache
def _in_china(day: date) -> Day:
    import chinese_calendar

    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        return _weekday(day, published=False)
    if is_off:
        why = Why.HOLIDAY if name else Why.WEEKEND
        return Day(business=False, why=why, name=name)
    return Day(business=True, why=Why.MAKE_UP_WORKDAY if day.weekday() >= SATURDAY else None)


@cache
def _holidays(calendar: Calendar, year: int) -> dict[date, str]:
    import holidays

    match calendar:
        case Calendar.EU:
            found = holidays.financial_holidays("ECB", years=year)
        case Calendar.GB_ENG:
            found = holidays.country_holidays("GB", "ENG", years=year, language="en_GB")
        case _:
            found = holidays.country_holidays("CA", "BC", years=year, language="en_CA")
    return dict(found.items())
