"""The table for people: every figure beside its goal, its stretch, its floor and its peers."""

from collections.abc import Sequence

from rich import box
from rich.table import Table
from tests.bench.measuring import Figure

STYLES = {"reached": "green", "missed": "red", "no verdict": "yellow"}


def shown(figures: Sequence[Figure]) -> Table:
    table = Table(title="ODR's bench: ours ÷ the floor of the same run", box=box.SIMPLE_HEAD)
    for name, side in (
        *(("", "left"), ("what", "left"), ("figure", "right"), ("goal", "right")),
        *(("stretch", "right"), ("ours", "right"), ("floor", "right"), ("floors ±", "right")),
        *(("load", "right"), ("", "left")),
    ):
        table.add_column(name, justify=side, no_wrap=name != "what")  # type: ignore[arg-type]
    for figure in figures:
        goal = figure.goal
        sign = "≥" if goal.better == "higher" else "≤"
        table.add_row(
            goal.name,
            goal.what,
            _number(figure.value) + ("" if goal.unit == "ratio" else f" {goal.unit}"),
            "-" if goal.value is None else f"{sign} {goal.value:g}",
            "-" if goal.stretch is None else f"{goal.stretch:g}",
            _number(figure.ours),
            "-" if figure.floor is None else _number(figure.floor),
            "-" if figure.floor is None else f"{figure.spread:.0%}",
            f"{figure.load:g}",
            "told" if goal.value is None else figure.verdict,
            style=STYLES[figure.verdict] if goal.value is not None else "",
        )
    return table


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
