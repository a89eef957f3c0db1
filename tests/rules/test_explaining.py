"""A derivation in words: what a party reads to check a date."""

from datetime import date, datetime, timedelta

import pytest
from tests.rules.test_deadlines import BERLIN, FORWARD, PRC, SHANGHAI, due

from odr_rules.calendars import Calendar, look
from odr_rules.deadlines import Length, Pause, Unit, extended, resumed
from odr_rules.explaining import EVENTS, NAMES, PAUSES, UNITS, explain
from odr_rules.packs.vocabulary import Pauser, Trigger


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
