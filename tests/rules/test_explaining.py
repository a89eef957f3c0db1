"""A derivation in words: what a party reads to check a date."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.rules.test_deadlines import BERLIN, FORWARD, PRC, SHANGHAI, due

from odr_rules.calendars import Calendar, look
from odr_rules.deadlines import Deadline, Length, Pause, Unit, extended, recomputed, resumed
from odr_rules.explaining import EVENTS, NAMES, PAUSES, UNITS, explain, holiday
from odr_rules.packs.vocabulary import Pauser, Trigger

UK = "Europe/London"


def test_each_step_is_said_in_english() -> None:
    found = due(Length(7, Unit.BUSINESS_DAY, PRC), "2025-09-26T02:00Z", SHANGHAI)
    edition = found.derivation.edition if found.derivation else ""
    assert explain(found, "en") == (
        "s, 1: 7 business days.",
        "On 2025-09-26 the notice was served; "
        "that day is not counted, and 2025-09-27 is the first.",
        "Not counted: 2025-09-27, weekend.",
        "2025-09-28 counts: worked for a holiday that was moved.",
        "Not counted: 2025-10-01 to 2025-10-05, National Day.",
        "Not counted: 2025-10-06, Mid-autumn Festival.",
        "Not counted: 2025-10-07 to 2025-10-08, National Day.",
        "2025-10-11 counts: worked for a holiday that was moved.",
        "Not counted: 2025-10-12, weekend.",
        "It ends at 2025-10-13 24:00 (Asia/Shanghai).",
        f"Holidays: PRC, {edition}.",
    )


def test_each_step_is_said_in_chinese() -> None:
    found = due(Length(60, Unit.CALENDAR_DAY, PRC, FORWARD), "2026-04-20T02:00Z", SHANGHAI)
    edition = found.derivation.edition if found.derivation else ""
    assert explain(found, "zh-CN") == (
        "s，1：60个自然日。",
        "2026-04-20通知送达，当日不计，自2026-04-21起算。",
        "不计：2026-06-19至2026-06-21，端午节。",
        "2026-06-19不是工作日，以其后第一个工作日为最后一日。",
        "届满时间：2026-06-22 24:00（Asia/Shanghai）。",
        f"节假日依据：PRC，{edition}。",
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("2 of them by extension", "stood still while an appraisal", "may become later")),
        ("zh-CN", ("其中延长2个工作日", "因鉴定", "尚未公布")),
    ],
)
def test_extensions_pauses_and_what_is_provisional_are_said(language, said) -> None:
    found = extended(due(Length(7, Unit.BUSINESS_DAY, PRC), "2031-03-03T02:00Z", SHANGHAI), 2)
    began = found.trigger + timedelta(1)
    words = " ".join(
        explain(resumed(found, Pause(began, began + timedelta(9), "appraisal")), language)
    )
    assert all(each in words for each in said)


def test_all_steps_of_a_period_that_was_changed_are_said_in_either_language() -> None:
    counted = due(Length(1, Unit.MONTH, Calendar.EU, FORWARD), "2026-02-14T10:00Z", BERLIN)
    began = counted.trigger + timedelta(2)
    found = resumed(extended(counted, 1), Pause(began, began + timedelta(days=1), "outage"))
    assert found.derivation is not None
    edition = found.derivation.edition
    last, rolled = found.derivation.last_day, found.derivation.rolled_from
    assert explain(found, "en") == (
        "s, 1: 2 months, 1 of them by extension.",
        "On 2026-02-14 the notice was served; "
        "that day is not counted, and 2026-02-15 is the first.",
        "The period stood still while the service was not to be reached, "
        "from 2026-02-16 11:00 to 2026-02-17 11:00, and is longer by as much.",
        f"It ends at {_end(found)} (Europe/Berlin).",
        f"Holidays: EU, {edition}.",
    )
    assert explain(found, "zh-CN") == (
        "s，1：2个月（其中延长1个月）。",
        "2026-02-14通知送达，当日不计，自2026-02-15起算。",
        "因系统故障，期间于2026-02-16 11:00至2026-02-17 11:00中止，并相应延长。",
        f"届满时间：{_end(found)}（Europe/Berlin）。",
        f"节假日依据：EU，{edition}。",
    )
    assert (last.isoformat(), rolled) == ("2026-04-15", None)


def _end(deadline: Deadline) -> str:
    assert deadline.derivation is not None
    return f"{deadline.derivation.last_day} 24:00"


def test_what_was_shown_before_and_what_rolls_is_said() -> None:
    counted = due(Length(14, Unit.CALENDAR_DAY, Calendar.GB_ENG, FORWARD), "2026-03-20T10:00Z", UK)
    kept = replace(counted, due_at=counted.due_at + timedelta(days=1))
    again = recomputed(kept)
    english, chinese = explain(again, "en"), explain(again, "zh-CN")
    assert english[1:] == (
        "On 2026-03-20 the notice was served; "
        "that day is not counted, and 2026-03-21 is the first.",
        "Not counted: 2026-04-03, Good Friday.",
        "Not counted: 2026-04-04 to 2026-04-05, weekend.",
        "Not counted: 2026-04-06, Easter Monday.",
        "2026-04-03 is no business day, so the next one is the last.",
        "It does not end earlier than was said before.",
        "It ends at 2026-04-08 24:00 (Europe/London).",
        f"Holidays: GB-ENG, {again.derivation.edition}.",  # type: ignore[union-attr]
    )
    assert chinese[2:-1] == (
        "不计：2026-04-03，耶稣受难日。",
        "不计：2026-04-04至2026-04-05，周末。",
        "不计：2026-04-06，复活节星期一。",
        "2026-04-03不是工作日，以其后第一个工作日为最后一日。",
        "不早于此前告知的时间届满。",
        "届满时间：2026-04-08 24:00（Europe/London）。",
    )


def test_hours_and_days_worked_for_holidays_are_said_in_chinese() -> None:
    hours = due(Length(5, Unit.HOUR), "2026-03-28T10:30Z", BERLIN)
    assert explain(hours, "zh-CN") == (
        "s，1：5小时。",
        "自通知送达时起算：2026-03-28 11:30。",
        "届满时间：2026-03-28 16:30（Europe/Berlin）。",
    )
    worked = due(Length(7, Unit.BUSINESS_DAY, PRC), "2025-09-26T02:00Z", SHANGHAI)
    assert "2025-09-28为调休上班日，计入。" in explain(worked, "zh-CN")
    assert "不计：2025-10-01至2025-10-05，国庆节。" in explain(worked, "zh-CN")


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        ("Boxing Day", "Boxing Day", "节礼日"),
        ("Boxing Day (observed)", "Boxing Day (observed)", "节礼日（补假）"),
        ("Moon Day", "Moon Day", "Moon Day"),
    ],
)
def test_a_holiday_has_its_name_and_one_unknown_keeps_it(name, english, chinese) -> None:
    assert (holiday(name, "en"), holiday(name, "zh-CN")) == (english, chinese)


def test_hours_run_from_the_instant() -> None:
    found = due(Length(1, Unit.HOUR), "2026-03-28T10:30Z", BERLIN)
    assert explain(found, "en") == (
        "s, 1: 1 hour.",
        "They run from when the notice was served: 2026-03-28 11:30.",
        "It ends at 2026-03-28 12:30 (Europe/Berlin).",
    )


def test_every_word_of_a_pack_can_be_said() -> None:
    # The goods coming back is no trigger of a pack: it is what a refund may wait for.
    assert set(EVENTS) == {each.value for each in Trigger} | {"returned"}
    assert set(PAUSES) == {each.value for each in Pauser}
    assert set(UNITS) == set(Unit)


@pytest.mark.parametrize("calendar", [each for each in Calendar if each is not Calendar.NONE])
def test_every_holiday_has_a_chinese_name(calendar) -> None:
    for year in range(2024, 2030):
        for n in range(366):
            name = look(calendar, date(year, 1, 1) + timedelta(n)).name
            assert name is None or name.partition(" (")[0] in NAMES, (year, name)


def test_a_deadline_that_was_stored_without_its_derivation_explains_nothing() -> None:
    found = due(Length(1, Unit.HOUR), datetime.fromisoformat("2026-03-28T10:30Z"), BERLIN)
    assert explain(type(found)(*(found.rule, found.trigger, found.due_at, "UTC", "d")), "en") == ()
