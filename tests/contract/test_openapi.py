"""The running server does what its OpenAPI document says, whoever calls it and however."""

import json
from pathlib import Path

import pytest
from tests.contract.caller import Caller
from tests.contract.run import run

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("contract")


@pytest.fixture(scope="session")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Caller:
    return run(tmp_path_factory.mktemp("contract"))


def test_no_answer_is_a_failure_of_ours_or_unlike_what_is_documented(caller: Caller) -> None:
    found = list(dict.fromkeys(caller.failures))
    assert found == [], f"{len(found)} failures; the first:\n{found[0]}"


def test_nine_in_ten_operations_were_reached(
    caller: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        print(f"\n{caller.table()}")  # noqa: T201
    missed = set(caller.operations) - caller.reached()
    assert len(missed) <= len(caller.operations) // 10, missed


def test_every_role_has_tried_every_operation(caller: Caller) -> None:
    roles = {role for _, role in caller.statuses}
    assert roles >= {"nobody", "platform", "live platform", "claimant", "respondent", "caseworker"}
    assert {(label, role) for label in caller.operations for role in roles} == set(caller.statuses)


def test_the_document_in_the_repository_is_the_one_that_is_served(caller: Caller) -> None:
    assert json.loads((ROOT / "docs/openapi.json").read_text()) == caller.document
