"""What arbitration publishes on `odr.arbitration`, as far as intake needs it."""

from enum import StrEnum

from odr_shared.contracts import Fact
from odr_shared.money import Money


class ArbitrationOutcome(StrEnum):
    AWARDED = "awarded"
    DISMISSED = "dismissed"
    """The award grants nothing."""
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"
    """No award can be made."""


class ArbitrationEnded(Fact):
    """The one fact that ends the stage."""

    type = "arbitration.ended.v1"

    outcome: ArbitrationOutcome
    amount: Money | None = None
    """What the award grants, or the parties agreed, where it is a sum of money."""
