"""Views of how fair a case was."""

from datetime import datetime
from uuid import UUID

from odr_client.views.open import View


class Feedback(View):
    """What a party answered, once its case was final."""

    party_id: UUID
    given_at: datetime
    rating: int | None = None
    """From 1, unfair, to 5, fair; none: erased."""
    text: str | None = None
    """Shown to its author alone."""
