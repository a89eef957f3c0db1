"""Rule packs: the procedure that governs a case, as versioned data with its sources."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from odr_rules.packs.faults import Fault, Faulty
from odr_rules.packs.loading import load, load_all
from odr_rules.packs.parts import Cap, Ground, PackStage, Period, Words
from odr_rules.packs.schema import LimitRefused, Pack, SetLength
from odr_rules.packs.vocabulary import (
    Consent,
    Consequence,
    Evidence,
    Finding,
    Opening,
    Pauser,
    Remedy,
    Rule,
    StageName,
    Trigger,
    Until,
)

__all__ = [
    "Cap",
    "Consent",
    "Consequence",
    "Evidence",
    "Fault",
    "Faulty",
    "Finding",
    "Ground",
    "LimitRefused",
    "NotInForce",
    "Opening",
    "Pack",
    "PackStage",
    "Pauser",
    "Period",
    "Remedy",
    "Rule",
    "SetLength",
    "StageName",
    "Trigger",
    "UnknownPack",
    "Until",
    "Words",
    "load",
    "load_all",
    "names",
    "pack",
    "versions",
]


class UnknownPack(Exception):
    """There is no rule pack of that name and version."""


class NotInForce(UnknownPack):
    """No version of the pack is in force on that day."""


def pack(name: str, version: int | None = None, on: date | None = None) -> Pack:
    """The pack of that name: that version, else the one in force on that day, else the newest.

    Raises `UnknownPack`, `NotInForce`, and `Faulty` for a file that is refused.
    """
    found = versions(name)
    if version is not None:
        found = tuple(each for each in found if each.version == version)
    if not found:
        raise UnknownPack(name, version)
    if on is not None:
        found = tuple(each for each in found if each.in_force.on(on))
        if not found:
            raise NotInForce(name, version, on)
    return found[0]


@cache
def names() -> tuple[str, ...]:
    """The packs there are, each once."""
    return tuple(dict.fromkeys(found.name for found in every()))


@cache
def versions(name: str) -> tuple[Pack, ...]:
    """All versions of the pack, the newest first."""
    return tuple(found for found in every() if found.name == name)


@cache
def every() -> Sequence[Pack]:
    """Every pack in every version, newest version first."""
    found = [
        (file.name, file.read_text("utf-8"))
        for file in sorted(files(__name__).iterdir(), key=lambda each: each.name)
        if file.name.endswith(".yaml")
    ]
    return load_all(found)
