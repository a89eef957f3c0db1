"""The tournament: generators are what they say, and nothing is settled that a side would not."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product

import pytest
from tests.bargain import brute
from tests.bargain.worked import CLAIMANT

from odr_bargain import solving
from odr_bargain.agenda import Agenda, Issue
from odr_bargain.preferences import Preferences, Stake, check
from odr_bargain.solving import most_together
from odr_bargain.tournament.disputes import (
    AMOUNT,
    AMOUNTS,
    GENERATORS,
    IN_DISPUTE,
    Dispute,
    opposed,
)
from odr_bargain.tournament.draws import Draws
from odr_bargain.tournament.results import NotAcceptable, compete, together
from odr_bargain.tournament.strategies import (
    STRATEGIES,
    blind_bidding,
    improved_offers,
    offers,
    split_the_difference,
    standing_instruction,
)

Generator = Callable[[int], Dispute]
SEEDS = range(30)

generators = pytest.mark.parametrize("generator", GENERATORS.values(), ids=GENERATORS)


def test_draws_are_the_same_everywhere() -> None:
    draws = Draws("a seed")
    assert [draws.between(1, 6) for _ in range(12)] == [6, 5, 4, 3, 3, 1, 1, 6, 6, 3, 6, 2]
    assert Draws("a seed").between(5, 5) == 5


def test_each_number_is_drawn_about_as_often() -> None:
    draws = Draws("dice")
    seen = [draws.between(1, 6) for _ in range(6000)]
    assert set(seen) == set(range(1, 7))
    assert all(850 < seen.count(n) < 1150 for n in range(1, 7))


def test_what_is_parted_sums_to_the_whole() -> None:
    draws = Draws("parts")
    for parts in range(1, 7):
        found = draws.parted(100, parts, least=2)
        assert (len(found), sum(found)) == (parts, 100)
        assert min(found) >= 2


@generators
def test_a_generator_is_a_function_of_its_seed(generator: Generator) -> None:
    assert generator(7) == generator(7) != generator(8)


@generators
def test_what_is_generated_can_be_bargained_over(generator: Generator) -> None:
    for seed in SEEDS:
        dispute = generator(seed)
        check(dispute.agenda, dispute.claimant)
        check(dispute.agenda, dispute.respondent)
        more = [dispute.with_amount(n) for n in (0, IN_DISPUTE)]
        assert dispute.claimant.worth(more[0]) < dispute.claimant.worth(more[1])
        assert dispute.respondent.worth(more[0]) > dispute.respondent.worth(more[1])
        # So that no strategy that speaks of money alone is refused by the rules.
        assert all(dispute.agenda.allows(dispute.with_amount(n)) for n in range(IN_DISPUTE + 1))


@generators
def test_some_can_be_settled_and_some_cannot(generator: Generator) -> None:
    rows = compete([generator(seed) for seed in SEEDS], {"none": lambda _: None})
    assert len(SEEDS) // 4 <= rows[0].with_zone < len(SEEDS)
    assert (rows[0].settled, rows[0].reached) == (0, 0)


def test_in_an_opposed_dispute_both_together_have_the_same_whatever_is_agreed() -> None:
    for seed in SEEDS:
        dispute = opposed(seed)
        names = [each.id for each in dispute.agenda.issues]
        for chosen in islice(product(*(i.options for i in dispute.agenda.issues)), 500):
            package = dict(zip(names, chosen, strict=True))
            assert dispute.claimant.worth(package) + dispute.respondent.worth(package) == 10_000


@generators
def test_packages_settle_all_that_can_be_and_nobody_reaches_more_than_there_is(
    generator: Generator,
) -> None:
    """`compete` refuses a strategy that goes beyond a side's limit or what the rules allow."""
    for row in compete([generator(seed) for seed in SEEDS], STRATEGIES):
        assert 0 <= row.reached <= 1
        assert 0 <= row.settled <= row.with_zone
        if row.strategy.startswith("packages"):
            assert row.settled_share == 1
            assert row.reached > Fraction(4, 5)


def test_a_strategy_that_overrides_a_side_is_found_out() -> None:
    disputes = [opposed(seed) for seed in SEEDS]
    with pytest.raises(NotAcceptable):
        compete(disputes, {"pays all": lambda dispute: dispute.with_amount(IN_DISPUTE)})


def over_money(least_taken: int, most_paid: int) -> Dispute:
    """Only the amount matters; the limits are these hundredths."""
    agenda = Agenda((Issue(AMOUNT, AMOUNTS), Issue("other", ("no", "yes"))))
    rest = Stake("other", 0, {"no": 0, "yes": 0})
    rising = {option: n for n, option in enumerate(AMOUNTS)}
    falling = {option: IN_DISPUTE - n for n, option in enumerate(AMOUNTS)}
    return Dispute(
        agenda,
        Preferences((Stake(AMOUNT, 100, rising), rest), 100 * least_taken),
        Preferences((Stake(AMOUNT, 100, falling), rest), 100 * (IN_DISPUTE - most_paid)),
    )


@pytest.mark.parametrize(
    ("limits", "half", "haggled", "instructed", "blind"),
    [
        # By thirds: the claimant asks 100, 80, 60, 40, the respondent names 0, 20, 40, 60.
        pytest.param((40, 60), 50, 40, 60, 50, id="a wide zone"),
        pytest.param((50, 50), 50, 50, 50, 50, id="a zone of one amount"),
        pytest.param((51, 50), None, None, None, None, id="no zone"),
        pytest.param((60, 80), None, 60, 78, 70, id="a zone above half"),
        pytest.param((0, 100), 50, 34, 100, 50, id="nobody has a limit"),
        pytest.param((10, 4), None, None, None, None, id="the respondent pays next to nothing"),
    ],
)
def test_what_each_way_comes_to_on_money_alone(
    limits: tuple[int, int],
    half: int | None,
    haggled: int | None,
    instructed: int | None,
    blind: int | None,
) -> None:
    dispute = over_money(*limits)
    ways = (split_the_difference, offers, standing_instruction, blind_bidding)
    found = [way(dispute) for way in ways]
    amounts = [None if each is None else int(each[AMOUNT]) for each in found]
    assert amounts == [half, haggled, instructed, blind]


@pytest.mark.parametrize("most_paid", range(0, 101, 5))
def test_blind_bids_settle_where_there_is_a_zone_and_never_beyond_a_limit(most_paid: int) -> None:
    for least_taken in range(101):
        settled = blind_bidding(over_money(least_taken, most_paid))
        if most_paid < 5:
            # Half a band is more than it would pay: no bid of its is safe.
            assert settled is None
            continue
        assert (settled is not None) == (least_taken <= most_paid)
        if settled is not None:
            assert least_taken <= int(settled[AMOUNT]) <= most_paid


@generators
def test_an_improvement_is_none_to_nobody(generator: Generator) -> None:
    bettered = 0
    for seed in SEEDS:
        dispute = generator(seed)
        before, after = offers(dispute), improved_offers(dispute)
        assert (before is None) == (after is None)
        if before is None or after is None or before == after:
            continue
        bettered += 1
        assert dispute.claimant.worth(after) > dispute.claimant.worth(before)
        assert dispute.respondent.worth(after) > dispute.respondent.worth(before)
    assert bettered > 0 or generator is opposed


def test_the_most_that_both_can_have_is_what_brute_force_finds() -> None:
    for seed in range(8):
        for generator in GENERATORS.values():
            dispute = generator(seed)
            sides = (dispute.claimant, dispute.respondent)
            every = brute.allowed(dispute.agenda, *sides)
            gains = [
                together(dispute, each.package)
                for each in islice(every, 20_000)
                if dispute.acceptable(each.package)
            ]
            if dispute.agenda.combinations <= 20_000:
                assert most_together(dispute.agenda, *sides) == max(gains, default=None)


def test_where_every_sum_is_the_same_it_is_known_however_short_the_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(solving, "MOST_NODES", 100)
    known = 0
    for seed in (*SEEDS, 301):
        dispute = opposed(seed)
        sides = (dispute.claimant, dispute.respondent)
        left = 10_000 - sum(each.reservation for each in sides)
        if offers(dispute) is not None:
            known += 1
            assert most_together(dispute.agenda, *sides) == Fraction(left, 10_000)
    assert known > 5


def test_a_search_that_proves_nothing_is_no_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "MOST_NODES", 1)
    cut = 0
    for seed in SEEDS:
        dispute = GENERATORS["trading"](seed)
        try:
            most_together(dispute.agenda, dispute.claimant, dispute.respondent)
        except solving.CutShort:
            cut += 1
    assert cut > 0


def test_a_row_is_of_what_could_be_had() -> None:
    dispute = over_money(40, 60)
    nothing = replace(dispute, claimant=replace(dispute.claimant, reservation=9_000))
    row = compete([dispute, nothing], {"half": split_the_difference})[0]
    assert (row.disputes, row.with_zone, row.settled, row.reached) == (2, 1, 1, 1)
    assert CLAIMANT.width == 10_000
