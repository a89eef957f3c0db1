"""Screening: a case is taken, returned for what is missing, or refused on a ground of its pack."""

from collections.abc import Sequence
from datetime import datetime

from odr_intake.domain.facts import DecisionStated, Screened
from odr_intake.domain.refusals import (
    AnotherMustDecide,
    AskedTooOften,
    NothingMissing,
    NotScreened,
    NotTheCaseworker,
    NotTheClaimant,
    RefusedTooLate,
    ReviewTooLate,
    UnknownGround,
)
from odr_intake.domain.running import due, said
from odr_intake.domain.state import Case
from odr_intake.domain.statuses import CaseStatus
from odr_rules.deadlines import Pause, resumed
from odr_rules.packs.vocabulary import Consequence, Pauser, Rule
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import CaseOutcome, Cure, ScreenedBy
from odr_shared.contracts.intake import (
    CaseAccepted,
    CaseClosed,
    CaseRefused,
    CaseResubmitted,
    CaseReturned,
    RefusalReviewed,
    ReviewAsked,
)
from odr_shared.exact import spelled
from odr_shared.moves import Actor


def may_screen(case: Case, actor: Actor, now: datetime) -> None:
    if actor.caseworker is None:
        raise NotTheCaseworker
    if case.status is not CaseStatus.SCREENING:
        raise NotScreened(status=case.status.value)


def accept(case: Case, actor: Actor, now: datetime) -> list[Fact]:
    may_screen(case, actor, now)
    return [CaseAccepted(occurred_at=now, by=ScreenedBy.CASEWORKER)]


def send_back(
    case: Case, actor: Actor, missing: Sequence[Cure], text: str, now: datetime
) -> list[Fact]:
    """Return the case for what is missing, each thing as often as the pack lets it be asked for."""
    may_refuse(case, actor, now)
    pack = case.rules
    for n, each in enumerate(missing):
        if case.progress.cures.get(each, 0) >= pack.screening.cures:
            raise AskedTooOften(f"/missing/{n}", times=pack.screening.cures)
    back = CaseReturned(
        occurred_at=now,
        missing=tuple(dict.fromkeys(missing)),
        **said(due(pack, Rule.CURE, now, case.zone)),
    )
    return [back, *_why(case, text, now)]


def may_resubmit(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party != case.claimant:
        raise NotTheClaimant
    if case.status is not CaseStatus.RETURNED:
        raise NothingMissing
    if case.deadline is not None and now >= case.deadline.due_at:
        raise ReviewTooLate(due_at=spelled(case.deadline.due_at), rule=case.deadline.rule)


def resubmit(case: Case, actor: Actor, now: datetime) -> list[Fact]:
    """Supply what was missing; the time to screen goes on where it stood still."""
    may_resubmit(case, actor, now)
    running = case.progress.paused
    if running is not None and case.progress.returned_at is not None:
        running = resumed(running, Pause(case.progress.returned_at, now, Pauser.CURE))
    again = CaseResubmitted(occurred_at=now, by_platform=actor.by_platform, **said(running))
    return [again]


def may_refuse(case: Case, actor: Actor, now: datetime) -> None:
    may_screen(case, actor, now)
    # A case that silence has taken by now can no longer be refused.
    if case.deadline is not None and now >= case.deadline.due_at:
        raise RefusedTooLate(due_at=spelled(case.deadline.due_at), rule=case.deadline.rule)


def refuse(case: Case, actor: Actor, ground: str, text: str, now: datetime) -> list[Fact]:
    """Refuse the case on a ground of the pack's closed list, with the facts that make it one."""
    may_refuse(case, actor, now)
    pack = case.rules
    if pack.ground(ground) is None:
        known = ", ".join(each.code for each in pack.grounds)
        raise UnknownGround("/ground", pack=f"{pack.name}/{pack.version}", known=known)
    until = due(pack, Rule.REFUSAL_REVIEW, now, case.zone)
    refused: list[Fact] = [CaseRefused(occurred_at=now, ground=ground, **said(until))]
    facts = [*refused, *_decided(actor, now), *_why(case, text, now)]
    return facts if until else [*facts, *_final(now)]


def may_ask_review(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party != case.claimant:
        raise NotTheClaimant
    if case.status is not CaseStatus.REFUSED:
        raise NotScreened(status=case.status.value)
    if case.deadline is not None and now >= case.deadline.due_at:
        raise ReviewTooLate(due_at=spelled(case.deadline.due_at), rule=case.deadline.rule)


def ask_review(case: Case, actor: Actor, text: str | None, now: datetime) -> list[Fact]:
    may_ask_review(case, actor, now)
    asked = ReviewAsked(occurred_at=now, by_platform=actor.by_platform)
    return [asked, *(_why(case, text, now) if text else [])]


def may_review(case: Case, actor: Actor, now: datetime) -> None:
    if actor.caseworker is None:
        raise NotTheCaseworker
    if case.status is not CaseStatus.UNDER_REVIEW:
        raise NotScreened(status=case.status.value)
    if actor.caseworker == case.progress.refused_by:
        raise AnotherMustDecide


def review(case: Case, actor: Actor, *, upheld: bool, text: str, now: datetime) -> list[Fact]:
    """Whether the refusal stands, by another person than the one who refused."""
    may_review(case, actor, now)
    looked = RefusalReviewed(occurred_at=now, upheld=upheld)
    facts: list[Fact] = [looked, *_decided(actor, now), *_why(case, text, now)]
    if upheld:
        return [*facts, *_final(now)]
    return [*facts, CaseAccepted(occurred_at=now, by=ScreenedBy.REVIEW)]


def lapse(case: Case, at: datetime) -> list[Fact]:
    """What silence until the end of a period of screening brings, as the pack has it."""
    match case.status, case.deadline and case.deadline.consequence:
        case CaseStatus.SCREENING, Consequence.ACCEPTED:
            return [CaseAccepted(occurred_at=at, by=ScreenedBy.SILENCE)]
        case CaseStatus.RETURNED, _:
            return [CaseClosed(occurred_at=at, outcome=CaseOutcome.DISMISSED, amount=None)]
        case CaseStatus.REFUSED, _:
            return _final(at)
    return []


def _final(now: datetime) -> list[Fact]:
    return [CaseClosed(occurred_at=now, outcome=CaseOutcome.REFUSED, amount=None)]


def _decided(actor: Actor, now: datetime) -> list[Fact]:
    assert actor.caseworker is not None  # noqa: S101  # the guard has seen to it
    return [Screened(occurred_at=now, caseworker=actor.caseworker)]


def _why(case: Case, text: str, now: datetime) -> list[Fact]:
    return [DecisionStated(occurred_at=now, by=case.claimant, texts=[text])]
