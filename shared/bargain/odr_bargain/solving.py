"""The package that two sides would sign: the best for both by one of three rules, or none.

It is efficient (no other allowed package is better for one side and no worse for the other) and
gives each side what it must have at least. Ties go to the larger smaller normalised gain, and then
to the package that comes first by its option ids, issue by issue as the agenda has them. Which side
is given first makes no difference. J. F. Nash, The Bargaining Problem, Econometrica 18 (1950);
E. Kalai, Proportional Solutions, Econometrica 45 (1977); S. J. Brams and A. D. Taylor, Fair
Division (1996).
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import prod
from typing import Final, TypeAlias

from odr_bargain.agenda import Agenda, Package
from odr_bargain.goals import Goal
from odr_bargain.preferences import Preferences, check
from odr_bargain.searching import MOST_NODES, Choice, Label, Layer, search

Weights: TypeAlias = tuple[tuple[int, ...], ...]
"""A side's worth of each option, issue by issue, the options in the order of their ids."""

ALL: Final = -1
"""Every bit."""


class Rule(StrEnum):
    """By what a package is the best."""

    NASH = "nash"
    """The product of what both gain beyond their reservations: no scaling of points changes it."""
    EGALITARIAN = "egalitarian"
    """The smaller of what both gain beyond their reservations, after normalising."""
    ADJUSTED_WINNER = "adjusted_winner"
    """The smaller of what both have in all, after normalising: where all could be split that is
    what adjusted winner comes to, which makes both equal; here options stay whole."""


class CutShort(RuntimeError):
    """The search has looked at as much as it may, and not come to its end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A package, and how good it is; but for the package nothing of it is for either side's eyes.

    Scores are of both sides' worths: a product in hundredths of a point, squared; a smaller one as
    a share of the way from a side's worst to its best.
    """

    package: Package | None
    """None: if that is proven there is none that is allowed and gives both what they must have."""
    proven: bool
    """It is the best, and efficient; else the search was cut short, and `bound` says by how much it
    may be missed."""
    score: Fraction | None
    bound: Fraction | None
    """No allowed package has a higher score; None: there is none."""
    nodes: int
    """Choices that the search looked at."""


def solve(
    agenda: Agenda,
    claimant: Preferences,
    respondent: Preferences,
    rule: Rule = Rule.NASH,
    most_nodes: int = MOST_NODES,
) -> Outcome:
    """Raises what `preferences.check` raises, of the claimant's first, pointed at by side."""
    _check_both(agenda, claimant, respondent)
    one, other = _ordered(agenda, claimant, respondent)
    floors = (one.reservation, other.reservation)
    base = (one.least, other.least) if rule is Rule.ADJUSTED_WINNER else floors
    goal = Goal(
        kind="product" if rule is Rule.NASH else "smaller",
        base=base,
        floors=(max(floors[0], base[0]), max(floors[1], base[1])),
        widths=(one.width, other.width),
        reservations=floors,
    )
    return _outcome(agenda, one, other, goal, most_nodes)


def improve(
    agenda: Agenda,
    claimant: Preferences,
    respondent: Preferences,
    agreed: Package,
    most_nodes: int = MOST_NODES,
) -> Outcome:
    """What both like better than what they have agreed, kept only if both accept it.

    Of the packages that are better for each of the two, the one whose smaller normalised gain over
    the agreement is the largest, and of these the one with the largest sum. Raises also what
    `Agenda.check` raises.
    """
    _check_both(agenda, claimant, respondent)
    agenda.check(agreed, "/agreed")
    one, other = _ordered(agenda, claimant, respondent)
    now = (one.worth(agreed), other.worth(agreed))
    goal = Goal(
        kind="smaller",
        base=now,
        floors=(now[0] + 1, now[1] + 1),
        widths=(one.width, other.width),
        reservations=now,
        tie_by="sum",
    )
    return _outcome(agenda, one, other, goal, most_nodes)


def most_together(
    agenda: Agenda, claimant: Preferences, respondent: Preferences
) -> Fraction | None:
    """The most that both together can gain beyond their reservations, each as a share of the way
    from its worst to its best; None: there is nothing that both can have. No rule settles by it: it
    is what others are measured by. Raises `CutShort` where the search does not come to its end.
    """
    _check_both(agenda, claimant, respondent)
    one, other = _ordered(agenda, claimant, respondent)
    floors = (one.reservation, other.reservation)
    goal = Goal("sum", floors, floors, (one.width, other.width), floors)
    found = _outcome(agenda, one, other, goal, MOST_NODES)
    # Where many have the same sum the search is cut short, and yet the sum may be proven.
    if found.score != found.bound:
        raise CutShort
    return found.score


def _check_both(agenda: Agenda, claimant: Preferences, respondent: Preferences) -> None:
    check(agenda, claimant, "/claimant")
    check(agenda, respondent, "/respondent")


def _outcome(
    agenda: Agenda, one: Preferences, other: Preferences, goal: Goal, most_nodes: int
) -> Outcome:
    found = search(_layers(agenda, one, other), goal, most_nodes)
    return Outcome(
        package=None if found.label is None else _package(agenda, found.label[2]),
        proven=found.proven,
        score=_published(goal, found.label),
        bound=None if found.bound is None else goal.published(found.bound),
        nodes=found.nodes,
    )


def _published(goal: Goal, label: Label | None) -> Fraction | None:
    return None if label is None else goal.published(goal.score(label[:2]))


def _ordered(
    agenda: Agenda, claimant: Preferences, respondent: Preferences
) -> tuple[Preferences, Preferences]:
    """Always the same of the two first: so that nothing whatever can depend on who is who."""

    def key(of: Preferences) -> tuple[Weights, int]:
        return _weights(agenda, of), of.reservation

    one, other = sorted((claimant, respondent), key=key)
    return one, other


def _weights(agenda: Agenda, of: Preferences) -> Weights:
    stakes = [of.of(issue.id) for issue in agenda.issues]
    return tuple(
        tuple(stake.points * stake.values[option] for option in sorted(issue.options))
        for issue, stake in zip(agenda.issues, stakes, strict=True)
    )


def _layers(agenda: Agenda, one: Preferences, other: Preferences) -> list[Layer]:
    """The issues as the search sees them, in an order that keeps it small."""
    ones, others = _weights(agenda, one), _weights(agenda, other)
    counts = [len(issue.options) for issue in agenda.issues]
    order = _order(agenda, ones, others)
    place = {agenda.issues[n].id: at for at, n in enumerate(order)}
    spans = [sorted(place[issue] for issue, _ in ban.parts) for ban in agenda.bans]
    layers = []
    for at, n in enumerate(order):
        issue, step = agenda.issues[n], prod(counts[n + 1 :])
        choices = [
            Choice(ones[n][k], others[n][k], k * step, _keeps(agenda, issue.id, option))
            for k, option in enumerate(sorted(issue.options))
        ]
        begins = sum(1 << bit for bit, span in enumerate(spans) if span[0] == at)
        ends = sum(1 << bit for bit, span in enumerate(spans) if span[-1] == at)
        layers.append(Layer(tuple(choices), begins, ends))
    return layers


def _keeps(agenda: Agenda, issue: str, option: str) -> int:
    """All bans but those that this option rules out."""
    gone = sum(
        1 << bit
        for bit, ban in enumerate(agenda.bans)
        if any(named == issue and option not in options for named, options in ban.parts)
    )
    return ALL & ~gone


def _order(agenda: Agenda, ones: Weights, others: Weights) -> list[int]:
    """Issues that bans tie together one after the other, so that few bans are alive at a time; and
    first those with most at stake, so that bounds bite early."""

    def stake(n: int) -> int:
        return max(ones[n]) - min(ones[n]) + max(others[n]) - min(others[n])

    group = {issue.id: {n} for n, issue in enumerate(agenda.issues)}
    for ban in agenda.bans:
        joined = set[int]().union(*(group[issue] for issue, _ in ban.parts))
        for n in joined:
            group[agenda.issues[n].id] = joined
    rank = [
        (-max(map(stake, group[issue.id])), min(group[issue.id]), -stake(n), n)
        for n, issue in enumerate(agenda.issues)
    ]
    return [n for *_, n in sorted(rank)]


def _package(agenda: Agenda, rank: int) -> dict[str, str]:
    """The package of this rank, by its options' ids."""
    chosen = dict[str, str]()
    for issue in reversed(agenda.issues):
        rank, at = divmod(rank, len(issue.options))
        chosen[issue.id] = sorted(issue.options)[at]
    return {issue.id: chosen[issue.id] for issue in agenda.issues}
