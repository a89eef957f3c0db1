"""The best package by looking at all of them: slow, plain, and made of nothing that is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from odr_bargain.agenda import Agenda, Package
from odr_bargain.preferences import Preferences
from odr_bargain.solving import Rule


@dataclass(frozen=True, slots=True)
class Candidate:
    package: dict[str, str]
    worths: tuple[int, int]


def allowed(agenda: Agenda, one: Preferences, other: Preferences) -> Iterator[Candidate]:
    """Every package but the forbidden ones, by its option ids."""
    names = [issue.id for issue in agenda.issues]
    ones, others = (
        {stake.issue: {o: stake.points * v for o, v in stake.values.items()} for stake in of.stakes}
        for of in (one, other)
    )
    bans = [
        [(names.index(issue), frozenset(options)) for issue, options in ban.parts]
        for ban in agenda.bans
    ]
    for chosen in product(*(sorted(issue.options) for issue in agenda.issues)):
        if any(all(chosen[at] in options for at, options in ban) for ban in bans):
            continue
        pairs = list(zip(names, chosen, strict=True))
        worths = sum(ones[n][o] for n, o in pairs), sum(others[n][o] for n, o in pairs)
        yield Candidate(dict(pairs), worths)


def efficient(candidates: list[Candidate]) -> list[Candidate]:
    """Those that no other betters for one without worsening it for the other."""
    best = dict[int, int]()
    for each in candidates:
        best[each.worths[0]] = max(best.get(each.worths[0], -1), each.worths[1])
    better, found = -1, dict[int, int]()
    for x in sorted(best, reverse=True):
        if best[x] > better:
            better = found[x] = best[x]
    return [each for each in candidates if found.get(each.worths[0]) == each.worths[1]]


def spans(one: Preferences, other: Preferences) -> list[tuple[int, int]]:
    """Each side's worst and best, whatever the other has."""
    found = []
    for of in (one, other):
        values = [[s.points * v for v in s.values.values()] for s in of.stakes]
        low, high = sum(map(min, values)), sum(map(max, values))
        found.append((low, high if high > low else low + 1))
    return found


def shares(
    candidate: Candidate, base: tuple[int, int], span: list[tuple[int, int]]
) -> list[Fraction]:
    return [
        Fraction(worth - at, high - low)
        for worth, at, (low, high) in zip(candidate.worths, base, span, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Answer:
    package: Package | None
    score: Fraction | None
    ties: int
    """How many packages have the best score."""


def best(agenda: Agenda, one: Preferences, other: Preferences, rule: Rule) -> Answer:
    floors = (one.reservation, other.reservation)
    span = spans(one, other)
    rational = [
        each
        for each in allowed(agenda, one, other)
        if each.worths[0] >= floors[0] and each.worths[1] >= floors[1]
    ]

    def score(each: Candidate) -> Fraction:
        gains = each.worths[0] - floors[0], each.worths[1] - floors[1]
        match rule:
            case Rule.NASH:
                return Fraction(gains[0] * gains[1])
            case Rule.EGALITARIAN:
                return min(shares(each, floors, span))
            case Rule.ADJUSTED_WINNER:
                return min(shares(each, (span[0][0], span[1][0]), span))

    return _first(
        [(score(each), min(shares(each, floors, span)), each) for each in efficient(rational)]
    )


def improvement(agenda: Agenda, one: Preferences, other: Preferences, agreed: Package) -> Answer:
    now = (one.worth(agreed), other.worth(agreed))
    span = spans(one, other)
    better = [
        each
        for each in allowed(agenda, one, other)
        if each.worths[0] > now[0] and each.worths[1] > now[1]
    ]
    gains = [(shares(each, now, span), each) for each in efficient(better)]
    return _first([(min(gain), sum(gain, Fraction(0)), each) for gain, each in gains])


def _first(ranked: list[tuple[Fraction, Fraction, Candidate]]) -> Answer:
    if not ranked:
        return Answer(None, None, 0)
    highest = max(score for score, _, _ in ranked)
    best = [each for each in ranked if each[0] == highest]
    tie = max(second for _, second, _ in best)
    # The candidates come by their option ids, and so does what is left of them.
    chosen = next(each for _, second, each in best if second == tie)
    return Answer(chosen.package, highest, len(best))
