"""When a period ends, and why then: worked out by hand beforehand from the text of the rule."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.invariants import invariant

from odr_rules.calendars import Calendar, Day, Why, look
from odr_rules.deadlines import (
    LONGEST,
    Deadline,
    Length,
    Pause,
    Roll,
    Skipped,
    Unit,
    derive,
    derived_again,
    extended,
    recomputed,
    resumed,
)
from odr_rules.outages import Outage, spared

CD, BD, W, M, Y, H = (
    *(Unit.CALENDAR_DAY, Unit.BUSINESS_DAY, Unit.WEEK, Unit.MONTH, Unit.YEAR, Unit.HOUR),
)
FORWARD, STAY = Roll.FORWARD, Roll.NONE
NAIVE, PRC, EU, GB, BC = (
    "naive",
    *(Calendar.PRC, Calendar.EU, Calendar.GB_ENG, Calendar.CA_BC),
)
SHANGHAI, BERLIN, LONDON, VANCOUVER = (
    *("Asia/Shanghai", "Europe/Berlin", "Europe/London", "America/Vancouver"),
)


def weekdays(_: Calendar, day: date) -> Day:
    return Day(business=day.weekday() < 5, why=None if day.weekday() < 5 else Why.WEEKEND)


def due(length, trigger, zone="UTC", by=look, **more) -> Deadline:
    when = datetime.fromisoformat(trigger) if isinstance(trigger, str) else trigger
    about = {"rule": "p/1/r", "consequence": "default", "source": "s", "article": "1"}
    return derive(length, when, zone, trigger_event="served", by=by, **about, **more)


@pytest.mark.parametrize(
    ("length", "unit", "calendar", "roll", "trigger", "zone", "last"),
    [
        # From Friday 26 September 2025: the 28th and 11 October are worked, 1-8 October are not.
        (7, BD, NAIVE, STAY, "2025-09-26T02:00Z", SHANGHAI, "2025-10-07"),
        (7, BD, PRC, STAY, "2025-09-26T02:00Z", SHANGHAI, "2025-10-13"),
        (45, BD, NAIVE, STAY, "2025-09-26T02:00Z", SHANGHAI, "2025-11-28"),
        (45, BD, PRC, STAY, "2025-09-26T02:00Z", SHANGHAI, "2025-12-04"),
        # The 19th of June 2026 is the Dragon Boat holiday, a weekend follows.
        (60, CD, PRC, STAY, "2026-04-20T02:00Z", SHANGHAI, "2026-06-19"),
        (60, CD, PRC, FORWARD, "2026-04-20T02:00Z", SHANGHAI, "2026-06-22"),
        (45, BD, PRC, FORWARD, "2026-04-20T02:00Z", SHANGHAI, "2026-06-25"),
        # Christmas is a holiday in British Columbia, Boxing Day is none.
        (14, CD, BC, FORWARD, "2025-12-11T20:00Z", VANCOUVER, "2025-12-26"),
        (14, CD, GB, FORWARD, "2025-12-11T20:00Z", LONDON, "2025-12-29"),
        (20, BD, EU, STAY, "2026-03-30T08:00Z", BERLIN, "2026-04-29"),
        (8, W, GB, FORWARD, "2026-03-02T09:00Z", LONDON, "2026-04-27"),
        (3, M, PRC, STAY, "2025-11-30T02:00Z", SHANGHAI, "2026-02-28"),
        (1, M, NAIVE, STAY, "2028-01-31T12:00Z", "UTC", "2028-02-29"),
        (6, M, GB, FORWARD, "2026-08-31T10:00Z", LONDON, "2027-03-01"),
        (1, Y, NAIVE, STAY, "2028-02-29T12:00Z", "UTC", "2029-02-28"),
        (3, Y, NAIVE, STAY, "2026-05-05T12:00Z", "UTC", "2029-05-05"),
        # Already the next day there.
        (7, CD, NAIVE, STAY, "2026-03-02T17:00Z", SHANGHAI, "2026-03-10"),
        (7, CD, NAIVE, STAY, "2026-03-02T09:00Z", "Pacific/Kiritimati", "2026-03-09"),
        (7, CD, NAIVE, STAY, "2026-03-02T11:00Z", "Pacific/Kiritimati", "2026-03-10"),
        (7, CD, NAIVE, STAY, "2026-03-02T09:00Z", "Pacific/Pago_Pago", "2026-03-08"),
    ],
)
def test_the_last_day(length, unit, calendar, roll, trigger, zone, last) -> None:
    by, named = (weekdays, PRC) if calendar == NAIVE else (look, calendar)
    found = due(Length(length, unit, named, roll), trigger, zone, by)
    assert found.derivation is not None
    assert found.derivation.last_day == date.fromisoformat(last)
    ends = (found.due_at - timedelta.resolution).astimezone(ZoneInfo(zone))
    assert (ends.date(), ends.hour) == (date.fromisoformat(last), 23)


@pytest.mark.parametrize(
    ("length", "unit", "trigger", "zone", "instant"),
    [
        pytest.param(7, CD, "2026-03-02T00:00Z", "UTC", "2026-03-10T00:00Z", id="first instant"),
        pytest.param(
            7, CD, "2026-03-25T09:00Z", BERLIN, "2026-04-01T22:00Z", id="a day of 23 hours in it"
        ),
        pytest.param(
            10, CD, "2026-10-20T09:00Z", BERLIN, "2026-10-30T23:00Z", id="a day of 25 hours in it"
        ),
        pytest.param(
            3,
            CD,
            "2026-09-02T12:00Z",
            "America/Santiago",
            "2026-09-06T04:00Z",
            id="midnight that does not exist",
        ),
        pytest.param(
            48, H, "2026-03-28T10:00Z", BERLIN, "2026-03-30T10:00Z", id="hours are hours, always"
        ),
    ],
)
def test_the_first_instant_that_is_too_late(length, unit, trigger, zone, instant) -> None:
    assert due(Length(length, unit), trigger, zone).due_at == datetime.fromisoformat(instant)


@invariant(31)
def test_the_last_millisecond_is_in_time_and_midnight_is_not() -> None:
    found = due(Length(7, CD), "2026-03-02T09:00+08:00", SHANGHAI).due_at
    assert datetime.fromisoformat("2026-03-09T23:59:59.999+08:00") < found
    assert datetime.fromisoformat("2026-03-10T00:00:00+08:00") == found


def test_the_days_that_were_not_counted_are_named_and_so_are_those_worked_instead() -> None:
    found = due(Length(7, BD, PRC), "2026-02-12T02:00Z", SHANGHAI).derivation
    assert found is not None
    assert found.skipped == (
        Skipped(date(2026, 2, 14), date(2026, 2, 14), Why.MAKE_UP_WORKDAY),
        Skipped(date(2026, 2, 15), date(2026, 2, 23), Why.HOLIDAY, "Spring Festival"),
        Skipped(date(2026, 2, 28), date(2026, 2, 28), Why.MAKE_UP_WORKDAY),
    )
    assert (found.first_day, found.last_day) == (date(2026, 2, 13), date(2026, 2, 28))
    assert found.edition.startswith("chinesecalendar ")


def test_what_rolls_says_from_where_and_over_what() -> None:
    found = due(Length(60, CD, PRC, FORWARD), "2026-04-20T02:00Z", SHANGHAI).derivation
    assert found is not None
    assert found.rolled_from == date(2026, 6, 19)
    assert found.skipped == (
        Skipped(date(2026, 6, 19), date(2026, 6, 21), Why.HOLIDAY, "Dragon Boat Festival"),
    )


@invariant(28)
def test_a_year_without_its_notice_is_provisional_and_never_comes_earlier_afterwards() -> None:
    """The State Council may give days off, and may have Saturdays worked for them."""
    assert not look(PRC, date(2030, 1, 1)).published
    first = due(Length(7, BD, PRC), "2029-09-27T02:00Z", SHANGHAI)
    assert first.derivation is not None
    assert first.derivation.provisional
    assert first.derivation.last_day == date(2029, 10, 8)

    def longer(calendar: Calendar, day: date) -> Day:
        if date(2029, 10, 1) <= day <= date(2029, 10, 7):
            return Day(business=False, why=Why.HOLIDAY, name="National Day")
        return weekdays(calendar, day)

    def shorter(calendar: Calendar, day: date) -> Day:
        if day in (date(2029, 9, 29), date(2029, 9, 30)):
            return Day(business=True, why=Why.MAKE_UP_WORKDAY)
        return weekdays(calendar, day)

    later = recomputed(first, longer)
    assert later.derivation is not None
    assert not later.derivation.provisional
    assert later.derivation.last_day == date(2029, 10, 15)
    kept = recomputed(first, shorter)
    assert kept.due_at == first.due_at
    assert kept.derivation is not None
    assert kept.derivation.not_before == first.due_at
    assert recomputed(later, shorter).due_at == later.due_at


def test_what_it_may_not_end_before_rolls_too_and_says_over_what() -> None:
    good_friday = datetime(2026, 4, 3, 8, tzinfo=UTC)
    more = {"not_before": good_friday}
    found = due(Length(14, CD, GB, FORWARD), "2026-03-16T16:00Z", LONDON, **more)
    assert found.due_at == datetime(2026, 4, 7, 23, tzinfo=UTC), "the Tuesday after Easter"
    assert found.derivation is not None
    assert found.derivation.last_day == date(2026, 4, 7)
    assert [each.name for each in found.derivation.skipped] == [
        "Good Friday",
        None,
        "Easter Monday",
    ]
    assert derived_again(found) == found
    stays = due(Length(14, CD, GB, STAY), "2026-03-16T16:00Z", LONDON, **more)
    assert stays.due_at == good_friday, "what does not roll ends when it was said"


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2026, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
LENGTHS = st.builds(
    Length,
    st.integers(1, 40),
    st.sampled_from(Unit),
    st.sampled_from(Calendar),
    st.sampled_from(Roll),
).filter(
    lambda each: (
        (each.unit is not Unit.YEAR or each.length < 8)
        and (each.unit is not Unit.HOUR or each.roll is STAY)
    )
)
ZONES = st.sampled_from(
    ["UTC", SHANGHAI, "America/Santiago", "Pacific/Apia", LONDON, VANCOUVER, "Asia/Kolkata"]
)


@given(MOMENTS, st.integers(1, 90), ZONES)
def test_never_less_than_the_full_days_and_never_a_day_more(trigger, days, zone) -> None:
    hours = (due(Length(days, CD), trigger, zone).due_at - trigger).total_seconds() / 3600
    assert days * 24 - 1 <= hours <= (days + 1) * 24 + 1


@given(LENGTHS, MOMENTS, ZONES, st.integers(1, 9), st.timedeltas(timedelta(), timedelta(99)))
def test_longer_is_never_earlier_nor_is_what_begins_later(length, trigger, zone, more, wait):
    found = due(length, trigger, zone)
    assert extended(found, more).due_at >= found.due_at
    assert due(length, trigger + wait, zone).due_at >= found.due_at


@invariant(27)
@given(LENGTHS, MOMENTS, ZONES, st.integers(0, 3), st.timedeltas(timedelta(1), timedelta(20)))
def test_a_derivation_is_enough_to_work_the_instant_out_again(length, trigger, zone, more, off):
    found = due(length, trigger, zone)
    if more:
        found = extended(found, more)
        found = resumed(found, Pause(trigger + off / 2, trigger + off, "appraisal"))
    assert derived_again(found) == found
    assert recomputed(found).due_at == found.due_at


@invariant(33)
@given(LENGTHS.filter(lambda each: each.unit is not H), MOMENTS, ZONES)
def test_what_rolls_ends_on_a_business_day_and_never_earlier(length, trigger, zone) -> None:
    rolled, stays = (
        due(Length(length.length, length.unit, length.calendar, roll), trigger, zone)
        for roll in (FORWARD, STAY)
    )
    assert rolled.due_at >= stays.due_at
    assert rolled.derivation is not None
    assert look(length.calendar, rolled.derivation.last_day).business


@invariant(29)
@given(
    st.integers(3, 60),
    MOMENTS,
    st.lists(
        st.tuples(
            st.timedeltas(timedelta(), timedelta(2)),
            st.timedeltas(timedelta(), timedelta(30)),
        ),
        max_size=3,
    ),
)
def test_a_pause_adds_exactly_what_it_lasted(days, trigger, pauses) -> None:
    """Running and paused time are the time elapsed."""
    found = before = due(Length(days + 8, CD), trigger)
    at, paused = trigger, timedelta()
    for ran, stood in pauses:
        at += ran
        found = resumed(found, Pause(at, at + stood, "challenge"))
        at, paused = at + stood, paused + stood
    assert found.due_at - trigger == before.due_at - trigger + paused


SPANS = st.lists(
    st.tuples(st.integers(-40, 400), st.integers(0, 200)).map(
        lambda each: (timedelta(hours=each[0]), timedelta(hours=each[0] + each[1]))
    ),
    max_size=5,
)


@invariant(29)
@given(st.integers(1, 90), SPANS, ZONES)
def test_pauses_at_once_count_once(days, spans, zone) -> None:
    """Hour by hour: the time it ran is the time it was given, whatever stood in its way."""
    began = datetime(2026, 3, 2, 9, tzinfo=UTC)
    pauses = [Pause(began + a, began + b, "challenge") for a, b in spans]
    found = due(Length(days, H), began, zone, pauses=pauses)
    hours, running = 0, 0
    while running < days:
        at = timedelta(hours=hours)
        running += not any(a <= at < b for a, b in spans)
        hours += 1
    assert found.due_at == began + timedelta(hours=hours)
    again = due(Length(days, H), began, zone)
    for pause in pauses:
        again = resumed(again, pause)
    assert again.due_at >= found.due_at
    assert derived_again(again) == again


def test_two_pauses_at_once_are_not_counted_twice() -> None:
    found = due(Length(9, CD), "2026-03-02T09:00Z")
    challenge, appraisal = (
        Pause(datetime.fromisoformat(f"{a}T09:00Z"), datetime.fromisoformat(f"{b}T09:00Z"), why)
        for a, b, why in (
            ("2026-03-03", "2026-03-06", "challenge"),
            ("2026-03-05", "2026-03-08", "appraisal"),
        )
    )
    for first, second in ((challenge, appraisal), (appraisal, challenge)):
        assert resumed(resumed(found, first), second).due_at == found.due_at + timedelta(days=5)


def test_a_pause_into_a_year_that_is_not_announced_makes_it_provisional() -> None:
    found = due(Length(3, CD, PRC, FORWARD), "2026-12-21T02:00Z", SHANGHAI)
    assert found.derivation is not None
    assert not found.derivation.provisional
    year = next(y for y in range(2027, 2040) if not look(PRC, date(y, 1, 1)).published)
    again = resumed(found, Pause(found.trigger, found.trigger.replace(year=year), "appraisal"))
    assert again.derivation is not None
    assert again.derivation.provisional


def test_what_a_pause_moves_to_a_holiday_rolls_and_says_over_what() -> None:
    found = due(Length(3, CD, GB, FORWARD), "2026-12-15T09:00Z", LONDON)  # until Friday
    began = found.trigger + timedelta(days=1)
    again = resumed(found, Pause(began, began + timedelta(days=7), "appraisal"))
    assert again.derivation is not None
    assert again.derivation.last_day == date(2026, 12, 29)
    assert again.derivation.skipped == (
        Skipped(date(2026, 12, 25), date(2026, 12, 25), Why.HOLIDAY, "Christmas Day"),
        Skipped(date(2026, 12, 26), date(2026, 12, 26), Why.HOLIDAY, "Boxing Day"),
        Skipped(date(2026, 12, 27), date(2026, 12, 27), Why.WEEKEND),
        Skipped(date(2026, 12, 28), date(2026, 12, 28), Why.HOLIDAY, "Boxing Day (observed)"),
    )


def test_a_pause_leaves_a_business_day() -> None:
    found = due(Length(3, CD, PRC, FORWARD), "2026-09-21T02:00Z", SHANGHAI)  # until Thursday
    began = found.due_at - timedelta(minutes=1)
    again = resumed(found, Pause(began, began + timedelta(hours=1), "challenge"))
    # Friday to Sunday are the Mid-Autumn Festival.
    assert again.derivation is not None
    assert again.derivation.last_day == date(2026, 9, 28)
    assert derived_again(again) == again


def test_what_has_ended_is_not_opened_by_a_pause_after_it() -> None:
    found = due(Length(3, CD), "2026-09-21T02:00Z")
    late = Pause(found.due_at, found.due_at + timedelta(5), "challenge")
    assert resumed(found, late).due_at == found.due_at


@invariant(32)
@given(st.integers(1, 20), MOMENTS, st.timedeltas(timedelta(hours=1), timedelta(3)))
def test_an_outage_extends_what_would_have_ended_in_it_by_itself_and_its_grace(days, at, lasted):
    found = due(Length(days, CD), at)
    began, grace = found.due_at - lasted / 2, timedelta(hours=12)
    again = spared(found, Outage(began, began + lasted, grace))
    assert again is not None
    assert again.due_at >= found.due_at + lasted + grace


@pytest.mark.parametrize("length", [0, -1, LONGEST + 1])
def test_a_length_that_is_none_is_refused(length) -> None:
    with pytest.raises(ValueError, match="is not one"):
        due(Length(length, CD), "2026-03-02T09:00Z")


def test_hours_do_not_roll() -> None:
    with pytest.raises(ValueError, match="hours do not roll"):
        due(Length(48, H, PRC, FORWARD), "2026-03-02T09:00Z")


def test_a_pause_that_ends_before_it_began_is_refused() -> None:
    found = due(Length(7, CD), "2026-03-02T09:00Z")
    with pytest.raises(ValueError, match="before it began"):
        resumed(found, Pause(found.due_at, found.trigger, "challenge"))
