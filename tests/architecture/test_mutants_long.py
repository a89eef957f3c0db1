"""The long form of the mutants: what it changes, who judges, and when too many survive."""

import json
import tomllib

import pytest
from tests.mutants import long
from tests.mutants.__main__ import ROOT


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


@pytest.mark.parametrize(
    ("survivors", "good"), [([], True), ([0], True), ([0, 0], False), ([0, None], False)]
)
def test_nine_of_ten_must_be_killed_and_what_was_not_judged_was_not(capsys, survivors, good):
    found = [(f"odr_rules.a.x__{n}", 1) for n in range(9)]
    found += [(f"odr_rules.b.y__{n}", judged) for n, judged in enumerate(survivors)]
    assert long.told(found) is good
    assert "9 of     9  100.0%" in capsys.readouterr().out
