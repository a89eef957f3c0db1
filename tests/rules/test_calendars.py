"""Business days, against the notices that announced them."""

from datetime import date, timedelta

import pytest

from odr_rules.calendars import Calendar, Why, edition, look

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


@pytest.mark.parametrize("calendar", Calendar)
def test_an_edition_names_the_table(calendar) -> None:
    assert edition(calendar) == "none" or edition(calendar)[-1].isdigit()
