"""What intake publishes of periods that are made longer or stand still."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from odr_rules.packs.vocabulary import Pauser
from odr_shared.contracts import Fact
from odr_shared.contracts.intake import MayRun


class ExtendedBy(StrEnum):
    PARTIES = "parties"
    """One asked, the other granted it."""
    ADMINISTRATOR = "administrator"
    """A caseworker, where the rule pack leaves it to whoever administers the procedure."""


class ExtensionAsked(Fact):
    """A party asks the other to agree that the running period be longer."""

    type = "intake.extension_asked.v1"

    rule: str
    """`pack/version/name` of the period."""
    more: int
    """In the period's own unit."""
    party: UUID
    by_platform: bool


class ExtensionRefused(Fact):
    """The other party does not agree: the period ends when it would have."""

    type = "intake.extension_refused.v1"

    party: UUID
    by_platform: bool


class PeriodExtended(MayRun):
    """The running period is longer than it was."""

    type = "intake.period_extended.v1"

    by: ExtendedBy
    more: int
    """In the period's own unit."""


class CasePaused(MayRun):
    """The running period stands still: nobody's time runs meanwhile."""

    type = "intake.case_paused.v1"

    why: Pauser
    until: datetime
    """When it runs on at the latest, if nobody has it run on before."""


class CaseResumed(MayRun):
    """The period runs on, by as much later as it stood still."""

    type = "intake.case_resumed.v1"

    why: Pauser


class OutageAllowed(MayRun):
    """The running period would have ended in an outage of ours: it ends later by all of that."""

    type = "intake.outage_allowed.v1"

    outage_from: datetime
    outage_until: datetime
    grace: int
    """Seconds after the outage in which nobody has to act yet."""


class PeriodRecomputed(MayRun):
    """Holidays were published: the running period ends as they have it, never earlier than said."""

    type = "intake.period_recomputed.v1"
