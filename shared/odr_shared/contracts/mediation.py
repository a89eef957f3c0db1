"""What mediation publishes on `odr.mediation`, as far as intake needs it."""

from enum import StrEnum

from odr_shared.contracts import Fact
from odr_shared.money import Money


class MediationOutcome(StrEnum):
    SETTLED = "settled"
    NO_AGREEMENT = "no_agreement"
    WITHDRAWN = "withdrawn"


class MediationEnded(Fact):
    """The one fact that ends the stage; it says nothing of who wanted what."""

    type = "mediation.ended.v1"

    outcome: MediationOutcome
    amount: Money | None = None
    """What was agreed, where it is a sum of money."""
