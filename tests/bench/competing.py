"""The tournament: ways to settle on a thousand disputes from three generators, all that is told."""

from typing import Final

from tests.bench.measuring import Figure, Goal, plain
from tests.bench.world import World

from odr_bargain.tournament.disputes import GENERATORS
from odr_bargain.tournament.results import Row, compete
from odr_bargain.tournament.strategies import STRATEGIES

DISPUTES: Final = 1000


async def competing(world: World) -> list[Figure]:
    """A share of the possible joint gain each; what is settled is told as a share of what can be.

    Nothing is judged but that packages settle all that can be.
    """
    count = max(20, int(DISPUTES * world.scale))
    parts = [count // 3 + (n < count % 3) for n in range(3)]
    figures = []
    for (name, generator), part in zip(GENERATORS.items(), parts, strict=True):
        rows = compete([generator(seed) for seed in range(part)], STRATEGIES)
        figures += [_figure(name, row) for row in rows]
    return figures


def _figure(generator: str, row: Row) -> Figure:
    if row.strategy.startswith("packages") and row.settled != row.with_zone:
        raise RuntimeError(f"{row.strategy} left {row.with_zone - row.settled} unsettled")
    what = (
        f"gain reached; {float(row.settled_share):.0%} of {row.with_zone} settled ({row.disputes})"
    )
    name = f"T.{generator}.{row.strategy.replace(', ', '.').replace(' ', '-')}"
    shares = {"settled": float(row.settled_share), "zone": row.with_zone / row.disputes}
    return plain(Goal(name, what, None), float(row.reached), **shares)
