"""Rule packs: the procedure that governs a case, as versioned data with its sources."""

from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from odr_rules.deadlines import Deadline, after_calendar_days


class Remedy(StrEnum):
    """What a party may ask for."""

    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    REPLACEMENT = "replacement"
    REPAIR = "repair"
    RETURN = "return"
    APOLOGY = "apology"
    DAMAGES = "damages"


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Sourced(_Data):
    """A number of a rule, with the text it rests on."""

    source: str = Field(min_length=1)
    verified: bool
    """Whether someone has read it in the text named."""


class Period(Sourced):
    trigger: str
    length: PositiveInt
    unit: str = Field(pattern="^calendar_day$")
    consequence: str
    """The outcome of silence, which every notice of the deadline names."""


class Cap(Sourced):
    of: str = Field(pattern="^price_paid$")


class Remedies(_Data):
    allowed: tuple[Remedy, ...]
    cap: Cap


class Pack(_Data):
    name: str = Field(pattern="^[a-z][a-z0-9-]*$")
    version: PositiveInt
    title: str
    calendar: str
    stages: tuple[str, ...]
    deadlines: dict[str, Period]
    remedies: Remedies

    def due(self, rule: str, trigger: datetime, zone: str) -> Deadline:
        """When the period ends that `trigger` has set running, in the case's time zone."""
        period = self.deadlines[rule]
        until = after_calendar_days(trigger, period.length, ZoneInfo(zone))
        return Deadline(
            rule=f"{self.name}/{self.version}/{rule}",
            trigger=trigger,
            due_at=until,
            zone=zone,
            consequence=period.consequence,
        )


class UnknownPack(Exception):
    """There is no rule pack of that name and version."""


@cache
def pack(name: str, version: int | None = None) -> Pack:
    """The pack of that name, in its newest version unless one is given.

    Raises `UnknownPack`, and `ValueError` for a file that its schema refuses.
    """
    for found in _all():
        if found.name == name and version in (None, found.version):
            return found
    raise UnknownPack(name, version)


@cache
def names() -> tuple[str, ...]:
    """The packs there are, each once."""
    return tuple(dict.fromkeys(found.name for found in _all()))


@cache
def _all() -> tuple[Pack, ...]:
    """Every pack, newest version first."""
    found = [
        Pack.model_validate(yaml.safe_load(file.read_text("utf-8")), strict=False)
        for file in files(__name__).iterdir()
        if file.name.endswith(".yaml")
    ]
    return tuple(sorted(found, key=lambda each: (each.name, -each.version)))
