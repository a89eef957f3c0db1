"""Double-blind bidding: the worked example, what may be bid, and that no side is better off."""

from dataclasses import replace
from inspect import signature

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.invariants import invariant

from odr_bargain.bidding import (
    MOST,
    MOST_ROUNDS,
    Band,
    BidCurrencyDiffers,
    BidOutOfBounds,
    BidPlacedAlready,
    BidRetreats,
    NoSuchRound,
    Settlement,
    Side,
    Terms,
    TermsUnfit,
    check,
    meet,
    midpoint,
    play,
)
from odr_bargain.unfit import Unfit

DEMANDS, OFFERS = Side.CLAIMANT, Side.RESPONDENT
CYBERSETTLE = Terms(
    currency="EUR",
    in_dispute=100_000,
    at_most=100_000,
    band=Band("demand", 3000),
    crossing="demand",
)
OURS = replace(CYBERSETTLE, band=Band("dispute", 1000), crossing="midpoint")
ROUNDS = [(100_000, 40_000), (85_000, 52_000), (72_000, 56_000)]

amounts = st.integers(0, 10**6)
bands = st.one_of(
    st.builds(Band, st.just("dispute"), st.integers(0, 10_000)),
    st.builds(Band, st.just("fixed"), st.integers(0, 10**6)),
)


def test_the_worked_example_settles_in_its_third_round() -> None:
    thresholds = [demand - CYBERSETTLE.band.width(0, demand) for demand, _ in ROUNDS]
    assert thresholds == [70_000, 59_500, 50_400]
    assert play(CYBERSETTLE, ROUNDS) == Settlement(64_000, 3, 72_000, 56_000, "near", 21_600)


def test_a_crossing_pays_the_midpoint_or_as_cybersettle_had_it_the_demand() -> None:
    crossed = meet(CYBERSETTLE, 1, 60_000, 65_000)
    assert crossed is not None
    assert (crossed.amount, crossed.met) == (60_000, "crossed")
    ours = meet(OURS, 1, 60_000, 65_000)
    assert ours is not None
    assert (ours.amount, ours.met) == (62_500, "crossed")


@pytest.mark.parametrize(
    ("demand", "offer", "paid"),
    [
        pytest.param(60_000, 50_000, 55_000, id="as far apart as the band is wide"),
        pytest.param(60_001, 50_000, None, id="a minor unit more"),
        pytest.param(60_000, 60_000, 60_000, id="the same"),
        pytest.param(60_000, 60_001, 60_000, id="half a unit goes to the even one, below"),
        pytest.param(60_001, 60_002, 60_002, id="half a unit goes to the even one, above"),
        pytest.param(None, 60_000, None, id="no demand"),
        pytest.param(60_000, None, None, id="no offer"),
    ],
)
def test_a_round(demand: int | None, offer: int | None, paid: int | None) -> None:
    found = meet(OURS, 1, demand, offer)
    assert (found.amount if found else None) == paid


def test_a_share_of_an_odd_amount_is_not_rounded_up() -> None:
    terms = replace(OURS, in_dispute=1_009, band=Band("dispute", 1000))
    assert meet(terms, 1, 600, 500) is not None
    assert meet(terms, 1, 601, 500) is None


def test_no_round_is_played_after_the_last() -> None:
    assert play(replace(CYBERSETTLE, rounds=2), ROUNDS) is None


@pytest.mark.parametrize(
    ("side", "number", "amount", "own", "refused"),
    [
        pytest.param(DEMANDS, 1, 100_000, {}, None, id="the most"),
        pytest.param(DEMANDS, 1, 100_001, {}, BidOutOfBounds, id="more than the most"),
        pytest.param(OFFERS, 1, 100, {}, None, id="the least"),
        pytest.param(OFFERS, 1, 99, {}, BidOutOfBounds, id="less than the least"),
        pytest.param(DEMANDS, 2, 500, {1: 500}, None, id="a demand stays"),
        pytest.param(DEMANDS, 2, 501, {1: 500}, BidRetreats, id="a demand rises"),
        pytest.param(OFFERS, 2, 500, {1: 500}, None, id="an offer stays"),
        pytest.param(OFFERS, 2, 499, {1: 500}, BidRetreats, id="an offer falls"),
        pytest.param(OFFERS, 3, 450, {1: 400, 2: 500}, BidRetreats, id="falls behind the last"),
        pytest.param(DEMANDS, 3, 501, {1: 500}, BidRetreats, id="a round was missed"),
        pytest.param(DEMANDS, 1, 400, {1: 500}, BidPlacedAlready, id="twice"),
        pytest.param(DEMANDS, 1, 400, {2: 500}, NoSuchRound, id="a round that is over"),
        pytest.param(DEMANDS, 0, 400, {}, NoSuchRound, id="no round"),
        pytest.param(DEMANDS, 4, 400, {}, NoSuchRound, id="after the last round"),
    ],
)
def test_a_bid(
    side: Side, number: int, amount: int, own: dict[int, int], refused: type[Unfit] | None
) -> None:
    terms = replace(OURS, at_least=100)
    if refused is None:
        check(terms, side, number, amount, "EUR", own)
        return
    with pytest.raises(refused) as told:
        check(terms, side, number, amount, "EUR", own)
    assert type(told.value) is refused


def test_a_bid_in_another_currency_is_refused_whatever_its_amount() -> None:
    with pytest.raises(BidCurrencyDiffers) as told:
        check(OURS, DEMANDS, 1, 10**9, "USD", {})
    assert told.value.pointer == "/currency"
    assert told.value.extra == {"currency": "EUR"}


@invariant(3)
def test_what_refuses_a_bid_is_not_given_the_other_sides() -> None:
    assert list(signature(check).parameters) == [
        *("terms", "side", "number", "amount", "currency", "own"),
    ]


@invariant(3)
@given(amounts, amounts, amounts, bands)
def test_a_round_that_fails_says_the_same_whatever_was_bid(
    demand: int, offer: int, another: int, band: Band
) -> None:
    """Of two offers that both fail a claimant cannot tell which it was, but for the band."""
    terms = replace(OURS, band=band)
    failed = [meet(terms, 1, demand, each) for each in (offer, another)]
    for each, found in zip((offer, another), failed, strict=True):
        assert (found is None) == (demand - each > band.width(terms.in_dispute, demand))


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"at_least": -1}, "/at_most"),
        ({"at_least": 5, "at_most": 5}, "/at_most"),
        ({"at_most": MOST + 1}, "/at_most"),
        ({"in_dispute": 0}, "/in_dispute"),
        ({"in_dispute": MOST + 1}, "/in_dispute"),
        ({"rounds": 0}, "/rounds"),
        ({"rounds": MOST_ROUNDS + 1}, "/rounds"),
        ({"band": Band("dispute", -1)}, "/band/amount"),
        ({"band": Band("dispute", 10_001)}, "/band/amount"),
        ({"band": Band("fixed", MOST + 1)}, "/band/amount"),
    ],
)
def test_terms_that_nobody_can_bid_under(change: dict[str, int], pointer: str) -> None:
    with pytest.raises(TermsUnfit) as told:
        replace(OURS, **change)  # type: ignore[arg-type]
    assert told.value.pointer == pointer


def test_the_widest_terms_can_be_had() -> None:
    widest = {"at_most": MOST, "in_dispute": MOST, "rounds": MOST_ROUNDS}
    terms = replace(OURS, **widest, band=Band("fixed", MOST))  # type: ignore[arg-type]
    assert meet(terms, 1, MOST, 0) is not None


@given(amounts, amounts, bands, st.integers(0, 10**6))
def test_swapping_the_sides_swaps_the_result(
    demand: int, offer: int, band: Band, half: int
) -> None:
    """Who would pay is paid instead: each amount a becomes m - a, the demand the offer."""
    terms, mirror = replace(OURS, band=band), 2 * half
    found, swapped = meet(terms, 1, demand, offer), meet(terms, 1, mirror - offer, mirror - demand)
    assert (found is None) == (swapped is None)
    if found is not None and swapped is not None:
        assert swapped.amount == mirror - found.amount
        assert swapped.met == found.met


def test_swapping_tells_where_terms_favour_a_side() -> None:
    """The twin of the test above: it fails where it should."""
    assert OURS.symmetric
    assert not CYBERSETTLE.symmetric
    assert meet(CYBERSETTLE, 1, 72_000, 51_000) is not None
    assert meet(CYBERSETTLE, 1, 100_000 - 51_000, 100_000 - 72_000) is None
    crossed, swapped = meet(CYBERSETTLE, 1, 600, 650), meet(CYBERSETTLE, 1, 350, 400)
    assert crossed is not None
    assert swapped is not None
    assert swapped.amount != 1000 - crossed.amount


@given(amounts, amounts)
def test_the_midpoint_lies_between_and_is_off_by_half_a_unit_at_most(one: int, other: int) -> None:
    found = midpoint(one, other)
    assert min(one, other) <= found <= max(one, other)
    assert abs(2 * found - one - other) <= 1
    assert (one + other) % 2 == 0 or found % 2 == 0


@given(amounts, amounts, bands, st.integers(2, 1000))
def test_in_other_units_it_is_the_same(demand: int, offer: int, band: Band, times: int) -> None:
    """Counted in a unit so many times smaller, what settled settles and at the same amount."""
    terms = replace(OURS, band=band)
    finer = replace(
        terms,
        in_dispute=terms.in_dispute * times,
        at_most=terms.at_most * times,
        band=replace(band, amount=band.amount * times) if band.of == "fixed" else band,
    )
    found, again = meet(terms, 1, demand, offer), meet(finer, 1, demand * times, offer * times)
    assert (found is None) == (again is None)
    if found is not None and again is not None:
        # Each is off by half of its own unit at most.
        assert abs(again.amount - found.amount * times) * 2 <= times + 1
