"""Why a report, a confirmation or a dispute of performance is refused."""

from odr_shared.errors import Conflict, NotFound, NotPermitted, Unprocessable


class NoSuchRemedy(NotFound):
    """The case has brought no such obligation."""

    code = "not_found"


class NotTheDebtor(NotPermitted):
    """Performance is reported by whoever owes it, or by the platform."""

    code = "not_permitted"


class NotTheCreditor(NotPermitted):
    """Only whoever is owed it may say this, or the platform on its behalf."""

    code = "not_permitted"


class PreconditionOpen(Conflict):
    """This is not due yet: something else must be performed first."""

    code = "precondition_open"
    explanation = "It is the remedy {number} of this case."


class PerformedAlready(Conflict):
    """All of it has been performed, or is said to be."""

    code = "performed_already"


class InInstalments(Conflict):
    """What is left of this is owed in instalments, each by itself."""

    code = "in_instalments"
    explanation = "They are the remedies {numbers}."


class TooManyParts(Conflict):
    """There are as many reports of this remedy as there can be."""

    code = "too_many_parts"
    explanation = "At most {most}."


class PerformedBeyond(Unprocessable):
    """That is not what is left of it."""

    code = "performed_beyond"
    explanation = "Left to be performed, in minor units: {left}."


class ReferenceMissing(Unprocessable):
    """A payment is reported with its reference."""

    code = "reference_missing"


class ReferenceCounted(Conflict):
    """This payment was reported before: none counts twice."""

    code = "reference_counted"
    explanation = "It was named for the remedy {number} of this case."


class ReferenceElsewhere(Conflict):
    """This payment was reported in another case: none counts twice."""

    code = "reference_elsewhere"


class NoReturn(Conflict):
    """No goods are to be given back by this remedy."""

    code = "wrong_state"


class NothingReported(Conflict):
    """No performance is reported that could be confirmed or disputed."""

    code = "wrong_state"


class NothingDisputed(Conflict):
    """No performance is disputed."""

    code = "wrong_state"


class PartMissing(Unprocessable):
    """No such part of this remedy waits for that."""

    code = "part_unknown"
