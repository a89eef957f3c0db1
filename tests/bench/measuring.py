"""Ratios to floors measured in the same run: three passes, each floor, case, floor."""

import asyncio
import gc
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

PASSES: Final = 3
TRIES: Final = 3
"""Of a case whose floors differ too much between the passes."""

Readings = Mapping[str, float]
Measure = Callable[[], Awaitable[Readings]]
Better = Literal["higher", "lower"]
Verdict = Literal["reached", "missed", "no verdict"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What one figure is to be; `floor` names the reading that it is a ratio to."""

    name: str
    what: str
    value: float | None
    """None: told, not judged."""
    stretch: float | None = None
    better: Better = "higher"
    unit: str = "ratio"
    floor: str = "floor"

    @property
    def spread(self) -> float:
        """By how much the floors of the passes may differ; 5 % for what must be near its floor."""
        near = self.better == "higher" and (self.value or 0) >= 0.85 and self.unit == "ratio"
        return 0.05 if near else 0.25

    def met(self, found: float) -> bool:
        if self.value is None:
            return True
        return found >= self.value if self.better == "higher" else found <= self.value


@dataclass(frozen=True, slots=True)
class Figure:
    goal: Goal
    value: float
    ours: float
    floor: float | None = None
    spread: float = 0.0
    """How far apart the floors of the passes were."""
    load: float = 0.0
    """Of the machine, over the last minute, when it was measured."""
    peers: Mapping[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        if self.spread > self.goal.spread:
            return "no verdict"
        return "reached" if self.goal.met(self.value) else "missed"

    def as_json(self) -> dict[str, object]:
        said = {
            "value": round(self.value, 4),
            "unit": self.goal.unit,
            "goal": self.goal.value,
            "stretch": self.goal.stretch,
            "better": self.goal.better,
            "floor": self.floor and round(self.floor, 4),
            "ours": round(self.ours, 4),
            "spread": round(self.spread, 3),
            "load": self.load,
            "verdict": self.verdict,
            "what": self.goal.what,
        }
        return said | ({"peer": dict(self.peers)} if self.peers else {})


async def compare(goals: Sequence[Goal], floor: Measure, *cases: Measure) -> list[Figure]:
    """Each goal's figure. Where the floors tell of other work on the machine, once more."""
    best: list[Figure] = []
    for _ in range(TRIES):
        found = await _passes(goals, floor, cases)
        if not best or _unrest(found) < _unrest(best):
            best = found
        if all(figure.verdict != "no verdict" for figure in best):
            break
    return best


async def _passes(goals: Sequence[Goal], floor: Measure, cases: Sequence[Measure]) -> list[Figure]:
    floors: list[Readings] = []
    ours: list[Readings] = []
    for _ in range(PASSES):
        before = await _calmly(floor)
        ours.append({name: n for case in cases for name, n in (await _calmly(case)).items()})
        after = await _calmly(floor)
        floors.append({name: (before[name] + after[name]) / 2 for name in before})
    return [_figure(goal, floors, ours) for goal in goals]


def _figure(goal: Goal, floors: Sequence[Readings], ours: Sequence[Readings]) -> Figure:
    mine = [each[goal.name] for each in ours]
    under = [each[goal.floor] for each in floors]
    ratio = statistics.median(a / b for a, b in zip(mine, under, strict=True))
    spread = max(under) / min(under) - 1
    medians = statistics.median(mine), statistics.median(under)
    return Figure(goal, ratio, *medians, spread, round(os.getloadavg()[0], 2))


def plain(goal: Goal, value: float, **peers: float) -> Figure:
    """A figure that has no floor: a count, seconds, or a ratio to a peer."""
    return Figure(goal, value, value, load=round(os.getloadavg()[0], 2), peers=peers)


def _unrest(figures: Sequence[Figure]) -> int:
    return sum(figure.verdict == "no verdict" for figure in figures)


async def _calmly(measure: Measure) -> Readings:
    # What the one before left behind is not to be walked through while this one runs.
    gc.collect()
    gc.freeze()
    return await measure()


async def seconds_for(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


async def per_second(work: Callable[[], Awaitable[object]], writers: int, seconds: float) -> float:
    """How often a second that many at once can do it."""
    done, until = 0, time.perf_counter() + seconds

    async def go() -> None:
        nonlocal done
        while time.perf_counter() < until:
            await work()
            done += 1

    took = await seconds_for(asyncio.gather(*(go() for _ in range(writers))))
    return done / took
