"""Disputes over several issues, drawn: easy ones, opposed, tied, and without agreement."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from odr_bargain.agenda import Agenda, Ban, Issue
from odr_bargain.preferences import BEST, MOST_WORTH, POINTS, Preferences, Stake

KINDS = ("plain", "opposed", "coarse", "alike", "greedy")


@dataclass(frozen=True, slots=True)
class Instance:
    kind: str
    agenda: Agenda
    one: Preferences
    other: Preferences


def instances(
    random: Random, count: int, issues: tuple[int, int] = (2, 6), options: tuple[int, int] = (2, 6)
) -> Iterator[Instance]:
    for n in range(count):
        yield instance(random, KINDS[n % len(KINDS)], issues, options)


def instance(
    random: Random, kind: str, issues: tuple[int, int] = (2, 6), options: tuple[int, int] = (2, 6)
) -> Instance:
    sizes = [random.randint(*options) for _ in range(random.randint(*issues))]
    # Ids in another order than the options, for ties go by ids.
    agenda = [
        Issue(f"i{n}", tuple(random.sample([f"o{k}" for k in range(size)], size)))
        for n, size in enumerate(sizes)
    ]
    one = _side(random, kind, agenda)
    other = _opposed(random, one, agenda) if kind in ("opposed", "greedy") else None
    other = other or (one if kind == "alike" else _side(random, kind, agenda))
    least = [_reservation(random, kind) for _ in (one, other)]
    return Instance(
        kind,
        Agenda(tuple(agenda), tuple(_bans(random, agenda))),
        Preferences(one.stakes, least[0]),
        Preferences(other.stakes, least[1]),
    )


def points(random: Random, count: int, step: int = 1) -> list[int]:
    """So many that sum to 100, each a multiple of the step; some may be 0."""
    cuts = sorted(random.randint(0, POINTS // step) for _ in range(count - 1))
    return [(b - a) * step for a, b in zip([0, *cuts], [*cuts, POINTS // step], strict=True)]


def _side(random: Random, kind: str, agenda: list[Issue]) -> Preferences:
    coarse = kind in ("coarse", "alike")
    step, values = (20, (0, 50, BEST)) if coarse else (1, tuple(range(BEST + 1)))
    given = points(random, len(agenda), step)
    return Preferences(
        tuple(
            Stake(issue.id, each, {o: random.choice(values) for o in issue.options})
            for issue, each in zip(agenda, given, strict=True)
        )
    )


def _opposed(random: Random, one: Preferences, agenda: list[Issue]) -> Preferences:
    """What the one likes the other does not, more or less; they differ in what matters most."""
    given = points(random, len(agenda))
    return Preferences(
        tuple(
            Stake(
                stake.issue,
                each,
                {
                    o: max(0, min(BEST, BEST - v + random.randint(-10, 10)))
                    for o, v in stake.values.items()
                },
            )
            for stake, each in zip(one.stakes, given, strict=True)
        )
    )


def _reservation(random: Random, kind: str) -> int:
    if kind == "greedy":
        return random.randint(MOST_WORTH * 6 // 10, MOST_WORTH)
    return random.choice((0, random.randint(0, MOST_WORTH // 2), 100 * random.randint(0, 60)))


def _bans(random: Random, agenda: list[Issue]) -> Iterator[Ban]:
    for _ in range(random.choice((0, 1, 2, 4, 8))):
        named = random.sample(agenda, random.randint(1, min(3, len(agenda))))
        # One issue alone is never ruled out whole.
        yield Ban(
            tuple(
                (each.id, tuple(random.sample(each.options, random.randint(1, 2))[:most]))
                for each in named
                for most in (1 if len(named) == 1 else 2,)
            )
        )
