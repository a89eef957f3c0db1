"""What platforms hear of their cases: the types of events, and the fact that each says."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, Literal

from odr_intake.domain.facts import FeedbackGiven
from odr_shared.contracts import Fact
from odr_shared.contracts.intake import (
    CaseAccepted,
    CaseAnswered,
    CaseClosed,
    CaseFiled,
    CaseRefused,
    CaseResubmitted,
    CaseReturned,
    ClaimWithdrawn,
    ConsentStated,
    CounterclaimAnswered,
    NoticeServed,
    OutcomeFinal,
    RefusalReviewed,
    ReviewAsked,
    SetAsideAsked,
    SetAsideDecided,
    StageOpened,
    StageSkipped,
    TransferRequested,
    WithdrawRequested,
    WithdrawVoid,
)
from odr_shared.contracts.intake_amendments import AnswerStands, ClaimsAmended
from odr_shared.contracts.intake_instalments import InstalmentsAgreed, InstalmentsProposed
from odr_shared.contracts.intake_links import CaseLinked, CaseUnlinked, JoiningAgreed
from odr_shared.contracts.intake_remedies import (
    CasePerformed,
    PerformanceConfirmed,
    PerformanceDisputed,
    PerformanceRejected,
    PerformanceReported,
    RemedyCancelled,
    RemedyDue,
    RemedyOrdered,
    RemedyOverdue,
    ReturnReceived,
)
from odr_shared.contracts.intake_repairs import CaseRepaired
from odr_shared.contracts.intake_timing import (
    CasePaused,
    CaseResumed,
    ExtensionAsked,
    ExtensionRefused,
    OutageAllowed,
    PeriodExtended,
    PeriodRecomputed,
)
from odr_shared.contracts.negotiation import OfferMade, OfferWithdrawn

Wanted = Literal[
    "*",
    "case.accepted",
    "case.amended",
    "case.answered",
    "case.claim_withdrawn",
    "case.closed",
    "case.consent_stated",
    "case.counterclaim_answered",
    "case.extension_asked",
    "case.extension_refused",
    "case.feedback_given",
    "case.filed",
    "case.joining_agreed",
    "case.linked",
    "case.notice_served",
    "case.offer_made",
    "case.offer_withdrawn",
    "case.outcome_final",
    "case.performed",
    "case.paused",
    "case.period_extended",
    "case.period_recomputed",
    "case.refusal_reviewed",
    "case.refused",
    "case.repaired",
    "case.resubmitted",
    "case.resumed",
    "case.returned",
    "case.review_asked",
    "case.set_aside_asked",
    "case.set_aside_decided",
    "case.stage_opened",
    "case.stage_skipped",
    "case.transfer_requested",
    "case.unlinked",
    "case.withdrawal_requested",
    "case.withdrawal_void",
    "notice.due",
    "remedy.cancelled",
    "remedy.confirmed",
    "remedy.disputed",
    "remedy.due",
    "remedy.instalments_agreed",
    "remedy.instalments_proposed",
    "remedy.ordered",
    "remedy.overdue",
    "remedy.rejected",
    "remedy.reported",
    "remedy.return_received",
]
"""What an endpoint can ask for: all, or types of events. A test is sent to whoever asked for it."""


class EventType(StrEnum):
    CASE_FILED = "case.filed"
    CASE_ANSWERED = "case.answered"
    STAGE_OPENED = "case.stage_opened"
    OFFER_MADE = "case.offer_made"
    OFFER_WITHDRAWN = "case.offer_withdrawn"
    WITHDRAWAL_REQUESTED = "case.withdrawal_requested"
    WITHDRAWAL_VOID = "case.withdrawal_void"
    ACCEPTED = "case.accepted"
    RETURNED = "case.returned"
    RESUBMITTED = "case.resubmitted"
    REFUSED = "case.refused"
    REVIEW_ASKED = "case.review_asked"
    REFUSAL_REVIEWED = "case.refusal_reviewed"
    NOTICE_SERVED = "case.notice_served"
    AMENDED = "case.amended"
    COUNTERCLAIM_ANSWERED = "case.counterclaim_answered"
    CLAIM_WITHDRAWN = "case.claim_withdrawn"
    CONSENT_STATED = "case.consent_stated"
    STAGE_SKIPPED = "case.stage_skipped"
    TRANSFER_REQUESTED = "case.transfer_requested"
    SET_ASIDE_ASKED = "case.set_aside_asked"
    SET_ASIDE_DECIDED = "case.set_aside_decided"
    OUTCOME_FINAL = "case.outcome_final"
    EXTENSION_ASKED = "case.extension_asked"
    EXTENSION_REFUSED = "case.extension_refused"
    PERIOD_EXTENDED = "case.period_extended"
    REPAIRED = "case.repaired"
    LINKED = "case.linked"
    UNLINKED = "case.unlinked"
    JOINING_AGREED = "case.joining_agreed"
    PAUSED = "case.paused"
    RESUMED = "case.resumed"
    PERIOD_RECOMPUTED = "case.period_recomputed"
    CASE_CLOSED = "case.closed"
    NOTICE_DUE = "notice.due"
    PERFORMED = "case.performed"
    FEEDBACK_GIVEN = "case.feedback_given"
    REMEDY_ORDERED = "remedy.ordered"
    INSTALMENTS_PROPOSED = "remedy.instalments_proposed"
    INSTALMENTS_AGREED = "remedy.instalments_agreed"
    REMEDY_DUE = "remedy.due"
    REMEDY_REPORTED = "remedy.reported"
    RETURN_RECEIVED = "remedy.return_received"
    REMEDY_CONFIRMED = "remedy.confirmed"
    REMEDY_DISPUTED = "remedy.disputed"
    REMEDY_REJECTED = "remedy.rejected"
    REMEDY_OVERDUE = "remedy.overdue"
    REMEDY_CANCELLED = "remedy.cancelled"
    TEST = "webhook.test"


HEARD: Final[Mapping[type[Fact], EventType]] = {
    CaseFiled: EventType.CASE_FILED,
    CaseAnswered: EventType.CASE_ANSWERED,
    StageOpened: EventType.STAGE_OPENED,
    OfferMade: EventType.OFFER_MADE,
    OfferWithdrawn: EventType.OFFER_WITHDRAWN,
    WithdrawRequested: EventType.WITHDRAWAL_REQUESTED,
    WithdrawVoid: EventType.WITHDRAWAL_VOID,
    CaseAccepted: EventType.ACCEPTED,
    CaseReturned: EventType.RETURNED,
    CaseResubmitted: EventType.RESUBMITTED,
    CaseRefused: EventType.REFUSED,
    ReviewAsked: EventType.REVIEW_ASKED,
    RefusalReviewed: EventType.REFUSAL_REVIEWED,
    NoticeServed: EventType.NOTICE_SERVED,
    ClaimsAmended: EventType.AMENDED,
    AnswerStands: EventType.CASE_ANSWERED,
    CounterclaimAnswered: EventType.COUNTERCLAIM_ANSWERED,
    ClaimWithdrawn: EventType.CLAIM_WITHDRAWN,
    ConsentStated: EventType.CONSENT_STATED,
    StageSkipped: EventType.STAGE_SKIPPED,
    TransferRequested: EventType.TRANSFER_REQUESTED,
    SetAsideAsked: EventType.SET_ASIDE_ASKED,
    SetAsideDecided: EventType.SET_ASIDE_DECIDED,
    OutcomeFinal: EventType.OUTCOME_FINAL,
    ExtensionAsked: EventType.EXTENSION_ASKED,
    ExtensionRefused: EventType.EXTENSION_REFUSED,
    PeriodExtended: EventType.PERIOD_EXTENDED,
    CaseRepaired: EventType.REPAIRED,
    CaseLinked: EventType.LINKED,
    CaseUnlinked: EventType.UNLINKED,
    JoiningAgreed: EventType.JOINING_AGREED,
    OutageAllowed: EventType.PERIOD_EXTENDED,
    CasePaused: EventType.PAUSED,
    CaseResumed: EventType.RESUMED,
    PeriodRecomputed: EventType.PERIOD_RECOMPUTED,
    CaseClosed: EventType.CASE_CLOSED,
    CasePerformed: EventType.PERFORMED,
    FeedbackGiven: EventType.FEEDBACK_GIVEN,
    RemedyOrdered: EventType.REMEDY_ORDERED,
    InstalmentsProposed: EventType.INSTALMENTS_PROPOSED,
    InstalmentsAgreed: EventType.INSTALMENTS_AGREED,
    RemedyDue: EventType.REMEDY_DUE,
    PerformanceReported: EventType.REMEDY_REPORTED,
    ReturnReceived: EventType.RETURN_RECEIVED,
    PerformanceConfirmed: EventType.REMEDY_CONFIRMED,
    PerformanceDisputed: EventType.REMEDY_DISPUTED,
    PerformanceRejected: EventType.REMEDY_REJECTED,
    RemedyOverdue: EventType.REMEDY_OVERDUE,
    RemedyCancelled: EventType.REMEDY_CANCELLED,
}
"""What platforms hear of, by the fact that says it."""

SAID: Final = (
    *("stage", "answer", "outcome", "offer_id", "due_at"),
    *("notice", "ground", "upheld", "granted", "way", "what", "link", "kind"),
    *("number", "part", "proposal", "remedy", "by", "reason", "why", "until"),
)
"""The fields of a fact that a webhook repeats: ids, codes and times; the rest is read by GET."""


def said(fact: Fact) -> dict[str, Any]:
    """What a webhook repeats of a fact, as JSON has it."""
    known = set(SAID) & set(type(fact).model_fields)
    return fact.model_dump(mode="json", include=known, exclude_none=True)


def wanted(events: Sequence[Wanted]) -> list[str]:
    """An endpoint's filter as it is stored: each type once, or `*` alone."""
    return ["*"] if "*" in events else sorted(set(events))
