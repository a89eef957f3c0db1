"""Why this package: told to a side from what it has said itself, and from nothing else.

The other side's preferences are not among what these functions are given, so that no reason can
tell of them. What they answer is data, for the services to word in the language of the case.
"""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from odr_bargain.agenda import Package
from odr_bargain.preferences import Preferences

Standing: TypeAlias = Literal["best", "between", "worst", "indifferent"]


@dataclass(frozen=True, slots=True)
class Line:
    """What one issue brings the side; worths are in hundredths of a point."""

    issue: str
    option: str
    points: int
    value: int
    worth: int
    """Points times value."""
    at_best: int
    """What the option that the side likes most would have brought."""
    standing: Standing
    """Where the option stands among those of its issue, as this side values them."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Issue by issue, what brings most first; their worths sum to the whole."""

    lines: tuple[Line, ...]
    worth: int
    reservation: int
    gain: int
    """Beyond the reservation."""
    at_best: int
    """What the side would have if every issue went its way."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one issue that is settled otherwise than before means to the side."""

    issue: str
    before: str
    after: str
    points: int
    difference: int
    """In hundredths of a point; below 0, the side gives something up."""


def explain(own: Preferences, package: Package) -> Reasons:
    """Of equal worths the issue comes first that the side gave more points, then the earlier."""
    lines = [
        Line(
            issue=each.issue,
            option=package[each.issue],
            points=each.points,
            value=each.values[package[each.issue]],
            worth=each.points * each.values[package[each.issue]],
            at_best=each.points * max(each.values.values()),
            standing=_standing(
                each.points, list(each.values.values()), each.values[package[each.issue]]
            ),
        )
        for each in own.stakes
    ]
    lines.sort(key=lambda line: (-line.worth, -line.points))
    return Reasons(tuple(lines), own.worth(package), own.reservation, own.gain(package), own.most)


def changes(own: Preferences, before: Package, after: Package) -> tuple[Change, ...]:
    """What an improvement changes, what it brings the side first, what it costs it last."""
    found = [
        Change(
            issue=each.issue,
            before=before[each.issue],
            after=after[each.issue],
            points=each.points,
            difference=each.points
            * (each.values[after[each.issue]] - each.values[before[each.issue]]),
        )
        for each in own.stakes
        if before[each.issue] != after[each.issue]
    ]
    return tuple(sorted(found, key=lambda change: -change.difference))


def _standing(points: int, values: list[int], value: int) -> Standing:
    if points == 0 or min(values) == max(values):
        return "indifferent"
    if value == max(values):
        return "best"
    return "worst" if value == min(values) else "between"
