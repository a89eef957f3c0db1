"""Business days, against the notices that announced them."""

import re
from datetime import date, timedelta

import pytest

from odr_rules.calendars import Calendar, Day, Why, edition, is_superseded, look

# Notices of the General Office of the State Council on the holidays of 2025 and 2026: days off,
# and the Saturdays and Sundays that are worked for them.
OFF_IN_CHINA = {
    2025: {
        (1, 1),
        *((1, day) for day in range(28, 32)),
        *((2, day) for day in range(1, 5)),
        *((4, day) for day in range(4, 7)),
        *((5, day) for day in range(1, 6)),
        *((5, 31), (6, 1), (6, 2)),
        *((10, day) for day in range(1, 9)),
    },
    2026: {
        *((1, day) for day in range(1, 4)),
        *((2, day) for day in range(15, 24)),
        *((4, day) for day in range(4, 7)),
        *((5, day) for day in range(1, 6)),
        *((6, day) for day in range(19, 22)),
        *((9, day) for day in range(25, 28)),
        *((10, day) for day in range(1, 8)),
    },
}
WORKED_IN_CHINA = {
    2025: {(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)},
    2026: {(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)},
}
# England and Wales, as the government lists its bank holidays.
OFF_IN_ENGLAND = {
    2025: {(1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)},
    2026: {(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)},
}
# British Columbia, Employment Standards Act; on weekdays.
OFF_IN_BC = {
    2025: {
        *((1, 1), (2, 17), (4, 18), (5, 19), (7, 1), (8, 4), (9, 1), (9, 30), (10, 13)),
        *((11, 11), (12, 25)),
    },
    2026: {
        *((1, 1), (2, 16), (4, 3), (5, 18), (7, 1), (8, 3), (9, 7), (9, 30), (10, 12)),
        *((11, 11), (12, 25)),
    },
}
# TARGET's closing days on weekdays.
OFF_IN_EU = {
    2025: {(1, 1), (4, 18), (4, 21), (5, 1), (12, 25), (12, 26)},
    2026: {(1, 1), (4, 3), (4, 6), (5, 1), (12, 25)},
}
NONE: dict[int, set[tuple[int, int]]] = {2025: set(), 2026: set()}


def days(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(n) for n in range(365)]


@pytest.mark.parametrize("year", [2025, 2026])
@pytest.mark.parametrize(
    ("calendar", "off", "worked"),
    [
        (Calendar.PRC, OFF_IN_CHINA, WORKED_IN_CHINA),
        (Calendar.GB_ENG, OFF_IN_ENGLAND, NONE),
        (Calendar.CA_BC, OFF_IN_BC, NONE),
        (Calendar.EU, OFF_IN_EU, NONE),
    ],
)
def test_the_business_days_are_those_announced(calendar, off, worked, year) -> None:
    for day in days(year):
        at = (day.month, day.day)
        expected = at not in off[year] and (day.weekday() < 5 or at in worked[year])
        assert look(calendar, day).business is expected, day


def test_without_a_calendar_every_day_counts() -> None:
    assert all(look(Calendar.NONE, day).business for day in days(2026))


def test_a_day_says_why_it_does_not_count() -> None:
    assert look(Calendar.PRC, date(2026, 2, 17)).name == "Spring Festival"
    assert look(Calendar.PRC, date(2026, 2, 14)).why is Why.MAKE_UP_WORKDAY
    assert look(Calendar.GB_ENG, date(2026, 5, 25)).name == "Spring Bank Holiday"
    assert look(Calendar.CA_BC, date(2026, 8, 1)).why is Why.WEEKEND


def test_a_year_that_is_not_announced_says_so() -> None:
    assert look(Calendar.PRC, date(2026, 12, 31)).published
    ahead = look(Calendar.PRC, date(2040, 10, 1))
    assert (ahead.published, ahead.business) == (False, True)


NAMED = {
    Calendar.NONE: r"none",
    Calendar.PRC: r"chinesecalendar [0-9.]+",
    Calendar.EU: r"holidays [0-9.]+",
    Calendar.GB_ENG: r"holidays [0-9.]+",
    Calendar.CA_BC: r"holidays [0-9.]+",
}


@pytest.mark.parametrize("calendar", Calendar)
def test_an_edition_names_the_table_and_its_version(calendar) -> None:
    assert re.fullmatch(NAMED[calendar], edition(calendar))


@pytest.mark.parametrize(
    ("said", "superseded"),
    [
        ("none", False),
        ("holidays 0.1", True),
        ("holidays 0", True),
        ("chinesecalendar 1.2.3", True),
        ("holidays 9999.1", False),
        ("chinesecalendar 9999", False),
        ("almanac 0.1", False),
        *((edition(calendar), False) for calendar in Calendar),
    ],
)
def test_an_edition_is_old_once_there_is_a_later_one_of_the_same_table(said, superseded) -> None:
    assert is_superseded(said) is superseded


def test_versions_are_compared_as_numbers() -> None:
    library, _, of = edition(Calendar.EU).partition(" ")
    major, *rest = of.split(".")
    before = ".".join([major, str(int(rest[0]) - 1), "99"])
    assert is_superseded(f"{library} {before}")
    assert not is_superseded(f"{library} {major}.{int(rest[0]) + 1}")


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 2, 17), Day(business=False, why=Why.HOLIDAY, name="Spring Festival")),
        (date(2026, 3, 7), Day(business=False, why=Why.WEEKEND)),
        (date(2026, 3, 9), Day(business=True)),
        (date(2026, 2, 14), Day(business=True, why=Why.MAKE_UP_WORKDAY)),
        (date(2040, 10, 1), Day(business=True, published=False)),
        (date(2040, 10, 6), Day(business=False, why=Why.WEEKEND, published=False)),
    ],
)
def test_all_that_is_known_of_a_day_in_china(day: date, expected: Day) -> None:
    assert look(Calendar.PRC, day) == expected


@pytest.mark.parametrize("calendar", [Calendar.EU, Calendar.GB_ENG, Calendar.CA_BC])
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 4, 3), Day(business=False, why=Why.HOLIDAY, name="Good Friday")),
        (date(2026, 3, 7), Day(business=False, why=Why.WEEKEND)),
        (date(2026, 3, 8), Day(business=False, why=Why.WEEKEND)),
        (date(2026, 3, 9), Day(business=True)),
    ],
)
def test_all_that_is_known_of_a_day_elsewhere(calendar, day: date, expected: Day) -> None:
    assert look(calendar, day) == expected
