"""What the best package is the best at: a score of two sides' worths, and bounds upon it.

A direction is two positive weights, p and q. Whatever the sides' worths x and y, the score of
(x, y) is bounded by the weighted sum p·x + q·y: of a product by the inequality of the means, of a
smaller one because a smaller one is no more than any mean. The highest weighted sum over all
packages is found issue by issue, and so bounds the best score: this is Lagrange's relaxation.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["product", "smaller", "sum"]
Pair: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Goal:
    """`product` of what both have beyond `base`, or the `smaller` or the `sum` of the two after
    normalising.

    All pairs are the one side's and the other's, in hundredths of a point.
    """

    kind: Kind
    base: Pair
    floors: Pair
    """What each must have at least; never below `base`."""
    widths: Pair
    """What each is normalised by, 1 at least."""
    reservations: Pair
    tie_by: Literal["smaller", "sum"] = "smaller"

    def score(self, worths: Pair) -> int:
        """What is normalised times both widths, so that it is whole."""
        x, y = worths[0] - self.base[0], worths[1] - self.base[1]
        if self.kind == "product":
            return x * y
        x, y = x * self.widths[1], y * self.widths[0]
        return min(x, y) if self.kind == "smaller" else x + y

    def tie(self, worths: Pair) -> int:
        """Of equal scores the higher is better: the smaller of the normalised gains beyond the
        reservations, or their sum."""
        x = (worths[0] - self.reservations[0]) * self.widths[1]
        y = (worths[1] - self.reservations[1]) * self.widths[0]
        return x + y if self.tie_by == "sum" else min(x, y)

    def published(self, score: int | Fraction) -> Fraction:
        """A product in hundredths of a point, squared; what is normalised in widths."""
        if self.kind == "product":
            return Fraction(score)
        return Fraction(score) / (self.widths[0] * self.widths[1])

    def bound(self, direction: Pair, weighed: int) -> Fraction:
        """No package whose worths beyond the base, so weighed, sum to this has a higher score."""
        p, q = direction
        if self.kind == "product":
            return Fraction(max(weighed, 0) ** 2, 4 * p * q)
        one, other = self.widths
        return Fraction(weighed * one * other, self._of_one(p * one, q * other))

    def needed(self, direction: Pair, score: int) -> int:
        """What they must sum to, so weighed, to have this score; it is 0 at least."""
        p, q = direction
        if self.kind == "product":
            square = 4 * p * q * score
            return isqrt(square - 1) + 1 if square > 0 else 0
        one, other = self.widths
        return -(-score * self._of_one(p * one, q * other) // (one * other))

    def _of_one(self, x: int, y: int) -> int:
        """What a score of 1 must weigh at least, where a whole width of each side weighs this."""
        return x + y if self.kind == "smaller" else min(x, y)
