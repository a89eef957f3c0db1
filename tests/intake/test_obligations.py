"""What is owed after the end of a case: by which outcome, how it is performed, what time brings."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from tests import invariants
from tests.intake.cases import (
    NOW,
    TICK,
    another,
    answered,
    caseworker,
    claim,
    claimant,
    contested,
    ended,
    euros,
    filing,
    for_claimant,
    for_respondent,
    platform,
    respondent,
    served,
    stranger,
    withdrawn,
)

from odr_intake.domain import cases, confirming, ending, performing, response
from odr_intake.domain import filing as notices
from odr_intake.domain.cases import Case, CaseStatus
from odr_intake.domain.obligations import Standing, next_at
from odr_intake.domain.ordering import GrantExceedsCap
from odr_intake.domain.stages import stage_ended
from odr_rules.deadlines import derived_again
from odr_rules.packs import Remedy, pack
from odr_shared.contracts import Fact
from odr_shared.contracts.arbitration import ArbitrationEnded, ArbitrationOutcome
from odr_shared.contracts.codes import Answer, ConfirmedBy, DisputeReason, Served, Stage
from odr_shared.contracts.intake_remedies import (
    CasePerformed,
    PerformanceConfirmed,
    RemedyDue,
    RemedyOverdue,
)
from odr_shared.contracts.negotiation import Outcome
from odr_shared.errors import Refusal
from odr_shared.money import Money
from odr_shared.moves import Actor

Decision = Callable[[Case], list[Fact]]
LATER: Final = NOW + timedelta(days=400)


def following(*decisions: Decision, **changed: Any) -> Case:
    """The case after these decisions and all that they brought."""
    case = cases.evolve(None, notices.file_case(filing(**changed), NOW))
    for decide in (served(), *decisions):
        case = cases.evolve(case, cases.follow(case, decide(case)))
    return case


def reported(
    amount: Money | None = None, mark: str | None = "m1", number: int = 1, actor: Actor = respondent
) -> Decision:
    return lambda case: performing.report(case, actor, number, amount, mark, NOW)


def confirmed(number: int = 1, part: int | None = None, actor: Actor = claimant) -> Decision:
    return lambda case: confirming.confirm(case, actor, number, part, NOW)


def disputed(number: int = 1, part: int | None = None) -> Decision:
    why = DisputeReason.NOT_RECEIVED
    return lambda case: confirming.dispute(case, claimant, number, part, why, "…", NOW)


def decided(performed: bool, number: int = 1) -> Decision:
    return lambda case: confirming.decide(
        case, caseworker, number, None, performed=performed, text="…", now=NOW
    )


def received(actor: Actor = respondent, number: int = 1) -> Decision:
    return lambda case: performing.receive_return(case, actor, number, NOW)


ADMIT: Final = answered(Answer.ADMIT)
RETURNING: Final = [claim(remedy=Remedy.REFUND), claim(None, Remedy.RETURN)]
COUNTERCLAIMED: Final = [
    answered(Answer.ADMIT_IN_PART, admitted=euros(700), counterclaim=euros(300)),
    served(Served.COUNTERCLAIM),
]


def counter(given: Answer) -> Decision:
    return lambda case: response.answer_counterclaim(case, claimant, given, NOW)


def awarded(amount: Money | None) -> Decision:
    outcome = ArbitrationOutcome.AWARDED
    fact = ArbitrationEnded(occurred_at=NOW, outcome=outcome, amount=amount)
    return lambda case: stage_ended(replace(case, stage=Stage.ARBITRATION), Stage.ARBITRATION, fact)


def owed(case: Case) -> list[tuple[str, int | None, str]]:
    """Each obligation in one line: what, how much, who."""
    who = {case.claimant: "claimant", case.respondent: "respondent"}
    return [
        (each.remedy.value, each.amount.amount if each.amount else None, who[each.debtor])
        for each in case.obligations
    ]


@pytest.mark.parametrize(
    ("decisions", "claims", "expected"),
    [
        pytest.param([ADMIT], [claim()], [("refund", 2500, "respondent")], id="admitted"),
        pytest.param(
            [ADMIT],
            [claim(euros(100)), claim(None, Remedy.APOLOGY), claim(euros(50), Remedy.REPAIR)],
            [
                ("refund", 100, "respondent"),
                ("apology", None, "respondent"),
                ("repair", None, "respondent"),
            ],
            id="every claim's remedy",
        ),
        pytest.param(
            [ADMIT],
            RETURNING,
            [("return", None, "claimant"), ("refund", 2500, "respondent")],
            id="a refund with the goods' return",
        ),
        pytest.param(
            [ADMIT],
            [claim(None, Remedy.RETURN)],
            [("return", None, "respondent")],
            id="a return alone",
        ),
        pytest.param(
            [answered(Answer.ADMIT_IN_PART, admitted=euros(700)), ended(Outcome.DECLINED)],
            [claim()],
            [("partial_refund", 700, "respondent")],
            id="admitted in part, then ended",
        ),
        pytest.param(
            [contested, ended(Outcome.SETTLED, euros(2000))],
            [claim()],
            [("partial_refund", 2000, "respondent")],
            id="settled",
        ),
        pytest.param(
            [contested, ended(Outcome.SETTLED, euros(2500))],
            [claim()],
            [("refund", 2500, "respondent")],
            id="settled for all of it",
        ),
        pytest.param(
            [contested, ended(Outcome.SETTLED, euros(20))],
            [claim(remedy=Remedy.DAMAGES)],
            [("damages", 20, "respondent")],
            id="damages settled",
        ),
        pytest.param(
            [contested, awarded(euros(4000))],
            [claim()],
            [("partial_refund", 4000, "respondent")],
            id="awarded, up to the cap",
        ),
        pytest.param(
            [*COUNTERCLAIMED, counter(Answer.ADMIT), ended(Outcome.DECLINED)],
            [claim()],
            [("partial_refund", 700, "respondent"), ("damages", 300, "claimant")],
            id="the counterclaim admitted",
        ),
        pytest.param(
            [*COUNTERCLAIMED, counter(Answer.ADMIT), ended(Outcome.SETTLED, euros(500))],
            [claim()],
            [("partial_refund", 500, "respondent")],
            id="a settlement stands in place of all",
        ),
        pytest.param(
            [*COUNTERCLAIMED, counter(Answer.CONTEST), ended(Outcome.DECLINED)],
            [claim()],
            [("partial_refund", 700, "respondent")],
            id="the counterclaim contested",
        ),
        pytest.param([contested, ended(Outcome.DECLINED)], [claim()], [], id="nothing"),
        pytest.param([withdrawn], [claim()], [], id="withdrawn"),
    ],
)
def test_what_an_outcome_brings_to_be_owed(decisions, claims, expected) -> None:
    case = following(*decisions, claims=claims)
    assert owed(case) == expected
    assert case.status is (CaseStatus.PERFORMING if expected else CaseStatus.CLOSED)
    assert case.outcome is not None


@pytest.mark.parametrize("amount", [4001, 10**9])
def test_no_outcome_gives_more_than_the_cap(amount) -> None:
    with pytest.raises(GrantExceedsCap):
        following(contested, awarded(euros(amount)))


def test_the_time_to_perform_can_be_worked_out_again() -> None:
    (refund,) = following(ADMIT).obligations
    assert refund.due is not None
    assert refund.due.trigger == NOW
    assert refund.due.rule == "uncitral-odr/1/performance"
    assert derived_again(refund.due) == refund.due


DAYS: Final = timedelta(days=1)


def test_a_refund_that_waits_for_the_goods_is_not_due_before_they_are_back() -> None:
    case = following(ADMIT, claims=RETURNING)
    back, refund = case.obligations
    assert (refund.after, refund.waits, refund.due) == (back.number, True, None)
    assert back.due is not None
    with pytest.raises(performing.PreconditionOpen):
        performing.report(case, respondent, 2, euros(2500), "m", NOW)
    late = cases.evolve(case, cases.lapse(case, LATER))
    assert [each.overdue_at is None for each in late.obligations] == [False, True]
    then = NOW + 3 * DAYS
    facts = cases.follow(case, performing.receive_return(case, platform, 1, then))
    back, refund = cases.evolve(case, facts).obligations
    assert back.standing is Standing.CONFIRMED
    assert refund.due is not None
    assert refund.due.trigger == then
    assert refund.due.derivation is not None
    assert refund.due.derivation.trigger_event == "returned"


def test_a_return_that_is_reported_and_not_disputed_starts_the_refund_by_silence() -> None:
    case = following(ADMIT, reported(None, None, actor=claimant), claims=RETURNING)
    confirm_by = case.obligations[0].parts[0].confirm_by
    assert confirm_by is not None
    facts = cases.lapse(case, confirm_by.due_at)
    assert [type(each) for each in facts] == [PerformanceConfirmed, RemedyDue]
    assert not cases.evolve(case, facts).obligations[1].waits


@pytest.mark.parametrize(
    ("decisions", "standing", "status", "left", "performed"),
    [
        pytest.param([], "ordered", "performing", 2500, 0, id="ordered"),
        pytest.param(
            [reported(euros(2500))], "performed_claimed", "performing", 0, 0, id="reported"
        ),
        pytest.param(
            [reported(euros(2500)), confirmed()], "confirmed", "closed", 0, 2500, id="confirmed"
        ),
        pytest.param(
            [reported(euros(1000)), confirmed()],
            *("partially_performed", "performing", 1500, 1000),
            id="a part of it confirmed",
        ),
        pytest.param(
            [reported(euros(1000)), confirmed(), reported(euros(1500), "m2"), confirmed()],
            *("confirmed", "closed", 0, 2500),
            id="both parts confirmed",
        ),
        pytest.param(
            [reported(euros(2500)), disputed()], "disputed", "performing", 0, 0, id="disputed"
        ),
        pytest.param(
            [reported(euros(2500)), disputed(), confirmed()],
            *("confirmed", "closed", 0, 2500),
            id="disputed and found after all",
        ),
        pytest.param(
            [reported(euros(2500)), disputed(), decided(True)],
            *("performed", "closed", 0, 2500),
            id="decided that it was",
        ),
        pytest.param(
            [reported(euros(2500)), disputed(), decided(False)],
            *("ordered", "performing", 2500, 0),
            id="decided that it was not",
        ),
        pytest.param(
            [
                *(reported(euros(1000)), reported(euros(1500), "m2")),
                *(disputed(part=2), confirmed(part=1)),
            ],
            *("disputed", "performing", 0, 1000),
            id="one part of two disputed",
        ),
    ],
)
def test_how_far_it_is_performed(decisions, standing, status, left, performed) -> None:
    case = following(ADMIT, *decisions)
    (refund,) = case.obligations
    found = refund.standing, case.status, refund.left, refund.performed
    assert found == (standing, status, left, performed)


REPORTED: Final = (ADMIT, reported(euros(1000)))


@pytest.mark.parametrize(
    ("before", "decide", "refused"),
    [
        pytest.param([ADMIT], reported(euros(1), number=9), "NoSuchRemedy", id="no such"),
        pytest.param([ADMIT], reported(euros(1), actor=claimant), "NotTheDebtor", id="creditor"),
        pytest.param([ADMIT], reported(euros(1), actor=for_claimant), "NotTheDebtor", id="for it"),
        pytest.param([ADMIT], reported(euros(1), actor=stranger), "NotTheDebtor", id="stranger"),
        pytest.param([ADMIT], reported(euros(1), actor=caseworker), "NotTheDebtor", id="staff"),
        pytest.param([ADMIT], reported(), "PerformedBeyond", id="no amount"),
        pytest.param([ADMIT], reported(euros(2501)), "PerformedBeyond", id="more than owed"),
        pytest.param([ADMIT], reported(euros(1, "USD")), "CurrencyDiffers", id="dollars"),
        pytest.param([ADMIT], reported(euros(1), None), "ReferenceMissing", id="no reference"),
        pytest.param(REPORTED, reported(euros(1501), "m2"), "PerformedBeyond", id="beyond left"),
        pytest.param(REPORTED, reported(euros(999)), "ReferenceCounted", id="other amount"),
        pytest.param(
            [ADMIT, reported(euros(2500)), confirmed()],
            *(reported(euros(1), "m2"), "PerformedAlready"),
            id="all performed",
        ),
        pytest.param([ADMIT], confirmed(), "NothingReported", id="nothing to confirm"),
        pytest.param(REPORTED, confirmed(actor=respondent), "NotTheCreditor", id="debtor confirms"),
        pytest.param(REPORTED, confirmed(actor=platform), "NotTheCreditor", id="platform itself"),
        pytest.param(REPORTED, confirmed(part=2), "PartMissing", id="no such part"),
        pytest.param([ADMIT], disputed(), "NothingReported", id="nothing to dispute"),
        pytest.param([*REPORTED, disputed()], disputed(), "NothingReported", id="disputed twice"),
        pytest.param(REPORTED, decided(True), "NothingDisputed", id="nothing to decide"),
        pytest.param([ADMIT], received(), "NoReturn", id="no goods to return"),
    ],
)
def test_what_is_refused(before, decide, refused) -> None:
    case = following(*before)
    with pytest.raises(Refusal) as found:
        decide(case)
    assert type(found.value).__name__ == refused


@pytest.mark.parametrize("actor", [respondent, for_respondent, platform])
def test_performance_is_reported_by_the_debtor_or_by_the_platform(actor) -> None:
    assert following(ADMIT, reported(euros(9), actor=actor)).obligations[0].parts


@invariants.invariant(48)
@pytest.mark.parametrize("then", [[], [confirmed()], [disputed()], [disputed(), decided(False)]])
def test_the_same_payment_said_again_changes_nothing_whatever_became_of_it(then) -> None:
    case = following(*REPORTED, *then)
    assert reported(euros(1000))(case) == []
    assert reported(euros(1000), actor=platform)(case) == []


@invariants.invariant(48)
def test_a_payment_counts_for_one_remedy_alone() -> None:
    two = [claim(euros(100)), claim(euros(100), Remedy.DAMAGES)]
    case = following(ADMIT, reported(euros(100)), claims=two)
    with pytest.raises(performing.ReferenceCounted):
        reported(euros(100), number=2)(case)


def test_it_is_overdue_at_its_time_and_said_once() -> None:
    case = following(ADMIT)
    due = case.obligations[0].due
    assert due is not None
    assert next_at(case.obligations) == due.due_at
    assert cases.lapse(case, due.due_at - TICK) == []
    (fact,) = cases.lapse(case, LATER)
    assert fact == RemedyOverdue(occurred_at=due.due_at, number=1)
    after = cases.evolve(case, [fact])
    assert after.obligations[0].overdue_at == due.due_at
    assert after.status is CaseStatus.PERFORMING
    assert cases.lapse(after, LATER) == []


def test_what_comes_after_its_time_is_overdue_though_no_sweep_has_been_by() -> None:
    case = following(ADMIT)
    due = case.obligations[0].due
    assert due is not None
    facts = performing.report(case, respondent, 1, euros(2500), "m", due.due_at)
    assert isinstance(facts[0], RemedyOverdue)
    in_time = performing.report(case, respondent, 1, euros(2500), "m", due.due_at - TICK)
    after = cases.evolve(case, in_time)
    assert not [f for f in cases.lapse(after, due.due_at) if isinstance(f, RemedyOverdue)]


def test_what_was_reported_in_time_and_found_not_performed_is_overdue_from_the_decision() -> None:
    case = following(ADMIT, reported(euros(2500)), disputed())
    then = NOW + 90 * DAYS
    facts = confirming.decide(case, caseworker, 1, None, performed=False, text="…", now=then)
    after = cases.evolve(case, facts)
    assert cases.lapse(after, then) == [RemedyOverdue(occurred_at=then, number=1)]


def test_silence_confirms_at_the_time_that_was_announced_and_not_before() -> None:
    case = following(ADMIT, reported(euros(2500)))
    until = case.obligations[0].parts[0].confirm_by
    assert until is not None
    assert until.consequence == "deemed_confirmed"
    assert cases.lapse(case, until.due_at - TICK) == []
    facts = cases.lapse(case, until.due_at)
    assert [type(each) for each in facts] == [PerformanceConfirmed, CasePerformed]
    assert isinstance(facts[0], PerformanceConfirmed)
    assert facts[0].by is ConfirmedBy.SILENCE
    assert cases.evolve(case, facts).status is CaseStatus.CLOSED
    why = DisputeReason.LATE
    with pytest.raises(confirming.ReviewTooLate):
        confirming.dispute(case, claimant, 1, None, why, None, until.due_at)
    assert confirming.dispute(case, claimant, 1, None, why, None, until.due_at - TICK)


def test_what_is_disputed_no_silence_confirms() -> None:
    case = following(ADMIT, reported(euros(2500)), disputed())
    assert cases.lapse(case, LATER) == []


SET_ASIDE: Final = pack("bc-crt")


def default_of_the_claimant(case: Case) -> list[Fact]:
    assert case.deadline is not None
    return ending.lapse(case, case.deadline.due_at)


def aside(granted: bool) -> Decision:
    def decide(case: Case) -> list[Fact]:
        cause = SET_ASIDE.set_aside.causes[0] if SET_ASIDE.set_aside else ""
        asked = ending.ask_set_aside(case, claimant, cause, None, NOW)
        case = cases.evolve(case, asked)
        found = ending.decide_set_aside(case, another, granted=granted, text="…", now=NOW)
        return [*asked, *found]

    return decide


DEFAULTED: Final = [*COUNTERCLAIMED, withdrawn, default_of_the_claimant]


def test_a_default_set_aside_cancels_what_it_had_granted() -> None:
    before = following(*DEFAULTED, pack=SET_ASIDE)
    assert owed(before) == [("partial_refund", 700, "respondent")]
    case = following(*DEFAULTED, aside(True), pack=SET_ASIDE)
    assert case.obligations[0].standing is Standing.CANCELLED
    assert case.status is CaseStatus.AWAITING_CLAIMANT
    assert next_at(case.obligations) is None
    with pytest.raises(Refusal):
        reported(euros(700))(case)
    refused = following(*DEFAULTED, aside(False), pack=SET_ASIDE)
    assert refused.obligations == before.obligations
    assert refused.status is CaseStatus.PERFORMING


@invariants.invariant(43)
def test_what_was_paid_under_an_outcome_that_was_set_aside_counts_under_the_next() -> None:
    paid = [reported(euros(300)), confirmed()]
    case = following(
        *DEFAULTED, *paid, aside(True), counter(Answer.ADMIT), claims=[claim()], pack=SET_ASIDE
    )
    first, second, third = case.obligations
    assert (first.is_cancelled, first.performed) == (True, 300)
    assert (second.debtor, second.performed, second.left) == (case.respondent, 300, 400)
    assert second.standing is Standing.PARTIALLY_PERFORMED
    assert (third.debtor, third.performed) == (case.claimant, 0)
