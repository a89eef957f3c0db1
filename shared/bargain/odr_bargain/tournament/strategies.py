"""Ways to settle a dispute, each played by both sides as honestly as it lets them.

A strategy is given the dispute and answers with a package or nothing. What it takes of a side is
only what that side would do knowing its own preferences; the rest is the procedure.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from odr_bargain.agenda import Package
from odr_bargain.bidding import Band, Terms, play
from odr_bargain.solving import Rule, improve, solve
from odr_bargain.tournament.disputes import IN_DISPUTE, Dispute

Strategy: TypeAlias = Callable[[Dispute], Package | None]

PERSONS: Final = 4
"""How often each of two persons makes an offer before they give up."""
AUTOMATIC: Final = 10
"""How often a standing instruction does."""
BAND: Final = Band("dispute", 1_000)
ROUNDS: Final = 3


def split_the_difference(dispute: Dispute) -> Package | None:
    """All is asked, nothing is offered, half is paid, if both can live with it."""
    half = dispute.with_amount(IN_DISPUTE // 2)
    return half if dispute.acceptable(half) else None


def offers(dispute: Dispute) -> Package | None:
    """Two persons in turn name an amount; each goes in equal steps to its limit, and takes what is
    no worse for it than what it would name next."""
    return _haggled(dispute, PERSONS, power=1)


def standing_instruction(dispute: Dispute) -> Package | None:
    """A person as above, and a merchant's instruction, which names more and more up to its limit,
    little at first (by the square of the time), and takes at once what its limit lets it."""
    return _haggled(dispute, AUTOMATIC, power=2, takes_at_once=True)


def blind_bidding(dispute: Dispute) -> Package | None:
    """Three rounds with a band of a tenth. Each side goes half of the way to its last bid, three
    quarters, and all of it; the last bid keeps half a band away from its limit, so that no midpoint
    is beyond."""
    spare = BAND.width(IN_DISPUTE, 0) // 2
    last_demand = _least_taken(dispute) + spare
    last_offer = _most_paid(dispute) - spare
    if last_offer < 0:
        return None
    first = max(IN_DISPUTE, last_demand)
    terms = Terms(currency="EUR", in_dispute=IN_DISPUTE, at_most=first, band=BAND, rounds=ROUNDS)
    bids = [(first - (first - last_demand) * n // 4, last_offer * n // 4) for n in (2, 3, 4)]
    settled = play(terms, bids)
    return None if settled is None else dispute.with_amount(settled.amount)


def packages(dispute: Dispute) -> Package | None:
    return solve(dispute.agenda, dispute.claimant, dispute.respondent).package


def egalitarian_packages(dispute: Dispute) -> Package | None:
    sides = dispute.claimant, dispute.respondent
    return solve(dispute.agenda, *sides, Rule.EGALITARIAN).package


def adjusted_winner_packages(dispute: Dispute) -> Package | None:
    sides = dispute.claimant, dispute.respondent
    return solve(dispute.agenda, *sides, Rule.ADJUSTED_WINNER).package


def improved_offers(dispute: Dispute) -> Package | None:
    """What was agreed by offers alone, and then bettered for both, where that can be."""
    agreed = offers(dispute)
    if agreed is None:
        return None
    better = improve(dispute.agenda, dispute.claimant, dispute.respondent, agreed).package
    return agreed if better is None else better


STRATEGIES: Final[Mapping[str, Strategy]] = {
    "split the difference": split_the_difference,
    "offers alone": offers,
    "standing instruction": standing_instruction,
    "blind bidding": blind_bidding,
    "offers, then improved": improved_offers,
    "packages, Nash": packages,
    "packages, egalitarian": egalitarian_packages,
    "packages, adjusted winner": adjusted_winner_packages,
}


def _least_taken(dispute: Dispute) -> int:
    """The claimant's limit; beyond what is in dispute where no amount is enough for it."""
    every = range(IN_DISPUTE + 1)
    enough = (n for n in every if dispute.claimant.gain(dispute.with_amount(n)) >= 0)
    return next(enough, IN_DISPUTE + 1)


def _most_paid(dispute: Dispute) -> int:
    """The respondent's limit; below 0 where it would rather not pay anything."""
    every = range(IN_DISPUTE, -1, -1)
    little = (n for n in every if dispute.respondent.gain(dispute.with_amount(n)) >= 0)
    return next(little, -1)


def _haggled(
    dispute: Dispute, turns: int, power: int, takes_at_once: bool = False
) -> Package | None:
    """The claimant names an amount and the respondent another, so many times in turn.

    The respondent has gone (t / last)**power of the way to its limit at turn t, the claimant
    always t / last; all in whole hundredths, each rounded to its own advantage.
    """
    least, most, last = _least_taken(dispute), _most_paid(dispute), turns - 1
    if least > IN_DISPUTE or most < 0:
        return None
    for turn in range(turns):
        asked = IN_DISPUTE - (IN_DISPUTE - least) * turn // last
        offered = most * turn**power // last**power
        if asked <= (most if takes_at_once else offered):
            return dispute.with_amount(asked)
        asks_next = IN_DISPUTE - (IN_DISPUTE - least) * min(turn + 1, last) // last
        if offered >= asks_next:
            return dispute.with_amount(offered)
    return None
