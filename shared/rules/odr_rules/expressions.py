"""CEL in rule packs: checked when a pack is loaded, evaluated over what a filing says.

The Rust implementation evaluates; it neither checks types nor shows its syntax tree, so
`odr_rules.grammar` reads the same text first.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from odr_rules.grammar import (
    LONGEST,
    ExpressionRefused,
    Kind,
    Listing,
    Names,
    Reader,
    tokens,
)

if TYPE_CHECKING:
    import cel

T, N, S, D = Kind.TRUTH, Kind.NUMBER, Kind.TEXT, Kind.DATE

NAMES: Final[Names] = {
    "claimant": {"kind": S, "country": S, "region": S, "identified": T},
    "respondent": {"kind": S, "country": S, "region": S, "listed": T},
    "order": {"paid": N, "currency": S, "placed_on": D, "received_on": D, "online": T},
    "dispute": {"known_on": D, "personal": T},
    "contact": {"made": T, "made_on": D, "answered": T, "answered_on": D},
    "elsewhere": {"court": T, "arbitration": T, "authority": T, "association": T, "decided": T},
    "claimed": N,
    "claims": Listing({"reason": S, "remedy": S, "amount": N}),
}
"""Each name that an expression may use; amounts are in minor units of the order's currency."""


def check(expression: str, names: Names) -> frozenset[str]:
    """The facts that it asks for; raises `ExpressionRefused` unless it is a sound truth value."""
    if len(expression) > LONGEST:
        raise ExpressionRefused("expression_large", LONGEST, f"{len(expression)} > {LONGEST}")
    reader = Reader(expression, names, tokens(expression))
    reader.whole()
    _program(expression)  # what the one reads, the other must read too
    return frozenset(reader.used)


@lru_cache(maxsize=500)
def _program(expression: str) -> "cel.Program":
    try:
        program: cel.Program = _cel().compile(expression)
    except ValueError as error:
        raise ExpressionRefused("expression_syntax", 0, "") from error
    return program


@lru_cache
def _cel() -> ModuleType:
    """Imported when a pack is first read: it brings a command line of its own along.

    That is a seventh of the time that a process takes to start.
    """
    return import_module("cel")


def holds(expression: str, facts: Mapping[str, Any], today: date) -> bool | None:
    """Whether it is true of these facts, which `check` knows; None if it asks for what is unsaid.

    `today` is what `past` compares with. Dates in the facts are in ISO 8601.
    """
    functions = {"past": lambda said, n, unit: is_past(date.fromisoformat(said), n, unit, today)}
    try:
        found = _program(expression).execute(_cel().Context(dict(facts), functions))
    except KeyError:
        return None
    return bool(found)


def is_past(day: date, length: int, unit: str, today: date) -> bool:
    """Whether the last day of so many after that day is over; months and years are clamped."""
    return today > _last(day, length, unit)


def _last(day: date, length: int, unit: str) -> date:
    if unit in ("day", "week"):
        return day + timedelta(days=length * (7 if unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + length * (12 if unit == "year" else 1)
    for number in (day.day, 30, 29, 28):
        try:
            return date(months // 12, months % 12 + 1, number)
        except ValueError:
            continue
    return date.max
