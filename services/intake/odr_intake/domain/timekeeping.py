"""What has been asked and decided about the running period of a case."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from odr_rules.deadlines import Deadline
from odr_rules.packs.vocabulary import Pauser
from odr_shared.contracts import Fact
from odr_shared.contracts.intake import CaseClosed
from odr_shared.contracts.intake_timing import (
    CasePaused,
    CaseResumed,
    ExtensionAsked,
    ExtensionRefused,
    OutageAllowed,
    PeriodExtended,
    PeriodRecomputed,
)


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
class Standing:
    """A period that stands still."""

    running: Deadline
    since: datetime
    until: datetime
    """When it runs on at the latest."""
    why: Pauser


@dataclass(frozen=True, slots=True)
class Timing:
    extending: Extending | None = None
    standing: Standing | None = None
    """What is paused; nothing runs meanwhile."""

    def of(self, running: Deadline) -> Extending:
        """What was asked about this period; nothing yet where it is about another."""
        found = self.extending
        if found and (found.rule, found.began_at) == (running.rule, running.trigger):
            return found
        return Extending(running.rule, running.trigger)

    def wakes_at(self, running: Deadline | None) -> datetime | None:
        """When the clock next has something to do."""
        if self.standing is not None:
            return self.standing.until
        return running.due_at if running else None


TIMED: Final[tuple[type[Fact], ...]] = (
    *(ExtensionAsked, ExtensionRefused, PeriodExtended, PeriodRecomputed),
    *(CasePaused, CaseResumed, OutageAllowed),
)


def timed(timing: Timing, running: Deadline | None, fact: Fact) -> Timing:
    """What is known after the fact; `running` is the period that ran until then."""
    match fact:
        case CaseResumed() | CaseClosed():
            return replace(timing, standing=None)
        case CasePaused() if running is not None:
            still = Standing(running, fact.occurred_at, fact.until, fact.why)
            return replace(timing, standing=still)
    return (
        timing if running is None else replace(timing, extending=_extending(timing, running, fact))
    )


def _extending(timing: Timing, running: Deadline, fact: Fact) -> Extending | None:
    about = timing.of(running)
    match fact:
        case ExtensionAsked():
            return replace(about, asked_by=fact.party, more=fact.more)
        case ExtensionRefused():
            return replace(about, asked_by=None, more=None)
        case PeriodExtended():
            return Extending(running.rule, running.trigger, about.granted + 1)
    return timing.extending
