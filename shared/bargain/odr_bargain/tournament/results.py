"""What a tournament comes to: how many disputes each way settles, and how much of what could be.

What both could gain together is the highest sum, over all that is allowed and acceptable to both,
of what each gains beyond its reservation, as shares of the way from its worst to its best.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from odr_bargain.agenda import Package
from odr_bargain.solving import most_together
from odr_bargain.tournament.disputes import Dispute
from odr_bargain.tournament.strategies import Strategy


class NotAcceptable(AssertionError):
    """A strategy has settled on what a side would not have, or what the rules forbid."""


@dataclass(frozen=True, slots=True)
class Row:
    """How one strategy did on one generator's disputes."""

    strategy: str
    disputes: int
    with_zone: int
    """In which something allowed is acceptable to both."""
    settled: int
    reached: Fraction
    """The mean, over those with a zone, of what was gained of what could be; 0 where nothing was
    settled, and 1 where nothing could be gained and it was settled."""

    @property
    def settled_share(self) -> Fraction:
        """Of those that could be settled."""
        return Fraction(self.settled, self.with_zone) if self.with_zone else Fraction(0)


def compete(disputes: Sequence[Dispute], strategies: Mapping[str, Strategy]) -> list[Row]:
    """A row for each strategy. Raises `NotAcceptable`: then the strategy is not what it says."""
    possible = [most_together(each.agenda, each.claimant, each.respondent) for each in disputes]
    rows = []
    for name, strategy in strategies.items():
        settled, reached = 0, Fraction(0)
        for dispute, most in zip(disputes, possible, strict=True):
            package = strategy(dispute)
            if package is None:
                continue
            if not dispute.acceptable(package) or most is None:
                raise NotAcceptable(name)
            settled += 1
            reached += together(dispute, package) / most if most else 1
        zone = sum(most is not None for most in possible)
        mean = reached / zone if zone else Fraction(0)
        rows.append(Row(name, len(disputes), zone, settled, mean))
    return rows


def together(dispute: Dispute, package: Package) -> Fraction:
    """What both gain by it, as `most_together` counts."""
    sides = (dispute.claimant, dispute.respondent)
    return sum((Fraction(each.gain(package), each.width) for each in sides), Fraction(0))
