"""Which notices a step of a case owes, and to whom."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final
from uuid import UUID

from odr_intake.domain.facts import RemedyReminded, Reminded
from odr_intake.domain.happenings import happened
from odr_intake.domain.notices import NoticeKind, Owed, Told, Turn
from odr_intake.domain.papers import Side
from odr_intake.domain.response import STARTS, addressee
from odr_intake.domain.state import Case, evolve
from odr_intake.domain.turns import to_act, turn
from odr_intake.domain.whose_turn import REMEDY_KINDS, obligation, position
from odr_rules.deadlines import Deadline
from odr_rules.packs.parts import Period
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Served
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
from odr_shared.contracts.intake_instalments import InstalmentsProposed
from odr_shared.contracts.intake_links import CaseLinked, CaseUnlinked, JoiningAgreed
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

KINDS: Final[dict[type[Fact], NoticeKind]] = {
    CaseFiled: NoticeKind.FILED,
    CaseAccepted: NoticeKind.ACCEPTED,
    CaseReturned: NoticeKind.RETURNED,
    CaseResubmitted: NoticeKind.RESUBMITTED,
    CaseRefused: NoticeKind.REFUSED,
    ReviewAsked: NoticeKind.REVIEW_ASKED,
    RefusalReviewed: NoticeKind.REFUSED,
    NoticeServed: NoticeKind.SERVED,
    CaseAnswered: NoticeKind.ANSWERED,
    CounterclaimAnswered: NoticeKind.COUNTERCLAIM_ANSWERED,
    ClaimsAmended: NoticeKind.AMENDED,
    AnswerStands: NoticeKind.ANSWERED,
    ClaimWithdrawn: NoticeKind.CLAIM_WITHDRAWN,
    ConsentStated: NoticeKind.CONSENT_STATED,
    StageOpened: NoticeKind.STAGE_OPENED,
    StageSkipped: NoticeKind.OUTCOME,
    WithdrawRequested: NoticeKind.LEAVING,
    TransferRequested: NoticeKind.LEAVING,
    WithdrawVoid: NoticeKind.LEAVING_VOID,
    CaseClosed: NoticeKind.OUTCOME,
    SetAsideAsked: NoticeKind.SET_ASIDE_ASKED,
    SetAsideDecided: NoticeKind.SET_ASIDE_DECIDED,
    OutcomeFinal: NoticeKind.FINAL,
    ExtensionAsked: NoticeKind.EXTENSION_ASKED,
    ExtensionRefused: NoticeKind.EXTENSION_REFUSED,
    PeriodExtended: NoticeKind.PERIOD_EXTENDED,
    CaseRepaired: NoticeKind.REPAIRED,
    CaseLinked: NoticeKind.LINKED,
    CaseUnlinked: NoticeKind.UNLINKED,
    JoiningAgreed: NoticeKind.JOINING_AGREED,
    CasePaused: NoticeKind.PAUSED,
    CaseResumed: NoticeKind.RESUMED,
    OutageAllowed: NoticeKind.OUTAGE_ALLOWED,
    PeriodRecomputed: NoticeKind.PERIOD_RECOMPUTED,
    Reminded: NoticeKind.REMINDER,
    **REMEDY_KINDS,
}
"""What a notice is called, by the last fact in it; of other facts nobody is told by itself."""
SERVICES: Final = {
    Served.CLAIM: NoticeKind.CLAIM,
    Served.COUNTERCLAIM: NoticeKind.COUNTERCLAIM,
    Served.DEFAULT: NoticeKind.DEFAULT,
}
OF_REMEDIES: Final = frozenset(
    {Turn.PERFORM, Turn.WAIT_PERFORMANCE, Turn.CONFIRM, Turn.WAIT_CONFIRMATION}
)
SHOWN_IN: Final = frozenset({Turn.NEGOTIATE, Turn.MEDIATE, Turn.ARBITRATE})


def owed(before: Case | None, facts: Sequence[Fact], after: Case) -> list[Owed]:
    """One notice to each party concerned for each step; facts of one time are one step."""
    found, nth, case = list[Owed](), 0, before
    for _, group in groupby(facts, key=lambda fact: fact.occurred_at):
        step = list(group)
        nth += len(step)
        came = after if nth == len(facts) else evolve(case, step)
        found += _of_step(case, step, came, nth)
        case = came
    return found


def _of_step(before: Case | None, step: Sequence[Fact], after: Case, nth: int) -> Iterator[Owed]:
    told = [fact for fact in step if type(fact) in KINDS]
    for side in Side if told else ():
        concerning = [fact for fact in told if side in _concerned(before, fact, after)]
        if concerning:
            yield _owed(before, concerning, after, side, nth)


def _owed(before: Case | None, facts: Sequence[Fact], after: Case, side: Side, nth: int) -> Owed:
    party = after.claimant if side is Side.CLAIMANT else after.respondent
    starts = _begun(before, after)
    if starts is not None and addressee(after, starts) != party:
        starts = None
    period = _period(after, starts)
    its_turn, ours = _stands(facts, after, side)
    runs = None if starts else ours
    return Owed(
        side=side,
        party=party,
        kind=_kind(facts, after) if starts is None else SERVICES[starts],
        told=Told(
            happened=tuple(said for fact in facts for said in happened(fact, after, side)),
            turn=its_turn,
            stage=after.stage if its_turn in SHOWN_IN else None,
            amount=after.amount if its_turn in (Turn.OWE, Turn.RECEIVE) else None,
            missing=after.progress.missing if its_turn is Turn.CURE else (),
            length=period.length if period else None,
            unit=period.unit if period else None,
        ),
        made_at=facts[-1].occurred_at,
        nth=nth,
        starts=starts,
        rule=runs.rule if runs else None,
        due_at=runs.due_at if runs else None,
        consequence=runs.consequence if runs else period.consequence if period else None,
    )


def _stands(facts: Sequence[Fact], after: Case, side: Side) -> tuple[Turn, Deadline | None]:
    """What the side is to do, and until when; a reminder of a remedy is about that remedy."""
    found = [obligation(after, f.number).due for f in facts if isinstance(f, RemedyReminded)]
    dues = [due for due in found if due is not None]
    if dues:
        return Turn.PERFORM, min(dues, key=lambda due: due.due_at)
    its_turn = turn(after, side)
    if its_turn in OF_REMEDIES:
        return its_turn, position(after, side)[1]
    return its_turn, after.deadline


def _begun(before: Case | None, after: Case) -> Served | None:
    """The notice that has come to be owed with this step, in place of any that was before."""
    now = after.progress
    if before is None:
        return now.to_serve
    was = before.progress
    same = (was.to_serve, was.owed_since, was.amendments)
    return now.to_serve if (now.to_serve, now.owed_since, now.amendments) != same else None


def _period(case: Case, starts: Served | None) -> Period | None:
    if starts is None:
        return None
    return case.rules.period(STARTS[starts])


def _kind(facts: Sequence[Fact], after: Case) -> NoticeKind:
    kind = KINDS[type(facts[-1])]
    if kind is NoticeKind.FILED and after.progress.accepted_at is not None:
        return NoticeKind.ACCEPTED
    return kind


BOTH: Final = frozenset(Side)
CLAIMANT: Final = frozenset({Side.CLAIMANT})
OF_SCREENING: Final = (CaseReturned, CaseResubmitted, CaseRefused, ReviewAsked, RefusalReviewed)


def _concerned(before: Case | None, fact: Fact, after: Case) -> frozenset[Side]:
    """Whom a fact concerns; of a case that was never accepted its respondent hears nothing."""
    if after.progress.accepted_at is None or isinstance(fact, OF_SCREENING):
        return CLAIMANT
    match fact:
        case (
            NoticeServed()
            | ConsentStated()
            | ExtensionAsked()
            | ExtensionRefused()
            | JoiningAgreed()
            | InstalmentsProposed()
        ):
            return _other(fact.party, after)
        case Reminded():
            return to_act(before or after)
        case RemedyReminded():
            return frozenset({_side(obligation(after, fact.number).debtor, after)})
    return BOTH


def _other(party: UUID, case: Case) -> frozenset[Side]:
    """The side that did not do it itself."""
    return BOTH - {_side(party, case)}


def _side(party: UUID, case: Case) -> Side:
    return Side.CLAIMANT if party == case.claimant else Side.RESPONDENT
