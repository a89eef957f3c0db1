"""Receipts of sealed bids: what they are made of, and that they speak for one bid alone."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest

from odr_bargain.bidding import MOST, MOST_ROUNDS, Side
from odr_bargain.receipts import NoReceipt, SealedBid, canonical, receipt, speaks_for

BID = SealedBid(case="case-1", round=1, side=Side.CLAIMANT, amount=100_000, currency="EUR")
SALT = bytes(range(32))


def test_it_can_be_reckoned_again_by_hand() -> None:
    said = b'{"amount":100000,"case":"case-1","currency":"EUR","round":1,"side":"claimant"}'
    assert canonical(BID) == said
    assert receipt(BID, SALT) == hashlib.sha256(SALT + said).hexdigest()


def test_it_speaks_for_its_bid() -> None:
    assert speaks_for(receipt(BID, SALT), BID, SALT)


@pytest.mark.parametrize(
    "other",
    [
        {"case": "case-2"},
        {"round": 2},
        {"side": Side.RESPONDENT},
        {"amount": 100_001},
        {"currency": "USD"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_it_speaks_for_no_other(other: dict[str, Any]) -> None:
    assert not speaks_for(receipt(BID, SALT), replace(BID, **other), SALT)


def test_it_speaks_with_its_own_salt_only() -> None:
    assert not speaks_for(receipt(BID, SALT), BID, bytes(32))
    assert not speaks_for("ä", BID, SALT)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_salt_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(NoReceipt) as told:
        receipt(BID, bytes(size))
    assert told.value.pointer == "/salt"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": MOST + 1},
        {"amount": -MOST - 1},
        {"round": 0},
        {"round": MOST_ROUNDS + 1},
        {"case": "\ud800"},
    ],
)
def test_what_json_cannot_say_exactly_has_no_receipt(wrong: dict[str, Any]) -> None:
    with pytest.raises(NoReceipt):
        receipt(replace(BID, **wrong), SALT)


def test_the_most_has_one() -> None:
    receipt(replace(BID, amount=MOST, round=MOST_ROUNDS), SALT)


def test_names_beyond_ascii_are_written_as_they_are() -> None:
    assert '"case":"案件\\"1\\""'.encode() in canonical(replace(BID, case='案件"1"'))
