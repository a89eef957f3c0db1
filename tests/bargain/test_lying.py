"""What a lie about one's wishes comes to: worked by hand, and against opponents as data."""

from dataclasses import replace

import pytest

from odr_bargain.agenda import Agenda, Issue, TooMany
from odr_bargain.lying import MOST_OPPONENTS, NoOpponent, lies, risk
from odr_bargain.preferences import Preferences, Stake, check
from odr_bargain.solving import Rule
from odr_bargain.tournament.disputes import trading

AGENDA = Agenda((Issue("refund", ("0", "1", "2", "3", "4")), Issue("apology", ("no", "yes"))))
RISING = {"0": 0, "1": 25, "2": 50, "3": 75, "4": 100}
FALLING = {option: 100 - value for option, value in RISING.items()}
NO, YES = {"no": 0, "yes": 100}, {"no": 100, "yes": 0}

TRUE = Preferences((Stake("refund", 60, RISING), Stake("apology", 40, NO)), 3000)
HARD = Preferences((Stake("refund", 50, FALLING), Stake("apology", 50, YES)), 6000)
SOFT = Preferences((Stake("refund", 90, FALLING), Stake("apology", 10, YES)), 2000)


def test_the_truth_risks_nothing() -> None:
    found = risk(AGENDA, TRUE, TRUE, [HARD, SOFT])
    assert (found.lost, found.regretted, found.better, found.worse) == (0, 0, 0, 0)
    assert found.difference == 0


def test_asking_for_more_wins_something_here_and_loses_the_agreement_there() -> None:
    greedy = replace(TRUE, reservation=5500)
    found = risk(AGENDA, TRUE, greedy, [HARD, SOFT])
    hard, soft = found.each
    assert hard.settled_truth
    assert not hard.settled_lie
    assert hard.lie == TRUE.reservation
    assert soft.settled_lie
    assert soft.lie >= soft.truth
    assert (found.lost, found.worse) == (1, 1)


def test_a_lie_can_bring_an_agreement_that_is_worse_than_none() -> None:
    """Who hides what matters gets it not, and is left with less than it would walk away with."""
    hidden = Preferences((Stake("refund", 0, RISING), Stake("apology", 100, NO)), 0)
    true = replace(TRUE, stakes=(Stake("refund", 100, RISING), Stake("apology", 0, NO)))
    found = risk(AGENDA, true, hidden, [SOFT])
    assert found.each[0].settled_lie
    assert found.each[0].lie < true.reservation
    assert (found.regretted, found.worse) == (1, 1)
    assert found.difference < 0


@pytest.mark.parametrize("rule", Rule)
def test_every_lie_that_is_named_can_be_said_and_risks_something(rule: Rule) -> None:
    dispute = trading(3)
    opponents = [
        replace(dispute.respondent, reservation=reservation) for reservation in range(0, 9_000, 300)
    ]
    for name, stated in lies(dispute.claimant).items():
        check(dispute.agenda, stated)
        found = risk(dispute.agenda, dispute.claimant, stated, opponents, rule)
        assert len(found.each) == len(opponents)
        assert found.lost + found.worse > 0, name


def test_a_simulation_is_bounded() -> None:
    with pytest.raises(NoOpponent):
        risk(AGENDA, TRUE, TRUE, [])
    with pytest.raises(TooMany):
        risk(AGENDA, TRUE, TRUE, [SOFT] * (MOST_OPPONENTS + 1))
