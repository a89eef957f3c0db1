"""A rule pack: its shape, and what can be asked of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from odr_rules.calendars import Calendar
from odr_rules.deadlines import Deadline, Length, derive
from odr_rules.packs.parts import (
    Amendments,
    Code,
    Count,
    Data,
    Editable,
    Expression,
    Ground,
    InForce,
    Instalments,
    Name,
    PackReason,
    PackStage,
    Period,
    Remedies,
    Screening,
    SetAside,
    Way,
    Words,
    Zone,
)
from odr_rules.packs.vocabulary import Opening, Rule


@dataclass(frozen=True, slots=True)
class SetLength:
    """How long a period is in one case: its platform, or the filing itself, has decided it."""

    rule: Rule
    length: int


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
    screening: Screening
    grounds: tuple[Ground, ...]
    stages: Annotated[tuple[PackStage, ...], Field(min_length=1)]
    deadlines: Mapping[Rule, Period]
    remedies: Remedies
    reasons: Annotated[Mapping[Code, PackReason], Field(min_length=1)]
    amendments: Amendments
    instalments: Instalments | None = None
    """None: what is owed is owed at once."""
    set_aside: SetAside | None
    ways: Annotated[tuple[Way, ...], Field(min_length=1)]
    feedback: Annotated[bool, Field(strict=True)]
    """Whether the parties are asked, after the end, how fair it was."""
    mail_is_proof: Annotated[bool, Field(strict=True)] = False
    """Whether a notice is served once the addressee's mail server has taken it from us."""

    def period(self, rule: str) -> Period | None:
        return self.deadlines.get(Rule(rule))

    def ground(self, code: str) -> Ground | None:
        return next((each for each in self.grounds if each.code == code), None)

    def stage(self, name: str) -> PackStage | None:
        return next((each for each in self.stages if each.name == name), None)

    def opened_by(self, opening: Opening, ended: str | None = None) -> PackStage | None:
        """The stage that this opens; `ended` is the one that stayed `unsettled`, if one did."""
        for each in self.stages:
            if opening in each.opens and (opening is not Opening.UNSETTLED or each.after == ended):
                return each
        return None

    def due(
        self, rule: str, trigger: datetime, zone: str, not_before: datetime | None = None
    ) -> Deadline:
        """When the period ends that `trigger` has set running, in the case's time zone."""
        period = self.deadlines[Rule(rule)]
        return derive(
            Length(period.length, period.unit, period.calendar, period.roll),
            trigger,
            zone,
            rule=f"{self.name}/{self.version}/{rule}",
            consequence=period.consequence,
            source=period.source,
            article=period.article,
            trigger_event=period.trigger,
            not_before=not_before,
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

    def governing(self, lengths: Iterable[SetLength]) -> Self:
        """The pack as it governs a case with these lengths."""
        return self.having({each.rule: each.length for each in lengths})

    def having(self, lengths: Mapping[str, int]) -> Self:
        """The same with these lengths, which the pack itself gives for a case, unquestioned."""
        if not lengths:
            return self
        periods = {
            rule: period.model_copy(update={"length": lengths[rule]}) if rule in lengths else period
            for rule, period in self.deadlines.items()
        }
        return self.model_copy(update={"deadlines": periods})
