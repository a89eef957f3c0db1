"""How a fault of a pack is told: file, line and column, the field, the code, what it is about."""

import pytest
from tests.rules.packs import TEXT, changed, line_of

from odr_rules.checking import examine
from odr_rules.packs import Faulty, load, load_all
from odr_rules.packs.faults import SAYINGS, Fault
from odr_rules.packs.loading import MOST
from odr_rules.packs.places import DEEPEST, LONGEST, Place, Unreadable, nearest, read
from odr_rules.scenarios import scenario

UNITS = "'hour', 'calendar_day', 'business_day', 'week', 'month' or 'year'"
TOLD: dict[str, tuple[list[tuple[str, str]], str, str]] = {
    "a unit": (
        [("unit: calendar_day", "unit: fortnight")],
        "unit: fortnight",
        f"5: /deadlines/screening/unit: unknown_unit: {SAYINGS['unknown_unit'][0]} ({UNITS})",
    ),
    "a length": (
        [("length: 7\n", "length: 0\n")],
        "length: 0",
        "5: /deadlines/cure/length: bad_length: " + SAYINGS["bad_length"][0],
    ),
    "limits": (
        [("editable: {min: 5, max: 7}", "editable: {min: -5, max: 7}")],
        "editable: {min: -5",
        "16: /deadlines/answer/editable/min: bad_length: " + SAYINGS["bad_length"][0],
    ),
    "a field that is not there": (
        [("feedback: true\n", "")],
        "name: uncitral-odr",
        "1: /feedback: missing: " + SAYINGS["missing"][0],
    ),
    "an article that is not there": (
        [("    article: article 6\n", "")],
        "  answer:",
        "3: /deadlines/answer/article: article_missing: " + SAYINGS["article_missing"][0],
    ),
    "an article that says nothing": (
        [("    article: article 6\n", '    article: ""\n')],
        'article: ""',
        "5: /deadlines/answer/article: article_missing: " + SAYINGS["article_missing"][0],
    ),
    "a name that is none": (
        [("name: uncitral-odr", "name: Uncitral ODR")],
        "name: Uncitral",
        "1: /name: invalid: " + SAYINGS["invalid"][0],
    ),
    "a period that there is not": (
        [("  screening:\n    trigger", "  scrutiny:\n    trigger")],
        "  scrutiny:",
        "3: /deadlines/scrutiny: unknown_rule: " + SAYINGS["unknown_rule"][0],
    ),
    "a cycle": (
        [
            (
                "deadlines:\n",
                "  - name: mediation\n    opens: [unsettled]\n    after: mediation\n"
                "    consent: {claimant: none, respondent: none}\ndeadlines:\n",
            )
        ],
        "after: mediation",
        f"5: /stages/1/after: stage_cycle: {SAYINGS['stage_cycle'][0]} (mediation → mediation)",
    ),
    "a field twice": (
        [("feedback: true", "feedback: true\nfeedback: true")],
        "",
        f"1: /feedback: said_twice: {SAYINGS['said_twice'][0]} (feedback)",
    ),
    "an anchor": (
        [("feedback: true", "feedback: &a true")],
        "feedback: &a",
        "11: /: anchor: " + SAYINGS["anchor"][0],
    ),
    "a key that is no word": (
        [("feedback: true", "feedback: true\n7: true")],
        "7: true",
        f"1: /: not_yaml: {SAYINGS['not_yaml'][0]} (a key that is no word)",
    ),
    "a value of a kind of its own": (
        [("feedback: true", "feedback: !!binary aGVsbG8=")],
        "!!binary",
        f"11: /feedback: not_yaml: {SAYINGS['not_yaml'][0]} (a value of the kind binary)",
    ),
    "a day that there is not": (
        [("feedback: true", "feedback: 2026-02-30")],
        "2026-02-30",
        f"11: /feedback: not_yaml: {SAYINGS['not_yaml'][0]} (day is out of range for month)",
    ),
}


@pytest.mark.parametrize(("changes", "near", "said"), TOLD.values(), ids=TOLD)
def test_a_fault_is_told_as_compilers_tell_it(changes, near, said) -> None:
    text = changed(*changes)
    with pytest.raises(Faulty) as refused:
        load(text, "p.yaml")
    line = line_of(near, text) if near else len(text.splitlines())
    told = str(refused.value).splitlines()
    assert any(each.startswith(f"p.yaml:{line}:{said}") for each in told), told


def test_it_is_said_in_either_language_and_where_no_file_is_named() -> None:
    fault = Fault("missing", ("a/b", "c~d", 0), Place(3, 7))
    assert fault.pointer == "/a~1b/c~0d/0"
    assert fault.said() == fault.said("en") == "This field is needed."
    assert fault.said("zh-CN") == "缺少必填字段。"
    assert str(fault) == "-:3:7: /a~1b/c~0d/0: missing: This field is needed."
    assert fault.line_said("zh-CN") == "-:3:7: /a~1b/c~0d/0: missing: 缺少必填字段。"
    whole = Fault("not_yaml", (), Place(1, 1), "empty", "p.yaml")
    assert str(whole) == f"p.yaml:1:1: /: not_yaml: {SAYINGS['not_yaml'][0]} (empty)"


def test_a_place_that_is_not_there_is_that_of_what_it_would_be_a_part_of() -> None:
    places = {(): Place(1, 1), ("a",): Place(2, 1), ("a", 0): Place(3, 5)}
    assert nearest(places, ("a", 0)) == Place(3, 5)
    assert nearest(places, ("a", 1, "b")) == Place(2, 1)
    assert nearest(places, ("z",)) == Place(1, 1)
    assert nearest({}, ("z",)) == Place(1, 1)


def test_each_part_of_a_text_has_its_place() -> None:
    said, places = read("a: 1\nb:\n  - x\n  - {c: 2026-01-05}\n")
    assert said["b"][0] == "x"
    assert str(said["b"][1]["c"]) == "2026-01-05"
    assert places == {
        (): Place(1, 1),
        ("a",): Place(1, 1),
        ("b",): Place(2, 1),
        ("b", 0): Place(3, 5),
        ("b", 1): Place(4, 5),
        ("b", 1, "c"): Place(4, 6),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [("1", 1), ("x", "x"), ("1.5", 1.5), ("true", True), ("~", None), ("[]", []), ("{}", {})],
)
def test_what_is_said_is_read_as_what_it_is(text: str, said: object) -> None:
    assert read(text)[0] == said


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "not_yaml", Place(1, 1)),
        ("a: [\n", "not_yaml", Place(2, 1)),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "too_deep", Place(1, DEEPEST + 1)),
        ("- *a", "anchor", Place(1, 3)),
        ("#" * (LONGEST + 1), "too_long", Place(1, 1)),
    ],
    ids=["nothing", "broken off", "deep", "an alias", "long"],
)
def test_what_is_not_read_says_why_and_where(text: str, code: str, place: Place) -> None:
    with pytest.raises(Unreadable) as refused:
        read(text)
    assert (refused.value.code, refused.value.place) == (code, place)
    assert str(refused.value) == code


def test_what_is_as_deep_and_as_long_as_can_be_is_read() -> None:
    said, _ = read("[" * DEEPEST + "]" * DEEPEST)
    assert said
    comment = "#" * (LONGEST - 5)
    assert read(f"a: 1\n{comment}")[0] == {"a": 1}


def test_of_very_many_faults_a_hundred_are_told() -> None:
    more = "".join(f"field_{n}: {n}\n" for n in range(MOST + 20))
    with pytest.raises(Faulty) as refused:
        load(TEXT + more)
    assert len(refused.value.faults) == MOST


def test_several_files_are_examined_and_each_fault_has_its_file() -> None:
    two = changed(("version: 1", "version: 2"))
    sound, faults = examine([("one", TEXT)])
    assert ([each.name for each in sound], faults) == (["uncitral-odr"], [])
    sound, faults = examine([("one", TEXT), ("bad", "a: 1"), ("worse", "[")])
    assert [each.version for each in sound] == [1]
    assert {each.file for each in faults} == {"bad", "worse"}
    sound, faults = examine([("one", TEXT), ("bad", "["), ("two", two)])
    assert sound == ()
    assert [(each.file, each.code) for each in faults] == [
        *(("bad", "not_yaml"), ("two", "versions_overlap")),
    ]
    assert faults[-1].detail == "uncitral-odr: 1, 2"


def test_packs_of_several_names_are_in_order_and_do_not_overlap() -> None:
    other = changed(("name: uncitral-odr", "name: another-odr"))
    assert [each.name for each in load_all([("one", TEXT), ("two", other)])] == [
        *("another-odr", "uncitral-odr"),
    ]


def test_a_scenario_is_told_its_faults_like_a_pack() -> None:
    for text, code, pointer in (
        ("filed: [", "not_yaml", ""),
        ("filed: 2026-01-05T10:00:00Z\nzone: Europe/Atlantis\n", "unknown_zone", "/zone"),
        (
            "filed: 2026-01-05T10:00:00Z\nzone: UTC\ndays: {lunch: 1}\n",
            "unknown_rule",
            "/days/lunch",
        ),
        ("filed: 1969-12-31T23:59:59Z\nzone: UTC\n", "invalid", "/filed"),
        ("zone: UTC\n", "missing", "/filed"),
    ):
        with pytest.raises(Faulty) as refused:
            scenario(text, "s.yaml")
        [fault] = refused.value.faults
        assert (fault.code, fault.pointer, fault.file) == (code, pointer, "s.yaml")
