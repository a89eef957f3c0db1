"""The codes that facts of a case are written with."""

from enum import StrEnum


class Stage(StrEnum):
    NEGOTIATION = "negotiation"
    MEDIATION = "mediation"
    ARBITRATION = "arbitration"


class Reason(StrEnum):
    """What went wrong, as the claim has it."""

    NOT_RECEIVED = "not_received"
    NOT_AS_DESCRIBED = "not_as_described"
    DEFECTIVE = "defective"
    COUNTERFEIT = "counterfeit"
    UNAUTHORISED = "unauthorised"
    WRONG_AMOUNT = "wrong_amount"
    DUPLICATE_CHARGE = "duplicate_charge"
    CREDIT_NOT_PROCESSED = "credit_not_processed"
    CANCELLED = "cancelled"
    OTHER = "other"


class Answer(StrEnum):
    ADMIT = "admit"
    ADMIT_IN_PART = "admit_in_part"
    """A part of the sum is admitted, the rest contested."""
    CONTEST = "contest"


class CaseOutcome(StrEnum):
    ADMITTED = "admitted"
    SETTLED = "settled"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"
    DISMISSED = "dismissed"
    """What was missing was not supplied in time, or the claims were decided against."""
    REFUSED = "refused"
    """Not taken, on a ground of the rule pack's closed list."""
    DEFAULT = "default"
    """The respondent stayed silent until the deadline."""
    CLOSED = "closed"
    """The respondent took no part, and the procedure goes on without it nowhere."""
    REFERRED = "referred"
    """No agreement: a party declined, or time ran out, and no stage is left."""


class ScreenedBy(StrEnum):
    """Who took the case: by the rules at filing, a caseworker, or silence until the deadline."""

    CASEWORKER = "caseworker"
    REVIEW = "review"
    SILENCE = "silence"


class Cure(StrEnum):
    """What a case can be returned for."""

    IDENTITY = "identity"
    CONTACT = "contact"
    ORDER = "order"
    CLAIM = "claim"
    EVIDENCE = "evidence"
    MANDATE = "mandate"


class Served(StrEnum):
    """Which notice reached its addressee."""

    CLAIM = "claim"
    COUNTERCLAIM = "counterclaim"
    DEFAULT = "default"


class Channel(StrEnum):
    """By what a notice reached its addressee."""

    EMAIL = "email"
    SMS = "sms"
    APP = "app"
    POST = "post"
    IN_PERSON = "in_person"


class ConfirmedBy(StrEnum):
    """By what a reported performance came to count."""

    CREDITOR = "creditor"
    SILENCE = "silence"
    """Until the time that was announced."""
    DECISION = "decision"
    """A caseworker's, on a dispute."""


class DisputeReason(StrEnum):
    """Why a reported performance is disputed."""

    NOT_RECEIVED = "not_received"
    WRONG_AMOUNT = "wrong_amount"
    NOT_AS_ORDERED = "not_as_ordered"
    LATE = "late"
    OTHER = "other"
