"""Rule packs through the SDK and the command: against a server, and on this machine alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.client.test_command import Run, home, read, run, sandbox  # noqa: F401  # fixtures
from tests.intake.test_rules_api import ASKED
from tests.rules.packs import TEXT, changed, line_of

from odr_client import Odr
from odr_client.errors import Invalid, NotFound
from odr_client.views.rules import Dispute, Scenario

SCENARIO = "filed: 2025-09-25T10:00:00+08:00\nzone: Asia/Shanghai\n"


def test_a_dispute_is_judged_before_it_is_filed(odr: Odr) -> None:
    found = odr.rules.eligibility(Dispute.model_validate(ASKED))
    assert (found.name, found.accepted) == ("cn-ecommerce", True)
    (damages,) = (each for each in found.remedies if each.asked)
    assert {each.name: each.amount.amount for each in damages.caps if each.amount} == {
        "price_paid": 16667,
        "fraud": 50001,
        "unsafe_food": 166670,
    }


def test_packs_are_listed_and_read(odr: Odr) -> None:
    listed = list(odr.rules.list())
    assert ("cn-ecommerce", 3) in {(each.name, each.version) for each in listed}
    assert odr.rules.get("bc-crt", 1).pack["deadlines"]["answer"]["length"] == 14
    with pytest.raises(NotFound):
        odr.rules.get("../cases", 1)


def test_a_text_is_checked_and_played(odr: Odr) -> None:
    assert odr.rules.check(TEXT).sound
    (fault,) = odr.rules.check(changed(("trigger: served", "trigger: full_moon"))).faults
    assert fault.code == "unknown_trigger"
    scenario = Scenario.model_validate({"filed_at": "2025-09-25T02:00:00Z"})
    played = odr.rules.simulate(scenario, text=TEXT)
    assert played.name == "uncitral-odr"
    assert {each.silent_from for each in played.paths} >= {"nobody", "answer", "negotiation"}
    with pytest.raises(Invalid, match="one of the two"):
        odr.rules.simulate(scenario)


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    file = tmp_path / "scenario.yaml"
    file.write_text(SCENARIO)
    return file


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    file = tmp_path / "bad.yaml"
    file.write_text(changed(("trigger: served", "trigger: full_moon")))
    return file


def test_check_ends_with_0_for_a_sound_pack(run: Run, tmp_path: Path) -> None:  # noqa: F811
    good = tmp_path / "good.yaml"
    good.write_text(TEXT)
    assert run("rules", "check", good).stdout == "uncitral-odr/1: sound\n"


def test_check_refuses_a_bad_pack_with_file_and_line(run: Run, bad: Path) -> None:  # noqa: F811
    line = line_of("full_moon", bad.read_text())
    said = run("rules", "check", bad, status=1).stdout
    assert said.startswith(f"{bad}:{line}:5: /deadlines/answer/trigger: unknown_trigger: ")
    told = run("--lang", "zh-CN", "rules", "check", bad, "--json", status=1)
    (fault,) = read(told)["faults"]
    assert (fault["file"], fault["line"]) == (str(bad), line)
    assert fault["message"] == "没有此种期限起算事由。"


def test_check_finds_what_is_wrong_between_files(run: Run, tmp_path: Path) -> None:  # noqa: F811
    for n in (1, 2):
        file = tmp_path / f"{n}.yaml"
        file.write_text(changed(("version: 1", f"version: {n}")))
    said = run("rules", "check", tmp_path / "1.yaml", tmp_path / "2.yaml", status=1).stdout
    assert "2.yaml" in said
    assert "versions_overlap" in said


def test_simulate_prints_a_table_and_a_chart_for_each_path(run: Run, scenario: Path) -> None:  # noqa: F811
    said = run("rules", "simulate", "cn-ecommerce", scenario).stdout
    assert said.count("1 column = ") == 9
    assert "cn-ecommerce/2 - silent: mediation - ends as referred" in said
    assert "Thu 2025-12-04" in said
    assert "█" in said


def test_simulate_shows_one_path_of_a_file_or_a_version(
    run: Run,  # noqa: F811
    scenario: Path,
    tmp_path: Path,
) -> None:
    file = tmp_path / "pack.yaml"
    file.write_text(TEXT)
    said = run("rules", "simulate", file, scenario, "--path", "answer").stdout
    assert said.count("1 column = ") == 1
    third = run("rules", "simulate", "cn-ecommerce/3", scenario, "--json", "--path", "nobody")
    found = read(third)
    assert (found["name"], found["version"], len(found["paths"])) == ("cn-ecommerce", 3, 1)


def test_simulate_says_the_same_as_the_server(
    run: Run,  # noqa: F811
    odr: Odr,
    scenario: Path,
) -> None:
    here = read(run("rules", "simulate", "bc-crt", scenario, "--json"))
    said = {"filed_at": "2025-09-25T02:00:00Z", "time_zone": "Asia/Shanghai"}
    there = odr.rules.simulate(Scenario.model_validate(said), "bc-crt")
    for mine, theirs in zip(here["paths"], there.paths, strict=True):
        shown = theirs.model_dump(mode="json")
        assert {**mine, "steps": None} == {**shown, "steps": None}
        for step, other in zip(mine["steps"], shown["steps"], strict=True):
            assert {key: step[key] for key in other} == other


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("nobody",), 2, "there is no such pack"),
        (("cn-ecommerce/9",), 2, "there is no such pack"),
        (("bc-crt", "--path", "lunch"), 2, "no path"),
    ],
)
def test_simulate_says_what_it_cannot_play(
    run: Run,  # noqa: F811
    scenario: Path,
    words: tuple[str, ...],
    status: int,
    said: str,
) -> None:
    pack, *rest = words
    assert said in run("rules", "simulate", pack, scenario, *rest, status=status).output


def test_simulate_refuses_a_bad_scenario_with_its_line(
    run: Run,  # noqa: F811
    tmp_path: Path,
    bad: Path,
    scenario: Path,
) -> None:
    odd = tmp_path / "odd.yaml"
    odd.write_text(SCENARIO + "days: {lunch: 1}\n")
    assert f"{odd}:3:" in run("rules", "simulate", "bc-crt", odd, status=1).output
    assert f"{bad}:" in run("rules", "simulate", bad, scenario, status=1).output
    odd.write_text(SCENARIO + "limits: {answer: 1}\n")
    assert "does not let" in run("rules", "simulate", "bc-crt", odd, status=2).output
    assert "cannot be read" in run("rules", "check", tmp_path / "none.yaml", status=2).output


def test_the_command_asks_the_server(sandbox: Run, tmp_path: Path) -> None:  # noqa: F811
    file = tmp_path / "asked.json"
    file.write_text(json.dumps(ASKED))
    found: Any = read(sandbox("rules", "eligibility", file, "--json"))
    assert found["name"] == "cn-ecommerce"
    assert "500.01 CNY if found: fraud" in sandbox("rules", "eligibility", file).stdout
    assert "merchant-express" in sandbox("rules", "list").stdout
    assert read(sandbox("rules", "show", "bc-crt", 1))["pack"]["name"] == "bc-crt"
