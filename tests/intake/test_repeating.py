"""What a webhook repeats of a fact, and what an endpoint asks for: ids, codes, times, no more."""

from datetime import timedelta
from uuid import UUID

import pytest
from tests.intake.cases import CLAIMANT, NOW, RESPONDENT, euros

from odr_intake.domain.heard import EventType, said, wanted
from odr_intake.domain.webhooks import DELAYS, Again, judge
from odr_shared.contracts.codes import Answer, CaseOutcome, Channel, Served, Stage
from odr_shared.contracts.intake import (
    CaseAnswered,
    CaseClosed,
    NoticeServed,
    OutcomeFinal,
    WithdrawRequested,
)

DUE = NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("fact", "repeated"),
    [
        (OutcomeFinal(occurred_at=NOW), {}),
        (
            CaseClosed(occurred_at=NOW, outcome=CaseOutcome.SETTLED, amount=euros(500)),
            {"outcome": "settled"},
        ),
        (
            CaseAnswered(
                occurred_at=NOW, answer=Answer.CONTEST, counterclaim=euros(5), by_platform=True
            ),
            {"answer": "contest"},
        ),
        (
            WithdrawRequested(occurred_at=NOW, stage=Stage.NEGOTIATION, by_platform=False),
            {"stage": "negotiation"},
        ),
        (
            NoticeServed(
                occurred_at=NOW,
                notice=Served.CLAIM,
                party=RESPONDENT,
                channel=Channel.POST,
                due_at=DUE,
                rule="p/1/answer",
            ),
            {"notice": "claim", "due_at": "2026-01-14T15:30:00Z"},
        ),
    ],
    ids=["bare", "outcome", "answer", "stage", "period"],
)
def test_only_codes_and_times_are_repeated_and_nothing_that_is_not_there(fact, repeated) -> None:
    assert said(fact) == repeated


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        (["case.filed"], ["case.filed"]),
        (["case.filed", "case.closed", "case.filed"], ["case.closed", "case.filed"]),
        (["*"], ["*"]),
        (["case.filed", "*"], ["*"]),
        ([], []),
    ],
)
def test_a_type_is_asked_for_once_and_all_is_all(asked, kept) -> None:
    assert wanted(asked) == kept


def test_tries_are_spread_by_a_tenth_and_not_all_the_same() -> None:
    waits = []
    for number in range(200):
        again = judge(UUID(int=number), EventType.CASE_FILED, 1, 500)
        assert isinstance(again, Again)
        waits.append(again.after / DELAYS[1])
    assert 0.9 <= min(waits) < 0.92
    assert 1.08 < max(waits) <= 1.1
    assert judge(CLAIMANT, EventType.CASE_FILED, 1, 500) == judge(
        CLAIMANT, EventType.CASE_FILED, 1, None
    )
