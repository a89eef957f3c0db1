"""Stages: which one opens next, whether all it needs have consented, what its end brings."""

from datetime import datetime
from typing import Final
from uuid import UUID

from odr_intake.domain.refusals import CaseOver, NoConsentNeeded, NotAParty
from odr_intake.domain.running import said
from odr_intake.domain.state import Case
from odr_intake.domain.statuses import CaseStatus
from odr_rules.packs import Opening
from odr_rules.packs.parts import PackStage
from odr_rules.packs.schema import Pack
from odr_rules.packs.vocabulary import Consent
from odr_shared.contracts import Fact, arbitration, mediation, negotiation
from odr_shared.contracts.codes import CaseOutcome, Stage
from odr_shared.contracts.intake import (
    CaseClosed,
    ClaimWithdrawn,
    ConsentStated,
    StageOpened,
    StageSkipped,
    WithdrawVoid,
)
from odr_shared.moves import Actor

RUN: Final = frozenset({Stage.NEGOTIATION})
"""The stages that a service runs; a pack's others end the case as referred."""
Ended = negotiation.Ended | mediation.MediationEnded | arbitration.ArbitrationEnded


def contested(case: Case, now: datetime) -> list[Fact]:
    """The first stage, for a claim that is contested, or a counterclaim that stands."""
    return _next(case, Opening.CONTESTED, None, now)


def in_default(case: Case, now: datetime) -> list[Fact]:
    """The stage that the respondent's silence opens."""
    return _next(case, Opening.DEFAULT, None, now)


def _next(case: Case, opening: Opening, ended: str | None, now: datetime) -> list[Fact]:
    """The stage that comes now, past those for which a consent is missing; or the end."""
    pack = case.rules
    skipped: list[Fact] = []
    stage = pack.opened_by(opening, ended)
    while stage is not None:
        name = Stage(stage.name.value)
        if name not in RUN:
            break
        if _is_consented(case, stage):
            return [*skipped, _open(case, pack, name, now)]
        skipped.append(StageSkipped(occurred_at=now, stage=name))
        stage = pack.opened_by(Opening.UNSETTLED, stage.name)
    over = CaseOutcome.REFERRED
    return [*skipped, CaseClosed(occurred_at=now, outcome=over, amount=case.progress.admitted)]


def _is_consented(case: Case, stage: PackStage) -> bool:
    return all(
        consent is not Consent.REQUIRED or case.progress.consents.get(f"{stage.name}/{party}")
        for consent, party in (
            (stage.consent.claimant, case.claimant),
            (stage.consent.respondent, case.respondent),
        )
    )


def _open(case: Case, pack: Pack, stage: Stage, now: datetime) -> StageOpened:
    period = said(pack.due(stage.value, now, case.zone))
    del period["began_at"]  # with the fact
    return StageOpened(
        occurred_at=now,
        stage=stage,
        pack=case.pack,
        pack_version=case.pack_version,
        cap=case.most,
        claimant=case.claimant,
        respondent=case.respondent,
        clock_now=case.clock_now,
        **period,
    )


def may_consent(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party not in (case.claimant, case.respondent):
        raise NotAParty
    if case.outcome is not None:
        raise CaseOver
    if not _asked(case, actor.party):
        raise NoConsentNeeded


def consent(case: Case, actor: Actor, stage: Stage, *, given: bool, now: datetime) -> list[Fact]:
    """Whether the party takes part in a stage that needs its consent; it may change its mind."""
    may_consent(case, actor, now)
    assert actor.party is not None  # noqa: S101  # the guard has seen to it
    if stage not in _asked(case, actor.party):
        raise NoConsentNeeded("/stage")
    if case.progress.consents.get(f"{stage}/{actor.party}") is given:
        return []
    stated = ConsentStated(
        occurred_at=now, stage=stage, party=actor.party, given=given, by_platform=actor.by_platform
    )
    return [stated]


def _asked(case: Case, party: UUID) -> list[Stage]:
    """The stages that are still to come and need this party's consent."""
    pack = case.rules
    behind = {each.stage for each in case.progress.tried} | {case.stage}
    found = []
    for each in pack.stages:
        of = each.consent.claimant if party == case.claimant else each.consent.respondent
        if of is Consent.REQUIRED and (stage := Stage(each.name.value)) not in behind:
            found.append(stage)
    return found


SETTLES: Final = {
    "settled": CaseOutcome.SETTLED,
    "awarded": CaseOutcome.AWARDED,
    "dismissed": CaseOutcome.DISMISSED,
}
"""How a stage's outcome ends the case, where it does; else the next stage comes."""


def stage_ended(case: Case, stage: Stage, ended: Ended) -> list[Fact]:
    """What becomes of the case; a withdrawal that came too late is said to be void."""
    at, facts = ended.occurred_at, list[Fact]()
    if case.stage is not stage:
        return []
    withdrawn = ended.outcome.value == "withdrawn"
    if case.status is CaseStatus.WITHDRAWING and not withdrawn:
        facts.append(WithdrawVoid(occurred_at=at))
    if (outcome := SETTLES.get(ended.outcome.value)) is not None:
        closed = CaseClosed(
            occurred_at=at,
            outcome=outcome,
            amount=ended.amount,
            terms=ended.terms if isinstance(ended, negotiation.Ended) else None,
        )
        return [*facts, closed]
    if not withdrawn:
        return [*facts, *_next(case, Opening.UNSETTLED, stage.value, at)]
    if case.progress.counterclaim is None or case.progress.claim_withdrawn:
        elsewhere = case.progress.transferred_to is not None
        over = CaseOutcome.REFERRED if elsewhere else CaseOutcome.WITHDRAWN
        return [CaseClosed(occurred_at=at, outcome=over, amount=case.progress.admitted)]
    gone = ClaimWithdrawn(occurred_at=at, by_platform=False)
    return [gone, *_next(case, Opening.UNSETTLED, stage.value, at)]
