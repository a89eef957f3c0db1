"""Adjusted winner: items divided so that two sides have equally much, at most one of them split.

S. J. Brams and A. D. Taylor, Fair Division (1996), chapter 4. With points that are honest it is
equitable, free of envy and efficient. Points are whole; shares and totals are exact fractions.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from odr_bargain.agenda import (
    LONGEST_NAME,
    MOST_ISSUES,
    IssueMissing,
    NameUnfit,
    TooFewIssues,
    TooMany,
    UnknownIssue,
)
from odr_bargain.preferences import POINTS, PointsNotHundred, PointsOutOfRange
from odr_bargain.unfit import escaped

Points: TypeAlias = Mapping[str, int]
"""What a side gives each item; 100 in all."""


@dataclass(frozen=True, slots=True)
class Move:
    """A part of an item that went from who had more to who had less."""

    item: str
    part: Fraction
    totals: tuple[Fraction, Fraction]
    """Of the one and of the other, after it."""


@dataclass(frozen=True, slots=True)
class Division:
    """Who has what, and how it came about."""

    shares: Mapping[str, Fraction]
    """Of each item, the part that the one has; the other has the rest."""
    totals: tuple[Fraction, Fraction]
    """What each has, by its own points."""
    moves: tuple[Move, ...]
    owed_by: Literal["one", "other"] | None = None
    """Who has more, because the item that was to be split cannot be."""
    owed: Fraction = Fraction(0)
    """Its points that must be made up for otherwise, as in money, to bring both to as much."""


def divide(one: Points, other: Points, divisible: Collection[str]) -> Division:
    """Items go to who gave them more points; then from who has more to who has less, those first
    that cost the giver least for what they bring.

    An item on which both put as many points goes, in the order of the ids, to who has less so far,
    and between two who have as much to the one whose points come first, item by item: so that it
    does not matter which side is `one`, unless both have said the very same. Raises `TooFewIssues`,
    `TooMany`, `NameUnfit`, `UnknownIssue`, `IssueMissing`, `PointsOutOfRange`, `PointsNotHundred`.
    """
    _check(one, other, divisible)
    said = (one, other)
    items = sorted(one)
    has: tuple[set[str], set[str]] = (set(), set())
    totals = [Fraction(0), Fraction(0)]
    first = 0 if [one[item] for item in items] <= [other[item] for item in items] else 1
    # What is wanted alike comes last: it is to be seen then who has less.
    for item in sorted(items, key=lambda item: (one[item] == other[item], item)):
        if one[item] != other[item]:
            winner = 0 if one[item] > other[item] else 1
        elif totals[0] != totals[1]:
            winner = 0 if totals[0] < totals[1] else 1
        else:
            winner = first
        has[winner].add(item)
        totals[winner] += said[winner][item]
    return _adjusted(said, has, totals, divisible)


def _adjusted(
    said: tuple[Points, Points],
    has: tuple[set[str], set[str]],
    totals: list[Fraction],
    divisible: Collection[str],
) -> Division:
    shares = {item: Fraction(int(item in has[0])) for item in sorted(said[0])}
    moves = list[Move]()
    giver = 0 if totals[0] > totals[1] else 1
    taker = 1 - giver
    giving, taking = said[giver], said[taker]
    # Who has less wants something of what the other has: it has 100 points, and less than that.
    wanted = [item for item in has[giver] if taking[item] > 0]
    for item in sorted(wanted, key=lambda item: (Fraction(giving[item], taking[item]), item)):
        apart = totals[giver] - totals[taker]
        part = min(Fraction(1), apart / (giving[item] + taking[item]))
        if apart == 0:
            break
        if part < 1 and item not in divisible:
            owed_by: Literal["one", "other"] = "one" if giver == 0 else "other"
            return Division(shares, (totals[0], totals[1]), tuple(moves), owed_by, apart / 2)
        shares[item] += part if taker == 0 else -part
        totals[giver] -= giving[item] * part
        totals[taker] += taking[item] * part
        moves.append(Move(item, part, (totals[0], totals[1])))
    return Division(shares, (totals[0], totals[1]), tuple(moves))


def _check(one: Points, other: Points, divisible: Collection[str]) -> None:
    if len(one) < 2:
        raise TooFewIssues("/one", least=2)
    if len(one) > MOST_ISSUES:
        raise TooMany("/one", most=MOST_ISSUES)
    for side, points in (("one", one), ("other", other)):
        for item, given in points.items():
            where = f"/{side}/{escaped(item)}"
            if item not in one:
                raise UnknownIssue(where, issue=item)
            if not 0 < len(item) <= LONGEST_NAME:
                raise NameUnfit(where, longest=LONGEST_NAME)
            if not 0 <= given <= POINTS:
                raise PointsOutOfRange(where, most=POINTS)
        for item in one:
            if item not in points:
                raise IssueMissing(f"/{side}", issue=item)
        if (total := sum(points.values())) != POINTS:
            raise PointsNotHundred(f"/{side}", total=total)
    for item in divisible:
        if item not in one:
            raise UnknownIssue("/divisible", issue=item)
