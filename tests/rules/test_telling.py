"""A simulated case as plain data; what outages, lengths and words of packs are held to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest

from odr_rules.charts import chart
from odr_rules.explaining import explain, holiday
from odr_rules.outages import LONGEST, Outage
from odr_rules.packs import LimitRefused, SetLength, pack
from odr_rules.packs.vocabulary import Consequence, Evidence, Rule, Trigger, Until
from odr_rules.packs.wording import word
from odr_rules.playing import paths
from odr_rules.scenarios import Scenario
from odr_rules.telling import told

U = pack("uncitral-odr", 1)
MADE = Scenario(filed=datetime(2026, 1, 5, 10, tzinfo=UTC), zone="Europe/Berlin")


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_a_path_is_told_with_each_period_what_ended_it_and_what_it_rests_on(language: Any) -> None:
    for path in paths(U, MADE):
        found = told(U, path, language)
        assert (found["silent_from"], found["outcome"], found["ended_at"]) == (
            *(path.silent_from, path.outcome, path.ended_at),
        )
        assert found["chart"] == list(chart(path))
        for said, step in zip(found["steps"], path.steps, strict=True):
            period, deadline = U.deadlines[step.rule], step.deadline
            assert said == {
                "rule": step.rule,
                "trigger": step.trigger,
                "began_at": deadline.trigger,
                "length": period.length,
                "unit": period.unit,
                "calendar": period.calendar,
                "due_at": deadline.due_at,
                "zone": "Europe/Berlin",
                "silent": step.silent,
                "ended_at": step.ended_at,
                "brings": step.brings,
                "source": period.source,
                "article": period.article,
                "verified": period.verified,
                "derivation": deadline.derivation,
                "explained": list(explain(deadline, language)),
            }


def test_it_is_told_in_english_where_no_language_is_named() -> None:
    path = next(paths(U, MADE))
    assert told(U, path) == told(U, path, "en")


BEGAN = datetime(2026, 1, 5, tzinfo=UTC)
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("lasted", "grace", "why"),
    [
        (TICK, timedelta(), None),
        (LONGEST, LONGEST, None),
        (timedelta(), HOUR, "ends after it begins, within 60 days"),
        (-TICK, HOUR, "ends after it begins, within 60 days"),
        (LONGEST + TICK, HOUR, "ends after it begins, within 60 days"),
        (HOUR, -TICK, "from nothing to 60 days"),
        (HOUR, LONGEST + TICK, "from nothing to 60 days"),
    ],
)
def test_an_outage_has_an_end_and_a_grace_within_bounds(lasted, grace, why) -> None:
    if why is None:
        assert Outage(BEGAN, BEGAN + lasted, grace).costs == lasted + grace
        return
    with pytest.raises(ValueError, match=why):
        Outage(BEGAN, BEGAN + lasted, grace)


@pytest.mark.parametrize(
    ("at", "covered"),
    [
        (BEGAN, False),
        (BEGAN + TICK, True),
        (BEGAN + HOUR, True),
        (BEGAN + HOUR + TICK, False),
        (BEGAN - TICK, False),
    ],
)
def test_what_ended_as_the_outage_began_was_over_and_what_ended_with_it_was_not(at, covered):
    assert Outage(BEGAN, BEGAN + HOUR, HOUR).covers(at) is covered


def test_parts_of_a_pack_are_found_by_their_codes() -> None:
    for ground in U.grounds:
        assert U.ground(ground.code) is ground
    assert U.ground("weather") is None
    assert U.stage("negotiation") is U.stages[0]
    assert U.stage("arbitration") is None
    assert U.period("answer") is U.deadlines[Rule.ANSWER]


def test_a_case_has_the_lengths_that_were_set_for_it_and_no_others() -> None:
    own = U.governing([SetLength(Rule.ANSWER, 40)])
    assert {rule: period.length for rule, period in own.deadlines.items()} == {
        rule: 40 if rule is Rule.ANSWER else period.length for rule, period in U.deadlines.items()
    }
    assert U.governing([]) is U


def test_a_length_that_may_not_be_set_says_which_and_within_what() -> None:
    with pytest.raises(LimitRefused, match=r"^answer: out_of_range$") as refused:
        U.tightened({"answer": 99})
    assert (refused.value.rule, refused.value.why) == ("answer", "out_of_range")
    assert refused.value.editable is U.deadlines[Rule.ANSWER].editable
    with pytest.raises(LimitRefused, match=r"^lunch: not_editable$") as unknown:
        U.tightened({"lunch": 1})
    assert unknown.value.editable is None


@pytest.mark.parametrize("codes", [Rule, Trigger, Consequence, Evidence, Until])
def test_each_code_has_words_of_its_own_in_either_language(codes: type[StrEnum]) -> None:
    english = [word(code) for code in codes]
    assert english == [word(code, "en") for code in codes]
    chinese = [word(code, "zh-CN") for code in codes]
    assert len(set(english)) == len(set(chinese)) == len(list(codes))
    assert all(each.isascii() for each in english)
    assert not any(each.isascii() for each in chinese)


class Other(StrEnum):
    TWO_WORDS = "two_words"


def test_a_code_without_words_is_said_as_it_is() -> None:
    assert word(Other.TWO_WORDS) == word(Other.TWO_WORDS, "zh-CN") == "two words"


def test_a_scenario_supposes_usual_days_where_it_names_none() -> None:
    named = MADE.model_copy(update={"days": {"answer": 3}, "usual": 2})
    assert (named.after("answer"), named.after("service")) == (3, 2)
    assert MADE.after("answer") == 1


def test_a_day_that_no_table_names_is_a_holiday_all_the_same() -> None:
    for language in ("en", "zh-CN"):
        assert holiday("Moon Day", language) == "Moon Day"  # type: ignore[arg-type]
    path = next(paths(U, MADE))
    bare = replace(path.steps[0].deadline, derivation=None)
    assert explain(bare, "en") == ()
