"""Facts of a case that stay in intake: who wrote and who decided what."""

from collections.abc import Sequence
from uuid import UUID

from odr_shared.contracts import PrivateFact


class Worded(PrivateFact):
    """What a party wrote, word for word."""

    sealed = frozenset({"texts"})

    by: UUID
    texts: Sequence[str]

    @property
    def keeper(self) -> str:
        return str(self.by)


class ClaimsStated(Worded):
    type = "intake.claims_stated.v1"


class AnswerStated(Worded):
    type = "intake.answer_stated.v1"


class OfferHeard(PrivateFact):
    """An offer was made or withdrawn: nothing changes here, but its platform is told."""

    type = "intake.offer_heard.v1"

    offer_id: UUID


class DecisionStated(Worded):
    """Why a caseworker returned, refused or reviewed a case, or what a party asked with."""

    type = "intake.decision_stated.v1"

    @property
    def keeper(self) -> str:
        """The case's own: it is about the case, whoever wrote it."""
        return "case"


class Screened(PrivateFact):
    """Who decided what was recorded before it: on a refusal, that person may not review it."""

    type = "intake.screened.v1"

    caseworker: UUID


class Reminded(PrivateFact):
    """Whoever can act in the time that runs was owed a reminder of it, at `occurred_at`."""

    type = "intake.reminded.v1"


class RemedyReminded(PrivateFact):
    """Whoever owes a remedy was owed a reminder of its day, at `occurred_at`."""

    type = "intake.remedy_reminded.v1"

    number: int


class Assigned(PrivateFact):
    """Whose the case is now among caseworkers; who works on it is no matter of the parties'."""

    type = "intake.assigned.v1"

    by: UUID
    to: UUID | None
    team: str | None


class ReferenceNoted(PrivateFact):
    """The payment by which a remedy was performed has this reference, as a keyed digest."""

    type = "intake.reference_noted.v1"

    number: int
    part: int
    mark: str


class DisputeStated(Worded):
    """Why a party disputes that a remedy was performed, in its words."""

    type = "intake.dispute_stated.v1"


class FeedbackGiven(PrivateFact):
    """A party said how fair its case was, in a number and in words."""

    type = "intake.feedback_given.v1"
    sealed = frozenset({"rating", "texts"})

    by: UUID
    rating: int | str
    """`erased`, once the party's key is destroyed."""
    texts: Sequence[str]

    @property
    def keeper(self) -> str:
        return str(self.by)
