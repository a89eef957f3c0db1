"""What a case keeps of what happened to it, field by field, where nothing else shows it."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest
from tests.intake.cases import (
    CLAIMANT,
    CLAIMED,
    NOW,
    PACK,
    RESPONDENT,
    TICK,
    caseworker,
    claim,
    claimant,
    euros,
    filing,
    respondent,
    unserved,
    withdrawn,
)
from tests.intake.test_obligations import (
    ADMIT,
    RETURNING,
    confirmed,
    decided,
    disputed,
    following,
    reported,
)

from odr_intake.domain import cases as domain
from odr_intake.domain import confirming, performing
from odr_intake.domain import filing as papers
from odr_intake.domain.obligations import Part, PartStanding, waiting
from odr_rules.packs import Remedy, SetLength
from odr_shared.contracts.codes import DisputeReason
from odr_shared.contracts.intake_remedies import PerformanceConfirmed, PerformanceRejected

LENGTHS: Final = (SetLength("answer", 9),)
WHY: Final = DisputeReason.NOT_RECEIVED


def test_all_facts_that_are_read_at_once_are_heeded() -> None:
    filed = papers.file_case(filing(), NOW)
    left = withdrawn(domain.evolve(None, filed))
    assert domain.evolve(None, [*filed, *left]) == domain.evolve(domain.evolve(None, filed), left)


def test_what_closes_while_a_notice_is_owed_owes_none() -> None:
    waits = unserved()
    assert waits.progress.owed_since == NOW
    over = domain.evolve(waits, withdrawn(waits)).progress
    assert (over.to_serve, over.owed_since) == (None, None)


def test_periods_of_another_length_are_kept_with_the_case_and_run() -> None:
    case = unserved(lengths=LENGTHS)
    assert case.lengths == LENGTHS
    period, usual = case.rules.period("answer"), PACK.period("answer")
    assert period is not None
    assert usual is not None
    assert (period.length, usual.length) == (9, 7)


def test_what_is_owed_and_what_was_reported_of_it_is_kept_with_its_times() -> None:
    [owed] = following(ADMIT).obligations
    assert (owed.ordered_at, owed.debtor, owed.creditor) == (NOW, RESPONDENT, CLAIMANT)
    [of] = following(ADMIT, reported(euros(500), "m1")).obligations
    [part] = of.parts
    assert part == Part(1, euros(500), NOW, part.confirm_by, mark="m1")
    assert part.confirm_by is not None
    assert part.confirm_by.trigger == NOW
    [of] = following(ADMIT, reported(euros(500), "m1"), confirmed()).obligations
    assert (of.parts[0].standing, of.parts[0].ended_at) == (PartStanding.CONFIRMED, NOW)
    for performed, standing in ((True, PartStanding.PERFORMED), (False, PartStanding.REJECTED)):
        [of] = following(ADMIT, reported(euros(500)), disputed(), decided(performed)).obligations
        assert (of.parts[0].standing, of.parts[0].ended_at) == (standing, NOW)
        assert of.parts[0].reason is WHY


def test_an_act_is_owed_once_and_performed_by_one_report() -> None:
    case = following(ADMIT, claims=[claim(None, Remedy.APOLOGY)])
    [of] = case.obligations
    assert (of.whole, of.left, of.performed) == (1, 1, 0)
    said = domain.evolve(case, performing.report(case, respondent, 1, None, None, NOW))
    assert (said.obligations[0].left, said.obligations[0].performed) == (0, 0)
    done = domain.evolve(said, confirming.confirm(said, claimant, 1, None, NOW))
    assert (done.obligations[0].performed, done.obligations[0].is_open) == (1, False)


def test_a_part_can_be_disputed_and_decided_by_itself() -> None:
    case = following(ADMIT, reported(euros(500), "m1"), reported(euros(700), "m2"))
    facts = confirming.dispute(case, claimant, 1, 2, WHY, None, NOW)
    assert [(fact.part, fact.reason) for fact in facts] == [(2, WHY)]  # type: ignore[attr-defined]
    case = domain.evolve(case, facts)
    assert [part.number for part in waiting(case.obligations[0])] == [1]
    both = domain.evolve(case, confirming.dispute(case, claimant, 1, 1, WHY, None, NOW))
    said = confirming.decide(both, caseworker, 1, 2, performed=True, text="Seen.", now=NOW)
    assert isinstance(said[0], PerformanceConfirmed)
    assert (said[0].part, said[0].by_platform) == (2, False)
    again = confirming.decide(both, caseworker, 1, 1, performed=False, text="No.", now=NOW)
    assert again[0] == PerformanceRejected(occurred_at=NOW, number=1, part=1)
    confirmed_one = confirming.confirm(case, claimant, 1, 1, NOW)
    assert [fact.part for fact in confirmed_one] == [1]  # type: ignore[attr-defined]


def test_what_was_rejected_is_not_confirmed_and_what_is_cancelled_not_decided() -> None:
    case = following(ADMIT, reported(euros(500), "m1"), disputed(), decided(False))
    with pytest.raises(confirming.NothingReported):
        confirming.confirm(case, claimant, 1, None, NOW)
    doubted = following(ADMIT, reported(euros(500), "m1"), disputed())
    gone = tuple(replace(each, is_cancelled=True) for each in doubted.obligations)
    with pytest.raises(confirming.NothingDisputed):
        confirming.decide(
            replace(doubted, obligations=gone),
            *(caseworker, 1, None),
            performed=True,
            text="…",
            now=NOW,
        )


def test_silence_confirms_one_report_after_the_other_in_the_name_of_nobody() -> None:
    first = following(ADMIT, reported(euros(500), "m1"))
    later = NOW + timedelta(days=1)
    case = domain.evolve(first, performing.report(first, respondent, 1, euros(700), "m2", later))
    until = case.obligations[0].parts[0].confirm_by
    assert until is not None
    assert performing.lapse(case, until.due_at - TICK) == []
    far = until.due_at + timedelta(days=300)
    (silent,) = performing.lapse(case, far)
    assert isinstance(silent, PerformanceConfirmed)
    assert (silent.part, silent.by_platform, silent.occurred_at) == (1, False, until.due_at)


def test_what_is_due_first_comes_first_of_the_case_and_of_what_is_owed() -> None:
    case = following(ADMIT)
    due = case.obligations[0].due
    assert due is not None
    [late] = domain.lapse(case, due.due_at)
    assert type(late).__name__ == "RemedyOverdue"
    assert domain.lapse(case, due.due_at - TICK) == []
    assert domain.lapse(following(ADMIT, claims=RETURNING), due.due_at - TICK) == []
    assert CLAIMED.amount == case.obligations[0].whole
