"""What a side has said in confidence: what each issue is worth to it, and when it would walk away.

A package is worth to a side the sum, over the issues, of its points times the value of the option.
Points sum to 100 and values go from 0 to 100, so that a worth is a whole number of hundredths of a
point, 0 to 10,000, and every comparison is of whole numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from odr_bargain.agenda import Agenda, IssueMissing, IssueTwice, Package, UnknownOption
from odr_bargain.unfit import Unfit, escaped

POINTS: Final = 100
"""What a side's points sum to."""
BEST: Final = 100
"""The highest value of an option."""
MOST_WORTH: Final = POINTS * BEST


class PointsNotHundred(Unfit):
    """The points over all issues sum to 100."""

    code = "points_not_100"


class PointsOutOfRange(Unfit):
    """An issue has from 0 to 100 points."""

    code = "points_out_of_range"


class ValueOutOfRange(Unfit):
    """An option has a value from 0 to 100."""

    code = "value_out_of_range"


class ReservationOutOfRange(Unfit):
    """Nobody can ask for more than all, or for less than nothing."""

    code = "reservation_out_of_range"


class OptionMissing(Unfit):
    """Each option of an issue is given a value."""

    code = "option_missing"


@dataclass(frozen=True, slots=True)
class Stake:
    """What one issue means to a side."""

    issue: str
    points: int
    values: Mapping[str, int]
    """Of each option, from 0 to 100."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a side wants; `reservation` is what it must have at least, in hundredths of a point."""

    stakes: tuple[Stake, ...]
    reservation: int = 0

    def of(self, issue: str) -> Stake:
        return next(each for each in self.stakes if each.issue == issue)

    def worth(self, package: Package) -> int:
        """Hundredths of a point."""
        return sum(each.points * each.values[package[each.issue]] for each in self.stakes)

    def gain(self, package: Package) -> int:
        """Beyond the reservation, in hundredths of a point."""
        return self.worth(package) - self.reservation

    @property
    def least(self) -> int:
        """Of every issue its worst option."""
        return sum(each.points * min(each.values.values()) for each in self.stakes)

    @property
    def most(self) -> int:
        """Of every issue its best option."""
        return sum(each.points * max(each.values.values()) for each in self.stakes)

    @property
    def width(self) -> int:
        """From the worst to the best, forbidden combinations among them: what is normalised by.

        1 where the side does not care at all.
        """
        return max(self.most - self.least, 1)


def check(agenda: Agenda, said: Preferences, pointer: str = "") -> None:
    """Refuses what cannot be weighed; `pointer` is where the preferences stand.

    Raises `IssueTwice`, `UnknownIssue`, `IssueMissing`, `PointsOutOfRange`, `UnknownOption`,
    `OptionMissing`, `ValueOutOfRange`, `PointsNotHundred`, `ReservationOutOfRange`.
    """
    named = [each.issue for each in said.stakes]
    for n, stake in enumerate(said.stakes):
        where = f"{pointer}/stakes/{n}"
        if stake.issue in named[:n]:
            raise IssueTwice(f"{where}/issue", issue=stake.issue)
        options = agenda.issue(stake.issue, f"{where}/issue").options
        if not 0 <= stake.points <= POINTS:
            raise PointsOutOfRange(f"{where}/points", most=POINTS)
        _check_values(stake, options, f"{where}/values")
    for issue in agenda.issues:
        if issue.id not in named:
            raise IssueMissing(f"{pointer}/stakes", issue=issue.id)
    if (total := sum(each.points for each in said.stakes)) != POINTS:
        raise PointsNotHundred(f"{pointer}/stakes", total=total)
    if not 0 <= said.reservation <= MOST_WORTH:
        raise ReservationOutOfRange(f"{pointer}/reservation", most=MOST_WORTH)


def _check_values(stake: Stake, options: tuple[str, ...], where: str) -> None:
    for option, value in stake.values.items():
        if option not in options:
            raise UnknownOption(f"{where}/{escaped(option)}", issue=stake.issue, option=option)
        if not 0 <= value <= BEST:
            raise ValueOutOfRange(f"{where}/{escaped(option)}", most=BEST)
    for option in options:
        if option not in stake.values:
            raise OptionMissing(where, issue=stake.issue, option=option)
