"""What intake publishes of claims that are changed after their filing."""

from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, Reason
from odr_shared.contracts.intake import Sought
from odr_shared.money import Money


class ClaimsAmended(Fact):
    """The claims are others now; an accepted case's are to be served, and answered, anew."""

    type = "intake.claims_amended.v1"

    number: int
    """Which amendment of the case it is."""
    reasons: tuple[Reason, ...]
    claimed: Money | None
    """The sum of the claims; none where no money is asked for."""
    non_material: Money | None
    """What of `claimed` is for non-material damage."""
    sought: tuple[Sought, ...]
    """The remedies that the claims ask for now."""
    by_platform: bool


class AnswerStands(Fact):
    """Nothing came on the amended claims: who had answered before counts as contesting them."""

    type = "intake.answer_stands.v1"

    answer: Answer
