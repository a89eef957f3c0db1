"""What has been asked and decided about the running period of a case."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from odr_rules.deadlines import Deadline
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_timing import ExtensionAsked, ExtensionRefused, PeriodExtended


@dataclass(frozen=True, slots=True)
class Extending:
    """How far the parties are with making one period longer."""

    rule: str
    began_at: datetime
    """Of which period: a later one under the same rule is another."""
    granted: int = 0
    """How often it was made longer."""
    asked_by: UUID | None = None
    """Who waits for the other's consent, if one does."""
    more: int | None = None
    """What was asked for, in the period's own unit."""


@dataclass(frozen=True, slots=True)
class Timing:
    extending: Extending | None = None

    def of(self, running: Deadline) -> Extending:
        """What was asked about this period; nothing yet where it is about another."""
        found = self.extending
        if found and (found.rule, found.began_at) == (running.rule, running.trigger):
            return found
        return Extending(running.rule, running.trigger)


TIMED: Final[tuple[type[Fact], ...]] = (ExtensionAsked, ExtensionRefused, PeriodExtended)


def timed(timing: Timing, running: Deadline | None, fact: Fact) -> Timing:
    """What is known after the fact; `running` is the period that ran until then."""
    if running is None:
        return timing
    about = timing.of(running)
    match fact:
        case ExtensionAsked():
            return replace(timing, extending=replace(about, asked_by=fact.party, more=fact.more))
        case ExtensionRefused():
            return replace(timing, extending=replace(about, asked_by=None, more=None))
        case PeriodExtended():
            granted = Extending(running.rule, running.trigger, about.granted + 1)
            return replace(timing, extending=granted)
    return timing
