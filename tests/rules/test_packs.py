"""Rule packs: what is refused of one, with its line; which version governs; what may be changed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rules.packs import TEXT, changed, line_of

from odr_rules.packs import (
    Faulty,
    LimitRefused,
    NotInForce,
    Opening,
    UnknownPack,
    load,
    load_all,
    names,
    pack,
    versions,
)
from odr_rules.packs.faults import SAYINGS
from odr_rules.packs.parts import HAN
from odr_rules.packs.schema import Pack

EVERY = [each for name in names() for each in versions(name)]


@pytest.mark.parametrize("found", EVERY, ids=lambda each: f"{each.name}/{each.version}")
def test_every_rule_of_a_pack_says_what_it_rests_on(found: Pack) -> None:
    sourced = (*found.deadlines.values(), *found.grounds, *found.remedies.caps, *found.ways)
    sourced = (*sourced, found.amendments)
    assert all(each.source and each.article for each in sourced)


def test_a_pack_is_found_by_name_and_version() -> None:
    assert "uncitral-odr" in names()
    assert pack("uncitral-odr", 1).name == "uncitral-odr"
    with pytest.raises(UnknownPack):
        pack("uncitral-odr", 99)
    with pytest.raises(UnknownPack):
        pack("nobody")


def test_the_version_in_force_on_the_day_governs() -> None:
    assert pack("uncitral-odr", on=date(2026, 1, 1)).version == 1
    with pytest.raises(NotInForce):
        pack("uncitral-odr", on=date(1969, 12, 31))


ANSWER = "  answer:\n    trigger: served\n    length: 7\n    unit: calendar_day\n    calendar: none"
HOURS_THAT_ROLL = "unit: hour\n    calendar: EU\n    roll: forward"
COUNTERCLAIM = (
    "  counterclaim_answer:\n    trigger: counterclaim_served\n    length: 7\n"
    "    unit: calendar_day\n"
    "    calendar: none\n    roll: none\n    pausable_by: [outage]\n    consequence: default\n"
)
COUNTERCLAIM_GONE = (
    COUNTERCLAIM.replace("counterclaim_answer", "appeal")
    .replace("counterclaim_served", "decided")
    .replace("default", "final")
)
UNSETTLED = (
    "  - name: mediation\n    opens: [unsettled]\n    after: {after}\n"
    "    consent: {{claimant: none, respondent: none}}\n"
)


@pytest.mark.parametrize(
    ("changes", "code", "pointer", "near"),
    [
        pytest.param(
            [("  until: stage_opened", "  until: doomsday")],
            "unknown_until",
            "/amendments/until",
            "  until: doomsday",
            id="amendments until what there is not",
        ),
        pytest.param(
            [(COUNTERCLAIM, COUNTERCLAIM_GONE)],
            "amendments_unfit",
            "/amendments/until",
            "  until: stage_opened",
            id="amendments after the answer where nothing comes between it and a stage",
        ),
        pytest.param(
            [("feedback: true", "feedback: true\ncolour: red")],
            "unknown_field",
            "/colour",
            "colour: red",
            id="a field that packs do not have",
        ),
        pytest.param(
            [(ANSWER, ANSWER.replace("7", "-7"))],
            "bad_length",
            "/deadlines/answer/length",
            "length: -7",
            id="a negative length",
        ),
        pytest.param(
            [(ANSWER, ANSWER.replace("7", '"7"'))],
            "bad_length",
            "/deadlines/answer/length",
            'length: "7"',
            id="a length in words",
        ),
        pytest.param(
            [("trigger: served", "trigger: full_moon")],
            "unknown_trigger",
            "/deadlines/answer/trigger",
            "full_moon",
            id="a trigger that there is not",
        ),
        pytest.param(
            [("trigger: served", "trigger: refused")],
            "trigger_unfit",
            "/deadlines/answer/trigger",
            "    trigger: refused",
            id="a trigger of another period",
        ),
        pytest.param(
            [("consequence: accepted", "consequence: doom")],
            "unknown_consequence",
            "/deadlines/screening/consequence",
            "doom",
            id="a consequence that there is not",
        ),
        pytest.param(
            [("consequence: dismissed", "consequence: accepted")],
            "consequence_unfit",
            "/deadlines/cure/consequence",
            "consequence: accepted",
            id="a consequence of another period",
        ),
        pytest.param(
            [("calendar: none\napplies", "calendar: maya\napplies")],
            "unknown_calendar",
            "/calendar",
            "calendar: maya",
            id="a calendar that there is not",
        ),
        pytest.param(
            [("unit: calendar_day", "unit: fortnight")],
            "unknown_unit",
            "/deadlines/screening/unit",
            "fortnight",
            id="a unit that there is not",
        ),
        pytest.param(
            [("unit: calendar_day", "unit: business_day")],
            "calendar_needed",
            "/deadlines/screening/calendar",
            "    calendar: none",
            id="business days of no calendar",
        ),
        pytest.param(
            [("unit: calendar_day\n    calendar: none\n    roll: none", HOURS_THAT_ROLL)],
            "hours_roll",
            "/deadlines/screening/roll",
            "    roll: forward",
            id="hours that roll",
        ),
        pytest.param(
            [("  screening:\n    trigger", "  scrutiny:\n    trigger")],
            "unknown_rule",
            "/deadlines/scrutiny",
            "scrutiny:",
            id="a period that nobody runs",
        ),
        pytest.param(
            [("    article: article 6\n", "")],
            "article_missing",
            "/deadlines/answer/article",
            "  answer:",
            id="a deadline without its article",
        ),
        pytest.param(
            [("  zh-CN: 联合国国际贸易法委员会《网上争议解决技术指引》\n", "")],
            "chinese_missing",
            "/title/zh-CN",
            "title:",
            id="no Chinese",
        ),
        pytest.param(
            [("联合国国际贸易法委员会《网上争议解决技术指引》", "Technical Notes")],
            "chinese_missing",
            "/title/zh-CN",
            "zh-CN: Technical Notes",
            id="Chinese that is English",
        ),
        pytest.param(
            [("deadlines:\n", UNSETTLED.format(after="arbitration") + "deadlines:\n")],
            "stage_unknown",
            "/stages/1/after",
            "after: arbitration",
            id="after a stage that the pack has not",
        ),
        pytest.param(
            [("deadlines:\n", UNSETTLED.format(after="mediation") + "deadlines:\n")],
            "stage_cycle",
            "/stages/1/after",
            "after: mediation",
            id="a stage after itself",
        ),
        pytest.param(
            [
                (
                    "deadlines:\n",
                    UNSETTLED.format(after="arbitration")
                    + UNSETTLED.replace("mediation", "arbitration").format(after="mediation")
                    + "deadlines:\n",
                )
            ],
            "stage_cycle",
            "/stages/1/after",
            "after: arbitration",
            id="two stages, each after the other",
        ),
        pytest.param(
            [("consequence: referred", "consequence: next_stage")],
            "stage_missing",
            "/deadlines/negotiation/consequence",
            "next_stage",
            id="on to a stage that there is not",
        ),
        pytest.param(
            [("opens: [contested]", "opens: [default]")],
            "stage_missing",
            "/stages",
            "stages:",
            id="nothing opens when the claim is contested",
        ),
        pytest.param(
            [("editable: {min: 5, max: 7}", "editable: {min: 8, max: 9}")],
            "limits_reversed",
            "/deadlines/answer/editable",
            "editable: {min: 8",
            id="limits that exclude the pack's own length",
        ),
        pytest.param(
            [("until: null", "until: 1969-01-01")],
            "dates_reversed",
            "/in_force/until",
            "in_force",
            id="over before it begins",
        ),
        pytest.param(
            [("zone: null", "zone: Europe/Atlantis")],
            "unknown_zone",
            "/zone",
            "Atlantis",
            id="a zone that there is not",
        ),
        pytest.param(
            [("code: decided_already", "code: out_of_scope")],
            "code_twice",
            "/grounds/1/code",
            "code: out_of_scope",
            id="a ground twice",
        ),
        pytest.param(
            [
                (
                    "apology, damages]\n  caps",
                    "apology]\n  caps",
                )
            ],
            "remedy_unknown",
            "/reasons/defective/remedies/5",
            "  defective:",
            id="a remedy that the pack does not allow",
        ),
        pytest.param(
            [("feedback: true", "feedback: true\nversion: 2")],
            "said_twice",
            "/version",
            "version: 2",
            id="a field twice",
        ),
        pytest.param(
            [("feedback: true", "feedback: &a [*a]")], "anchor", "/", "&a", id="it holds itself"
        ),
        pytest.param(
            [("feedback: true", "feedback: " + "[" * 20 + "]" * 20)],
            "too_deep",
            "/",
            "[[[",
            id="nested without end",
        ),
        pytest.param(
            [("feedback: true", "feedback: !!python/name:os.system")],
            "not_yaml",
            "/feedback",
            "os.system",
            id="a tag that makes things",
        ),
        pytest.param(
            [('applies: "true"', "applies: claimant.shoe_size > 9")],
            "expression_name",
            "/applies",
            "shoe_size",
            id="an expression about what no filing says",
        ),
        pytest.param(
            [("when: elsewhere.decided", "when: order.paid")],
            "expression_type",
            "/grounds/1/when",
            "when: order.paid",
            id="an expression that is no truth value",
        ),
        pytest.param(
            [("when: elsewhere.decided", "when: elsewhere.decided || ")],
            "expression_syntax",
            "/grounds/1/when",
            "when: elsewhere",
            id="an expression that breaks off",
        ),
        pytest.param(
            [
                (
                    "when: elsewhere.decided",
                    "when: claims.all(a, claims.all(b, claims.all(c, true)))",
                )
            ],
            "expression_large",
            "/grounds/1/when",
            "claims.all",
            id="an expression that would run long",
        ),
        pytest.param([("feedback: true", "feedback: [")], "not_yaml", "/", "", id="no YAML"),
        pytest.param([(TEXT, "name: \ud800")], "not_yaml", "/", "", id="half a character"),
        pytest.param([(TEXT, "")], "not_yaml", "/", "", id="empty"),
        pytest.param([(TEXT, "a: " + "x" * 70_000)], "too_long", "/", "", id="too long"),
        pytest.param(
            [(TEXT, "- []\n" * 6_000)], "too_long", "/", "", id="more values than a pack has"
        ),
    ],
)
def test_a_bad_pack_is_refused_with_file_line_and_path(changes, code, pointer, near) -> None:
    text = changed(*changes)
    with pytest.raises(Faulty) as refused:
        load(text, "bad.yaml")
    fault = next(each for each in refused.value.faults if each.code == code)
    assert fault.pointer or pointer == "/"
    assert fault.pointer == pointer.removesuffix("/")
    assert fault.file == "bad.yaml"
    if near:
        about = text.splitlines()[fault.place.line - 1]
        assert near in about, (fault, about)
    assert f"bad.yaml:{fault.place.line}:" in str(refused.value)


def test_all_faults_are_told_at_once() -> None:
    text = changed(("trigger: served", "trigger: full_moon"), ("length: 2\n", "length: 0\n"))
    with pytest.raises(Faulty) as refused:
        load(text)
    assert {each.code for each in refused.value.faults} == {"unknown_trigger", "bad_length"}


def test_every_fault_is_told_in_both_languages() -> None:
    assert all(english and HAN.search(chinese) for english, chinese in SAYINGS.values())


OVER = changed(("until: null", "until: 2025-12-31"))


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ([("version: 1", "version: 2")], "versions_overlap"),
        ([("version: 1", "version: 2"), ("1970-01-01", "2025-12-31")], "versions_overlap"),
        ([("1970-01-01", "2026-01-01")], "version_twice"),
    ],
    ids=["one in the other", "on the last day", "the same version"],
)
def test_versions_that_overlap_are_refused(second, code) -> None:
    texts = [("one.yaml", OVER), ("two.yaml", changed(*second))]
    with pytest.raises(Faulty) as refused:
        load_all(texts)
    (fault,) = refused.value.faults
    assert (fault.code, fault.file) == (code, "two.yaml")
    assert fault.place.line == line_of("version: 1" if code == "version_twice" else "in_force")


def test_versions_that_follow_one_another_are_taken_newest_first() -> None:
    two = changed(("version: 1", "version: 2"), ("1970-01-01", "2026-01-01"))
    assert [each.version for each in load_all([("one", OVER), ("two", two)])] == [2, 1]


def test_a_stage_is_opened_by_what_the_pack_says() -> None:
    found = pack("uncitral-odr", 1)
    opened = found.opened_by(Opening.CONTESTED)
    assert opened is found.stage("negotiation")
    assert opened is not None
    assert found.opened_by(Opening.DEFAULT) is None
    assert found.opened_by(Opening.UNSETTLED, "negotiation") is None


def test_a_platform_sets_a_length_within_the_limits_and_nothing_else() -> None:
    found = pack("uncitral-odr", 1)
    tighter = found.tightened({"answer": 5})
    assert tighter.deadlines["answer"].length == 5
    assert found.deadlines["answer"].length == 7
    assert tighter.model_copy(update={"deadlines": found.deadlines}) == found
    assert found.tightened({}) == found


@pytest.mark.parametrize(
    ("limits", "why"),
    [
        ({"answer": 4}, "out_of_range"),
        ({"answer": 8}, "out_of_range"),
        ({"refusal_review": 14}, "not_editable"),
        ({"appeal": 3}, "not_editable"),
        ({"lunch": 3}, "not_editable"),
        ({"answer": 5, "negotiation": 0}, "out_of_range"),
    ],
    ids=["shorter", "longer", "not to be edited", "no such period", "no such rule", "one of two"],
)
def test_any_other_length_is_refused(limits, why) -> None:
    with pytest.raises(LimitRefused) as refused:
        pack("uncitral-odr", 1).tightened(limits)
    assert refused.value.why == why


LINES = TEXT.splitlines(keepends=True)
ODD = st.sampled_from(
    ["", "- ", "{", "&a ", "*a", "!!int ", "9" * 5_000, "0x" + "f" * 999, "\t", "2026-99-99", "? "]
)


@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, 40), ODD), max_size=3))
def test_no_text_does_more_than_be_refused(changes: list[tuple[int, int, str]]) -> None:
    lines = list(LINES)
    for n, at, odd in changes:
        lines[n] = lines[n][:at] + odd + lines[n][at + len(odd) :]
    try:
        load("".join(lines))
    except Faulty as faulty:
        places = [each.place.line for each in faulty.faults]
    else:
        places = []
    assert all(1 <= line <= len(lines) + 1 for line in places)
