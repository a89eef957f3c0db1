"""Screening: who decides what when, how often a case is returned, and what silence brings."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.intake.cases import (
    NOW,
    TICK,
    Decision,
    another,
    caseworker,
    claimant,
    for_claimant,
    nobody,
    platform,
    respondent,
    unserved,
)
from tests.invariants import invariant

from odr_intake.domain import cases as domain
from odr_intake.domain import screening
from odr_intake.domain.cases import Case, CaseStatus
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
from odr_rules.packs import names, pack
from odr_shared.contracts.codes import CaseOutcome, Cure, ScreenedBy
from odr_shared.contracts.intake import CaseAccepted, CaseClosed, CaseRefused, CaseReturned
from odr_shared.errors import Refusal
from odr_shared.moves import Actor

CN = pack("cn-ecommerce", 3)
DAY = timedelta(days=1)
GROUND = "material_missing"
third = Actor(None, caseworker=UUID(int=10))


def returned(*missing: Cure, at: datetime = NOW) -> Decision:
    return lambda case: screening.send_back(case, caseworker, missing, "The order, please.", at)


def resubmitted(at: datetime = NOW) -> Decision:
    return lambda case: screening.resubmit(case, claimant, at)


def refused(case: Case) -> list[Any]:
    return screening.refuse(case, caseworker, GROUND, "No order was named.", NOW)


def review_asked(case: Case) -> list[Any]:
    return screening.ask_review(case, claimant, "It was.", NOW)


def filed(*decisions: Decision) -> Case:
    return unserved(*decisions, pack=CN)


FILED = filed()
RETURNED = filed(returned(Cure.ORDER))
REFUSED = filed(refused)
REVIEWED = filed(refused, review_asked)
ACCEPTED = filed(lambda case: screening.accept(case, caseworker, NOW))


def due(case: Case) -> datetime:
    assert case.deadline is not None
    return case.deadline.due_at


@pytest.mark.parametrize(
    ("case", "status", "rule"),
    [
        pytest.param(FILED, CaseStatus.SCREENING, "screening", id="filed"),
        pytest.param(RETURNED, CaseStatus.RETURNED, "cure", id="returned"),
        pytest.param(REFUSED, CaseStatus.REFUSED, "refusal_review", id="refused"),
        pytest.param(REVIEWED, CaseStatus.UNDER_REVIEW, None, id="review asked"),
        pytest.param(ACCEPTED, CaseStatus.AWAITING_SERVICE, None, id="accepted"),
    ],
)
def test_where_a_case_is_and_which_period_runs(case, status, rule) -> None:
    assert (case.status, case.outcome, case.stage) == (status, None, None)
    assert (case.deadline and case.deadline.rule) == (rule and f"cn-ecommerce/3/{rule}")


TRIED: dict[str, tuple[str, Case, Actor, datetime, type[Refusal] | None]] = {
    "accept": ("accept", FILED, caseworker, NOW, None),
    "accept, by the platform": ("accept", FILED, platform, NOW, NotTheCaseworker),
    "accept, by the claimant": ("accept", FILED, claimant, NOW, NotTheCaseworker),
    "accept, by nobody": ("accept", FILED, nobody, NOW, NotTheCaseworker),
    "accept twice": ("accept", ACCEPTED, caseworker, NOW, NotScreened),
    "accept what was returned": ("accept", RETURNED, caseworker, NOW, NotScreened),
    "accept what was refused": ("accept", REFUSED, caseworker, NOW, NotScreened),
    "return": ("return", FILED, caseworker, NOW, None),
    "return, by the respondent": ("return", FILED, respondent, NOW, NotTheCaseworker),
    "return twice": ("return", RETURNED, caseworker, NOW, NotScreened),
    "return in time": ("return", FILED, caseworker, due(FILED) - TICK, None),
    # Silence has accepted the case by then, whether or not the sweep has been by.
    "return too late": ("return", FILED, caseworker, due(FILED), RefusedTooLate),
    "refuse in time": ("refuse", FILED, caseworker, due(FILED) - TICK, None),
    "refuse too late": ("refuse", FILED, caseworker, due(FILED), RefusedTooLate),
    "refuse, by the platform": ("refuse", FILED, platform, NOW, NotTheCaseworker),
    "refuse what was accepted": ("refuse", ACCEPTED, caseworker, NOW, NotScreened),
    "resubmit": ("resubmit", RETURNED, claimant, NOW, None),
    "resubmit, by the platform for the claimant": ("resubmit", RETURNED, for_claimant, NOW, None),
    "resubmit, by the respondent": ("resubmit", RETURNED, respondent, NOW, NotTheClaimant),
    "resubmit what was not returned": ("resubmit", FILED, claimant, NOW, NothingMissing),
    "resubmit in time": ("resubmit", RETURNED, claimant, due(RETURNED) - TICK, None),
    "resubmit too late": ("resubmit", RETURNED, claimant, due(RETURNED), ReviewTooLate),
    "ask for a review": ("ask_review", REFUSED, claimant, NOW, None),
    "ask for a review, by the respondent": (
        *("ask_review", REFUSED, respondent, NOW, NotTheClaimant),
    ),
    "ask for a review of nothing": ("ask_review", FILED, claimant, NOW, NotScreened),
    "ask for a review in time": ("ask_review", REFUSED, claimant, due(REFUSED) - TICK, None),
    "ask for a review too late": ("ask_review", REFUSED, claimant, due(REFUSED), ReviewTooLate),
    "ask for a review twice": ("ask_review", REVIEWED, claimant, NOW, NotScreened),
    "review": ("review", REVIEWED, another, NOW, None),
    "review one's own refusal": ("review", REVIEWED, caseworker, NOW, AnotherMustDecide),
    "review, by the claimant": ("review", REVIEWED, claimant, NOW, NotTheCaseworker),
    "review what nobody asked to": ("review", REFUSED, another, NOW, NotScreened),
}


def command(name: str, case: Case, actor: Actor, at: datetime) -> list[Any]:
    match name:
        case "accept":
            return screening.accept(case, actor, at)
        case "return":
            return screening.send_back(case, actor, [Cure.ORDER], "Which one?", at)
        case "refuse":
            return screening.refuse(case, actor, GROUND, "None was named.", at)
        case "resubmit":
            return screening.resubmit(case, actor, at)
        case "ask_review":
            return screening.ask_review(case, actor, None, at)
    return screening.review(case, actor, upheld=True, text="It stands.", now=at)


@invariant(15, 22, 26, 30)
@pytest.mark.parametrize(("name", "case", "actor", "at", "refusal"), TRIED.values(), ids=TRIED)
def test_who_may_decide_what_and_when_is_what_the_guards_say(
    name, case, actor, at, refusal
) -> None:
    guard = domain.GUARDS[name]
    if refusal is None:
        guard(case, actor, at)
        assert command(name, case, actor, at)
        return
    with pytest.raises(refusal):
        guard(case, actor, at)
    with pytest.raises(refusal):
        command(name, case, actor, at)


def test_each_thing_is_asked_for_as_often_as_the_pack_allows_and_no_oftener() -> None:
    twice = filed(*[returned(Cure.ORDER), resubmitted()] * CN.screening.cures)
    with pytest.raises(AskedTooOften) as refusal:
        returned(Cure.IDENTITY, Cure.ORDER)(twice)
    assert (refusal.value.pointer, refusal.value.extra["times"]) == ("/missing/1", 2)
    [back, _] = returned(Cure.IDENTITY, Cure.IDENTITY)(twice)
    assert isinstance(back, CaseReturned)
    assert back.missing == (Cure.IDENTITY,), "what is named twice is asked for once"


@invariant(29)
def test_the_time_to_screen_stands_still_while_papers_are_supplied() -> None:
    began, ended = NOW + DAY, NOW + 4 * DAY
    again = filed(returned(Cure.ORDER, at=began), resubmitted(ended))
    assert again.status is CaseStatus.SCREENING
    assert again.deadline is not None
    assert due(again) - due(FILED) >= ended - began
    assert again.deadline.derivation is not None
    [pause] = again.deadline.derivation.pauses
    assert (pause.began, pause.ended) == (began, ended)


@invariant(19)
@pytest.mark.parametrize(
    ("case", "expected"),
    [
        pytest.param(FILED, CaseAccepted, id="nobody screens: accepted"),
        pytest.param(RETURNED, CaseOutcome.DISMISSED, id="nothing is supplied: dismissed"),
        pytest.param(REFUSED, CaseOutcome.REFUSED, id="no review is asked for: final"),
    ],
)
def test_what_silence_brings_at_its_own_time(case, expected) -> None:
    assert domain.lapse(case, due(case) - TICK) == []
    [fact] = domain.lapse(case, due(case) + 400 * DAY)
    assert fact.occurred_at == due(case)
    if isinstance(expected, CaseOutcome):
        assert isinstance(fact, CaseClosed)
        assert fact.outcome is expected
    else:
        assert isinstance(fact, CaseAccepted)
        assert fact.by is ScreenedBy.SILENCE
    assert domain.lapse(domain.evolve(case, [fact]), due(case) + 400 * DAY) == []


@invariant(22)
@pytest.mark.parametrize("name", names())
def test_a_refusal_names_a_ground_of_its_own_packs_closed_list_and_its_facts(name) -> None:
    governing = pack(name)
    if governing.screening.mode == "automatic":
        assert unserved(pack=governing).status is CaseStatus.AWAITING_SERVICE
        return
    case = unserved(pack=governing)
    for ground in governing.grounds:
        fact, *rest = screening.refuse(case, caseworker, ground.code, "Because.", NOW)
        assert isinstance(fact, CaseRefused)
        assert fact.ground == ground.code
        assert [each.texts for each in rest if each.type.endswith("decision_stated.v1")]
    for unknown in ("because", "not_a_ground", ""):
        with pytest.raises(UnknownGround) as refusal:
            screening.refuse(case, caseworker, unknown, "Because.", NOW)
        assert refusal.value.extra["pack"] == f"{name}/{governing.version}"


@invariant(26)
def test_a_refusal_is_reviewed_by_another_and_then_stands_or_is_no_more() -> None:
    upheld = screening.review(REVIEWED, another, upheld=True, text="It stands.", now=NOW)
    assert domain.evolve(REVIEWED, upheld).outcome is CaseOutcome.REFUSED
    fallen = screening.review(REVIEWED, third, upheld=False, text="It was named.", now=NOW)
    taken = domain.evolve(REVIEWED, fallen)
    assert (taken.status, taken.outcome) == (CaseStatus.AWAITING_SERVICE, None)
    assert taken.progress.ground is None
