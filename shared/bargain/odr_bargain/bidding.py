"""Double-blind bidding: a demand and an offer that meet, or come near enough, settle midway.

Each side makes one sealed bid a round. Amounts are whole minor units of one currency throughout.
After a round that does not settle nobody is told more than that it did not: that is why nothing
here takes both sides' bids but `meet`, whose answer is a settlement or nothing. The idea is
US patent 6,330,551; there a demand that was crossed is paid in full, here it is split.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from odr_bargain.unfit import Unfit

MOST: Final = 10**15
"""No amount is higher: below 2^53, so that every JSON reader keeps it exact (RFC 8259, 6)."""
MOST_ROUNDS: Final = 20
WHOLE: Final = 10_000
"""Basis points in a whole."""

Met: TypeAlias = Literal["crossed", "near"]


class Side(StrEnum):
    """Whose bid it is: the claimant demands, the respondent offers."""

    CLAIMANT = "claimant"
    RESPONDENT = "respondent"


class TermsUnfit(Unfit):
    """Nobody can bid under such terms."""

    code = "terms_unfit"


class BidOutOfBounds(Unfit):
    """The bid is less, or more, than the terms let be bid."""

    code = "bid_out_of_bounds"


class BidCurrencyDiffers(Unfit):
    """The bid is in another currency than the dispute."""

    code = "currency_differs"


class BidRetreats(Unfit):
    """A demand may not rise from round to round, and an offer may not fall."""

    code = "bid_retreats"


class BidPlacedAlready(Unfit):
    """A side bids once a round."""

    code = "bid_placed_already"


class NoSuchRound(Unfit):
    """There is no round of this number, or later ones have been bid in already."""

    code = "no_such_round"


@dataclass(frozen=True, slots=True)
class Band:
    """How far apart a demand and an offer may be and yet settle, published before round 1.

    A share of the amount in dispute, or so many minor units, is the same from both sides. A share
    of the demand is not: it is there for packs that want it as Cybersettle had it.
    """

    of: Literal["dispute", "demand", "fixed"]
    amount: int
    """Basis points of what it is a share of; of a fixed one, minor units."""

    def width(self, in_dispute: int, demand: int) -> int:
        """In whole minor units. What is apart by less than the next unit is within the exact share
        if and only if it is within this."""
        match self.of:
            case "fixed":
                return self.amount
            case "dispute":
                return in_dispute * self.amount // WHOLE
            case "demand":
                return demand * self.amount // WHOLE

    @property
    def symmetric(self) -> bool:
        return self.of != "demand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What holds for all rounds; raises `TermsUnfit`."""

    currency: str
    in_dispute: int
    at_least: int = 0
    at_most: int
    band: Band
    rounds: int = 3
    crossing: Literal["midpoint", "demand"] = "midpoint"
    """What is paid where the offer reaches the demand; Cybersettle pays the demand."""

    def __post_init__(self) -> None:
        if not 0 <= self.at_least < self.at_most <= MOST:
            raise TermsUnfit("/at_most", most=MOST)
        if not 0 < self.in_dispute <= MOST:
            raise TermsUnfit("/in_dispute", most=MOST)
        if not 1 <= self.rounds <= MOST_ROUNDS:
            raise TermsUnfit("/rounds", most=MOST_ROUNDS)
        most = MOST if self.band.of == "fixed" else WHOLE
        if not 0 <= self.band.amount <= most:
            raise TermsUnfit("/band/amount", most=most)

    @property
    def symmetric(self) -> bool:
        """Whether neither side is better off for being the one that it is."""
        return self.band.symmetric and self.crossing == "midpoint"


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was settled, with all that it needs to be reckoned again."""

    amount: int
    round: int
    demand: int
    offer: int
    met: Met
    width: int
    """Of the band, in minor units."""


def check(
    terms: Terms, side: Side, number: int, amount: int, currency: str, own: Mapping[int, int]
) -> None:
    """Refuses a bid that may not be placed. `own` are this side's earlier bids, by their round.

    Of the other side's bids it knows nothing, so that no refusal can tell of them. Raises
    `NoSuchRound`, `BidPlacedAlready`, `BidCurrencyDiffers`, `BidOutOfBounds`, `BidRetreats`.
    """
    if not 1 <= number <= terms.rounds or any(earlier > number for earlier in own):
        raise NoSuchRound("/round", rounds=terms.rounds)
    if number in own:
        raise BidPlacedAlready("/round", round=number)
    if currency != terms.currency:
        raise BidCurrencyDiffers("/currency", currency=terms.currency)
    if not terms.at_least <= amount <= terms.at_most:
        raise BidOutOfBounds("/amount", at_least=terms.at_least, at_most=terms.at_most)
    if not own:
        return
    last = own[max(own)]
    if amount > last if side is Side.CLAIMANT else amount < last:
        raise BidRetreats("/amount", last=last)


def meet(terms: Terms, number: int, demand: int | None, offer: int | None) -> Settlement | None:
    """What a round comes to; None: it did not settle, which is all that anybody may be told.

    A bid that is missing fails the round.
    """
    if demand is None or offer is None:
        return None
    width = terms.band.width(terms.in_dispute, demand)
    if offer >= demand:
        paid = demand if terms.crossing == "demand" else midpoint(demand, offer)
        return Settlement(paid, number, demand, offer, "crossed", width)
    if demand - offer <= width:
        return Settlement(midpoint(demand, offer), number, demand, offer, "near", width)
    return None


def play(terms: Terms, bids: Sequence[tuple[int | None, int | None]]) -> Settlement | None:
    """The first of these rounds, each a demand and an offer, that settles."""
    for number, (demand, offer) in enumerate(bids[: terms.rounds], 1):
        if settled := meet(terms, number, demand, offer):
            return settled
    return None


def midpoint(one: int, other: int) -> int:
    """Half of a minor unit goes to the even neighbour, so that it favours neither side."""
    half, odd = divmod(one + other, 2)
    return half + (odd and half % 2)
