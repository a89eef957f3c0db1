"""What was shown to a party: no later step makes a period end earlier than that."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.rules.test_deadlines import BD, BERLIN, CD, FORWARD, PRC, SHANGHAI, H, due

from odr_rules.calendars import Calendar, Day, Why, look
from odr_rules.deadlines import (
    LONGEST,
    Deadline,
    Length,
    Pause,
    derived_again,
    extended,
    recomputed,
    resumed,
)

DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
COUNTED = due(Length(7, CD), "2026-01-05T10:00Z", BERLIN)
SHOWN = recomputed(replace(COUNTED, due_at=COUNTED.due_at + 5 * DAY))
"""Shown as ending five days later than is counted."""


def stood(of: Deadline, days: int = 1, why: str = "outage") -> Pause:
    began = of.trigger + DAY
    return Pause(began, began + days * DAY, why)


def test_what_was_shown_stands_though_less_is_counted() -> None:
    assert SHOWN.due_at == COUNTED.due_at + 5 * DAY
    assert SHOWN.derivation is not None
    assert SHOWN.derivation.not_before == SHOWN.due_at


def test_an_extension_is_counted_and_never_ends_before_what_was_shown() -> None:
    assert extended(COUNTED, 2).due_at == COUNTED.due_at + 2 * DAY
    assert extended(SHOWN, 2).due_at == SHOWN.due_at
    assert extended(SHOWN, 9).due_at == COUNTED.due_at + 9 * DAY


def test_a_pause_makes_what_was_shown_later_by_all_of_it() -> None:
    assert resumed(COUNTED, stood(COUNTED)).due_at == COUNTED.due_at + DAY
    assert resumed(SHOWN, stood(SHOWN)).due_at == SHOWN.due_at + DAY
    twice = resumed(resumed(SHOWN, stood(SHOWN)), stood(SHOWN, 3))
    assert twice.due_at == SHOWN.due_at + 3 * DAY, "the first is in the second"


def test_what_is_derived_again_is_derived_by_the_table_that_is_asked() -> None:
    def strict(calendar: Calendar, day: date) -> Day:
        return Day(business=False, why=Why.HOLIDAY) if day.day == 9 else look(calendar, day)

    of = due(Length(4, BD, PRC), "2026-03-05T02:00Z", SHANGHAI)
    assert derived_again(of) == of
    assert derived_again(of, by=strict).due_at == of.due_at + DAY
    assert derived_again(SHOWN) == SHOWN


def test_what_was_stored_without_its_derivation_cannot_be_changed_and_says_which() -> None:
    with pytest.raises(ValueError, match="p/1/r was stored without its derivation"):
        extended(replace(COUNTED, derivation=None), 1)


def test_a_period_may_be_as_long_as_any_and_not_longer() -> None:
    whole = due(Length(LONGEST, CD), "2026-01-05T10:00Z", BERLIN)
    assert whole.derivation is not None
    assert whole.derivation.last_day == date(2026, 1, 5) + LONGEST * DAY
    with pytest.raises(ValueError, match=f"{LONGEST + 1}"):
        extended(whole, 1)


def test_a_pause_of_no_time_changes_nothing() -> None:
    at = COUNTED.trigger + DAY
    assert resumed(COUNTED, Pause(at, at, "outage")).due_at == COUNTED.due_at


def test_an_end_is_in_utc_and_its_day_is_that_of_the_zone() -> None:
    hours = due(Length(30, H), "2026-01-05T20:00+08:00", SHANGHAI)
    assert hours.due_at == datetime(2026, 1, 6, 18, tzinfo=UTC)
    assert hours.due_at.tzinfo is UTC
    assert hours.derivation is not None
    assert (hours.derivation.first_day, hours.derivation.last_day) == (
        *(date(2026, 1, 5), date(2026, 1, 7)),
    )
    assert (hours.rule, hours.consequence) == ("p/1/r", "default")


@pytest.mark.parametrize(
    ("began", "last", "next_one", "left"),
    [
        ("2026-03-11T02:00Z", date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 16)),
        ("2025-09-29T02:00Z", date(2025, 9, 30), date(2025, 10, 9), date(2025, 10, 9)),
    ],
    ids=["over a weekend", "over the days off for a holiday"],
)
def test_a_pause_leaves_the_next_business_day_of_the_zone(
    began: str, last: date, next_one: date, left: date
) -> None:
    """It runs on half an hour after that midnight, which in UTC is the day before."""
    of = due(Length(1, BD, PRC), began, SHANGHAI)
    assert of.derivation is not None
    assert of.derivation.last_day == last
    half = timedelta(minutes=30)
    late = resumed(of, Pause(of.due_at - TICK, of.due_at + half, "outage"))
    assert late.derivation is not None
    assert late.derivation.last_day == left
    short = resumed(of, Pause(of.due_at - 2 * half, of.due_at - half, "outage"))
    assert short.derivation is not None
    assert short.derivation.last_day == next_one


def test_what_was_provisional_stays_so_after_a_pause_that_ends_before_the_year() -> None:
    of = due(Length(20, BD, PRC), "2039-12-20T02:00Z", SHANGHAI)
    assert of.derivation is not None
    assert of.derivation.provisional
    published = due(Length(2, BD, PRC), "2026-03-09T02:00Z", SHANGHAI)
    again = resumed(published, stood(published))
    assert again.derivation is not None
    assert not again.derivation.provisional
    over = resumed(
        published,
        Pause(published.trigger + TICK, datetime(2039, 12, 20, tzinfo=UTC), "outage"),
    )
    assert over.derivation is not None
    assert over.derivation.provisional


def test_only_what_rolls_is_moved_off_a_holiday() -> None:
    stays = due(Length(6, CD, PRC), "2025-09-26T02:00Z", SHANGHAI)
    rolls = due(Length(6, CD, PRC, FORWARD), "2025-09-26T02:00Z", SHANGHAI)
    pause = Pause(stays.trigger + TICK, stays.trigger + TICK + DAY, "outage")
    kept, moved = resumed(stays, pause), resumed(rolls, pause)
    assert kept.derivation is not None
    assert moved.derivation is not None
    assert kept.due_at >= stays.due_at + DAY
    assert look(PRC, moved.derivation.last_day).business
