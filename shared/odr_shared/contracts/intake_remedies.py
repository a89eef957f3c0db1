"""What intake publishes on `odr.intake` about what is owed after the end of a case."""

from datetime import datetime
from uuid import UUID

from odr_rules.packs import Remedy
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import ConfirmedBy, DisputeReason
from odr_shared.contracts.intake import Dated
from odr_shared.money import Money


class RemedyOrdered(Dated):
    """One party owes another something by the case's outcome, until `due_at`."""

    type = "intake.remedy_ordered.v1"

    number: int
    """Counted within the case."""
    remedy: Remedy
    amount: Money | None
    """None: an act is owed, and not a sum."""
    debtor: UUID
    creditor: UUID
    after: int | None = None
    """The remedy that must be performed first: its own time begins only then."""
    credit: int = 0
    """Minor units that were performed already, under an outcome that was set aside."""
    carriage_paid_by: UUID | None = None
    """Of a return that was agreed on: the party that pays for it."""
    not_before: datetime | None = None
    """Where a day was agreed on: what waits for another remedy is not due before it."""


class RemedyDue(Dated):
    """What had to be performed first is: the remedy's own time runs."""

    type = "intake.remedy_due.v1"

    number: int


class PerformanceReported(Dated):
    """A remedy is said to be performed, all or in part; until `due_at` that may be disputed."""

    type = "intake.performance_reported.v1"

    number: int
    part: int
    """Counted within the remedy."""
    amount: Money | None
    by_platform: bool


class ReturnReceived(Fact):
    """Whoever was to have the goods back has them."""

    type = "intake.return_received.v1"

    number: int
    by_platform: bool


class PerformanceConfirmed(Fact):
    """A part that was reported counts as performed."""

    type = "intake.performance_confirmed.v1"

    number: int
    part: int
    by: ConfirmedBy
    by_platform: bool


class PerformanceDisputed(Fact):
    """Its creditor says that a part that was reported has not been performed."""

    type = "intake.performance_disputed.v1"

    number: int
    part: int
    reason: DisputeReason
    by_platform: bool


class PerformanceRejected(Fact):
    """A caseworker decided that a disputed part has not been performed."""

    type = "intake.performance_rejected.v1"

    number: int
    part: int


class RemedyOverdue(Fact):
    """The time to perform a remedy is over, and something of it was not even reported."""

    type = "intake.remedy_overdue.v1"

    number: int


class RemedyCancelled(Fact):
    """Nothing more is owed of it: the outcome from which it followed was set aside."""

    type = "intake.remedy_cancelled.v1"

    number: int


class CasePerformed(Fact):
    """All that the outcome brought is performed."""

    type = "intake.case_performed.v1"
