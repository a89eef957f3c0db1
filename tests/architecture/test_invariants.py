"""The table of invariants tells the truth about them."""

import pytest
from tests.invariants import REQUIRED, invariant, known, lines


def test_the_page_has_every_number_once_and_in_order() -> None:
    assert list(known()) == list(range(1, 71))
    assert set(known()) >= REQUIRED


@pytest.mark.parametrize(
    ("tests", "outcomes", "good", "said"),
    [
        ({}, {}, False, "1  NOT SHOWN"),
        ({1: {"a"}}, {"a": "passed"}, True, "1  shown"),
        ({1: {"a", "b"}}, {"a": "passed", "b": "failed"}, False, "1  NOT SHOWN"),
        ({1: {"a"}}, {"a": "skipped"}, False, "1  NOT SHOWN"),
        ({1: {"a"}}, {}, False, "1  NOT SHOWN"),
        ({1: {"a"}, 2: {"b"}}, {"a": "passed", "b": "failed"}, False, "2  NOT SHOWN"),
    ],
    ids=["no test", "passes", "one fails", "skipped", "never ran", "one not required fails"],
)
def test_an_invariant_is_shown_by_tests_that_all_passed(
    tests: dict[int, set[str]], outcomes: dict[str, str], good: bool, said: str
) -> None:
    table, found = lines(tests, outcomes, frozenset({1}))
    assert found is good
    assert said in "\n".join(table)


def test_a_test_can_show_several_and_only_known_ones() -> None:
    @invariant(1, 15)
    @invariant(20)
    def test() -> None: ...

    assert test.invariants == (20, 1, 15)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match="no such invariant"):
        invariant(71)
    with pytest.raises(ValueError, match="no such invariant"):
        invariant()
