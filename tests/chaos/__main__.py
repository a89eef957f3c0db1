"""`python -m tests.chaos`: disputes on real processes while all around them breaks; then judged.

Writes `chaos/results.json`, and exits 1 if anything was lost, doubled, reordered or stuck.
"""

import argparse
import asyncio
import json
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.chaos import faults
from tests.chaos.checking import Finding, Kind
from tests.chaos.crashing import KINDS_AT_LEAST, POINTS, Crash
from tests.chaos.installation import Installation, home, installed
from tests.chaos.workload import work

RESULTS: Final = Path(__file__).parents[2] / "chaos/results.json"
AT_ONCE: Final = 48
FAULTS: Final = 200
OPERATIONS: Final = 20_000
LONGEST: Final = 3
"""Times the seconds wished for, if faults or operations are still too few then."""
CATCHING_UP: Final = 15.0
"""Seconds in which nothing breaks, where operations have fallen behind the faults."""
STARTING: Final = 30.0
"""Seconds in which there is something to break, as everything has only just been started."""
SHOWN: Final = 30


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


async def break_things(
    i: Installation,
    seconds: float,
    kinds: Mapping[faults.Fault, int],
    pause: float,
    least: tuple[int, int],
    longest: float,
) -> Counter[str]:
    """One fault after the other, all in a round before the next; how many of each happened."""
    done = Counter[str]()
    began, deck = time.monotonic(), list[faults.Fault]()

    def is_enough() -> bool:
        passed = time.monotonic() - began
        few = done.total() < least[0] or i.journal.acknowledged < least[1]
        few = few or (least[0] >= FAULTS and bool(lacking(i.crashes)))
        return passed > (longest if few else seconds)

    while not is_enough():
        if not deck:
            deck = [fault for fault, often in kinds.items() for _ in range(often)]
            i.chance.shuffle(deck)
        fault = deck.pop()
        at = time.monotonic()
        try:
            await fault(i)
            done[fault.__name__] += 1
            said = ""
        except (faults.NotHit, *faults.TROUBLE) as error:
            said = f"  not counted: {error!r:.160}"
        so_far = f"{time.monotonic() - at:5.1f} s  {i.journal.acknowledged:>6}"
        say(f"  {so_far}  {fault.__name__}{said}")
        await asyncio.sleep(i.chance.uniform(0.2, 1.8) * pause)
        if least[0]:
            await i.journal.reaches(least[1] * done.total() // least[0], CATCHING_UP)
    return done


def by_point(crashes: Mapping[Crash, int]) -> dict[str, dict[str, int]]:
    """How often each point was come to, by what was being recorded, sent or heard there."""
    found = defaultdict[str, dict[str, int]](dict)
    for crash, count in sorted(crashes.items()):
        found[crash.point][crash.kind] = count
    return dict(found)


def lacking(crashes: Mapping[Crash, int]) -> list[str]:
    """The points that were not come to with enough kinds of operation."""
    seen = by_point(crashes)
    return [point for point in POINTS if len(seen.get(point, ())) < KINDS_AT_LEAST]


async def run(
    seed: int,
    seconds: float,
    kinds: Mapping[faults.Fault, int] = faults.ALL,
    at_once: int = AT_ONCE,
    least: tuple[int, int] = (0, 0),
    longest: float = 0.0,
) -> tuple[dict[str, object], list[Finding]]:
    """The results, and what the checker found."""
    this = asyncio.current_task()
    if this is not None:  # so that what was started is also ended when we are told to go
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    with home() as folder:
        async with installed(seed, folder) as i:
            return await play(i, seed, seconds, kinds, at_once, least=least, longest=longest)


async def play(
    i: Installation,
    seed: int,
    seconds: float,
    kinds: Mapping[faults.Fault, int],
    at_once: int,
    *,
    pause: float = 0.6,
    least: tuple[int, int] = (0, 0),
    longest: float = 0.0,
) -> tuple[dict[str, object], list[Finding]]:
    """The same on what is up already: until nothing is broken any more and all is at rest."""
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(work(i.clients, at_once, stop))
        await i.journal.reaches(at_once, STARTING)
        done = await break_things(i, seconds, kinds, pause, least, longest or seconds)
        say(f"{i.journal.acknowledged} operations acknowledged; nothing is broken from here on")
        stop.set()
        for process in i.processes:
            if process.is_odd:
                await process.again()
        await i.ready()
    left, began = await i.checker.left(), time.monotonic()
    await i.rest()
    took = time.monotonic() - began
    say(f"{left} facts and webhooks were on their way; at rest after {took:.0f} s")
    found = await i.judge()
    ends = Counter(finding.kind for finding in found)
    if found:
        for process in i.processes:
            say(f"--- {process.name}\n{process.log[-3000:]}")
    results: dict[str, object] = {
        "faults": done.total(),
        "kinds": len(done),
        "acknowledged": i.journal.acknowledged,
        **{kind.value: ends[kind] for kind in Kind},
        "seeds": [seed],
        "by_kind": dict(sorted(done.items())),
        "crash_points": by_point(i.crashes),
        "points_lacking": lacking(i.crashes) if least[0] >= FAULTS else [],
        "unexplained_answers": i.journal.bare,
        "times": i.times.results(),
    }
    for line in i.times.lines() if least[0] else ():
        say(line)
    return results, found


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=480)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().getrandbits(31))
    parser.add_argument("--longest", type=float)
    parser.add_argument("--at-once", type=int, default=AT_ONCE)
    known = {fault.__name__: fault for fault in faults.ALL}
    parser.add_argument("--only", nargs="*", choices=known, default=[], metavar="FAULT")
    options = parser.parse_args()
    say(f"seed {options.seed}")
    share = min(1.0, options.seconds / 480)
    least = (0, 0) if options.only else (round(FAULTS * share), round(OPERATIONS * share))
    kinds = {known[name]: 1 for name in options.only} or faults.ALL
    longest = options.longest or options.seconds * LONGEST
    running = run(
        options.seed, options.seconds, kinds, options.at_once, least=least, longest=longest
    )
    results, found = asyncio.run(running)
    for finding in found[:SHOWN]:
        say(f"{finding.kind.value.upper():<10} {finding.invariant}  {finding.what}")
    say(json.dumps(results))
    failed = bool(found or results["unexplained_answers"] or results["points_lacking"])
    if not options.only:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
