"""Who must act next in a case."""

from enum import StrEnum
from typing import Final


class CaseStatus(StrEnum):
    """Who must act."""

    SCREENING = "screening"
    """A caseworker: take the case, return it, or refuse it."""
    RETURNED = "returned"
    """The claimant: supply what is missing."""
    REFUSED = "refused"
    """The claimant, if it wants the refusal looked at by another."""
    UNDER_REVIEW = "under_review"
    """A caseworker who has not decided the case before."""
    AWAITING_SERVICE = "awaiting_service"
    """The platform: see that the notice reaches its addressee, and say so."""
    AWAITING_RESPONDENT = "awaiting_respondent"
    AWAITING_CLAIMANT = "awaiting_claimant"
    """The claimant: answer the counterclaim."""
    AWAITING_PARTIES = "awaiting_parties"
    WITHDRAWING = "withdrawing"
    """Nobody: the open stage has been asked to end."""
    SETTING_ASIDE = "setting_aside"
    """A caseworker: decide whether the default stands."""
    PERFORMING = "performing"
    """Whoever owes something by the outcome: perform it, or confirm that it was."""
    CLOSED = "closed"


ENDED: Final = frozenset({CaseStatus.PERFORMING, CaseStatus.CLOSED})
"""Those of a case that has its outcome, which nobody attacks."""
