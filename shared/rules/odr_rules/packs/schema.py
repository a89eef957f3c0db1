"""The shape of a rule pack, field by field."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from odr_rules.deadlines import Deadline, after_calendar_days
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

HAN = re.compile(r"[\u4e00-\u9fff]")
Count = Annotated[int, Field(strict=True, gt=0, le=1000)]
Code = Annotated[str, Field(pattern="^[a-z]+(_[a-z]+)*$", max_length=50)]
Name = Annotated[str, Field(pattern="^[a-z][a-z0-9-]*$", max_length=50)]
Said = Annotated[str, Field(min_length=1, max_length=500, strict=True)]
Expression = Annotated[str, Field(min_length=1, max_length=500, strict=True)]
"""CEL over the facts of a filing, to a truth value; `odr_rules.expressions` checks it."""


def _chinese(said: str) -> str:
    if not HAN.search(said):
        raise ValueError("chinese_missing")
    return said


def _zone(said: str) -> str:
    try:
        ZoneInfo(said)
    except (ValueError, OSError, KeyError) as error:
        raise ValueError("unknown_zone") from error
    return said


Zone = Annotated[str, Field(max_length=50), AfterValidator(_zone)]
"""A time zone of the IANA database."""


class Calendar(StrEnum):
    """Which days are business days."""

    NONE = "none"
    PRC = "PRC"
    EU = "EU"
    GB_ENG = "GB-ENG"
    CA_BC = "CA-BC"


class Unit(StrEnum):
    HOUR = "hour"
    CALENDAR_DAY = "calendar_day"
    BUSINESS_DAY = "business_day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Roll(StrEnum):
    """What becomes of a period whose last day is no business day."""

    NONE = "none"
    FORWARD = "forward"


class Data(BaseModel):
    """A part of a pack: it never changes, and knows no other fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Words(Data):
    """The same in English and in Simplified Chinese."""

    en: Said
    zh: Annotated[Said, AfterValidator(_chinese), Field(alias="zh-CN")]


class Sourced(Data):
    """What a rule rests on."""

    source: Said
    article: Said
    verified: Annotated[bool, Field(strict=True)]
    """Whether someone has read it in the text named; if not, it is general knowledge."""


class InForce(Data):
    """From the first day of the version to the last, both included."""

    since: Annotated[date, Field(alias="from")]
    until: date | None

    def on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Screening(Data):
    mode: Literal["automatic", "caseworker"]
    cures: Annotated[int, Field(strict=True, ge=0, le=10)]
    """How often the same thing may be asked for."""


class Ground(Sourced):
    """A reason to refuse a case: no other may be given."""

    code: Code
    when: Expression | None
    """None: a person judges."""
    text: Words


class Consents(Data):
    claimant: Consent
    respondent: Consent


class Stage(Data):
    name: StageName
    opens: Annotated[tuple[Opening, ...], Field(min_length=1)]
    after: StageName | None = None
    """Which stage must have ended without agreement, where `unsettled` opens this one."""
    consent: Consents
    binding: Annotated[bool, Field(strict=True)] = False
    """Whether what is decided there binds; only a stage that does not can be left at will."""


class Editable(Data):
    """Within which lengths a platform may set the period, in its own unit."""

    min: Count
    max: Count


class Extension(Data):
    """By whom, how often and by how much (in the unit of the period) it can be made longer."""

    by: Literal["parties", "administrator"]
    times: Count
    length: Count


class Instead(Data):
    """Another length, where this is true of the filing; the first that is true counts."""

    when: Expression
    length: Count


class Period(Sourced):
    trigger: Trigger
    length: Count
    instead: Annotated[tuple[Instead, ...], Field(max_length=5)] = ()
    unit: Unit
    calendar: Calendar
    roll: Roll
    pausable_by: tuple[Pauser, ...] = ()
    consequence: Consequence
    """What silence brings, which every notice of the deadline names."""
    extension: Extension | None = None
    editable: Editable | None = None
    """None: what the law says, and nobody may change."""
    note: Words | None = None


class Basis(Data):
    """So many times the price paid, or the loss."""

    of: Literal["price_paid", "loss"]
    times: Count


class Floor(Data):
    amount: Annotated[int, Field(strict=True, gt=0)]
    """In minor units."""
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]


class Cap(Sourced):
    """The most that can be granted; what needs a finding comes on top of what does not."""

    name: Code
    remedies: Annotated[tuple[Remedy, ...], Field(min_length=1)]
    most: Annotated[tuple[Basis, ...], Field(min_length=1, max_length=5)]
    """The highest of these counts."""
    floor: Floor | None = None
    """At least so much, however low the price was."""
    finding: Finding | None = None
    text: Words


class Remedies(Data):
    allowed: Annotated[tuple[Remedy, ...], Field(min_length=1)]
    caps: Annotated[tuple[Cap, ...], Field(min_length=1, max_length=20)]


class Reason(Data):
    evidence: tuple[Evidence, ...]
    remedies: Annotated[tuple[Remedy, ...], Field(min_length=1)]


class SetAside(Data):
    """For what good causes a default is set aside, in the time of the deadline `set_aside`."""

    causes: Annotated[tuple[Code, ...], Field(min_length=1)]


class Way(Sourced):
    """A way that remains when the case ends here without a resolution."""

    code: Code
    text: Words


class LimitRefused(Exception):
    """A platform may not set that period so; `why` is `not_editable` or `out_of_range`."""

    def __init__(self, rule: str, why: str, editable: Editable | None) -> None:
        super().__init__(f"{rule}: {why}")
        self.rule, self.why, self.editable = rule, why, editable


class Pack(Data):
    name: Name
    version: Count
    title: Words
    notice: Words
    """What whoever reads it should know first."""
    in_force: InForce
    zone: Zone | None
    """Whose midnight ends the days; none: the consumer's at filing."""
    language: Literal["en", "zh-CN"]
    calendar: Calendar
    applies: Expression
    precedence: Count
    """Of several packs that apply, the one with the lowest."""
    service: Literal["filing", "proof"]
    """`proof`: no period against a party runs before there is proof of service on it."""
    screening: Screening
    grounds: tuple[Ground, ...]
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    deadlines: Mapping[Rule, Period]
    remedies: Remedies
    reasons: Annotated[Mapping[Code, Reason], Field(min_length=1)]
    amendments_until: Until
    set_aside: SetAside | None
    ways: Annotated[tuple[Way, ...], Field(min_length=1)]
    feedback: Annotated[bool, Field(strict=True)]
    """Whether the parties are asked, after the end, how fair it was."""

    def period(self, rule: str) -> Period | None:
        return self.deadlines.get(Rule(rule))

    def ground(self, code: str) -> Ground | None:
        return next((each for each in self.grounds if each.code == code), None)

    def stage(self, name: str) -> Stage | None:
        return next((each for each in self.stages if each.name == name), None)

    def opened_by(self, opening: Opening, ended: str | None = None) -> Stage | None:
        """The stage that this opens; `ended` is the one that stayed `unsettled`, if one did."""
        for each in self.stages:
            if opening in each.opens and (opening is not Opening.UNSETTLED or each.after == ended):
                return each
        return None

    def due(self, rule: str, trigger: datetime, zone: str) -> Deadline:
        """When the period ends that `trigger` has set running, in the case's time zone."""
        period = self.deadlines[Rule(rule)]
        until = after_calendar_days(trigger, period.length, ZoneInfo(zone))
        return Deadline(
            rule=f"{self.name}/{self.version}/{rule}",
            trigger=trigger,
            due_at=until,
            zone=zone,
            consequence=period.consequence,
        )

    def tightened(self, limits: Mapping[str, int]) -> Self:
        """The same with these lengths, each in its period's unit; raises `LimitRefused`."""
        for name, length in limits.items():
            rule = Rule(name) if name in set(Rule) else None
            period = self.deadlines.get(rule) if rule else None
            if rule is None or period is None or period.editable is None:
                raise LimitRefused(name, "not_editable", None)
            if not period.editable.min <= length <= period.editable.max:
                raise LimitRefused(name, "out_of_range", period.editable)
        return self.having(limits)

    def having(self, lengths: Mapping[str, int]) -> Self:
        """The same with these lengths, which the pack itself gives for a case, unquestioned."""
        periods = {
            rule: period.model_copy(update={"length": lengths[rule]}) if rule in lengths else period
            for rule, period in self.deadlines.items()
        }
        return self.model_copy(update={"deadlines": periods})
