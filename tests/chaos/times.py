"""How long things took while something was broken, beside the bounds that the design names.

They are judged in a long run alone: on a machine that does much else they say nothing of us.
"""

import statistics
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple


class Bound(NamedTuple):
    of: str
    """The number that it has in the design."""
    at_most: float
    unit: str


BOUNDS: Final[Mapping[str, Bound]] = {
    "ready again after a kill": Bound("R2", 5.0, "s"),
    "a 503 while Postgres is down": Bound("R3", 2.0, "s"),
    "first success once Postgres is back": Bound("R3", 3.0, "s"),
    "refused of 100 requests after that": Bound("R3", 0.0, ""),
    "latency of filing while a consumer is slow, to before": Bound("R11", 1.2, "times"),
    "memory that a slow consumer takes more": Bound("R11", 50.0, "MiB"),
    "an answer while all connections are taken": Bound("R13", 2.0, "s"),
    "health while all connections are taken": Bound("R13", 2.0, "s"),
    "an answer while Postgres is silent": Bound("R19", 5.0, "s"),
}


@dataclass
class Times:
    found: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, value: float) -> None:
        assert name in BOUNDS, name
        self.found[name].append(value)

    def results(self) -> dict[str, dict[str, object]]:
        """Of each bound: how often it was measured, the median and the worst, and if it was kept.

        What was never measured is not kept.
        """
        shown = dict[str, dict[str, object]]()
        for name, bound in BOUNDS.items():
            values = self.found[name]
            shown[name] = {
                "of": bound.of,
                "at_most": bound.at_most,
                "unit": bound.unit,
                "measured": len(values),
                "median": round(statistics.median(values), 3) if values else None,
                "worst": round(max(values), 3) if values else None,
                "kept": bool(values) and max(values) <= bound.at_most,
            }
        return shown

    def lines(self) -> list[str]:
        found = list[str]()
        for name, each in self.results().items():
            said = "kept" if each["kept"] else "OVER" if each["measured"] else "not measured"
            values = f"{each['median']} / {each['worst']} of {each['at_most']} {each['unit']}"
            found.append(f"{each['of']:<4} {name:<54} {values:<28} ({each['measured']}) {said}")
        return found
