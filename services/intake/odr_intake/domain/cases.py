"""A case, from filing to outcome: pure decisions, and how their facts change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Final
from uuid import UUID

from odr_intake.domain.facts import AnswerStated, ClaimsStated, OfferHeard, said
from odr_intake.domain.refusals import (
    AlreadyAnswered,
    AnswerTooLate,
    CaseOver,
    NotTheClaimant,
    NotTheRespondent,
)
from odr_rules.deadlines import Deadline
from odr_rules.packs import Consequence, Opening, Pack, SetLength, StageName, pack
from odr_shared.contracts import Fact
from odr_shared.contracts.intake import (
    Answer,
    CaseAnswered,
    CaseClosed,
    CaseFiled,
    CaseOutcome,
    ClockAdvanced,
    Stage,
    StageOpened,
    WithdrawRequested,
    WithdrawVoid,
)
from odr_shared.contracts.negotiation import Ended, Outcome
from odr_shared.money import Money
from odr_shared.moves import Actor, Guard


class CaseStatus(StrEnum):
    """Who must act."""

    AWAITING_RESPONDENT = "awaiting_respondent"
    AWAITING_PARTIES = "awaiting_parties"
    WITHDRAWING = "withdrawing"
    """Nobody: the open stage has been asked to end."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Case:
    claimant: UUID
    respondent: UUID
    pack: str
    pack_version: int
    cap: Money
    claimed: Money | None
    deadline: Deadline | None
    """What runs now: until an answer ours, while a stage is open the procedure's."""
    lengths: tuple[SetLength, ...] = ()
    """Periods that are of another length in this case than in the pack."""
    clock_now: datetime | None = None
    """What the case's test clock shows; none for a case that runs on real time."""
    stage: Stage | None = None
    status: CaseStatus = CaseStatus.AWAITING_RESPONDENT
    answer: Answer | None = None
    outcome: CaseOutcome | None = None
    amount: Money | None = None


def may_answer(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party != case.respondent:
        raise NotTheRespondent
    if case.answer is not None:
        raise AlreadyAnswered
    if case.status is not CaseStatus.AWAITING_RESPONDENT or case.deadline is None:
        raise CaseOver
    if now >= case.deadline.due_at:
        due_at = f"{case.deadline.due_at:%Y-%m-%dT%H:%M:%SZ}"
        raise AnswerTooLate(due_at=due_at, rule=case.deadline.rule)


def answer(case: Case, actor: Actor, given: Answer, text: str | None, now: datetime) -> list[Fact]:
    """Admitting ends the case, contesting opens the first stage of its pack."""
    may_answer(case, actor, now)
    facts: list[Fact] = [
        CaseAnswered(occurred_at=now, answer=given, by_platform=actor.by_platform),
    ]
    if text is not None:
        facts.append(AnswerStated(occurred_at=now, by=case.respondent, texts=[text]))
    if given is Answer.ADMIT:
        outcome = CaseOutcome.ADMITTED
        return [*facts, CaseClosed(occurred_at=now, outcome=outcome, amount=case.claimed)]
    first = _pack(case).opened_by(Opening.CONTESTED)
    if first is None or first.name is not StageName.NEGOTIATION:  # the others are not held here yet
        return [*facts, CaseClosed(occurred_at=now, outcome=CaseOutcome.REFERRED, amount=None)]
    return [*facts, _open_stage(case, Stage.NEGOTIATION, now)]


def _pack(case: Case) -> Pack:
    """The pack as it governs the case: in its version, with the case's lengths."""
    return pack(case.pack, case.pack_version).governing(case.lengths)


def _open_stage(case: Case, stage: Stage, now: datetime) -> StageOpened:
    assert case.deadline is not None  # noqa: S101  # a case that is open has one
    due = _pack(case).due(stage.value, now, case.deadline.zone)
    return StageOpened(
        occurred_at=now,
        stage=stage,
        pack=case.pack,
        pack_version=case.pack_version,
        cap=case.cap,
        claimant=case.claimant,
        respondent=case.respondent,
        clock_now=case.clock_now,
        **said(due),
    )


def may_withdraw(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party != case.claimant:
        raise NotTheClaimant
    # Silence has had its consequence at its own time, whether or not the sweep has been by.
    if case.status is CaseStatus.CLOSED or lapse(case, now):
        raise CaseOver


def withdraw(case: Case, actor: Actor, now: datetime) -> list[Fact]:
    """Ends the case at once, or asks the open stage to end; asking again changes nothing."""
    may_withdraw(case, actor, now)
    if case.status is CaseStatus.WITHDRAWING:
        return []
    if case.stage is None:
        return [CaseClosed(occurred_at=now, outcome=CaseOutcome.WITHDRAWN, amount=None)]
    asked = WithdrawRequested(occurred_at=now, stage=case.stage, by_platform=actor.by_platform)
    return [asked]


def lapse(case: Case, now: datetime) -> list[Fact]:
    """The respondent's silence ends the case; while a stage is open its procedure keeps time."""
    if case.status is not CaseStatus.AWAITING_RESPONDENT or case.deadline is None:
        return []
    due_at = case.deadline.due_at
    if now < due_at:
        return []
    silence = Consequence(case.deadline.consequence)
    # Where it leads to a stage that is not held here yet, the case ends with the ways that remain.
    defaults = silence is Consequence.DEFAULT
    outcome = CaseOutcome.DEFAULT if defaults else CaseOutcome.REFERRED
    return [CaseClosed(occurred_at=due_at, outcome=outcome, amount=None)]


def advance_clock(case: Case, now: datetime) -> list[Fact]:
    """The test clock shows `now`: what is due by then happens at its own time."""
    return [ClockAdvanced(occurred_at=now), *lapse(case, now)]


OUTCOMES: Final = {
    Outcome.SETTLED: CaseOutcome.SETTLED,
    Outcome.WITHDRAWN: CaseOutcome.WITHDRAWN,
    Outcome.DECLINED: CaseOutcome.REFERRED,
    Outcome.LAPSED: CaseOutcome.REFERRED,
}


def stage_ended(case: Case, ended: Ended) -> list[Fact]:
    """What becomes of the case; a withdrawal that came too late is said to be void."""
    at, facts = ended.occurred_at, list[Fact]()
    if case.status is CaseStatus.WITHDRAWING and ended.outcome is not Outcome.WITHDRAWN:
        facts.append(WithdrawVoid(occurred_at=at))
    outcome = OUTCOMES[ended.outcome]
    return [*facts, CaseClosed(occurred_at=at, outcome=outcome, amount=ended.amount)]


GUARDS: Final[Mapping[str, Guard[Case]]] = {"answer": may_answer, "withdraw": may_withdraw}
"""Each command's own guard, by the command's name: `actions` are made from these."""

FACTS: Final[tuple[type[Fact], ...]] = (
    CaseFiled,
    ClaimsStated,
    CaseAnswered,
    AnswerStated,
    StageOpened,
    WithdrawRequested,
    WithdrawVoid,
    CaseClosed,
    ClockAdvanced,
    OfferHeard,
)


def evolve(case: Case | None, facts: Iterable[Fact]) -> Case:
    """The case after these facts; its first one, `CaseFiled`, makes it."""
    for fact in facts:
        if case is None:
            if not isinstance(fact, CaseFiled):
                raise TypeError(f"a case begins with CaseFiled, not with {fact.type}")
            case = _filed(fact)
            continue
        change = partial(replace, case)
        match fact:
            case CaseAnswered():
                case = change(answer=fact.answer)
            case StageOpened():
                deadline = _deadline(fact)
                status = CaseStatus.AWAITING_PARTIES
                case = change(stage=fact.stage, status=status, deadline=deadline)
            case WithdrawRequested():
                case = change(status=CaseStatus.WITHDRAWING)
            case CaseClosed():
                done = {"outcome": fact.outcome, "amount": fact.amount}
                case = change(stage=None, status=CaseStatus.CLOSED, deadline=None, **done)
            case ClockAdvanced():
                case = change(clock_now=fact.occurred_at)
    if case is None:
        raise TypeError("nothing has happened to this case")
    return case


def _filed(fact: CaseFiled) -> Case:
    return Case(
        claimant=fact.claimant,
        respondent=fact.respondent,
        pack=fact.pack,
        pack_version=fact.pack_version,
        cap=fact.cap,
        claimed=fact.claimed,
        deadline=_deadline(fact),
        lengths=fact.lengths,
        clock_now=fact.clock_now,
    )


def _deadline(fact: CaseFiled | StageOpened) -> Deadline:
    return Deadline(
        *(fact.rule, fact.occurred_at, fact.due_at, fact.zone, fact.consequence, fact.derivation)
    )
