"""What intake publishes of periods that are made longer or stand still."""

from enum import StrEnum
from uuid import UUID

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
