"""Caps, statutory multipliers and parting to the cent: worked out beforehand from the statutes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.invariants import invariant

from odr_rules.packs import names, pack, versions
from odr_rules.packs.parts import Basis, Cap, Floor, Remedies, Words
from odr_rules.packs.vocabulary import Finding, Remedy
from odr_rules.remedies import (
    MOST,
    MOST_PARTS,
    Account,
    Bases,
    Fate,
    MoreThanIsLeft,
    Multiple,
    ceiling,
    extra_damages,
    limit,
    parted,
)

CHINA = pack("cn-ecommerce", 3).remedies
EVERY = [each.remedies for name in names() for each in versions(name)]
FRAUD, FOOD = Finding.FRAUD, Finding.UNSAFE_FOOD
TEXT = Words.model_validate({"en": "Most.", "zh-CN": "上限。"})


def yuan(price: int, loss: int | None = None) -> Bases:
    return Bases("CNY", price, loss)


def cap(name: str) -> Cap:
    return next(each for each in CHINA.caps if each.name == name)


@pytest.mark.parametrize(
    ("finding", "price", "loss", "extra", "rests_on"),
    [
        # Consumer Rights Law 55(1): three times, 500 yuan at least.
        (FRAUD, 120_00, None, 500_00, "floor"),
        (FRAUD, 166_66, None, 500_00, "floor"),
        (FRAUD, 166_67, None, 500_01, "price_paid"),
        (FRAUD, 2000_00, None, 6000_00, "price_paid"),
        (FRAUD, 120_00, 900_00, 500_00, "floor"),
        # Food Safety Law 148(2): ten times the price or three times the loss, 1,000 yuan at least.
        (FOOD, 12_00, None, 1000_00, "floor"),
        (FOOD, 12_00, 0, 1000_00, "floor"),
        (FOOD, 12_00, 600_00, 1800_00, "loss"),
        (FOOD, 150_00, None, 1500_00, "price_paid"),
        (FOOD, 150_00, 500_00, 1500_00, "price_paid"),
        (FOOD, 150_00, 500_01, 1500_03, "loss"),
        (FOOD, 100_00, None, 1000_00, "price_paid"),
    ],
)
def test_what_the_law_adds_for_what_was_found(finding, price, loss, extra, rests_on) -> None:
    found = extra_damages(CHINA, yuan(price, loss), {finding})
    assert found is not None
    assert (found.amount, found.rests_on) == (extra, rests_on)
    assert found.cap.finding is finding
    whole = ceiling(CHINA, yuan(price, loss), {finding}, Remedy.DAMAGES)
    assert whole.amount == price + extra


def test_a_limit_says_how_it_is_reckoned_even_with_what_was_not_said() -> None:
    found = limit(cap("unsafe_food"), yuan(12_00))
    assert found.multiples == (Multiple("price_paid", 12_00, 10), Multiple("loss", None, 3))
    assert [each.amount for each in found.multiples] == [120_00, None]
    assert found.floor_applies


def test_a_limit_of_nothing_but_an_unsaid_loss_is_unknown() -> None:
    only = cap("unsafe_food").model_copy(
        update={"most": (Basis(of="loss", times=3),), "floor": None}
    )
    found = limit(only, yuan(12_00))
    assert (found.amount, found.rests_on, found.floor_applies) == (None, None, False)
    assert found.multiples == (Multiple("loss", None, 3),)
    assert (
        ceiling(Remedies(allowed=(Remedy.DAMAGES,), caps=(only,)), yuan(12_00), {FOOD}).amount == 0
    )


def test_a_floor_in_another_currency_is_none() -> None:
    found = limit(cap("fraud"), Bases("EUR", 100))
    assert (found.amount, found.rests_on, found.floor_applies) == (300, "price_paid", False)


def test_the_caps_are_by_remedy_and_the_highest_counts() -> None:
    assert ceiling(CHINA, yuan(120_00), {FRAUD}, Remedy.REFUND).amount == 120_00
    assert ceiling(CHINA, yuan(120_00), {FRAUD}).amount == 620_00
    assert ceiling(CHINA, yuan(120_00), remedy=Remedy.APOLOGY).amount == 0
    twice = cap("price_paid").model_copy(
        update={"name": "twice", "most": (Basis(of="price_paid", times=2),)}
    )
    both = Remedies(allowed=CHINA.allowed, caps=(*CHINA.caps, twice))
    assert ceiling(both, yuan(120_00)).amount == 240_00


def test_of_equal_multiples_the_first_gives_the_limit() -> None:
    bases = (Basis(of="loss", times=1), Basis(of="price_paid", times=2))
    both = cap("unsafe_food").model_copy(update={"most": bases, "floor": None})
    assert limit(both, yuan(50, 100)).rests_on == "loss"


def test_what_a_finding_adds_to_a_refund_is_no_damages() -> None:
    refunds = cap("fraud").model_copy(update={"remedies": (Remedy.REFUND,)})
    found = Remedies(allowed=CHINA.allowed, caps=(refunds,))
    assert extra_damages(found, yuan(120_00), {FRAUD}) is None
    assert ceiling(found, yuan(120_00), {FRAUD}, Remedy.REFUND).amount == 500_00


def test_two_findings_are_not_punished_twice() -> None:
    found = extra_damages(CHINA, yuan(150_00), {FRAUD, FOOD})
    assert found is not None
    assert (found.amount, found.cap.finding) == (1500_00, FOOD)


def test_no_amount_is_higher_than_every_reader_keeps_exact() -> None:
    assert limit(cap("unsafe_food"), yuan(MOST)).amount == MOST
    assert ceiling(CHINA, yuan(MOST), {FOOD}).amount == MOST


AMOUNTS = st.integers(1, MOST)
FINDINGS = st.sets(st.sampled_from(Finding))


@invariant(44)
@given(st.sampled_from(EVERY), AMOUNTS, st.none() | st.integers(0, MOST), FINDINGS)
def test_a_multiplier_keeps_its_floor_and_ceiling_and_needs_its_finding(
    remedies, price, loss, findings
) -> None:
    bases = yuan(price, loss)
    found = extra_damages(remedies, bases, findings)
    if found is None:
        assert not any(each.finding in findings for each in remedies.caps if each.finding)
    else:
        assert found.cap.finding in findings
        assert found.amount is not None
        highest = max(each.amount or 0 for each in found.multiples)
        floor = found.cap.floor
        assert found.amount >= (floor.amount if floor and floor.currency == "CNY" else 0)
        assert found.amount <= max(highest, floor.amount if floor else 0)
        assert found.amount >= min(highest, MOST)
    without = ceiling(remedies, bases)
    assert without.extra is None
    assert ceiling(remedies, bases, findings).amount >= without.amount


@given(AMOUNTS, AMOUNTS, st.integers(1, 20), st.integers(1, MOST))
def test_a_cap_never_falls_when_the_price_rises(price, more, times, floor) -> None:
    one = cap("fraud").model_copy(
        update={
            "most": (Basis(of="price_paid", times=times),),
            "floor": Floor(amount=floor, currency="CNY"),
        }
    )
    low, high = (limit(one, yuan(each)).amount for each in sorted((price, more)))
    assert low is not None
    assert high is not None
    assert low <= high


MOVES = st.lists(st.tuples(st.sampled_from(Fate), st.integers(-5, 400)), max_size=30)


@invariant(43)
@given(st.integers(1, 1000), st.integers(0, 1000), MOVES)
def test_no_more_is_granted_than_was_claimed_and_the_law_adds(claimed, extra, moves) -> None:
    """In any order, refusals among them, which change nothing; and all of it can be granted."""
    account = Account(claimed, extra)
    for fate, amount in moves:
        if not 0 < amount <= account.left(fate):
            with pytest.raises(MoreThanIsLeft) as refused:
                account.after(fate, amount)
            assert (refused.value.amount, refused.value.left) == (amount, account.left(fate))
        else:
            found = account.after(fate, amount)
            assert getattr(found, fate) == getattr(account, fate) + amount
            assert replace(found, **{fate.value: getattr(account, fate)}) == account
            account = found
        gone = account.awarded + account.settled + account.withdrawn
        assert gone <= claimed + extra
        assert account.withdrawn <= claimed
    if left := account.left(Fate.AWARDED):
        account = account.after(Fate.AWARDED, left)
    assert account.awarded + account.settled + account.withdrawn == claimed + extra
    assert account.left(Fate.SETTLED) == account.left(Fate.WITHDRAWN) == 0


def test_what_the_law_adds_is_never_withdrawn() -> None:
    account = Account(claimed=100, extra=500).after(Fate.AWARDED, 80)
    assert {fate: account.left(fate) for fate in Fate} == {
        Fate.AWARDED: 520,
        Fate.SETTLED: 520,
        Fate.WITHDRAWN: 20,
    }
    assert account.after(Fate.WITHDRAWN, 20).left(Fate.AWARDED) == 500
    with pytest.raises(MoreThanIsLeft, match="21 of 20"):
        account.after(Fate.WITHDRAWN, 21)


@pytest.mark.parametrize(
    ("amount", "weights", "parts"),
    [
        (10000, [1, 1, 1], (3334, 3333, 3333)),
        (100, [1, 2, 3], (17, 33, 50)),
        (1, [1, 1], (1, 0)),
        (5, [3, 1, 1], (3, 1, 1)),
        (10, [1, 1, 4], (2, 2, 6)),
        (7, [0, 2, 0, 1], (0, 5, 0, 2)),
        (0, [1, 1], (0, 0)),
        (5, [1], (5,)),
    ],
)
def test_a_sum_is_parted_by_largest_remainder(amount, weights, parts) -> None:
    assert parted(amount, weights) == parts


@invariant(47)
@given(
    st.integers(0, MOST),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any),
)
def test_the_parts_are_the_whole_and_each_within_a_unit_of_its_due(amount, weights) -> None:
    parts, whole = parted(amount, weights), sum(weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - amount * weight) < whole


@pytest.mark.parametrize(
    ("amount", "weights"),
    [(-1, [1]), (10, []), (10, [0, 0]), (10, [3, -1]), (10, [1] * (MOST_PARTS + 1))],
)
def test_what_cannot_be_parted_is_refused(amount, weights) -> None:
    with pytest.raises(ValueError, match=r"^it cannot be parted so$"):
        parted(amount, weights)


def test_as_many_parts_as_there_may_be() -> None:
    assert sum(parted(10**6 + 1, [1] * MOST_PARTS)) == 10**6 + 1
