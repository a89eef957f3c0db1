"""Versions of a pack follow one another, each day with one of them, in whatever order they come."""

from datetime import date
from itertools import permutations

import pytest
from tests.rules.packs import TEXT

from odr_rules.packs import Faulty, Pack, load, load_all
from odr_rules.packs.coherence import overlapping

U = load(TEXT)
OTHER = U.model_copy(update={"name": "another"})


def version(number: int, since: str, until: str | None) -> Pack:
    end = date.fromisoformat(until) if until else None
    force = U.in_force.model_copy(update={"since": date.fromisoformat(since), "until": end})
    return U.model_copy(update={"version": number, "in_force": force})


FIRST = version(1, "2020-01-01", "2025-12-31")
SECOND = version(2, "2026-01-01", "2026-06-30")
THIRD = version(3, "2026-07-01", None)


@pytest.mark.parametrize("order", list(permutations([FIRST, SECOND, THIRD, OTHER])))
def test_what_follows_one_another_does_not_overlap(order: tuple[Pack, ...]) -> None:
    assert list(overlapping(order)) == []


@pytest.mark.parametrize(
    ("packs", "found"),
    [
        (
            [OTHER, FIRST, version(1, "2030-01-01", None)],
            [(2, "version_twice", ("version",), "uncitral-odr: 1, 1")],
        ),
        (
            [FIRST, OTHER, version(2, "2025-12-31", None)],
            [(2, "versions_overlap", ("in_force",), "uncitral-odr: 1, 2")],
        ),
        (
            [version(2, "2025-12-31", None), FIRST],
            [(1, "versions_overlap", ("in_force",), "uncitral-odr: 2, 1")],
        ),
        (
            [FIRST, version(1, "2027-01-01", None), version(2, "2024-01-01", "2024-12-31")],
            [
                (1, "version_twice", ("version",), "uncitral-odr: 1, 1"),
                (2, "versions_overlap", ("in_force",), "uncitral-odr: 1, 2"),
            ],
        ),
        (
            [FIRST, SECOND, version(3, "2026-06-30", None)],
            [(2, "versions_overlap", ("in_force",), "uncitral-odr: 2, 3")],
        ),
    ],
    ids=["a version twice", "on one day", "the other way round", "both", "the last two"],
)
def test_each_pair_that_overlaps_is_told(packs: list[Pack], found: list[object]) -> None:
    assert list(overlapping(packs)) == found


def test_a_fault_among_several_files_names_its_own() -> None:
    with pytest.raises(Faulty) as refused:
        load_all([("good", TEXT), ("bad", "a: 1")])
    assert {each.file for each in refused.value.faults} == {"bad"}
