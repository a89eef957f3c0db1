"""The parts of a rule pack, field by field."""

import re
from datetime import date
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from odr_rules.calendars import Calendar
from odr_rules.deadlines import Roll, Unit
from odr_rules.packs.vocabulary import (
    Consent,
    Consequence,
    Evidence,
    Finding,
    Opening,
    Pauser,
    Remedy,
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


class Amendments(Sourced):
    """Until when the claimant may still change what it asks for."""

    until: Until


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


class PackStage(Data):
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


class NonMaterial(Sourced):
    """What the pack says of non-material damage: why it can be claimed, or why it cannot."""

    most: Floor | None = None
    """So much at most; none: no figure is named, and whoever decides says what is fair."""
    text: Words


class Remedies(Data):
    allowed: Annotated[tuple[Remedy, ...], Field(min_length=1)]
    caps: Annotated[tuple[Cap, ...], Field(min_length=1, max_length=20)]
    non_material: NonMaterial | None = None
    """Of the remedy of that name, which no other cap bounds."""


class Instalments(Sourced):
    """How sums may be paid in parts, where both sides agree to it."""

    most: Annotated[int, Field(strict=True, ge=2, le=24)]
    """So many parts of one sum."""
    months: Annotated[int, Field(strict=True, ge=1, le=36)]
    """From the day on which they are proposed to the last of them."""


class PackReason(Data):
    evidence: tuple[Evidence, ...]
    remedies: Annotated[tuple[Remedy, ...], Field(min_length=1)]


class SetAside(Data):
    """For what good causes a default is set aside, in the time of the deadline `set_aside`."""

    causes: Annotated[tuple[Code, ...], Field(min_length=1)]


class Way(Sourced):
    """A way that remains when the case ends here without a resolution."""

    code: Code
    text: Words
