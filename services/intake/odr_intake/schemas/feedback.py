"""How fair a case was, as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from odr_intake.schemas.procedure import OnBehalf
from odr_intake.service.feedback import Feedback
from odr_shared.http import View
from odr_shared.levels import Level
from odr_shared.texts import Text


class GiveFeedback(OnBehalf):
    """A party's answer to how fair the case was."""

    rating: Annotated[int, Field(strict=True, ge=1, le=5), Level.PARTY]
    """From 1, unfair, to 5, fair."""
    text: Annotated[Text | None, Level.PARTY] = None
    """Why; nobody but the party can read it again."""


class FeedbackView(View):
    party_id: Annotated[UUID, Level.PUBLIC]
    given_at: Annotated[datetime, Level.PUBLIC]
    rating: Annotated[int | None, Level.PARTY]
    """None: erased."""
    text: Annotated[str | None, Level.PARTY]
    """Shown to its author alone."""


def show(feedback: Feedback) -> FeedbackView:
    return FeedbackView(
        party_id=feedback.party,
        given_at=feedback.given_at,
        rating=feedback.rating,
        text=feedback.text,
    )
