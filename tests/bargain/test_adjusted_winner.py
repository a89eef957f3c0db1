"""Adjusted winner: the worked example, and that both have as much, swapped or not."""

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from tests.bargain.instances import points
from tests.bargain.worked import A, B
from tests.seeds import seed

from odr_bargain.adjusted_winner import Move, divide
from odr_bargain.agenda import MOST_ISSUES
from odr_bargain.unfit import Unfit

ITEMS = ("a", "b", "c", "d")


def test_the_worked_example() -> None:
    found = divide(A, B, {"refund"})
    both = Fraction(430, 7)
    assert found.moves == (Move("refund", Fraction(3, 14), (both, both)),)
    assert found.totals == (both, both)
    assert found.owed_by is None
    assert found.shares == {
        "apology": 1,
        "refund": Fraction(11, 14),
        "replacement": 0,
        "review_reply": 0,
        "shipping": 1,
    }


def test_what_cannot_be_split_is_made_up_for() -> None:
    """Before the split they have 70 and 55: with 7.5 points from one to the other as much."""
    found = divide(A, B, set())
    assert found.totals == (70, 55)
    assert (found.owed_by, found.owed) == ("one", Fraction(15, 2))
    swapped = divide(B, A, set())
    assert (swapped.owed_by, swapped.owed) == ("other", Fraction(15, 2))


def test_an_item_moves_whole_before_another_is_split() -> None:
    one, other = {"a": 52, "b": 46, "c": 2}, {"a": 50, "b": 45, "c": 5}
    found = divide(one, other, {"a"})
    assert [(move.item, move.part) for move in found.moves] == [("b", 1), ("a", Fraction(1, 51))]
    assert found.totals[0] == found.totals[1]
    assert found.owed == 0


def sides(random: Random) -> tuple[dict[str, int], dict[str, int]]:
    step = random.choice((1, 10, 25))
    one, other = (dict(zip(ITEMS, points(random, 4, step), strict=True)) for _ in range(2))
    return one, other


def drawn() -> list[tuple[dict[str, int], dict[str, int]]]:
    random = Random(seed())  # noqa: S311  # to be the same again
    return [sides(random) for _ in range(500)]


def test_both_have_as_much_and_at_most_one_item_is_split() -> None:
    for one, other in drawn():
        found = divide(one, other, ITEMS)
        assert found.totals[0] == found.totals[1] >= 50
        assert found.owed == 0
        assert sum(share.denominator > 1 for share in found.shares.values()) <= 1
        assert found.totals[0] == sum(one[item] * share for item, share in found.shares.items())
        assert found.totals[1] == sum(
            other[item] * (1 - share) for item, share in found.shares.items()
        )


def test_no_division_gives_both_more() -> None:
    """Of all divisions at quarters none is better for both, nor for one and as good for the other;
    and neither would rather have what the other has."""
    quarters = [Fraction(n, 4) for n in range(5)]
    for one, other in drawn()[:20]:
        found = divide(one, other, ITEMS)
        for parts in product(quarters, repeat=len(ITEMS)):
            mine = sum(one[i] * part for i, part in zip(ITEMS, parts, strict=True))
            yours = sum(other[i] * (1 - part) for i, part in zip(ITEMS, parts, strict=True))
            assert not (mine >= found.totals[0] and yours > found.totals[1])
            assert not (mine > found.totals[0] and yours >= found.totals[1])
        assert found.totals[0] >= 50
        assert found.totals[1] >= 50


@pytest.mark.parametrize("divisible", [ITEMS, ("a", "c"), ()], ids=["all", "some", "none"])
def test_swapping_the_sides_swaps_the_division(divisible: tuple[str, ...]) -> None:
    for one, other in drawn():
        found, swapped = divide(one, other, divisible), divide(other, one, divisible)
        assert swapped.totals == found.totals[::-1] or one == other
        assert swapped.owed == found.owed
        if one != other:
            assert swapped.shares == {item: 1 - share for item, share in found.shares.items()}


@pytest.mark.parametrize(
    ("one", "other", "divisible", "code", "pointer"),
    [
        pytest.param({"a": 100}, {"a": 100}, (), "too_few_issues", "/one", id="one item"),
        pytest.param(
            {f"n{n}": 0 for n in range(MOST_ISSUES + 1)},
            {},
            *((), "too_many", "/one"),
            id="too many items",
        ),
        pytest.param({"a": 50, "": 50}, {}, (), "name_unfit", "/one/", id="no name"),
        pytest.param({"a": 101, "b": -1}, {}, (), "points_out_of_range", "/one/a", id="over 100"),
        pytest.param({"a": 50, "b": 51}, {}, (), "points_not_100", "/one", id="101 points"),
        pytest.param(
            {"a": 50, "b": 50}, {"a": 99, "b": 0}, (), "points_not_100", "/other", id="99 points"
        ),
        pytest.param(
            {"a": 50, "b": 50}, {"a": 100}, (), "issue_missing", "/other", id="an item missing"
        ),
        pytest.param(
            {"a": 50, "b": 50},
            {"a": 50, "b": 50, "c/d": 0},
            *((), "unknown_issue", "/other/c~1d"),
            id="an item that only one has",
        ),
        pytest.param(
            {"a": 50, "b": 50},
            {"a": 50, "b": 50},
            *(("c",), "unknown_issue", "/divisible"),
            id="an unknown item can be split",
        ),
    ],
)
def test_what_cannot_be_divided(
    one: dict[str, int], other: dict[str, int], divisible: tuple[str, ...], code: str, pointer: str
) -> None:
    with pytest.raises(Unfit) as told:
        divide(one, other, divisible)
    assert (told.value.code, told.value.pointer) == (code, pointer)
