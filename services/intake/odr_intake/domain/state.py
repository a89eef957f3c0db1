"""A case as it stands, and how what happens changes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from odr_intake.domain import amended, obligations
from odr_intake.domain.facts import (
    AnswerStated,
    Assigned,
    ClaimsStated,
    DecisionStated,
    FeedbackGiven,
    OfferHeard,
    Reminded,
    Screened,
)
from odr_intake.domain.links import LINKED, linked
from odr_intake.domain.obligations import Obligation
from odr_intake.domain.progress import Progress, Tried
from odr_intake.domain.repaired import repaired, set_aside
from odr_intake.domain.running import reminders, running
from odr_intake.domain.statuses import CaseStatus
from odr_intake.domain.timekeeping import TIMED, timed
from odr_rules.deadlines import Deadline
from odr_rules.packs import Pack, SetLength, pack
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, CaseOutcome, Served, Stage
from odr_shared.contracts.intake import (
    CaseAccepted,
    CaseAnswered,
    CaseClosed,
    CaseFiled,
    CaseRefused,
    CaseResubmitted,
    CaseReturned,
    ClaimWithdrawn,
    ClockAdvanced,
    ConsentStated,
    CounterclaimAnswered,
    MayRun,
    NoticeServed,
    OutcomeFinal,
    Period,
    RefusalReviewed,
    ReviewAsked,
    SetAsideAsked,
    SetAsideDecided,
    Sought,
    StageOpened,
    StageSkipped,
    TransferRequested,
    WithdrawRequested,
    WithdrawVoid,
)
from odr_shared.contracts.intake_amendments import AnswerStands, ClaimsAmended
from odr_shared.contracts.intake_mandates import MandateGiven, MandateRevoked, RepresentativeActed
from odr_shared.contracts.intake_repairs import CaseRepaired
from odr_shared.money import Money


@dataclass(frozen=True, slots=True)
class Case:
    claimant: UUID
    respondent: UUID
    pack: str
    pack_version: int
    cap: Money
    claimed: Money | None
    deadline: Deadline | None
    """What runs now: until a stage is open ours, then its procedure's."""
    zone: str = "UTC"
    lengths: tuple[SetLength, ...] = ()
    """Periods that are of another length in this case than in the pack."""
    clock_now: datetime | None = None
    """What the case's test clock shows; none for a case that runs on real time."""
    stage: Stage | None = None
    status: CaseStatus = CaseStatus.SCREENING
    answer: Answer | None = None
    outcome: CaseOutcome | None = None
    amount: Money | None = None
    progress: Progress = field(default_factory=Progress)
    sought: tuple[Sought, ...] = ()
    """What the claims ask for."""
    obligations: tuple[Obligation, ...] = ()
    """What is owed by the outcome."""

    @property
    def at_rest(self) -> bool:
        """It has ended, and nothing more comes of it by itself: no period, no notice to serve."""
        ended = self.status is CaseStatus.CLOSED
        return ended and self.deadline is None and self.progress.to_serve is None

    @property
    def most(self) -> Money:
        """The most that it can end with: its cap, and what is claimed apart from it."""
        apart = self.progress.non_material
        more = apart.amount if apart else 0
        return Money(amount=self.cap.amount + more, currency=self.cap.currency)

    @property
    def rules(self) -> Pack:
        """Its pack, in the version that it is pinned to and with the lengths that it has."""
        return pack(self.pack, self.pack_version).governing(self.lengths)


FACTS: Final[tuple[type[Fact], ...]] = (
    *(CaseFiled, ClaimsStated, CaseAccepted, CaseReturned, CaseResubmitted, CaseRefused),
    *(ReviewAsked, RefusalReviewed, NoticeServed, CaseAnswered, AnswerStated),
    *(CounterclaimAnswered, ConsentStated, StageOpened, StageSkipped, WithdrawRequested),
    *(TransferRequested, WithdrawVoid, ClaimWithdrawn, CaseClosed),
    *(SetAsideAsked, SetAsideDecided, OutcomeFinal, CaseRepaired),
    *(ClaimsAmended, AnswerStands),
    *(ClockAdvanced, OfferHeard, Screened, DecisionStated, Reminded, Assigned),
    *(*TIMED, *LINKED),
    *obligations.FACTS,
    FeedbackGiven,
    *(MandateGiven, MandateRevoked, RepresentativeActed),
)


def evolve(case: Case | None, facts: Iterable[Fact]) -> Case:
    """The case after these facts; its first one, `CaseFiled`, makes it."""
    for fact in facts:
        if case is None:
            if not isinstance(fact, CaseFiled):
                raise TypeError(f"a case begins with CaseFiled, not with {fact.type}")
            case = _filed(fact)
            continue
        before = case
        case = _changed(case, fact)
        if isinstance(fact, (*TIMED, CaseClosed)):
            case = _noted(case, timing=timed(case.progress.timing, before.deadline, fact))
        if isinstance(fact, LINKED):
            case = _noted(case, links=linked(case.progress.links, fact))
        if isinstance(fact, MayRun | Period):
            case = replace(case, deadline=running(fact))
        if case.deadline != before.deadline:
            case = _noted(case, reminders=reminders(case.deadline, fact.occurred_at))
        if before.stage is not None and case.stage is None:
            ended = Tried(before.stage, _opened_at(before), fact.occurred_at)
            case = _noted(case, tried=(*case.progress.tried, ended))
    if case is None:
        raise TypeError("nothing has happened to this case")
    return case


def _noted(case: Case, **changed: object) -> Case:
    return replace(case, progress=replace(case.progress, **changed))  # type: ignore[arg-type]


def _opened_at(case: Case) -> datetime | None:
    return case.deadline.trigger if case.deadline else None


def _changed(case: Case, fact: Fact) -> Case:
    was, at = case.progress, fact.occurred_at
    match fact:
        case CaseAccepted():
            return _accepted(case, at)
        case CaseReturned():
            counts = {each: was.cures.get(each, 0) + 1 for each in fact.missing}
            noted = {"missing": fact.missing, "cures": {**was.cures, **counts}}
            back = replace(case, status=CaseStatus.RETURNED)
            return _noted(back, **noted, returned_at=at, paused=case.deadline)
        case CaseResubmitted():
            again = replace(case, status=CaseStatus.SCREENING)
            return _noted(again, missing=(), returned_at=None, paused=None)
        case CaseRefused():
            refused = replace(case, status=CaseStatus.REFUSED)
            return _noted(refused, ground=fact.ground, screening=case.deadline)
        case ReviewAsked():
            return replace(case, status=CaseStatus.UNDER_REVIEW, deadline=None)
        case Screened():
            if case.status is not CaseStatus.REFUSED:
                return case
            return _noted(case, refused_by=fact.caseworker)
        case NoticeServed():
            return _served(case, fact)
        case CaseAnswered():
            return _answered(case, fact)
        case CounterclaimAnswered():
            return _noted(replace(case, deadline=None), counter_answer=fact.answer)
        case ConsentStated():
            key = f"{fact.stage}/{fact.party}"
            return _noted(case, consents={**was.consents, key: fact.given})
        case StageSkipped():
            return _noted(case, tried=(*was.tried, Tried(fact.stage, None, at)))
        case StageOpened():
            return replace(case, stage=fact.stage, status=CaseStatus.AWAITING_PARTIES)
        case WithdrawRequested():
            return replace(case, status=CaseStatus.WITHDRAWING)
        case TransferRequested():
            leaving = case if fact.stage is None else replace(case, status=CaseStatus.WITHDRAWING)
            return _noted(leaving, transferred_to=fact.way)
        case ClaimWithdrawn():
            return amended.claim_withdrawn(case, fact)
        case ClaimsAmended():
            return amended.amended(case, fact)
        case AnswerStands():
            return amended.answer_stands(case, fact)
        case CaseClosed():
            return _closed(case, fact)
        case SetAsideAsked():
            asking = replace(case, status=CaseStatus.SETTING_ASIDE, deadline=None)
            return _noted(asking, set_aside_asked=True)
        case SetAsideDecided():
            return set_aside(case, fact)
        case CaseRepaired():
            return repaired(case, fact)
        case Assigned():
            return _noted(case, assignee=fact.to, team=fact.team)
        case OutcomeFinal():
            return _noted(replace(case, deadline=None), is_final=True)
        case FeedbackGiven():
            return _noted(case, rated=(*was.rated, fact.by))
        case ClockAdvanced():
            return replace(case, clock_now=at)
        case Reminded():
            left = tuple(each for each in was.reminders if each > at)
            return _noted(case, reminders=left)
    owed = obligations.changed(case.obligations, fact)
    return replace(case, obligations=owed, status=obligations.status(case.status, owed))


def _filed(fact: CaseFiled) -> Case:
    case = Case(
        claimant=fact.claimant,
        respondent=fact.respondent,
        pack=fact.pack,
        pack_version=fact.pack_version,
        cap=fact.cap,
        claimed=fact.claimed,
        deadline=running(fact),
        zone=fact.home,
        lengths=fact.lengths,
        clock_now=fact.clock_now,
        progress=Progress(non_material=fact.non_material),
        sought=fact.sought,
    )
    return _accepted(case, fact.occurred_at) if fact.accepted else case


def _accepted(case: Case, at: datetime) -> Case:
    owed = {"to_serve": Served.CLAIM, "owed_since": at}
    noted = _noted(case, accepted_at=at, ground=None, screening=case.deadline, **owed)
    return replace(noted, status=CaseStatus.AWAITING_SERVICE)


def _served(case: Case, fact: NoticeServed) -> Case:
    served = {**case.progress.served, fact.notice: fact.began_at or fact.occurred_at}
    case = _noted(case, served=served, to_serve=None, owed_since=None)
    match fact.notice:
        case Served.CLAIM:
            return replace(case, status=CaseStatus.AWAITING_RESPONDENT)
        case Served.COUNTERCLAIM:
            return replace(case, status=CaseStatus.AWAITING_CLAIMANT)
    return case


def _answered(case: Case, fact: CaseAnswered) -> Case:
    answered = replace(case, answer=fact.answer)
    # One that was made before the claims were amended stands, unless another takes its place.
    back = fact.counterclaim or case.progress.counterclaim
    asked = {"admitted": fact.admitted, "counterclaim": back, "answered_before": False}
    noted = _noted(answered, answered_by_platform=fact.by_platform, **asked)
    if back is None:
        return noted
    owed = {"to_serve": Served.COUNTERCLAIM, "owed_since": fact.occurred_at}
    return _noted(replace(noted, status=CaseStatus.AWAITING_SERVICE), **owed)


def _closed(case: Case, fact: CaseClosed) -> Case:
    done = {"outcome": fact.outcome, "amount": fact.amount, "stage": None}
    closed = replace(case, status=CaseStatus.CLOSED, **done)  # type: ignore[arg-type]
    noted = _noted(closed, closed_at=fact.occurred_at, to_serve=None, owed_since=None)
    if fact.outcome is not CaseOutcome.DEFAULT:
        return noted
    # What is left when the claims are withdrawn is the counterclaim, which the claimant answers.
    silent = case.claimant if case.progress.claim_withdrawn else case.respondent
    owed = {"to_serve": Served.DEFAULT, "owed_since": fact.occurred_at}
    return _noted(noted, defaulted=silent, **owed)
