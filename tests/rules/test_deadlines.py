"""A period of days, counted as the rules count."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odr_rules.deadlines import after_calendar_days


@pytest.mark.parametrize(
    ("trigger", "days", "zone", "due"),
    [
        pytest.param(
            "2026-03-02T09:00Z", 7, "UTC", "2026-03-10T00:00Z", id="day of event not counted"
        ),
        pytest.param(
            "2026-03-02T00:00Z", 7, "UTC", "2026-03-10T00:00Z", id="first instant of the day"
        ),
        pytest.param(
            "2026-03-02T17:00Z",
            7,
            "Asia/Shanghai",
            "2026-03-10T16:00Z",
            id="already tomorrow in Shanghai",
        ),
        pytest.param(
            "2026-02-25T09:00Z", 7, "UTC", "2026-03-05T00:00Z", id="over the end of February"
        ),
        pytest.param(
            "2026-03-25T09:00Z",
            7,
            "Europe/Berlin",
            "2026-04-01T22:00Z",
            id="clocks go forward within",
        ),
        pytest.param(
            "2026-10-20T09:00Z",
            10,
            "Europe/Berlin",
            "2026-10-30T23:00Z",
            id="clocks go back within",
        ),
        pytest.param(
            "2026-09-02T12:00Z",
            3,
            "America/Santiago",
            "2026-09-06T04:00Z",
            id="midnight that does not exist",
        ),
    ],
)
def test_a_period_ends_when_its_last_day_does(trigger, days, zone, due) -> None:
    when = datetime.fromisoformat(trigger)
    assert after_calendar_days(when, days, ZoneInfo(zone)) == datetime.fromisoformat(due)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(1, 90),
    st.sampled_from(["UTC", "Asia/Shanghai", "America/Santiago", "Pacific/Apia", "Europe/London"]),
)
def test_never_less_than_the_full_days_and_never_a_day_more(trigger, days, zone) -> None:
    hours = (after_calendar_days(trigger, days, ZoneInfo(zone)) - trigger).total_seconds() / 3600
    assert days * 24 - 1 <= hours <= (days + 1) * 24 + 1
