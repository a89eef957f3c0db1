"""The closed lists of words that a rule pack is written with."""

from enum import StrEnum


class Remedy(StrEnum):
    """What a party may ask for."""

    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    REPLACEMENT = "replacement"
    REPAIR = "repair"
    RETURN = "return"
    APOLOGY = "apology"
    DAMAGES = "damages"
    NON_MATERIAL_DAMAGE = "non_material_damage"
    """Money for what is no loss of money: distress, an injured reputation."""
    VOUCHER = "voucher"
    """For a later purchase; agreed on, and never sought."""


class Rule(StrEnum):
    """The periods that a pack may set, by name; a pack may lack some."""

    SCREENING = "screening"
    CURE = "cure"
    REFUSAL_REVIEW = "refusal_review"
    ANSWER = "answer"
    COUNTERCLAIM_ANSWER = "counterclaim_answer"
    NEGOTIATION = "negotiation"
    MEDIATION = "mediation"
    ARBITRATION = "arbitration"
    ACCEPTANCE = "acceptance"
    """The consumer's time to accept a decision that binds only then."""
    APPEAL = "appeal"
    SET_ASIDE = "set_aside"
    PERFORMANCE = "performance"
    CONFIRMATION = "confirmation"


class Trigger(StrEnum):
    """What sets a period running."""

    FILED = "filed"
    CURE_REQUESTED = "cure_requested"
    ACCEPTED = "accepted"
    """The case was accepted: its papers are complete, and no ground refuses it."""
    REFUSED = "refused"
    SERVED = "served"
    """There is proof that the claim's notice reached the respondent."""
    COUNTERCLAIM_SERVED = "counterclaim_served"
    NEGOTIATION_OPENED = "negotiation_opened"
    MEDIATION_OPENED = "mediation_opened"
    ARBITRATION_OPENED = "arbitration_opened"
    DECIDED = "decided"
    """An award or decision reached the party."""
    DEFAULTED = "defaulted"
    """The notice of the default reached the respondent."""
    ENDED = "ended"
    """The case has its outcome, from which obligations follow."""
    PERFORMED = "performed"
    """The other side says that it has performed."""


class Consequence(StrEnum):
    """What silence until the end of a period brings."""

    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    DEFAULT = "default"
    NEXT_STAGE = "next_stage"
    REFERRED = "referred"
    CLOSED = "closed"
    FINAL = "final"
    """What was decided stands, and can no longer be attacked here."""
    REJECTED = "rejected"
    """The decision binds nobody."""
    OVERDUE = "overdue"
    DEEMED_CONFIRMED = "deemed_confirmed"


class Opening(StrEnum):
    """What opens a stage."""

    CONTESTED = "contested"
    DEFAULT = "default"
    UNSETTLED = "unsettled"
    """The stage that it comes `after` has ended without an agreement."""


class StageName(StrEnum):
    NEGOTIATION = "negotiation"
    MEDIATION = "mediation"
    ARBITRATION = "arbitration"


class Consent(StrEnum):
    """What a side must have said before a stage opens for it."""

    NONE = "none"
    GIVEN_BY_FILING = "given_by_filing"
    REQUIRED = "required"


class Until(StrEnum):
    """How long a claim may still be amended."""

    NEVER = "never"
    SERVED = "served"
    """Until the claim has reached the respondent."""
    ANSWERED = "answered"
    STAGE_OPENED = "stage_opened"
    """Also while a counterclaim waits for its answer, and no stage has begun."""


class Pauser(StrEnum):
    """What makes a period stand still."""

    CURE = "cure"
    CHALLENGE = "challenge"
    APPRAISAL = "appraisal"
    OUTAGE = "outage"


class Finding(StrEnum):
    """What a person must have found before a cap is lifted."""

    FRAUD = "fraud"
    UNSAFE_FOOD = "unsafe_food"


class Evidence(StrEnum):
    """What is usually asked for."""

    ORDER_CONFIRMATION = "order_confirmation"
    PAYMENT_RECORD = "payment_record"
    DELIVERY_RECORD = "delivery_record"
    LISTING = "listing"
    PHOTOS = "photos"
    VIDEO_OF_UNPACKING = "video_of_unpacking"
    CORRESPONDENCE = "correspondence"
    EXPERT_REPORT = "expert_report"
    RETURN_RECEIPT = "return_receipt"
    CANCELLATION = "cancellation"
    FINAL_RESPONSE = "final_response"
    IDENTITY = "identity"


FITTING: dict[Rule, frozenset[Trigger]] = {
    Rule.SCREENING: frozenset({Trigger.FILED}),
    Rule.CURE: frozenset({Trigger.CURE_REQUESTED}),
    Rule.REFUSAL_REVIEW: frozenset({Trigger.REFUSED}),
    Rule.ANSWER: frozenset({Trigger.SERVED}),
    Rule.COUNTERCLAIM_ANSWER: frozenset({Trigger.COUNTERCLAIM_SERVED}),
    Rule.NEGOTIATION: frozenset({Trigger.NEGOTIATION_OPENED}),
    Rule.MEDIATION: frozenset({Trigger.MEDIATION_OPENED, Trigger.ACCEPTED}),
    Rule.ARBITRATION: frozenset({Trigger.ARBITRATION_OPENED, Trigger.ACCEPTED}),
    Rule.ACCEPTANCE: frozenset({Trigger.DECIDED}),
    Rule.APPEAL: frozenset({Trigger.DECIDED}),
    Rule.SET_ASIDE: frozenset({Trigger.DEFAULTED}),
    Rule.PERFORMANCE: frozenset({Trigger.ENDED}),
    Rule.CONFIRMATION: frozenset({Trigger.PERFORMED}),
}
"""What may set each period running."""

BRINGS: dict[Rule, frozenset[Consequence]] = {
    Rule.SCREENING: frozenset({Consequence.ACCEPTED, Consequence.OVERDUE}),
    Rule.CURE: frozenset({Consequence.DISMISSED}),
    Rule.REFUSAL_REVIEW: frozenset({Consequence.FINAL}),
    Rule.ANSWER: frozenset(
        {Consequence.DEFAULT, Consequence.NEXT_STAGE, Consequence.REFERRED, Consequence.CLOSED}
    ),
    Rule.COUNTERCLAIM_ANSWER: frozenset({Consequence.DEFAULT, Consequence.NEXT_STAGE}),
    Rule.NEGOTIATION: frozenset({Consequence.NEXT_STAGE, Consequence.REFERRED, Consequence.CLOSED}),
    Rule.MEDIATION: frozenset({Consequence.NEXT_STAGE, Consequence.REFERRED, Consequence.CLOSED}),
    Rule.ARBITRATION: frozenset({Consequence.OVERDUE, Consequence.REFERRED}),
    Rule.ACCEPTANCE: frozenset({Consequence.REJECTED}),
    Rule.APPEAL: frozenset({Consequence.FINAL}),
    Rule.SET_ASIDE: frozenset({Consequence.FINAL}),
    Rule.PERFORMANCE: frozenset({Consequence.OVERDUE}),
    Rule.CONFIRMATION: frozenset({Consequence.DEEMED_CONFIRMED}),
}
"""What the end of each period may bring."""
