"""Why an amendment of the claims is refused."""

from odr_shared.errors import Conflict, NotPermitted, Refusal


class NotYourClaims(NotPermitted):
    """Claims are amended by the claimant, or by the platform on the claimant's behalf."""

    code = "not_permitted"


class NotAmendable(Conflict):
    """The case is not where claims are amended."""

    code = "wrong_state"
    explanation = "Its status is {status}."


class AmendmentsOver(Conflict):
    """The rule pack lets the claims be amended no longer."""

    code = "amendments_over"
    explanation = "{rule} lets them be amended until: {until}. It rests on: {article} ({source})."


class TooManyAmendments(Conflict):
    """The claims have been amended as often as they can be."""

    code = "too_many_amendments"
    explanation = "They can be amended {times} times."


class VersionConflict(Refusal):
    """The case is no longer as it was when this was written."""

    status = 412
    code = "version_conflict"
    explanation = "Its version is {version}."
