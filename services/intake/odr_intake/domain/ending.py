"""The end of a case, by withdrawal or silence, and a default that is set aside."""

from datetime import datetime
from typing import Final

from odr_intake.domain import pausing, screening
from odr_intake.domain.facts import DecisionStated, Screened
from odr_intake.domain.refusals import (
    CaseOver,
    NoDefault,
    NotAParty,
    NotTheCaseworker,
    NotTheClaimant,
    NotTheDefaulted,
    ReviewTooLate,
    UnknownCause,
    UnknownWay,
)
from odr_intake.domain.running import due, said
from odr_intake.domain.stages import contested, in_default
from odr_intake.domain.state import Case, evolve
from odr_intake.domain.statuses import ENDED, CaseStatus
from odr_rules.packs.vocabulary import Consequence, Rule
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, CaseOutcome
from odr_shared.contracts.intake import (
    CaseClosed,
    ClaimWithdrawn,
    CounterclaimAnswered,
    OutcomeFinal,
    SetAsideAsked,
    SetAsideDecided,
    TransferRequested,
    WithdrawRequested,
)
from odr_shared.contracts.intake_amendments import AnswerStands
from odr_shared.exact import spelled
from odr_shared.moves import Actor

COURT: Final = "court"
"""The way that is always open, whatever a pack names."""
OVER: Final = ENDED | {CaseStatus.SETTING_ASIDE}


def may_withdraw(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party != case.claimant:
        raise NotTheClaimant
    # Silence has had its consequence at its own time, whether or not the sweep has been by.
    if case.status in OVER or case.progress.claim_withdrawn or _is_over(case, now):
        raise CaseOver


def withdraw(case: Case, actor: Actor, now: datetime) -> list[Fact]:
    """Ends the case at once, or asks the open stage to end; asking again changes nothing.

    A counterclaim stands, and goes on alone.
    """
    may_withdraw(case, actor, now)
    if case.status is CaseStatus.WITHDRAWING:
        return []
    by = actor.by_platform
    if case.stage is not None:
        return [WithdrawRequested(occurred_at=now, stage=case.stage, by_platform=by)]
    return _left(case, CaseOutcome.WITHDRAWN, by, now)


def transfer_out(case: Case, actor: Actor, to: str, now: datetime) -> list[Fact]:
    """The claimant takes the claims to a court or another way of the pack; nothing blocks that.

    It ends the case as a withdrawal does, but as referred.
    """
    may_withdraw(case, actor, now)
    pack = case.rules
    ways = dict.fromkeys([*(way.code for way in pack.ways), COURT])
    if to not in ways:
        raise UnknownWay("/to", pack=f"{pack.name}/{pack.version}", known=", ".join(ways))
    if case.progress.transferred_to == to:
        return []
    by, stage = actor.by_platform, case.stage
    asked = TransferRequested(occurred_at=now, way=to, stage=stage, by_platform=by)
    return [asked] if stage else [asked, *_left(case, CaseOutcome.REFERRED, by, now)]


def _left(case: Case, outcome: CaseOutcome, by_platform: bool, now: datetime) -> list[Fact]:
    """What becomes of a case without an open stage when its claims are withdrawn."""
    if case.progress.counterclaim is None:
        return [CaseClosed(occurred_at=now, outcome=outcome, amount=case.progress.admitted)]
    # It was never answered yet, as there is no stage: it waits for that, as it did.
    return [ClaimWithdrawn(occurred_at=now, by_platform=by_platform)]


def _is_over(case: Case, now: datetime) -> bool:
    while brought := lapse(case, now):
        if any(isinstance(fact, CaseClosed) for fact in brought):
            return True
        case = evolve(case, brought)
    return False


def lapse(case: Case, now: datetime) -> list[Fact]:
    """What silence brings by now; while a stage is open its procedure keeps time."""
    if brought := pausing.lapse(case, now):
        return brought
    if case.deadline is None or now < case.deadline.due_at or case.stage is not None:
        return []
    at = case.deadline.due_at
    match case.status:
        case CaseStatus.AWAITING_RESPONDENT if case.progress.answered_before:
            stands = AnswerStands(occurred_at=at, answer=Answer.CONTEST)
            asked_back = case.progress.counterclaim is not None
            return [stands, *([] if asked_back else contested(evolve(case, [stands]), at))]
        case CaseStatus.AWAITING_RESPONDENT:
            return _silent(case, Consequence(case.deadline.consequence), at)
        case CaseStatus.AWAITING_CLAIMANT:
            silent = CounterclaimAnswered(occurred_at=at, answer=None, by_platform=False)
            return [silent, *_counterclaim_silent(case, at)]
        case CaseStatus.CLOSED | CaseStatus.PERFORMING:
            return [OutcomeFinal(occurred_at=at)]
    return screening.lapse(case, at)


def _counterclaim_silent(case: Case, at: datetime) -> list[Fact]:
    """The claims go on, with the counterclaim in default; without them, that ends the case."""
    defaulted = case.deadline is not None and case.deadline.consequence == Consequence.DEFAULT
    if case.progress.claim_withdrawn and defaulted:
        over = CaseOutcome.DEFAULT
        return [CaseClosed(occurred_at=at, outcome=over, amount=case.progress.admitted)]
    return contested(case, at)


ENDS: Final = {
    Consequence.DEFAULT: CaseOutcome.DEFAULT,
    Consequence.REFERRED: CaseOutcome.REFERRED,
    Consequence.CLOSED: CaseOutcome.CLOSED,
}
"""How the respondent's silence ends the case, where its pack lets it end."""


def _silent(case: Case, brings: Consequence, at: datetime) -> list[Fact]:
    if brings is Consequence.NEXT_STAGE:
        return in_default(case, at)
    return [CaseClosed(occurred_at=at, outcome=ENDS[brings], amount=None)]


def may_ask_set_aside(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party not in (case.claimant, case.respondent):
        raise NotAParty
    if case.outcome is not CaseOutcome.DEFAULT or case.rules.set_aside is None:
        raise NoDefault
    if actor.party != case.progress.defaulted:
        raise NotTheDefaulted
    if case.progress.set_aside_asked or case.progress.is_final:
        raise CaseOver
    if case.deadline is not None and now >= case.deadline.due_at:
        raise ReviewTooLate(due_at=spelled(case.deadline.due_at), rule=case.deadline.rule)


def ask_set_aside(
    case: Case, actor: Actor, cause: str, text: str | None, now: datetime
) -> list[Fact]:
    """Ask that the default be set aside, for a good cause of the pack's list."""
    may_ask_set_aside(case, actor, now)
    pack = case.rules
    known = pack.set_aside.causes if pack.set_aside else ()
    if cause not in known:
        raise UnknownCause("/cause", pack=f"{pack.name}/{pack.version}", known=", ".join(known))
    asked: list[Fact] = [SetAsideAsked(occurred_at=now, cause=cause, by_platform=actor.by_platform)]
    if text is not None:
        asked.append(_why(case, text, now))
    return asked


def may_decide_set_aside(case: Case, actor: Actor, now: datetime) -> None:
    if actor.caseworker is None:
        raise NotTheCaseworker
    if case.status is not CaseStatus.SETTING_ASIDE:
        raise NoDefault
    # It fell by silence: no person took the decision under review, so none is barred.


def decide_set_aside(
    case: Case, actor: Actor, *, granted: bool, text: str, now: datetime
) -> list[Fact]:
    """Granted, who was silent has its time to answer anew; refused, the default stands."""
    may_decide_set_aside(case, actor, now)
    assert actor.caseworker is not None  # noqa: S101  # the guard has seen to it
    pack = case.rules
    theirs = case.progress.defaulted == case.respondent
    rule = Rule.ANSWER if theirs else Rule.COUNTERCLAIM_ANSWER
    runs = due(pack, rule, now, case.zone) if granted else None
    return [
        SetAsideDecided(occurred_at=now, granted=granted, **said(runs)),
        Screened(occurred_at=now, caseworker=actor.caseworker),
        _why(case, text, now),
    ]


def _why(case: Case, text: str, now: datetime) -> DecisionStated:
    by = case.progress.defaulted or case.respondent
    return DecisionStated(occurred_at=now, by=by, texts=[text])
