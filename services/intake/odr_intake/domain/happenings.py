"""What a fact of a case says to each side, as the codes of its sentences."""

from typing import Final

from odr_intake.domain.facts import Reminded
from odr_intake.domain.happened import Happening
from odr_intake.domain.notices import Happened
from odr_intake.domain.papers import Side
from odr_intake.domain.state import Case
from odr_intake.domain.whose_turn import said_of
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, CaseOutcome, ScreenedBy, Served
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
from odr_shared.contracts.intake_links import CaseLinked, CaseUnlinked, JoiningAgreed, LinkKind
from odr_shared.contracts.intake_repairs import CaseRepaired, Repaired
from odr_shared.contracts.intake_timing import (
    CasePaused,
    CaseResumed,
    ExtensionAsked,
    ExtensionRefused,
    OutageAllowed,
    PeriodExtended,
    PeriodRecomputed,
)

SERVED: Final = {
    Served.CLAIM: Happening.CLAIM_SERVED,
    Served.COUNTERCLAIM: Happening.COUNTERCLAIM_SERVED,
    Served.DEFAULT: Happening.DEFAULT_SERVED,
}
ANSWERED: Final = {
    Answer.ADMIT: Happening.ADMITTED,
    Answer.ADMIT_IN_PART: Happening.ADMITTED_IN_PART,
    Answer.CONTEST: Happening.CONTESTED,
}
COUNTERCLAIM_ANSWERED: Final = {
    Answer.ADMIT: Happening.COUNTERCLAIM_ADMITTED,
    Answer.CONTEST: Happening.COUNTERCLAIM_CONTESTED,
    None: Happening.COUNTERCLAIM_UNANSWERED,
}
OUTCOMES: Final = {
    CaseOutcome.ADMITTED: Happening.OVER_ADMITTED,
    CaseOutcome.SETTLED: Happening.OVER_SETTLED,
    CaseOutcome.AWARDED: Happening.OVER_AWARDED,
    CaseOutcome.WITHDRAWN: Happening.OVER_WITHDRAWN,
    CaseOutcome.DISMISSED: Happening.OVER_DISMISSED,
    CaseOutcome.REFUSED: Happening.OVER_REFUSED,
    CaseOutcome.DEFAULT: Happening.OVER_DEFAULT,
    CaseOutcome.CLOSED: Happening.OVER_CLOSED,
    CaseOutcome.REFERRED: Happening.OVER_REFERRED,
}
REPAIRED: Final = {
    Repaired.SERVICE: Happening.SERVICE_CORRECTED,
    Repaired.NOT_SERVED: Happening.SERVICE_UNDONE,
    Repaired.ANSWER: Happening.ANSWER_UNDONE,
    Repaired.SCREENING: Happening.SCREENING_UNDONE,
}
LINKED: Final = {
    LinkKind.REPEAT_OF: Happening.REPEATS,
    LinkKind.REPEATED_BY: Happening.IS_REPEATED,
    LinkKind.RELATED: Happening.RELATED,
    LinkKind.JOINED: Happening.JOINED,
    LinkKind.GROUP: Happening.GROUPED,
}
BARE: Final[dict[type[Fact], Happening]] = {
    CaseResubmitted: Happening.RESUBMITTED,
    ReviewAsked: Happening.REVIEW_ASKED,
    AnswerStands: Happening.ANSWER_STANDS,
    ClaimWithdrawn: Happening.CLAIM_WITHDRAWN,
    WithdrawRequested: Happening.WITHDRAWAL_REQUESTED,
    TransferRequested: Happening.TRANSFER_REQUESTED,
    WithdrawVoid: Happening.LEAVING_VOID,
    SetAsideAsked: Happening.SET_ASIDE_ASKED,
    OutcomeFinal: Happening.FINAL,
    ExtensionAsked: Happening.EXTENSION_ASKED,
    ExtensionRefused: Happening.EXTENSION_REFUSED,
    PeriodExtended: Happening.PERIOD_EXTENDED,
    CasePaused: Happening.PAUSED,
    CaseResumed: Happening.RESUMED,
    OutageAllowed: Happening.OUTAGE_ALLOWED,
    PeriodRecomputed: Happening.PERIOD_RECOMPUTED,
    Reminded: Happening.REMINDED,
}
"""What says no more than that it happened."""


def happened(fact: Fact, after: Case, side: Side) -> list[Happened]:
    """The sentences that say this fact to that side; none of one that says nothing to it."""
    if (bare := BARE.get(type(fact))) is not None:
        return [Happened(bare, fact.occurred_at)]
    if isinstance(fact, CaseFiled):
        return _filed(fact, side)
    if isinstance(fact, CaseAccepted):
        return _accepted(fact, after, side)
    if isinstance(fact, ClaimsAmended):
        return _amended(fact)
    if isinstance(fact, CaseAnswered):
        return _answered(fact, after)
    one = _one(fact) or said_of(fact, after)
    return [] if one is None else [one]


def _filed(fact: CaseFiled, side: Side) -> list[Happened]:
    filed = Happened(Happening.FILED, fact.occurred_at)
    asked = [Happened(Happening.ASKED, fact.occurred_at, fact.claimed)] if fact.claimed else []
    taken = [Happened(Happening.TAKEN, fact.occurred_at)] if fact.accepted else []
    return [filed, *asked, *taken]


def _accepted(fact: CaseAccepted, after: Case, side: Side) -> list[Happened]:
    silence = fact.by is ScreenedBy.SILENCE
    what = Happening.ACCEPTED_BY_SILENCE if silence else Happening.ACCEPTED
    accepted = Happened(what, fact.occurred_at)
    if side is Side.RESPONDENT and after.claimed:  # who hears of the case now for the first time
        return [accepted, Happened(Happening.ASKED, fact.occurred_at, after.claimed)]
    return [accepted]


def _amended(fact: ClaimsAmended) -> list[Happened]:
    changed = Happened(Happening.AMENDED, fact.occurred_at)
    asked = [Happened(Happening.ASKED, fact.occurred_at, fact.claimed)] if fact.claimed else []
    return [changed, *asked]


def _answered(fact: CaseAnswered, after: Case) -> list[Happened]:
    amount = after.claimed if fact.answer is Answer.ADMIT else fact.admitted
    said = [Happened(ANSWERED[fact.answer], fact.occurred_at, amount)]
    if fact.counterclaim is not None:
        said.append(Happened(Happening.COUNTERCLAIMED, fact.occurred_at, fact.counterclaim))
    return said


def _one(fact: Fact) -> Happened | None:
    what, amount, codes = None, None, tuple[str, ...]()
    match fact:
        case CaseReturned():
            what, codes = Happening.RETURNED, tuple(each.value for each in fact.missing)
        case CaseRefused():
            what, codes = Happening.REFUSED, (fact.ground,)
        case RefusalReviewed():
            what = Happening.UPHELD if fact.upheld else Happening.OVERTURNED
        case CaseLinked():
            what = LINKED[fact.kind]
        case CaseUnlinked():
            joined = fact.kind is LinkKind.JOINED
            what = Happening.SEVERED if joined else Happening.UNLINKED
        case JoiningAgreed():
            what = Happening.JOINING_AGREED if fact.given else Happening.JOINING_REFUSED
        case CaseRepaired():
            what = REPAIRED[fact.what]
        case NoticeServed():
            what = SERVED[fact.notice]
        case CounterclaimAnswered():
            what = COUNTERCLAIM_ANSWERED[fact.answer]
        case ConsentStated():
            what = Happening.CONSENT_GIVEN if fact.given else Happening.CONSENT_REFUSED
            codes = (fact.stage.value,)
        case StageOpened() | StageSkipped():
            opened = isinstance(fact, StageOpened)
            what = Happening.STAGE_OPENED if opened else Happening.STAGE_SKIPPED
            codes = (fact.stage.value,)
        case CaseClosed():
            what, amount = OUTCOMES[fact.outcome], fact.amount
        case SetAsideDecided():
            what = Happening.SET_ASIDE_GRANTED if fact.granted else Happening.SET_ASIDE_DENIED
    return None if what is None else Happened(what, fact.occurred_at, amount, codes)
