"""How a notice is put together in each language: whose words, in which order, joined how."""

from datetime import UTC, datetime
from typing import Any, Final

import pytest
from tests.intake.cases import DUE, NOW, euros

from odr_intake.domain.happened import Happening as Is
from odr_intake.domain.notices import Happened, NoticeKind, Told, Turn
from odr_intake.domain.papers import Side
from odr_intake.domain.wording.kinds import TITLES
from odr_intake.domain.wording.parts import NO_TIME, OWN, PARTS, STAGE_ENDS, THEIR
from odr_intake.domain.wording.saying import About, Tongue, Words, due, money, say
from odr_intake.domain.wording.sentences import SENTENCES
from odr_intake.domain.wording.words import CURES, REASONS, REMEDIES, STAGES, Pair
from odr_rules.deadlines import Unit
from odr_rules.packs import pack
from odr_rules.packs.vocabulary import Consequence
from odr_shared.contracts.codes import Cure, Reason, Stage
from odr_shared.money import Money

ABOUT: Final = About(
    "7F3K", "Europe/Berlin", (Reason.DEFECTIVE, Reason.NOT_RECEIVED), pack("bc-crt")
)
TONGUES: Final[list[Tongue]] = ["en", "zh-CN"]


def of(pair: Pair, tongue: Tongue) -> str:
    return pair.zh if tongue == "zh-CN" else pair.en


def listed(pairs: list[Pair], tongue: Tongue) -> str:
    return ("、" if tongue == "zh-CN" else ", ").join(of(each, tongue) for each in pairs)


def words(
    tongue: Tongue,
    *what: Happened,
    turn: Turn = Turn.WAIT_SCREENING,
    side: Side = Side.CLAIMANT,
    until: datetime | None = None,
    silence: str | None = None,
    **more: Any,
) -> Words:
    told = Told(what, turn, **more)
    return say(NoticeKind.OUTCOME, side, told, until, silence, ABOUT, tongue)


@pytest.mark.parametrize("tongue", TONGUES)
def test_sentences_stand_one_after_the_other_as_the_language_has_it(tongue: Tongue) -> None:
    each = [Happened(Is.CLAIM_WITHDRAWN, NOW), Happened(Is.OVER_WITHDRAWN, NOW)]
    first, second = (words(tongue, one).happened for one in each)
    gap = "" if tongue == "zh-CN" else " "
    assert words(tongue, *each).happened == f"{first}{gap}{second}"


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("what", [Is.CLAIM_SERVED, Is.CLAIM_WITHDRAWN, Is.EXTENSION_ASKED])
def test_each_side_reads_its_own_sentence(what: Is, tongue: Tongue) -> None:
    mine, theirs = (words(tongue, Happened(what, NOW), side=side).happened for side in Side)
    day = "2026年1月7日" if tongue == "zh-CN" else "7 January 2026"
    pairs = [of(pair, tongue).format(day=day) for pair in SENTENCES[what]]
    assert [mine, theirs] == pairs


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_subject_names_the_case_and_what_the_notice_is(tongue: Tongue) -> None:
    subject = words(tongue).subject
    assert "7F3K" in subject
    assert of(TITLES[NoticeKind.OUTCOME], tongue) in subject


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_is_wanted_is_named_and_listed(tongue: Tongue) -> None:
    missing = (Cure.ORDER, Cure.CLAIM)
    needs = words(tongue, turn=Turn.CURE, missing=missing).do
    assert listed([CURES[each] for each in missing], tongue) in needs
    owes = words(tongue, turn=Turn.OWE, amount=euros(250000)).do
    assert money(euros(250000), tongue) in owes
    without = words(tongue, turn=Turn.OWE).do
    assert without == of(PARTS[Turn.OWE].do, tongue).format(amount="", missing="")


@pytest.mark.parametrize("tongue", TONGUES)
def test_codes_are_said_in_words(tongue: Tongue) -> None:
    returned = words(tongue, Happened(Is.RETURNED, NOW, codes=("order", "identity"))).happened
    assert listed([CURES[Cure.ORDER], CURES[Cure.IDENTITY]], tongue) in returned
    opened = words(tongue, Happened(Is.STAGE_OPENED, NOW, codes=("mediation",))).happened
    assert of(STAGES[Stage.MEDIATION], tongue) in opened
    owed = words(tongue, Happened(Is.OWED_SUM, NOW, euros(500), ("refund",))).happened
    assert of(next(pair for code, pair in REMEDIES.items() if code == "refund"), tongue) in owed
    assert money(euros(500), tongue) in owed
    hears = words(tongue, Happened(Is.FILED, NOW)).happened
    assert listed([REASONS[each] for each in ABOUT.reasons], tongue) in hears
    bare = words(tongue, Happened(Is.OWED_SUM, NOW, None, ("refund",))).happened
    assert "XX" not in bare
    assert "None" not in bare


SILENCE: dict[str, tuple[Turn, Consequence | None, Pair]] = {
    "mine": (Turn.ANSWER, Consequence.DEFAULT, OWN[Consequence.DEFAULT]),
    "theirs": (Turn.WAIT_ANSWER, Consequence.DEFAULT, THEIR[Consequence.DEFAULT]),
    "theirs, of no word of its own": (
        *(Turn.WAIT_ANSWER, Consequence.ACCEPTED, PARTS[Turn.WAIT_ANSWER].silence),
    ),
    "a stage's": (Turn.NEGOTIATE, Consequence.NEXT_STAGE, STAGE_ENDS[Consequence.NEXT_STAGE]),
    "a stage's, of no word of its own": (
        *(Turn.MEDIATE, Consequence.ACCEPTED, OWN[Consequence.ACCEPTED]),
    ),
    "none": (Turn.ANSWER, None, PARTS[Turn.ANSWER].silence),
}


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize(("turn", "brings", "pair"), SILENCE.values(), ids=SILENCE)
def test_silence_is_said_to_who_is_silent_and_to_who_waits(turn, brings, pair, tongue) -> None:
    assert words(tongue, turn=turn, silence=brings).silence == of(pair, tongue)


TIMES: dict[str, tuple[dict[str, Any], str, str]] = {
    "days from service": (
        {"length": 7, "unit": Unit.CALENDAR_DAY},
        "You have 7 calendar days from the day on which this notice reaches you.",
        "自本通知送达您之日起，您有7个自然日的时间。",
    ),
    "one day from service": (
        {"length": 1, "unit": Unit.CALENDAR_DAY},
        "You have 1 calendar day from the day on which this notice reaches you.",
        "自本通知送达您之日起，您有1个自然日的时间。",
    ),
    "until then": (
        {"until": DUE},
        "Your time ends at the end of Wednesday, 14 January 2026 (Central European Standard Time).",
        "您的期限于2026年1月14日星期三24:00（中欧标准时间）届满。",
    ),
    "no time": ({}, NO_TIME.en, NO_TIME.zh),
    "a length of no unit": ({"length": 7}, NO_TIME.en, NO_TIME.zh),
}


@pytest.mark.parametrize(("more", "english", "chinese"), TIMES.values(), ids=TIMES)
def test_by_when_is_said_with_its_zone_or_from_service(more, english, chinese) -> None:
    said = [words(tongue, turn=Turn.ANSWER, **more).by_when for tongue in TONGUES]
    assert said == [english, chinese]


def test_an_end_within_a_day_is_said_by_the_clock() -> None:
    at = datetime(2026, 7, 1, 13, 5, tzinfo=UTC)
    chinese = due(at, "Europe/Berlin", "zh-CN")
    assert chinese == "于2026年7月1日星期三15:05（中欧夏令时间）"
    english = due(at, "Europe/Berlin", "en")
    assert english == "at 15:05 on Wednesday, 1 July 2026 (Central European Summer Time)"


def test_a_currency_without_minor_units_is_said_without_a_point() -> None:
    assert "." not in money(Money(amount=4000, currency="JPY"), "en")
