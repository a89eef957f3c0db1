"""What each fact makes of a case: all fields that change, and no other."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from tests.intake.cases import (
    CLAIMANT,
    NOW,
    RESPONDENT,
    after,
    answered,
    contested,
    euros,
    served,
    unserved,
)

from odr_intake.domain.cases import Case, CaseStatus, Tried, evolve
from odr_intake.domain.facts import Screened
from odr_rules.deadlines import Deadline
from odr_rules.packs import pack
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import (
    Answer,
    CaseOutcome,
    Channel,
    Cure,
    ScreenedBy,
    Served,
    Stage,
)
from odr_shared.contracts.intake import (
    CaseAccepted,
    CaseAnswered,
    CaseClosed,
    CaseRefused,
    CaseResubmitted,
    CaseReturned,
    ClaimWithdrawn,
    ClockAdvanced,
    ConsentStated,
    CounterclaimAnswered,
    NoticeServed,
    OutcomeFinal,
    RefusalReviewed,
    ReviewAsked,
    SetAsideAsked,
    SetAsideDecided,
    StageSkipped,
    TransferRequested,
    WithdrawRequested,
    WithdrawVoid,
)

AT: Final = NOW + timedelta(hours=5)
ENDS: Final = NOW + timedelta(days=9)
PERIOD: Final[dict[str, Any]] = {
    "rule": "p/1/x",
    "began_at": AT,
    "due_at": ENDS,
    "zone": "UTC",
    "consequence": "final",
}
RUNS: Final = Deadline("p/1/x", AT, ENDS, "UTC", "final")
WORKER: Final = UUID(int=8)
APART: Final = ("progress", "reminders", "screening")
"""Reminders follow the deadline, and what is kept for repairs has its own tests."""


def changes(before: Case, after: Case) -> dict[str, Any]:
    """The fields that differ, those of its progress among them."""
    found = dict[str, Any]()
    for was, now in ((before, after), (before.progress, after.progress)):
        for each in fields(was):
            if each.name not in APART and getattr(was, each.name) != getattr(now, each.name):
                found[each.name] = getattr(now, each.name)
    return found


def state(name: str) -> Case:
    """Made anew for each test, so that it is made by the rules that the test is to judge."""
    checked = unserved(pack=pack("bc-crt"))
    match name:
        case "screening":
            return checked
        case "returned":
            return evolve(checked, [CaseReturned(occurred_at=NOW, missing=(Cure.ORDER,))])
        case "refused":
            return evolve(checked, [CaseRefused(occurred_at=NOW, ground="out_of_scope", **PERIOD)])
        case "accepted":
            return unserved()
        case "served":
            return after()
        case "countered":
            return after(answered(Answer.CONTEST, counterclaim=euros(500)))
        case "against":
            countered = answered(Answer.CONTEST, counterclaim=euros(500))
            return after(countered, served(Served.COUNTERCLAIM))
        case "open":
            return after(contested)
        case "defaulted":
            over = CaseClosed(occurred_at=NOW, outcome=CaseOutcome.DEFAULT, amount=None, **PERIOD)
            return evolve(after(), [over])
        case "attacked":
            wanted = SetAsideAsked(occurred_at=NOW, cause="not_told", by_platform=False)
            return evolve(state("defaulted"), [wanted])
    raise LookupError(name)


def tried(stage: Stage, opened: datetime | None) -> tuple[Tried, ...]:
    return (Tried(stage, opened, AT),)


OWN: Final[dict[str, Any]] = {"occurred_at": AT, "by_platform": False}
CHANGES: dict[str, tuple[str, Fact, Mapping[str, Any]]] = {
    "accepted": (
        "screening",
        CaseAccepted(occurred_at=AT, by=ScreenedBy.CASEWORKER),
        {
            "status": CaseStatus.AWAITING_SERVICE,
            "deadline": None,
            "accepted_at": AT,
            "to_serve": Served.CLAIM,
            "owed_since": AT,
        },
    ),
    "accepted after all": (
        "refused",
        CaseAccepted(occurred_at=AT, by=ScreenedBy.REVIEW),
        {
            "status": CaseStatus.AWAITING_SERVICE,
            "deadline": None,
            "accepted_at": AT,
            "ground": None,
            "to_serve": Served.CLAIM,
            "owed_since": AT,
        },
    ),
    "returned": (
        "screening",
        CaseReturned(occurred_at=AT, missing=(Cure.ORDER, Cure.IDENTITY), **PERIOD),
        {
            "status": CaseStatus.RETURNED,
            "deadline": RUNS,
            "missing": (Cure.ORDER, Cure.IDENTITY),
            "cures": {Cure.ORDER: 1, Cure.IDENTITY: 1},
            "returned_at": AT,
            "paused": state("screening").deadline,
        },
    ),
    "resubmitted": (
        "returned",
        CaseResubmitted(**OWN, **PERIOD),
        {
            "status": CaseStatus.SCREENING,
            "deadline": RUNS,
            "missing": (),
            "returned_at": None,
            "paused": None,
        },
    ),
    "refused": (
        "screening",
        CaseRefused(occurred_at=AT, ground="out_of_scope", **PERIOD),
        {"status": CaseStatus.REFUSED, "deadline": RUNS, "ground": "out_of_scope"},
    ),
    "review asked": (
        "refused",
        ReviewAsked(**OWN),
        {"status": CaseStatus.UNDER_REVIEW, "deadline": None},
    ),
    "reviewed": ("refused", RefusalReviewed(occurred_at=AT, upheld=True), {}),
    "decided by": (
        "refused",
        Screened(occurred_at=AT, caseworker=WORKER),
        {"refused_by": WORKER},
    ),
    "served": (
        "accepted",
        NoticeServed(
            occurred_at=AT,
            notice=Served.CLAIM,
            party=RESPONDENT,
            channel=Channel.APP,
            **PERIOD | {"began_at": NOW},
        ),
        {
            "status": CaseStatus.AWAITING_RESPONDENT,
            "deadline": Deadline("p/1/x", NOW, ENDS, "UTC", "final"),
            "to_serve": None,
            "owed_since": None,
            "served": {Served.CLAIM: NOW},
        },
    ),
    "admitted in part": (
        "served",
        CaseAnswered(**OWN, answer=Answer.ADMIT_IN_PART, admitted=euros(7)),
        {"answer": Answer.ADMIT_IN_PART, "admitted": euros(7), "deadline": None},
    ),
    "countered": (
        "served",
        CaseAnswered(**OWN, answer=Answer.CONTEST, counterclaim=euros(5)),
        {
            "answer": Answer.CONTEST,
            "counterclaim": euros(5),
            "deadline": None,
            "status": CaseStatus.AWAITING_SERVICE,
            "to_serve": Served.COUNTERCLAIM,
            "owed_since": AT,
        },
    ),
    "counterclaim served": (
        "countered",
        NoticeServed(
            occurred_at=AT,
            notice=Served.COUNTERCLAIM,
            party=CLAIMANT,
            channel=Channel.APP,
            **PERIOD,
        ),
        {
            "status": CaseStatus.AWAITING_CLAIMANT,
            "deadline": RUNS,
            "to_serve": None,
            "owed_since": None,
            "served": {Served.CLAIM: NOW, Served.COUNTERCLAIM: AT},
        },
    ),
    "counterclaim answered": (
        "against",
        CounterclaimAnswered(**OWN, answer=Answer.ADMIT),
        {"deadline": None, "counter_answer": Answer.ADMIT},
    ),
    "consent": (
        "served",
        ConsentStated(**OWN, stage=Stage.MEDIATION, party=CLAIMANT, given=True),
        {"consents": {f"mediation/{CLAIMANT}": True}},
    ),
    "skipped": (
        "served",
        StageSkipped(occurred_at=AT, stage=Stage.MEDIATION),
        {"tried": tried(Stage.MEDIATION, None)},
    ),
    "withdrawal asked": (
        "open",
        WithdrawRequested(**OWN, stage=Stage.NEGOTIATION),
        {"status": CaseStatus.WITHDRAWING},
    ),
    "transfer asked of a stage": (
        "open",
        TransferRequested(**OWN, way="court", stage=Stage.NEGOTIATION),
        {"status": CaseStatus.WITHDRAWING, "transferred_to": "court"},
    ),
    "transferred": (
        "served",
        TransferRequested(**OWN, way="court", stage=None),
        {"transferred_to": "court"},
    ),
    "withdrawal void": ("open", WithdrawVoid(occurred_at=AT), {}),
    "claim withdrawn in a stage": (
        "open",
        ClaimWithdrawn(**OWN),
        {
            "stage": None,
            "deadline": None,
            "claim_withdrawn": True,
            "tried": tried(Stage.NEGOTIATION, NOW),
        },
    ),
    "claim withdrawn before": ("against", ClaimWithdrawn(**OWN), {"claim_withdrawn": True}),
    "settled": (
        "open",
        CaseClosed(occurred_at=AT, outcome=CaseOutcome.SETTLED, amount=euros(9)),
        {
            "stage": None,
            "status": CaseStatus.CLOSED,
            "outcome": CaseOutcome.SETTLED,
            "amount": euros(9),
            "deadline": None,
            "closed_at": AT,
            "tried": tried(Stage.NEGOTIATION, NOW),
        },
    ),
    "default": (
        "served",
        CaseClosed(occurred_at=AT, outcome=CaseOutcome.DEFAULT, amount=None),
        {
            "status": CaseStatus.CLOSED,
            "outcome": CaseOutcome.DEFAULT,
            "deadline": None,
            "closed_at": AT,
            "defaulted": RESPONDENT,
            "to_serve": Served.DEFAULT,
            "owed_since": AT,
        },
    ),
    "attacked": (
        "defaulted",
        SetAsideAsked(**OWN, cause="not_told"),
        {"status": CaseStatus.SETTING_ASIDE, "deadline": None, "set_aside_asked": True},
    ),
    "set aside": (
        "attacked",
        SetAsideDecided(occurred_at=AT, granted=True, **PERIOD),
        {
            "status": CaseStatus.AWAITING_RESPONDENT,
            "deadline": RUNS,
            "outcome": None,
            "undone": 1,
            "set_aside_asked": False,
            "closed_at": None,
            "defaulted": None,
            "to_serve": None,
            "owed_since": None,
        },
    ),
    "not set aside": (
        "attacked",
        SetAsideDecided(occurred_at=AT, granted=False),
        {"status": CaseStatus.CLOSED, "is_final": True, "to_serve": None, "owed_since": None},
    ),
    "final": ("defaulted", OutcomeFinal(occurred_at=AT), {"deadline": None, "is_final": True}),
    "clock": ("served", ClockAdvanced(occurred_at=AT), {"clock_now": AT}),
}


@pytest.mark.parametrize(("name", "fact", "changed"), CHANGES.values(), ids=CHANGES)
def test_a_fact_changes_what_it_says_and_nothing_else(name, fact, changed) -> None:
    before = state(name)
    assert changes(before, evolve(before, [fact])) == changed


def test_a_claimant_that_is_silent_on_the_counterclaim_alone_is_in_default_itself() -> None:
    alone = evolve(state("against"), [ClaimWithdrawn(**OWN)])
    over = CaseClosed(occurred_at=AT, outcome=CaseOutcome.DEFAULT, amount=None)
    closed = evolve(alone, [over])
    assert closed.progress.defaulted == CLAIMANT
    again = evolve(closed, [SetAsideDecided(occurred_at=AT, granted=True, **PERIOD)])
    assert again.status is CaseStatus.AWAITING_CLAIMANT


def test_what_is_asked_for_again_is_counted() -> None:
    once = state("returned")
    twice = CaseReturned(occurred_at=AT, missing=(Cure.ORDER, Cure.IDENTITY))
    assert evolve(once, [twice]).progress.cures == {Cure.ORDER: 2, Cure.IDENTITY: 1}
