"""Service and response: the notice reaches its addressee, who answers, or stays silent."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from odr_intake.domain.current import must_run
from odr_intake.domain.facts import AnswerStated
from odr_intake.domain.refusals import (
    AlreadyAnswered,
    AnswerTooLate,
    CaseOver,
    CounterclaimExceeds,
    CurrencyDiffers,
    FutureDate,
    NoCounterclaim,
    NotAPart,
    NothingToServe,
    NotServed,
    NotServedByYou,
    NotTheClaimant,
    NotTheRespondent,
)
from odr_intake.domain.running import LEAST, due, said
from odr_intake.domain.stages import contested
from odr_intake.domain.state import Case, evolve
from odr_intake.domain.statuses import CaseStatus
from odr_rules.packs.vocabulary import Consequence, Rule
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, CaseOutcome, Channel, Served
from odr_shared.contracts.intake import CaseAnswered, CaseClosed, CounterclaimAnswered, NoticeServed
from odr_shared.exact import spelled
from odr_shared.money import Money
from odr_shared.moves import Actor

SKEW = timedelta(minutes=5)
"""So far may the platform's clock be ahead of ours."""
STARTS = {
    Served.CLAIM: Rule.ANSWER,
    Served.COUNTERCLAIM: Rule.COUNTERCLAIM_ANSWER,
    Served.DEFAULT: Rule.SET_ASIDE,
}
"""The period that runs from the service of each notice."""


def may_serve(case: Case, actor: Actor, now: datetime) -> None:
    if not actor.by_platform and actor.caseworker is None:
        raise NotServedByYou
    if case.progress.to_serve is None:
        raise NothingToServe(status=case.status.value)


def serve(
    case: Case, actor: Actor, notice: Served, channel: Channel, at: datetime, now: datetime
) -> list[Fact]:
    """There is proof that this notice reached its addressee at `at`: its period runs from then.

    However late we hear of it, whoever was served has a day left.
    """
    may_serve(case, actor, now)
    if notice is not case.progress.to_serve:
        raise NothingToServe("/notice", status=case.status.value)
    if at > now + SKEW:
        raise FutureDate("/at")
    pack = case.rules
    # It cannot have been served before it was owed.
    at = max(min(at, now), case.progress.owed_since or at)
    runs = due(pack, STARTS[notice], at, case.zone, not_before=_least(case, notice, now))
    if runs is not None and notice is Served.CLAIM and case.progress.answered_before:
        runs = replace(runs, consequence=Consequence.NEXT_STAGE.value)
    party = addressee(case, notice)
    served = NoticeServed(
        occurred_at=now, notice=notice, party=party, channel=channel, **said(runs)
    )
    return [served]


def _least(case: Case, notice: Served, now: datetime) -> datetime:
    """Before when its period does not end, whatever it is: nor before what was shown already."""
    shown = case.progress.shown_until if notice is Served.CLAIM else None
    return max(now + LEAST, shown or now)


def addressee(case: Case, notice: Served) -> UUID:
    if notice is Served.DEFAULT:
        return case.progress.defaulted or case.respondent
    return case.claimant if notice is Served.COUNTERCLAIM else case.respondent


def may_answer(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party != case.respondent:
        raise NotTheRespondent
    if case.answer is not None:
        raise AlreadyAnswered
    if case.status is CaseStatus.AWAITING_SERVICE:
        raise NotServed
    must_run(case)
    if case.status is not CaseStatus.AWAITING_RESPONDENT or case.deadline is None:
        raise CaseOver
    if now >= case.deadline.due_at:
        raise AnswerTooLate(due_at=spelled(case.deadline.due_at), rule=case.deadline.rule)


def answer(
    case: Case,
    actor: Actor,
    given: Answer,
    text: str | None,
    now: datetime,
    admitted: Money | None = None,
    counterclaim: Money | None = None,
) -> list[Fact]:
    """Admitting ends the case; contesting, all or in part, opens the first stage of its pack.

    A counterclaim is served on the claimant first, who answers it or stays silent.
    """
    may_answer(case, actor, now)
    _must_be_a_part(case, given, admitted)
    _must_be_askable(case, given, counterclaim)
    said_ = CaseAnswered(
        occurred_at=now,
        answer=given,
        admitted=admitted,
        counterclaim=counterclaim,
        by_platform=actor.by_platform,
    )
    facts: list[Fact] = [said_]
    if text is not None:
        facts.append(AnswerStated(occurred_at=now, by=case.respondent, texts=[text]))
    if given is Answer.ADMIT:
        outcome = CaseOutcome.ADMITTED
        return [*facts, CaseClosed(occurred_at=now, outcome=outcome, amount=case.claimed)]
    asked_back = counterclaim or case.progress.counterclaim
    return facts if asked_back else [*facts, *contested(evolve(case, facts), now)]


def _must_be_a_part(case: Case, given: Answer, admitted: Money | None) -> None:
    if (given is Answer.ADMIT_IN_PART) != (admitted is not None):
        raise NotAPart("/admitted")
    if admitted is None:
        return
    if case.claimed is None or not 0 < admitted.amount < case.claimed.amount:
        raise NotAPart("/admitted/amount")
    if admitted.currency != case.claimed.currency:
        raise CurrencyDiffers("/admitted/currency", currency=case.claimed.currency)


def _must_be_askable(case: Case, given: Answer, counterclaim: Money | None) -> None:
    """What is asked back is about the same order, and so within what was paid for it."""
    if counterclaim is None:
        return
    pack = case.rules
    if given is Answer.ADMIT or pack.period(Rule.COUNTERCLAIM_ANSWER) is None:
        raise NoCounterclaim("/counterclaim", pack=f"{pack.name}/{pack.version}")
    if counterclaim.currency != case.cap.currency:
        raise CurrencyDiffers("/counterclaim/currency", currency=case.cap.currency)
    if not 0 < counterclaim.amount <= case.cap.amount:
        most = {"cap": case.cap.amount, "currency": case.cap.currency}
        raise CounterclaimExceeds("/counterclaim/amount", **most)


def may_answer_counterclaim(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party != case.claimant:
        raise NotTheClaimant
    must_run(case)
    if case.status is not CaseStatus.AWAITING_CLAIMANT or case.deadline is None:
        raise NothingToServe(status=case.status.value)
    if now >= case.deadline.due_at:
        raise AnswerTooLate(due_at=spelled(case.deadline.due_at), rule=case.deadline.rule)


def answer_counterclaim(case: Case, actor: Actor, given: Answer, now: datetime) -> list[Fact]:
    may_answer_counterclaim(case, actor, now)
    if given is Answer.ADMIT_IN_PART:
        raise NotAPart("/answer")
    said_ = CounterclaimAnswered(occurred_at=now, answer=given, by_platform=actor.by_platform)
    if given is Answer.ADMIT and case.progress.claim_withdrawn:
        over = CaseOutcome.ADMITTED  # nothing else was left
        return [said_, CaseClosed(occurred_at=now, outcome=over, amount=case.progress.admitted)]
    return [said_, *contested(evolve(case, [said_]), now)]
