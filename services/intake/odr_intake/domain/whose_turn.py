"""Who is to do something about what is owed, until when, and how that is said."""

from typing import Final

from odr_intake.domain.facts import RemedyReminded
from odr_intake.domain.happened import Happening as Is
from odr_intake.domain.notices import Happened, NoticeKind, Turn
from odr_intake.domain.obligations import Obligation, PartStanding, waiting
from odr_intake.domain.papers import Side
from odr_intake.domain.state import Case
from odr_rules.deadlines import Deadline
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import ConfirmedBy
from odr_shared.contracts.intake_instalments import InstalmentsAgreed, InstalmentsProposed
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
from odr_shared.money import Money

REMEDY_KINDS: Final[dict[type[Fact], NoticeKind]] = {
    RemedyOrdered: NoticeKind.OUTCOME,
    RemedyDue: NoticeKind.REMEDY_DUE,
    InstalmentsProposed: NoticeKind.INSTALMENTS_PROPOSED,
    InstalmentsAgreed: NoticeKind.INSTALMENTS_AGREED,
    PerformanceReported: NoticeKind.REMEDY_PERFORMED,
    ReturnReceived: NoticeKind.REMEDY_PERFORMED,
    PerformanceConfirmed: NoticeKind.REMEDY_CONFIRMED,
    PerformanceDisputed: NoticeKind.REMEDY_DISPUTED,
    PerformanceRejected: NoticeKind.REMEDY_DECIDED,
    RemedyReminded: NoticeKind.REMINDER,
    RemedyOverdue: NoticeKind.REMEDY_OVERDUE,
    RemedyCancelled: NoticeKind.SET_ASIDE_DECIDED,
    CasePerformed: NoticeKind.PERFORMED,
}
SAYS: Final[dict[type[Fact], tuple[Is, Is]]] = {
    RemedyDue: (Is.REMEDY_DUE, Is.REMEDY_DUE_BACK),
    InstalmentsProposed: (Is.INSTALMENTS_PROPOSED, Is.INSTALMENTS_PROPOSED_BACK),
    InstalmentsAgreed: (Is.INSTALMENTS_AGREED, Is.INSTALMENTS_AGREED_BACK),
    PerformanceReported: (Is.REPORTED, Is.REPORTED_BACK),
    ReturnReceived: (Is.GOODS_BACK, Is.GOODS_BACK_BACK),
    PerformanceDisputed: (Is.DISPUTED, Is.DISPUTED_BACK),
    PerformanceRejected: (Is.FOUND_OPEN, Is.FOUND_OPEN_BACK),
    RemedyReminded: (Is.REMEDY_REMINDED, Is.REMEDY_REMINDED_BACK),
    RemedyOverdue: (Is.OVERDUE, Is.OVERDUE_BACK),
    RemedyCancelled: (Is.CANCELLED, Is.CANCELLED_BACK),
}
"""Of what the respondent owes, and of what the claimant does."""
CONFIRMED: Final = {
    ConfirmedBy.CREDITOR: (Is.CONFIRMED, Is.CONFIRMED_BACK),
    ConfirmedBy.SILENCE: (Is.CONFIRMED_BY_SILENCE, Is.CONFIRMED_BY_SILENCE_BACK),
    ConfirmedBy.DECISION: (Is.FOUND_PERFORMED, Is.FOUND_PERFORMED_BACK),
}


def said_of(fact: Fact, after: Case) -> Happened | None:
    """The sentence of a fact about what is owed; none of another."""
    if isinstance(fact, CasePerformed):
        return Happened(Is.ALL_PERFORMED, fact.occurred_at)
    if isinstance(fact, RemedyOrdered):
        sums = fact.amount is not None
        pair = (Is.OWED_SUM, Is.OWED_SUM_BACK) if sums else (Is.OWED_ACT, Is.OWED_ACT_BACK)
    elif isinstance(fact, PerformanceConfirmed):
        pair = CONFIRMED[fact.by]
    elif type(fact) in SAYS:
        pair = SAYS[type(fact)]
    else:
        return None
    number: int = fact.number  # type: ignore[attr-defined]  # each of these has one
    of = obligation(after, number)
    amount = of.amount if isinstance(fact, RemedyOrdered) else None
    if isinstance(fact, InstalmentsProposed | InstalmentsAgreed):
        parts = [each.amount for each in fact.plan]
        amount = Money(amount=sum(each.amount for each in parts), currency=parts[0].currency)
    what = pair[of.debtor == after.claimant]
    return Happened(what, fact.occurred_at, amount, (of.remedy.value,))


def obligation(case: Case, number: int) -> Obligation:
    return next(each for each in case.obligations if each.number == number)


def position(case: Case, side: Side) -> tuple[Turn, Deadline | None]:
    """What is next for that side of all that is owed, and the time that runs for it."""
    party = case.claimant if side is Side.CLAIMANT else case.respondent
    found = [_of(each, party) for each in case.obligations if each.is_open and not each.waits]
    return min(found, key=lambda each: ORDER.index(each[0]), default=(Turn.OVER, None))


ORDER: Final = (
    *(Turn.CONFIRM, Turn.PERFORM, Turn.WAIT_DECISION),
    *(Turn.WAIT_CONFIRMATION, Turn.WAIT_PERFORMANCE, Turn.OVER),
)
"""Of several, what one can do oneself comes first."""


def _of(owed: Obligation, party: object) -> tuple[Turn, Deadline | None]:
    owes = owed.debtor == party
    reported = next((part.confirm_by for part in waiting(owed)), None)
    if waiting(owed) and not (owes and owed.left):
        return (Turn.WAIT_CONFIRMATION if owes else Turn.CONFIRM), reported
    if any(part.standing is PartStanding.DISPUTED for part in owed.parts):
        return Turn.WAIT_DECISION, None
    runs = None if owed.overdue_at else owed.due
    return (Turn.PERFORM if owes else Turn.WAIT_PERFORMANCE), runs
