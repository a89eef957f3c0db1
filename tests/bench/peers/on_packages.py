"""Measures others at the search for the Nash solution: `python on_packages.py FILE`.

The file has disputes without bans: of each the worths of both sides' options, issue by issue, and
what each side must have. Printed is one line of JSON: of each peer its seconds, and the products.
"""

import itertools
import json
import math
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from negmas import LinearAdditiveUtilityFunction, make_issue, make_os
from negmas.preferences.ops import nash_points, pareto_frontier
from negmas.preferences.value_fun import TableFun
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

Rows = list[list[int]]
"""Of each issue, what each option is worth."""


def brute_force(ones: Rows, others: Rows, floors: list[int]) -> int:
    """All packages at once: sums of outer sums."""
    x, y = np.zeros(1, np.int64), np.zeros(1, np.int64)
    for one, other in zip(ones, others, strict=True):
        x = np.add.outer(x, np.array(one)).ravel()
        y = np.add.outer(y, np.array(other)).ravel()
    x -= floors[0]
    y -= floors[1]
    product = np.where((x >= 0) & (y >= 0), x * y, -1)
    return int(product.max())


def by_negmas(ones: Rows, others: Rows, floors: list[int]) -> int:
    """Its frontier over all outcomes, and the Nash point on it."""
    issues = [make_issue([str(n) for n in range(len(one))], f"i{k}") for k, one in enumerate(ones)]
    space = make_os(issues)
    sides = [
        LinearAdditiveUtilityFunction(
            [TableFun({str(n): float(v) for n, v in enumerate(each)}) for each in worths],
            weights=[1.0] * len(worths),
            outcome_space=space,
            reserved_value=float(floor),
        )
        for worths, floor in zip((ones, others), floors, strict=True)
    ]
    frontier, _ = pareto_frontier(sides, issues=issues)
    # Else it counts from a side's worst, where that is more than the side must have.
    ranges = [
        (float(f), float(sum(map(max, w)))) for w, f in zip((ones, others), floors, strict=True)
    ]
    found = nash_points(sides, frontier, ranges=ranges)
    if not found:
        return -1
    (x, y), _ = found[0]
    return round((x - floors[0]) * (y - floors[1]))


def by_highs(ones: Rows, others: Rows, floors: list[int]) -> int | None:
    """Integer programs: the root of the product is concave, and bounded by tangents, of which one
    more is added until the bound is met. Floats: exact but for the solver's tolerances. None: it
    gave up with an error."""
    sizes = [len(one) for one in ones]
    count = sum(sizes)
    x = np.array([*itertools.chain(*ones), -0.0])
    y = np.array([*itertools.chain(*others), -0.0])
    one_each = np.zeros((len(sizes), count + 1))
    at = 0
    for row, size in enumerate(sizes):
        one_each[row, at : at + size] = 1
        at += size
    rows = [LinearConstraint(csr_matrix(one_each), 1, 1)]
    rows.append(LinearConstraint(csr_matrix(np.array([x, y])), list(floors), np.inf))
    whole = np.ones(count + 1)
    whole[-1] = 0
    upper = np.ones(count + 1)
    upper[-1] = np.inf
    goal = np.zeros(count + 1)
    goal[-1] = -1
    best, slope = -1, 1.0
    for _ in range(60):
        # The root of x·y is at most (s·x + y/s) / 2 for every s above 0.
        tangent = (slope * x + y / slope) / -2
        tangent[-1] = 1
        most = -(slope * floors[0] + floors[1] / slope) / 2
        rows.append(LinearConstraint(csr_matrix(tangent), -np.inf, most))
        found = milp(
            goal,
            constraints=rows,
            integrality=whole,
            bounds=Bounds(0, upper),
            options={"mip_rel_gap": 0},
        )
        if found.x is None:
            infeasible = 2
            return best if found.status == infeasible else None
        chosen = np.round(found.x[:-1])
        gains = round(x[:-1] @ chosen) - floors[0], round(y[:-1] @ chosen) - floors[1]
        best = max(best, gains[0] * gains[1])
        if found.x[-1] ** 2 <= best * (1 + 1e-9) + 0.5:
            return best
        slope = math.sqrt(max(gains[1], 1e-3) / max(gains[0], 1e-3))
    return best


def by_branching(ones: Rows, others: Rows, floors: list[int]) -> int:
    """Depth first, those options first that bound highest, cut by the same directions as ours, but
    nothing is dropped for being dominated."""
    steps = [(s, 64 - s) for s in range(1, 64)]

    def tables(p: int, q: int) -> list[int]:
        left = [0]
        for one, other in zip(reversed(ones), reversed(others), strict=True):
            left.append(left[-1] + max(p * a + q * b for a, b in zip(one, other, strict=True)))
        return left[::-1]

    def bound(step: tuple[int, int]) -> float:
        p, q = step
        return (tables(p, q)[0] - p * floors[0] - q * floors[1]) ** 2 / (4 * p * q)

    chosen = sorted(steps, key=bound)[:3]
    cuts = [(p, q, tables(p, q)) for p, q in chosen]
    one_left = [sum(max(o) for o in ones[n:]) for n in range(len(ones) + 1)]
    other_left = [sum(max(o) for o in others[n:]) for n in range(len(ones) + 1)]
    p, q, _ = cuts[0]
    orders = [
        sorted(zip(one, other, strict=True), key=lambda w: -(p * w[0] + q * w[1]))
        for one, other in zip(ones, others, strict=True)
    ]
    best = -1
    needed = [0] * len(cuts)

    def go(n: int, x: int, y: int) -> None:
        nonlocal best, needed
        if n == len(orders):
            if x >= floors[0] and y >= floors[1] and (x - floors[0]) * (y - floors[1]) > best:
                best = (x - floors[0]) * (y - floors[1])
                needed = [
                    math.isqrt(4 * p * q * best) + 1 + p * floors[0] + q * floors[1]
                    for p, q, _ in cuts
                ]
            return
        if x + one_left[n] < floors[0] or y + other_left[n] < floors[1]:
            return
        for (p, q, left), least in zip(cuts, needed, strict=True):
            if p * x + q * y + left[n] < least:
                return
        for a, b in orders[n]:
            go(n + 1, x + a, y + b)

    go(0, 0, 0)
    return best


PEERS: dict[str, Callable[..., int | None]] = {
    "brute_force": brute_force,
    "negmas": by_negmas,
    "highs": by_highs,
    "branching": by_branching,
}


def main(file: str) -> None:
    said = json.loads(Path(file).read_text())
    found = {}
    for name, peer in PEERS.items():
        seconds, products = [], []
        for each in said[name]:
            began = time.perf_counter()
            products.append(peer(each["ones"], each["others"], each["floors"]))
            seconds.append(time.perf_counter() - began)
        found[name] = {"seconds": seconds, "products": products}
    print(json.dumps(found))


if __name__ == "__main__":
    main(sys.argv[1])
