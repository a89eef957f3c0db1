"""Calendars of cases, worked out beforehand from the text of each rule: see `golden/`."""

from datetime import datetime
from pathlib import Path as File
from typing import Any

import pytest
import yaml

from odr_rules.charts import chart
from odr_rules.packs import every, pack
from odr_rules.playing import Path, Step, paths
from odr_rules.scenarios import Scenario

GOLDEN = {
    file.stem: yaml.safe_load(file.read_text())
    for file in sorted((File(__file__).parent / "golden").glob("*.yaml"))
}


def found(golden: dict[str, Any]) -> dict[str, Path]:
    scenario = Scenario.model_validate(golden["scenario"])
    played = paths(pack(golden["pack"], golden["version"]), scenario)
    return {path.silent_from: path for path in played}


PATHS = [
    pytest.param(name, silent_from, id=f"{name}: {silent_from}")
    for name, golden in GOLDEN.items()
    for silent_from in golden["paths"]
]


def shown(step: Step, wanted: dict[str, Any]) -> dict[str, Any]:
    """The step in the words of the file, each instant with the offset that the file has."""
    said: dict[str, Any] = {"brings": step.brings}
    key = "ends" if step.silent else "acts"
    offset = datetime.fromisoformat(wanted.get(key) or "2000-01-01T00:00Z").tzinfo
    said[key] = step.ended_at.astimezone(offset).isoformat(timespec="minutes")
    if "last" in wanted:
        assert step.deadline.derivation is not None
        said["last"] = step.deadline.derivation.last_day
    return said


def normal(wanted: dict[str, Any]) -> dict[str, Any]:
    when = {key: wanted[key] for key in ("acts", "ends") if key in wanted}
    return wanted | {key: each.replace("Z", "+00:00") for key, each in when.items()}


@pytest.mark.parametrize(("name", "silent_from"), PATHS)
def test_a_case_takes_the_dates_that_the_text_of_the_rules_gives(name, silent_from) -> None:
    golden = GOLDEN[name]
    path, wanted = found(golden)[silent_from], golden["paths"][silent_from]
    steps = [next(iter(each.items())) for each in wanted["steps"]]
    assert [step.rule for step in path.steps] == [rule for rule, _ in steps]
    for step, (_, said) in zip(path.steps, steps, strict=True):
        assert shown(step, said) == normal(said), step.rule
    assert path.outcome == wanted["outcome"]


@pytest.mark.parametrize("name", GOLDEN)
def test_no_path_of_silence_is_left_out(name: str) -> None:
    assert set(found(GOLDEN[name])) == set(GOLDEN[name]["paths"])


def test_every_pack_has_its_golden_calendar() -> None:
    assert {(each["pack"], each["version"]) for each in GOLDEN.values()} == {
        (each.name, each.version) for each in every()
    }


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("width", [1, 10, 60, 400])
def test_a_chart_shows_each_period_within_its_width(name: str, width: int) -> None:
    for path in found(GOLDEN[name]).values():
        head, *rows, foot = chart(path, width)
        names = max(len(step.rule) for step in path.steps)
        assert len(rows) == len(path.steps)
        assert all(len(row) <= names + 2 + max(width, 10) for row in rows)
        assert len(head) <= names + 2 + max(width, 10) + 6
        assert foot.strip().startswith("1 column = ")
        for row, step in zip(rows, path.steps, strict=True):
            assert row.startswith(step.rule)
            assert ("▌" in row, "◆" in row) == (step.silent, not step.silent)
