"""B13: the search for the Nash solution beside brute force and others, on the same disputes."""

import gc
import json
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.bargain.instances import Instance, instance
from tests.bench.measuring import Figure, Goal, plain
from tests.bench.peering import run
from tests.bench.world import World

from odr_bargain.solving import solve

PACKAGES: Final = ("numpy==2.4.6", "scipy==1.17.1", "negmas==0.16.0")
KINDS: Final = ("plain", "opposed", "coarse")
SIZE: Final = (10, 5)
SMALL: Final = (6, 5)
"""For negmas, which makes an object of each of the packages."""
REPEATS: Final = 3


async def packing(world: World) -> list[Figure]:
    """Each of ours is timed three times, and its median taken: the machine is not ours alone."""
    random = Random(13)  # noqa: S311  # to be the same again
    every = [_instance(random, n, SIZE) for n in range(max(20, int(100 * world.scale)))]
    small = [_instance(random, n, SMALL) for n in range(6)]
    # All that the bench has loaded is not to be walked through while ours makes its tuples.
    gc.collect()
    gc.freeze()
    ours = [_seconds(each) for each in every]
    fewer = max(4, int(20 * world.scale))
    given = {
        "brute_force": every[:fewer],
        "highs": every[:fewer],
        "branching": every,
        "negmas": small,
    }
    theirs = await _theirs(given)
    for name, disputes in given.items():
        _must_agree(name, disputes, theirs[name]["products"])
    mine = {"negmas": statistics.mean(map(_seconds, small)), "branching": statistics.mean(ours)}
    alike = statistics.mean(ours[:fewer])
    means = {name: statistics.mean(found["seconds"]) for name, found in theirs.items()}

    def ratio(name: str) -> float:
        return float(means[name] / mine.get(name, alike))

    worst = sorted(ours)[int(len(ours) * 0.99) - 1] * 1000
    branching = sorted(theirs["branching"]["seconds"])[int(len(every) * 0.99) - 1] * 1000
    return [
        plain(Goal("B13", "brute force in numpy ÷ ours, 10 by 5", 100), ratio("brute_force")),
        plain(Goal("B13.p99", "ours, 10 by 5", 50, 5, "lower", "ms"), worst, branching=branching),
        plain(Goal("B13.negmas", "negmas ÷ ours, 6 by 5", None), ratio("negmas")),
        plain(
            Goal("B13.highs", "HiGHS with tangents ÷ ours, 10 by 5", None),
            ratio("highs"),
            gave_up=theirs["highs"]["products"].count(None),
        ),
        plain(
            Goal("B13.branching", "branch and bound alone ÷ ours, 10 by 5", None),
            ratio("branching"),
        ),
    ]


def _instance(random: Random, n: int, size: tuple[int, int]) -> Instance:
    """Without bans, which not all peers know."""
    found = instance(random, KINDS[n % len(KINDS)], (size[0],) * 2, (size[1],) * 2)
    return replace(found, agenda=replace(found.agenda, bans=()))


def _seconds(of: Instance) -> float:
    found = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        solve(of.agenda, of.one, of.other)
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def _said(of: Instance) -> dict[str, Any]:
    ones, others = (
        [
            [side.of(each.id).points * side.of(each.id).values[o] for o in each.options]
            for each in of.agenda.issues
        ]
        for side in (of.one, of.other)
    )
    return {"ones": ones, "others": others, "floors": [of.one.reservation, of.other.reservation]}


async def _theirs(given: dict[str, list[Instance]]) -> dict[str, Any]:
    """In an environment that is thrown away, so that they weigh on nobody who does not measure."""
    with tempfile.TemporaryDirectory(prefix="odr-bench-peer-") as folder:
        await run("uv", "venv", "-q", folder)
        python = f"{folder}/bin/python"
        await run("uv", "pip", "install", "-q", "-p", python, *PACKAGES)
        file = Path(folder) / "disputes.json"
        file.write_text(json.dumps({name: [*map(_said, of)] for name, of in given.items()}))
        program = str(Path(__file__).parent / "peers" / "on_packages.py")
        said = await run(python, program, str(file))
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _must_agree(name: str, disputes: Sequence[Instance], products: Sequence[int | None]) -> None:
    """Who is quick and wrong is not compared with; None: it gave up."""
    for each, product in zip(disputes, products, strict=True):
        score = solve(each.agenda, each.one, each.other).score
        if product is not None and product != (-1 if score is None else int(score)):
            raise RuntimeError(f"{name} finds {product}, we {score}")
