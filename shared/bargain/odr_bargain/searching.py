"""The search for the best package: dynamic programming over issues, on what is not dominated.

Issue by issue it keeps, of all that was decided so far, what no other does better for both sides
(the Pareto frontier: worths are whole numbers up to 10,000, so it never has more than 10,001
points), less what cannot reach both floors any more, and less what by a bound cannot be as good as
a package already known. What is given up beyond that, for want of room, is remembered by its
bound, so that the answer says how far from the best it can be.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Final, NamedTuple, TypeAlias

from odr_bargain.goals import Goal, Pair

MOST_NODES: Final = 2_000_000
"""How many choices one search may look at."""
NARROW: Final = 16
"""Of the first search, which only looks for something to measure the others by."""
STEPS: Final = 64
"""Into how many directions a right angle is parted."""

Label: TypeAlias = tuple[int, int, int]
"""What was decided so far: the one side's worth, the other's, and the rank by option ids, lower
first. Decided parts of the same issues rank as their packages do with the same rest."""


class Choice(NamedTuple):
    """An option, as the search sees it."""

    one: int
    other: int
    rank: int
    keeps: int
    """The bans, each a bit, that a package with this option may still fall under."""


@dataclass(frozen=True, slots=True)
class Layer:
    """An issue, in the order in which they are decided."""

    choices: tuple[Choice, ...]
    begins: int = 0
    """The bans of which it is the first issue."""
    ends: int = 0
    """The bans of which it is the last."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A direction, and what each layer must have been weighed at for the end to be good enough."""

    direction: Pair
    highest: tuple[int, ...]
    """What the layers from the n-th on can add at most; one longer than the layers."""
    bound: Fraction

    def thresholds(self, goal: Goal, score: int) -> list[int]:
        p, q = self.direction
        needed = goal.needed(self.direction, score) + p * goal.base[0] + q * goal.base[1]
        return [needed - each for each in self.highest]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search has come to."""

    label: Label | None
    """The best; None: there is none, or it was not found."""
    bound: Fraction | None
    """No package is better than this; None: there is none at all."""
    proven: bool
    """Nothing was given up for want of room: the best is the best, and none is none."""
    nodes: int


def search(layers: Sequence[Layer], goal: Goal, most_nodes: int = MOST_NODES) -> Found:
    """The best package that reaches both floors: by score, then tie, then rank."""
    cuts = _directions(layers, goal)
    first, _, spent = _sweep(layers, goal, cuts, None, most_nodes, NARROW)
    known = _best(first, goal)
    labels, lost, nodes = _sweep(layers, goal, cuts, known, most_nodes)
    # What the first search found may be dominated by what the second, unless cut short, has too.
    best = _best(labels if lost is None else _efficient(labels + first), goal)
    score = None if best is None else Fraction(goal.score(best[:2]))
    if lost is None:
        return Found(best, score, True, spent + nodes)
    bound = min(lost, *(cut.bound for cut in cuts))
    return Found(best, bound if score is None else max(bound, score), False, spent + nodes)


def _best(labels: Iterable[Label], goal: Goal) -> Label | None:
    return max(
        labels,
        key=lambda each: (goal.score(each[:2]), goal.tie(each[:2]), -each[2]),
        default=None,
    )


def _directions(layers: Sequence[Layer], goal: Goal) -> tuple[Cut, ...]:
    """The direction that bounds best, and its neighbours: the bound falls, and then it rises."""
    low, high = 1, STEPS - 1
    known = dict[int, Cut]()

    def cut(step: int) -> Cut:
        if step not in known:
            known[step] = _cut(layers, goal, step)
        return known[step]

    while low < high:
        middle = (low + high) // 2
        if cut(middle).bound <= cut(middle + 1).bound:
            high = middle
        else:
            low = middle + 1
    return tuple(cut(each) for each in (low, max(low - 4, 1), min(low + 4, STEPS - 1)))


def _cut(layers: Sequence[Layer], goal: Goal, step: int) -> Cut:
    p, q = step * goal.widths[1], (STEPS - step) * goal.widths[0]
    highest = [0]
    for layer in reversed(layers):
        highest.append(highest[-1] + max(p * each.one + q * each.other for each in layer.choices))
    weighed = highest[-1] - p * goal.base[0] - q * goal.base[1]
    return Cut((p, q), tuple(reversed(highest)), goal.bound((p, q), weighed))


def _sweep(
    layers: Sequence[Layer],
    goal: Goal,
    cuts: Sequence[Cut],
    known: Label | None,
    most_nodes: int,
    widest: int | None = None,
) -> tuple[list[Label], Fraction | None, int]:
    """What is left after the last layer, the bound of what was given up, and how much was seen."""
    score = 0 if known is None else goal.score(known[:2])
    thresholds = [each.thresholds(goal, score) for each in cuts]
    one_left, other_left = _left(layers)
    states: dict[int, list[Label]] = {0: [(0, 0, 0)]}
    lost: Fraction | None = None
    nodes = 0
    for n, layer in enumerate(layers):
        one_least, other_least = (
            goal.floors[0] - one_left[n + 1],
            goal.floors[1] - other_left[n + 1],
        )
        grown = defaultdict[int, list[Label]](list)
        for alive, labels in states.items():
            nodes += len(labels) * len(layer.choices)
            for one, other, rank, keeps in layer.choices:
                state = (alive | layer.begins) & keeps
                if state & layer.ends:
                    continue
                grown[state] += [
                    (x + one, y + other, r + rank)
                    for x, y, r in labels
                    if x + one >= one_least and y + other >= other_least
                ]
        states = {}
        for state, labels in grown.items():
            kept = _efficient(labels)
            for cut, threshold in zip(cuts, thresholds, strict=True):
                (p, q), least = cut.direction, threshold[n + 1]
                kept = [each for each in kept if p * each[0] + q * each[1] >= least]
            if kept:
                states[state] = kept
        room = _room(layers, n, most_nodes - nodes) if widest is None else widest
        if sum(map(len, states.values())) > room:
            states, gone = _narrowed(states, cuts[0], room, goal, n)
            lost = gone if lost is None else max(lost, gone)
    return _efficient([each for labels in states.values() for each in labels]), lost, nodes


def _room(layers: Sequence[Layer], n: int, nodes: int) -> int:
    """How much may be kept after the n-th layer, so that the others have their part too."""
    rest = layers[n + 1 :]
    return max(1, nodes // (len(rest) * len(rest[0].choices))) if rest else max(1, nodes)


def _left(layers: Sequence[Layer]) -> tuple[list[int], list[int]]:
    """The most that the layers from the n-th on can add to each side."""
    one, other = [0], [0]
    for layer in reversed(layers):
        one.append(one[-1] + max(each.one for each in layer.choices))
        other.append(other[-1] + max(each.other for each in layer.choices))
    return one[::-1], other[::-1]


def _efficient(labels: list[Label]) -> list[Label]:
    """Those that no other does better than for both; of equal ones the lowest rank."""
    labels.sort(key=itemgetter(2))
    labels.sort(key=itemgetter(0, 1), reverse=True)
    kept, highest = list[Label](), -1
    for label in labels:
        if label[1] > highest:
            highest = label[1]
            kept.append(label)
    return kept


def _narrowed(
    states: dict[int, list[Label]], cut: Cut, room: int, goal: Goal, n: int
) -> tuple[dict[int, list[Label]], Fraction]:
    """Only so many, those that weigh most in a direction, and the bound of all the others."""
    p, q = cut.direction
    every = [
        (-(p * label[0] + q * label[1]), label[2], state, label)
        for state, labels in states.items()
        for label in labels
    ]
    every.sort()
    kept = defaultdict[int, list[Label]](list)
    for _, _, state, label in every[:room]:
        kept[state].append(label)
    weighed = -every[room][0] + cut.highest[n + 1] - p * goal.base[0] - q * goal.base[1]
    return dict(kept), goal.bound(cut.direction, weighed)
