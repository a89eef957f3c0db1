"""The long form of the mutants: what it changes, who judges, and when too many survive."""

import json
import tomllib
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.mutants import long
from tests.mutants.__main__ import ROOT
from tests.mutants.pure import DRAWN, be_brief, is_pure
from tests.mutants.survivors import PAGE, Figures, is_wording, read, written


def test_a_module_is_judged_by_the_tests_of_its_package() -> None:
    assert set(long.wanted([])) == set(long.JUDGES)
    assert long.wanted(["odr_rules.deadlines"]) == {"odr_rules.deadlines": ("tests/rules",)}
    for module in ("odr_rulesx", "odr_intake", "odr_shared.money"):
        with pytest.raises(SystemExit, match=module):
            long.wanted([module])


def test_every_judge_is_there() -> None:
    assert all((ROOT / judge).exists() for judges in long.JUDGES.values() for judge in judges)


def test_the_tree_has_all_packages_and_mutates_only_what_was_named(tmp_path) -> None:
    long.lay_out(tmp_path, long.wanted(["odr_rules.deadlines"]))
    said = tomllib.loads((tmp_path / "pyproject.toml").read_text())["tool"]["mutmut"]
    assert said["only_mutate"] == ["src/odr_rules/deadlines.py", "src/odr_rules/deadlines/*"]
    assert (tmp_path / said["only_mutate"][0]).is_file()
    assert (tmp_path / "src/odr_intake/domain").is_dir()
    assert said["pytest_add_cli_args_test_selection"] == ["tests/rules"]


def test_how_each_mutant_ended_is_read_from_what_the_tool_leaves(tmp_path) -> None:
    home = tmp_path / "mutants/src/odr_rules"
    home.mkdir(parents=True)
    (home / "a.py.meta").write_text(json.dumps({"exit_code_by_key": {"odr_rules.a.x__1": 1}}))
    (home / "b.py.meta").write_text(json.dumps({"exit_code_by_key": {"odr_rules.b.x__1": None}}))
    assert list(long.ended(tmp_path)) == [("odr_rules.a.x__1", 1), ("odr_rules.b.x__1", None)]


WRITTEN = """
class C:
    def xC_f__mutmut_orig(self, a):
        return a < 1

    def xC_f__mutmut_1(self, a):
        return a <= 1

    def xC_f__mutmut_2(
        self, a
    ):
        return None
"""


def test_a_mutant_is_shown_by_the_lines_that_it_changes(tmp_path) -> None:
    home = tmp_path / "mutants/src/odr_rules/packs"
    home.mkdir(parents=True)
    for name in ("a.py", "__init__.py"):
        (home / name).write_text(WRITTEN)
        (home / f"{name}.meta").write_text("{}")
    found = long.changed(tmp_path)
    first = ["-        return a < 1", "+        return a <= 1"]
    assert found["odr_rules.packs.a.xC_f__mutmut_1"] == first
    assert found["odr_rules.packs.xC_f__mutmut_1"] == first
    assert found["odr_rules.packs.xC_f__mutmut_2"][-1] == "+        return None"
    assert len(found) == 4


@pytest.mark.parametrize(
    ("fixtures", "name", "judges"),
    [([], "test_a", True), (["dsn", "world"], "test_b", False), ([], "runTest", False)],
)
def test_only_what_is_quick_and_needs_no_database_judges(fixtures, name, judges) -> None:
    assert is_pure(SimpleNamespace(fixturenames=fixtures, name=name)) is judges  # type: ignore[arg-type]


def test_what_is_drawn_for_a_mutant_is_drawn_briefly() -> None:
    drawn = list[int]()

    @settings(max_examples=500, database=None)
    @given(st.integers())
    def draw(number: int) -> None:
        drawn.append(number)

    be_brief(draw)
    draw()
    assert 0 < len(drawn) <= DRAWN


BRANCH = ["-     if a < b:", "+     if a <= b:"]
WORDS = ['-     raise Bad("no such day")', '+     raise Bad("XXno such dayXX")']
CODE = ['-     kind = "late"', '+     kind = "LATE"']


@pytest.mark.parametrize(
    ("change", "is_worded"),
    [
        pytest.param(BRANCH, False, id="a comparison"),
        pytest.param(WORDS, True, id="words for people"),
        pytest.param(CODE, False, id="a code"),
        pytest.param([*WORDS, *BRANCH], False, id="more than one line"),
        pytest.param(WORDS[:1], False, id="nothing put in its place"),
        pytest.param(
            ['-     return f(x, "a b")', '+     return f(None, "a b")'], False, id="beside words"
        ),
    ],
)
def test_a_change_in_words_alone_is_told_from_one_of_the_rules(change, is_worded) -> None:
    assert is_wording(change) is is_worded


@pytest.mark.parametrize(
    ("survivors", "good"), [([], True), ([0], True), ([0, 0], False), ([0, None], False)]
)
def test_nine_of_ten_must_be_killed_and_what_was_not_judged_was_not(capsys, survivors, good):
    found = [(f"odr_rules.a.x__{n}", 1) for n in range(9)]
    found += [(f"odr_rules.b.y__{n}", code) for n, code in enumerate(survivors)]
    assert long.enough(long.judged(found, lambda _: BRANCH)) is good
    assert "9 of     9  100.0%" in capsys.readouterr().out


def test_words_are_counted_apart_and_what_never_ended_with_what_was_killed() -> None:
    found = [("a.b.x__1", 1), ("a.b.x__2", 36), ("a.b.x__3", 0), ("a.b.x__4", 0)]
    changes = {"a.b.x__3": WORDS, "a.b.x__4": CODE}
    [figures] = long.judged(found, changes.__getitem__).values()
    assert (figures.killed, figures.of, figures.timed, figures.worded) == (2, 3, 1, 1)
    assert "x__4" in figures.survivors
    assert "x__3" not in figures.survivors


def test_the_page_keeps_what_other_modules_had() -> None:
    first = Figures(9, 10, 1, 2, "`x__1`\n\n```diff\n- a\n+ b\n```")
    second = Figures(4, 4, 0, 0)
    page = written({"odr_rules.a": first, "odr_intake.domain.b": second})
    assert read(page) == {"odr_rules.a": first, "odr_intake.domain.b": second}
    assert written(read(page)) == page
    assert "| all | 13 | 14 | 92.9% | 1 | 2 |" in page


def test_the_page_that_is_kept_is_one_that_the_command_writes() -> None:
    page = PAGE.read_text()
    assert written(read(page)) == page
    assert read(page)
