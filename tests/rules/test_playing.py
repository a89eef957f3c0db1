"""Whatever the scenario, a pack that is played keeps to its own rules."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.test_eligibility import facts

from odr_rules.eligibility import judge, weigh
from odr_rules.facts import Elsewhere, Facts
from odr_rules.packs import Faulty, LimitRefused, Rule, every, pack
from odr_rules.packs.vocabulary import Remedy
from odr_rules.playing import SPOKEN, Outcome, Path, paths
from odr_rules.scenarios import Scenario, scenario

ZONES = ["UTC", "Asia/Shanghai", "America/Santiago", "Pacific/Apia", "Europe/Berlin"]
PACKS = st.sampled_from([(each.name, each.version) for each in every()])
filed = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
scenarios = st.builds(
    Scenario,
    filed=filed,
    zone=st.sampled_from(ZONES),
    usual=st.integers(0, 30),
    days=st.dictionaries(st.sampled_from([*Rule, "service"]), st.integers(0, 200), max_size=4),
)


def keeps_to_the_rules(path: Path) -> None:
    assert path.steps
    for step in path.steps:
        assert step.deadline.trigger < step.deadline.due_at
        if step.silent:
            assert step.ended_at >= step.deadline.due_at
        else:
            assert step.ended_at < step.deadline.due_at
    silent = [step.rule for step in path.steps if step.silent]
    if path.silent_from != SPOKEN:
        assert path.silent_from in silent
    assert path.ended_at in {step.ended_at for step in path.steps}
    assert isinstance(path.outcome, Outcome)


@settings(max_examples=600, deadline=None)
@given(scenarios, PACKS)
def test_every_path_ends_and_every_period_in_its_time(played, found) -> None:
    walked = list(paths(pack(*found), played))
    for path in walked:
        keeps_to_the_rules(path)
    assert len({path.silent_from for path in walked}) == len(walked)
    for path in walked[1:]:
        rules = [step.rule for step in path.steps]
        first = rules.index(Rule(path.silent_from))
        assert all(step.silent for step in path.steps[first:])


@settings(max_examples=600, deadline=None)
@given(filed, PACKS)
def test_who_acts_too_late_is_silent(at, found) -> None:
    late = Scenario(filed=at, zone="UTC", usual=0, days={"answer": 400})
    spoken = next(paths(pack(*found), late))
    answer = next(step for step in spoken.steps if step.rule is Rule.ANSWER)
    assert answer.silent


facts_said = st.builds(
    lambda known, made, answered, elsewhere, country, loss: facts(
        dispute={"known_on": known, "personal": None},
        contact={"made_on": made, "answered_on": answered},
        elsewhere=elsewhere,
        claimant={"country": country},
        loss=loss,
    ),
    *([st.none() | st.dates(datetime(1900, 1, 1).date(), datetime(2199, 12, 31).date())] * 3),  # noqa: DTZ001
    st.dictionaries(st.sampled_from(list(Elsewhere.model_fields)), st.none() | st.booleans()),
    st.none() | st.sampled_from(["CN", "DE", "GB", "US"]),
    st.none() | st.integers(0, 10**15),
)


@settings(max_examples=60, deadline=None)
@given(facts_said, st.dates(datetime(1971, 1, 1).date(), datetime(2199, 12, 31).date()))  # noqa: DTZ001
def test_whatever_is_said_is_judged(said: Facts, today) -> None:
    considered = weigh(said, today)
    assert len(considered) == 6
    for each in considered:
        assert (each.applies.holds is None) == bool(each.applies.unsaid)
        verdict = judge(each.pack, said, today)
        for ground in verdict.grounds:
            assert (ground.truth.holds is None) == (ground.by_person or bool(ground.truth.unsaid))
        assert {found.remedy for found in verdict.remedies} <= set(Remedy)
        if any(ground.truth.holds for ground in verdict.grounds):
            assert verdict.accepted is False


def test_the_facts_of_a_scenario_decide_its_lengths() -> None:
    abroad = facts(respondent={"country": "US", "region": None})
    whole = Scenario(filed=datetime(2026, 1, 1, tzinfo=UTC), zone="UTC", facts=abroad)
    assert whole.governed(pack("bc-crt")).deadlines[Rule.ANSWER].length == 30


def test_the_limits_of_a_scenario_are_the_platforms() -> None:
    said = {"filed": "2026-01-01T00:00Z", "zone": "UTC", "limits": {"answer": 5}}
    assert (
        Scenario.model_validate(said).governed(pack("uncitral-odr")).deadlines[Rule.ANSWER].length
        == 5
    )
    with pytest.raises(LimitRefused):
        list(paths(pack("bc-crt"), Scenario.model_validate(said)))


@pytest.mark.parametrize(
    ("text", "line", "pointer"),
    [
        ("filed: 2026-01-01T00:00:00Z\nzone: Mars\n", 2, "/zone"),
        ("filed: yesterday\nzone: UTC\n", 1, "/filed"),
        ("filed: 2026-01-01\nzone: UTC\n", 1, "/filed"),
        ("filed: 1969-12-31T23:59:59Z\nzone: UTC\n", 1, "/filed"),
        ("filed: 2026-01-01T00:00:00Z\nzone: UTC\ndays:\n  lunch: 1\n", 4, "/days/lunch"),
        ("filed: 2026-01-01T00:00:00Z\nzone: UTC\ndays:\n  answer: -1\n", 4, "/days/answer"),
        ("filed: 2026-01-01T00:00:00Z\nzone: UTC\nusual: 401\n", 3, "/usual"),
        ("filed: 2026-01-01T00:00:00Z\nzone: UTC\nweather: fine\n", 3, "/weather"),
    ],
)
def test_a_bad_scenario_is_refused_with_its_line(text: str, line: int, pointer: str) -> None:
    with pytest.raises(Faulty) as refused:
        scenario(text, "s.yaml")
    (fault,) = refused.value.faults
    assert (fault.place.line, fault.pointer, fault.file) == (line, pointer, "s.yaml")


def test_the_page_about_packs_has_them_all_and_its_scenario_can_be_played() -> None:
    from pathlib import Path as File

    page = (File(__file__).parents[2] / "docs/rule-packs.md").read_text()
    assert all(f"| `{each.name}` |" in page for each in every())
    block = page.partition("```yaml\n")[2].partition("   ```")[0]
    played = scenario("\n".join(line[3:] for line in block.splitlines()) + "\n")
    assert played.limits == {"answer": 3}
    assert list(paths(pack("cn-ecommerce", on=played.filed.date()), played))
    assert played.filed + timedelta(hours=8) == datetime(2025, 9, 25, 10, tzinfo=UTC)
