"""What a side risks that does not say truly what it wants: the same disputes, with and without.

A side is free to say what it likes of its own wishes, and can see here what comes of it against
others who are given as data: more of some agreements, and fewer agreements.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final

from odr_bargain.agenda import Agenda, TooMany
from odr_bargain.preferences import MOST_WORTH, POINTS, Preferences
from odr_bargain.solving import Rule, solve
from odr_bargain.unfit import Unfit

MOST_OPPONENTS: Final = 1_000


class NoOpponent(Unfit):
    """Against nobody nothing can be shown."""

    code = "no_opponent"


@dataclass(frozen=True, slots=True)
class Against:
    """What came of one opponent; worths are by the true preferences, in hundredths of a point, and
    without an agreement a side is left with its true reservation."""

    truth: int
    lie: int
    settled_truth: bool
    settled_lie: bool


@dataclass(frozen=True, slots=True)
class Risk:
    """What a lie came to over all opponents."""

    reservation: int
    each: tuple[Against, ...]

    @property
    def lost(self) -> int:
        """Agreements that the truth would have brought and the lie does not."""
        return sum(one.settled_truth and not one.settled_lie for one in self.each)

    @property
    def regretted(self) -> int:
        """Agreements that the lie brings and that are worse for the liar than none."""
        return sum(one.settled_lie and one.lie < self.reservation for one in self.each)

    @property
    def better(self) -> int:
        return sum(one.lie > one.truth for one in self.each)

    @property
    def worse(self) -> int:
        return sum(one.lie < one.truth for one in self.each)

    @property
    def difference(self) -> Fraction:
        """What the lie brings on the mean, in hundredths of a point; below 0 it costs."""
        return Fraction(sum(one.lie - one.truth for one in self.each), len(self.each))


def risk(
    agenda: Agenda,
    true: Preferences,
    stated: Preferences,
    opponents: Sequence[Preferences],
    rule: Rule = Rule.NASH,
) -> Risk:
    """What stating these brings a side that truly wants those, one opponent after the other.

    It does not matter which side it is. Raises `TooMany`, `NoOpponent`, and what `solve` raises: of
    what the side wants and says as the claimant's, of an opponent's as the respondent's.
    """
    if not opponents:
        raise NoOpponent("/opponents")
    if len(opponents) > MOST_OPPONENTS:
        raise TooMany("/opponents", most=MOST_OPPONENTS)

    def worth(said: Preferences, opponent: Preferences) -> tuple[int, bool]:
        package = solve(agenda, said, opponent, rule).package
        return (true.reservation, False) if package is None else (true.worth(package), True)

    found = []
    for opponent in opponents:
        (truth, settled_truth), (lie, settled_lie) = worth(true, opponent), worth(stated, opponent)
        found.append(Against(truth, lie, settled_truth, settled_lie))
    return Risk(true.reservation, tuple(found))


def lies(true: Preferences) -> Mapping[str, Preferences]:
    """Three that come to mind: to ask for more than one must have, to want nothing but what matters
    most, and to like of every issue only the best option."""
    halfway = (true.reservation + MOST_WORTH) // 2
    favourite = max(true.stakes, key=lambda stake: stake.points).issue
    return {
        "higher_reservation": replace(true, reservation=halfway),
        "favourite_alone": replace(
            true,
            stakes=tuple(
                replace(each, points=POINTS if each.issue == favourite else 0)
                for each in true.stakes
            ),
        ),
        "best_options_alone": replace(
            true,
            stakes=tuple(
                replace(
                    each,
                    values={
                        o: v if v == max(each.values.values()) else 0
                        for o, v in each.values.items()
                    },
                )
                for each in true.stakes
            ),
        ),
    }
