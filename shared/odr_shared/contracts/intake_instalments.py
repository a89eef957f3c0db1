"""What intake publishes of sums that the parties agree to have paid in instalments."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from odr_shared.contracts import Fact
from odr_shared.money import Money


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a sum, with a day of its own."""

    amount: Money
    due_on: date
    """The last day on which it is in time, where the case's days are counted."""
    due_at: datetime
    """The first instant that is too late."""


class InstalmentsProposed(Fact):
    """One of the two proposes a plan to the other; it takes the place of any plan before."""

    type = "intake.instalments_proposed.v1"

    number: int
    """The remedy's."""
    proposal: int
    """Counted within the remedy."""
    plan: tuple[Instalment, ...]
    party: UUID
    by_platform: bool


class InstalmentsAgreed(Fact):
    """The other agrees: from now on each instalment is owed by itself, in place of the sum."""

    type = "intake.instalments_agreed.v1"

    number: int
    """The remedy's that is paid so."""
    proposal: int
    rule: str
    """`pack/version/instalments`, which allowed it."""
    zone: str
    first: int
    """The number of the first instalment, from which the others are counted on."""
    plan: tuple[Instalment, ...]
    party: UUID
    by_platform: bool
