"""What a case decides and refuses, and what it is after what has happened to it."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.intake.cases import (
    ADMITTED,
    DEFAULTED,
    DUE,
    FILED,
    NOW,
    OPEN,
    PACK,
    SETTLED,
    TICK,
    WITHDRAWING,
    WITHDRAWN,
    after,
    claim,
    claimant,
    contested,
    ended,
    euros,
    filing,
    for_claimant,
    for_respondent,
    nobody,
    respondent,
    served,
    stranger,
    unserved,
    withdrawn,
)
from tests.invariants import invariant

from odr_intake.domain import cases as domain
from odr_intake.domain import ending, response
from odr_intake.domain import filing as notices
from odr_intake.domain.cases import Case, CaseStatus
from odr_intake.domain.papers import Kind, Order, Profile
from odr_intake.domain.refusals import (
    AlreadyAnswered,
    AmountExceedsCap,
    AmountMissing,
    AnswerTooLate,
    CaseOver,
    CurrencyDiffers,
    FutureDate,
    NotTheClaimant,
    NotTheRespondent,
    RemedyNotAllowed,
    RemedyRepeated,
    SameParty,
    Unreachable,
)
from odr_intake.domain.stages import stage_ended
from odr_rules.packs import Remedy, pack
from odr_shared.contracts.codes import Answer, CaseOutcome, Stage
from odr_shared.contracts.intake import CaseClosed, StageOpened
from odr_shared.contracts.negotiation import Ended, Outcome
from odr_shared.errors import Refusal
from odr_shared.moves import Actor


@pytest.mark.parametrize(
    ("case", "stage", "status", "outcome", "amount"),
    [
        pytest.param(FILED, None, CaseStatus.AWAITING_RESPONDENT, None, None, id="filed"),
        pytest.param(
            OPEN, Stage.NEGOTIATION, CaseStatus.AWAITING_PARTIES, None, None, id="contested"
        ),
        pytest.param(
            WITHDRAWING, Stage.NEGOTIATION, CaseStatus.WITHDRAWING, None, None, id="withdrawing"
        ),
        pytest.param(ADMITTED, None, CaseStatus.CLOSED, CaseOutcome.ADMITTED, 2500, id="admitted"),
        pytest.param(DEFAULTED, None, CaseStatus.CLOSED, CaseOutcome.DEFAULT, None, id="silent"),
        pytest.param(
            WITHDRAWN, None, CaseStatus.CLOSED, CaseOutcome.WITHDRAWN, None, id="withdrawn at once"
        ),
        pytest.param(SETTLED, None, CaseStatus.CLOSED, CaseOutcome.SETTLED, 2000, id="settled"),
        pytest.param(
            after(contested, ended(Outcome.DECLINED)),
            *(None, CaseStatus.CLOSED, CaseOutcome.REFERRED, None),
            id="declined",
        ),
        pytest.param(
            after(contested, ended(Outcome.LAPSED)),
            *(None, CaseStatus.CLOSED, CaseOutcome.REFERRED, None),
            id="negotiation lapsed",
        ),
        pytest.param(
            after(contested, withdrawn, ended(Outcome.WITHDRAWN)),
            *(None, CaseStatus.CLOSED, CaseOutcome.WITHDRAWN, None),
            id="withdrawn from the stage",
        ),
        pytest.param(
            after(contested, withdrawn, ended(Outcome.SETTLED, euros(9))),
            *(None, CaseStatus.CLOSED, CaseOutcome.SETTLED, 9),
            id="settled before the withdrawal came",
        ),
    ],
)
def test_where_a_case_is_after_what_has_happened(case, stage, status, outcome, amount) -> None:
    paid = case.amount.amount if case.amount else None
    assert (case.stage, case.status, case.outcome, paid) == (stage, status, outcome, amount)
    assert (case.deadline is None) == (case.status is CaseStatus.CLOSED)


@pytest.mark.parametrize(
    ("changed", "refusal", "pointer"),
    [
        pytest.param(
            {"respondent": filing().claimant}, SameParty, "/respondent/external_id", id="same party"
        ),
        pytest.param(
            {"respondent": Profile(external_id="s", kind=Kind.MERCHANT, name="Kessel")},
            *(Unreachable, "/respondent"),
            id="respondent without contact",
        ),
        pytest.param(
            {"order": Order(number="1", placed_at=NOW + TICK, paid=euros(4000))},
            *(FutureDate, "/order/placed_at"),
            id="order of a microsecond from now",
        ),
        pytest.param(
            {
                "pack": PACK.model_copy(
                    update={
                        "remedies": PACK.remedies.model_copy(update={"allowed": (Remedy.REPAIR,)})
                    }
                )
            },
            *(RemedyNotAllowed, "/claims/0/remedy"),
            id="remedy unknown to the pack",
        ),
        *(
            pytest.param(
                {"claims": [claim(), claim(None, remedy)]},
                *(AmountMissing, "/claims/1/amount"),
                id=f"{remedy} without amount",
            )
            for remedy in (Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.DAMAGES)
        ),
        pytest.param(
            {"claims": [claim(euros(1, "USD"))]},
            *(CurrencyDiffers, "/claims/0/amount/currency"),
            id="another currency than the order's",
        ),
        pytest.param(
            {"claims": [claim(euros(4001))]},
            *(AmountExceedsCap, "/claims/0/amount"),
            id="a minor unit above the cap",
        ),
        pytest.param(
            {"claims": [claim(euros(4000)), claim(euros(1), Remedy.REPAIR)]},
            *(AmountExceedsCap, "/claims/1/amount"),
            id="above the cap together",
        ),
        pytest.param(
            {"claims": [claim(euros(1)), claim(euros(2), Remedy.REPAIR), claim(euros(3))]},
            *(RemedyRepeated, "/claims/2/remedy"),
            id="a remedy twice",
        ),
    ],
)
def test_what_cannot_be_filed(changed, refusal, pointer) -> None:
    with pytest.raises(refusal) as refused:
        notices.file_case(filing(**changed), NOW)
    assert refused.value.pointer == pointer


def test_what_can_just_be_filed() -> None:
    part = claim(euros(1), Remedy.PARTIAL_REFUND)
    whole = after(claims=[claim(euros(3999)), part, claim(None, Remedy.APOLOGY)])
    assert whole.claimed == whole.cap == euros(4000)
    assert after(claims=[claim(None, Remedy.APOLOGY)]).claimed is None
    assert after(order=Order(number="1", placed_at=NOW, paid=euros(4000))).cap == euros(4000)


ANSWERS: dict[str, tuple[Case, Actor, datetime, type[Refusal] | None]] = {
    "respondent": (FILED, respondent, NOW, None),
    "platform for the respondent": (FILED, for_respondent, NOW, None),
    "at the last microsecond": (FILED, respondent, DUE - TICK, None),
    "at the first instant too late": (FILED, respondent, DUE, AnswerTooLate),
    "claimant": (FILED, claimant, NOW, NotTheRespondent),
    "platform for the claimant": (FILED, for_claimant, NOW, NotTheRespondent),
    "stranger": (FILED, stranger, NOW, NotTheRespondent),
    "staff": (FILED, nobody, NOW, NotTheRespondent),
    "twice": (OPEN, respondent, NOW, AlreadyAnswered),
    "after admitting": (ADMITTED, respondent, NOW, AlreadyAnswered),
    "after silence": (DEFAULTED, respondent, NOW, CaseOver),
    "after withdrawal": (WITHDRAWN, respondent, NOW, CaseOver),
    "stranger, too late": (FILED, stranger, DUE, NotTheRespondent),
}


@pytest.mark.parametrize(("case", "actor", "at", "refusal"), ANSWERS.values(), ids=ANSWERS)
@pytest.mark.parametrize("said", Answer)
def test_who_may_answer_and_when(case, actor, at, refusal, said) -> None:
    if refusal is None:
        part = {"admitted": euros(1)} if said is Answer.ADMIT_IN_PART else {}
        first, *_ = response.answer(case, actor, said, None, at, **part)
        assert (first.answer, first.by_platform) == (said, actor.by_platform)
        return
    with pytest.raises(refusal):
        response.answer(case, actor, said, "text", at)


WITHDRAWALS: dict[str, tuple[Case, Actor, datetime, type[Refusal] | None]] = {
    "before the answer": (FILED, claimant, NOW, None),
    "platform for the claimant": (FILED, for_claimant, NOW, None),
    "at the last microsecond": (FILED, claimant, DUE - TICK, None),
    # Silence has had its consequence by then, whether or not the sweep has been by.
    "at the first instant too late": (FILED, claimant, DUE, CaseOver),
    "while a stage is open": (OPEN, claimant, DUE, None),
    "again": (WITHDRAWING, claimant, NOW, None),
    "respondent": (FILED, respondent, NOW, NotTheClaimant),
    "platform for the respondent": (OPEN, for_respondent, NOW, NotTheClaimant),
    "stranger": (OPEN, stranger, NOW, NotTheClaimant),
    "staff": (OPEN, nobody, NOW, NotTheClaimant),
    "after silence": (DEFAULTED, claimant, NOW, CaseOver),
    "after admission": (ADMITTED, claimant, NOW, CaseOver),
    "after settlement": (SETTLED, claimant, NOW, CaseOver),
    "when withdrawn": (WITHDRAWN, claimant, NOW, CaseOver),
}


@invariant(23)
@pytest.mark.parametrize(("case", "actor", "at", "refusal"), WITHDRAWALS.values(), ids=WITHDRAWALS)
def test_who_may_withdraw_and_when(case, actor, at, refusal) -> None:
    if refusal is None:
        ending.withdraw(case, actor, at)
        return
    with pytest.raises(refusal):
        ending.withdraw(case, actor, at)


def test_a_withdrawal_asked_for_twice_is_asked_for_once() -> None:
    assert ending.withdraw(WITHDRAWING, claimant, NOW) == []


@invariant(18, 19)
def test_silence_has_the_consequence_that_the_notice_named_at_its_own_time() -> None:
    [notice] = served()(unserved())
    assert (notice.due_at, notice.consequence) == (DUE, "default")
    assert domain.lapse(FILED, DUE - TICK) == []
    [closed] = domain.lapse(FILED, DUE + timedelta(days=400))
    assert (closed.outcome, closed.occurred_at) == (CaseOutcome(notice.consequence), DUE)


@pytest.mark.parametrize(
    "case",
    [OPEN, WITHDRAWING, ADMITTED, DEFAULTED, WITHDRAWN, SETTLED],
    ids=["open", "withdrawing", "admitted", "defaulted", "withdrawn", "settled"],
)
def test_a_timer_that_finds_nothing_to_end_does_nothing(case) -> None:
    assert domain.lapse(case, DUE + timedelta(days=400)) == []


def test_admitting_owes_what_was_claimed_and_contesting_opens_the_packs_stage() -> None:
    *_, closed = response.answer(FILED, respondent, Answer.ADMIT, None, NOW)
    assert isinstance(closed, CaseClosed)
    assert closed.amount == euros(2500)
    later = DUE - TICK
    said, opened = response.answer(FILED, for_respondent, Answer.CONTEST, None, later)
    assert said.by_platform
    assert isinstance(opened, StageOpened)
    # Ten days after that of the answer, which began at midnight in Berlin a week ago.
    assert opened.due_at == datetime(2026, 1, 24, 23, tzinfo=UTC)
    assert (opened.cap, opened.rule) == (euros(4000), "uncitral-odr/1/negotiation")


def test_a_withdrawal_that_came_too_late_is_said_to_be_void() -> None:
    late = stage_ended(
        WITHDRAWING, Stage.NEGOTIATION, Ended(occurred_at=NOW, outcome=Outcome.LAPSED)
    )
    assert [fact.type for fact in late] == ["intake.withdraw_void.v1", "intake.case_closed.v1"]
    done = stage_ended(
        WITHDRAWING, Stage.NEGOTIATION, Ended(occurred_at=NOW, outcome=Outcome.WITHDRAWN)
    )
    assert [fact.type for fact in done] == ["intake.case_closed.v1"]


def test_nothing_makes_a_case_but_its_filing() -> None:
    _, *rest = response.answer(FILED, respondent, Answer.CONTEST, "No.", NOW)
    with pytest.raises(TypeError):
        domain.evolve(None, rest)
    with pytest.raises(TypeError):
        domain.evolve(None, [])


@pytest.mark.parametrize(
    ("name", "silent", "contested"),
    [
        ("bc-crt", "default", "negotiation"),
        ("cn-ecommerce", "referred", "negotiation"),
        ("eu-adr", "referred", "referred"),
        ("merchant-express", "referred", "negotiation"),
        ("uk-ombudsman", "referred", "referred"),
        ("uncitral-odr", "default", "negotiation"),
    ],
)
def test_in_every_pack_silence_and_an_answer_lead_somewhere(name, silent, contested) -> None:
    """Into a stage that is held here, or to an end with the ways that remain."""
    case = after(pack=pack(name, on=NOW.date()))
    assert case.deadline is not None
    due_at = case.deadline.due_at
    ended = domain.evolve(case, domain.lapse(case, due_at))
    assert (ended.outcome, ended.status) == (silent, CaseStatus.CLOSED)
    answered = domain.evolve(case, response.answer(case, respondent, Answer.CONTEST, None, NOW))
    assert (answered.stage or answered.outcome) == contested
