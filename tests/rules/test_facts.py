"""What a filing says, as expressions see it: what follows from what was said, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from tests.rules.test_eligibility import facts

from odr_rules.facts import FIRST, LAST, within

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "nearest"),
    [
        (date(2026, 6, 1), date(2026, 6, 1)),
        (FIRST, FIRST),
        (FIRST - DAY, FIRST),
        (LAST, LAST),
        (LAST + DAY, LAST),
        (date.min, FIRST),
        (date.max, LAST),
    ],
)
def test_a_day_outside_what_facts_can_say_is_the_nearest_that_they_can(
    day: date, nearest: date
) -> None:
    assert within(day) == nearest


NONE: dict[str, Any] = {"made": None, "made_on": None, "answered": None, "answered_on": None}
SAID: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "a day of trying": ({"made_on": "2026-05-05"}, {"made": True, "made_on": "2026-05-05"}),
    "an answer": ({"answered": True}, {"made": True, "answered": True}),
    "no answer": ({"answered": False}, {"answered": False}),
    "that it tried": ({"made": True}, {"made": True}),
    "that it never tried": ({"made": False}, {"made": False}),
    "a day of the answer": (
        {"answered_on": "2026-05-09"},
        {"made": True, "answered": True, "answered_on": "2026-05-09"},
    ),
    "what does not go together": (
        {"made": False, "answered": False, "answered_on": "2026-05-09"},
        {"made": False, "answered": False, "answered_on": "2026-05-09"},
    ),
}


@pytest.mark.parametrize(("said", "known"), SAID.values(), ids=SAID)
def test_who_was_answered_has_asked_and_who_names_a_day_has_done_it(said, known) -> None:
    assert facts(contact=NONE | said).named()["contact"] == known


def test_what_is_unsaid_is_not_there_and_the_loss_is_for_the_caps_alone() -> None:
    named = facts(loss=500, claimant={"country": None}).named()
    assert named["claimant"] == {"kind": "consumer", "identified": True}
    assert "loss" not in named
    assert named["order"]["placed_on"] == "2026-05-01"
    assert named["claimed"] == 16667


def test_what_is_claimed_is_the_sum_and_an_act_adds_nothing() -> None:
    claims = [
        {"reason": "defective", "remedy": "refund", "amount": 100},
        {"reason": "defective", "remedy": "apology"},
        {"reason": "defective", "remedy": "damages", "amount": 23},
    ]
    assert facts(claims=claims).named()["claimed"] == 123
