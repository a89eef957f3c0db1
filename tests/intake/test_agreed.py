"""What a settlement of whole terms brings to be owed: each thing by itself, and until when."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.intake.cases import CLAIMANT, NOW, RESPONDENT, claimant, contested, euros, respondent
from tests.intake.test_obligations import Decision, following, owed, received
from tests.invariants import invariant

from odr_intake.domain import confirming, performing
from odr_intake.domain.cases import Case, CaseStatus
from odr_intake.domain.ordering import GrantExceedsCap
from odr_intake.domain.stages import stage_ended
from odr_rules.deadlines import derived_again
from odr_rules.explaining import explain
from odr_rules.packs import Remedy, names, pack
from odr_shared.contracts.codes import Stage
from odr_shared.contracts.negotiation import Ended, Outcome
from odr_shared.contracts.terms import InKind, PaidBy, Terms

MIDNIGHT = 23
"""Of Berlin, by UTC."""


def settled(terms: Terms) -> Decision:
    fact = Ended(occurred_at=NOW, outcome=Outcome.SETTLED, amount=terms.amount, terms=terms)
    return lambda case: stage_ended(case, Stage.NEGOTIATION, fact)


def agreed(terms: Terms, *decisions: Decision) -> Case:
    return following(contested, settled(terms), *decisions)


BACK = PaidBy.CLAIMANT
WHOLE = Terms(euros(1000), BACK, InKind.REPLACEMENT, apology=True, voucher=euros(300))


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        pytest.param(
            Terms(amount=euros(2500)), [("refund", 2500, "respondent")], id="all the money"
        ),
        pytest.param(Terms(apology=True), [("apology", None, "respondent")], id="an apology"),
        pytest.param(Terms(in_kind=InKind.REPAIR), [("repair", None, "respondent")], id="a repair"),
        pytest.param(Terms(voucher=euros(70)), [("voucher", 70, "respondent")], id="a voucher"),
        pytest.param(
            WHOLE,
            [
                ("return", None, "claimant"),
                ("partial_refund", 1000, "respondent"),
                ("replacement", None, "respondent"),
                ("apology", None, "respondent"),
                ("voucher", 300, "respondent"),
            ],
            id="everything",
        ),
    ],
)
def test_each_thing_that_is_given_is_owed(terms: Terms, expected: object) -> None:
    case = agreed(terms)
    assert owed(case) == expected
    assert (case.status, case.amount) == (CaseStatus.PERFORMING, terms.amount)


@invariant(47)
@pytest.mark.parametrize(
    ("paid_by", "party"), [(PaidBy.CLAIMANT, CLAIMANT), (PaidBy.RESPONDENT, RESPONDENT)]
)
def test_the_goods_go_back_first_at_the_cost_that_was_agreed(paid_by, party) -> None:
    case = agreed(Terms(amount=euros(1000), return_paid_by=paid_by))
    back, refund = case.obligations
    assert (back.carriage_paid_by, refund.carriage_paid_by) == (party, None)
    assert (refund.after, refund.waits, refund.due) == (1, True, None)
    with pytest.raises(performing.PreconditionOpen):
        performing.report(case, respondent, 2, euros(1000), "m", NOW)


@pytest.mark.parametrize(
    ("terms", "due"),
    [
        pytest.param(
            Terms(apology=True, perform_within=10),
            datetime(2026, 1, 17, MIDNIGHT, tzinfo=UTC),
            id="days, that of the acceptance not counted",
        ),
        pytest.param(
            Terms(apology=True, perform_by=date(2026, 3, 31)),
            datetime(2026, 3, 31, MIDNIGHT - 1, tzinfo=UTC),
            id="a day, to its end in the case's zone, in summer",
        ),
    ],
)
def test_until_when_is_what_was_agreed(terms: Terms, due: datetime) -> None:
    [each] = agreed(terms).obligations
    assert each.due is not None
    assert each.due.due_at == due
    assert each.due.rule == "uncitral-odr/1/settlement"
    if terms.perform_within:
        assert derived_again(each.due) == each.due
        for tongue, words in (("en", "10 calendar days"), ("zh-CN", "10个自然日")):
            assert words in explain(each.due, tongue)[0]  # type: ignore[arg-type]


def test_where_no_time_was_agreed_the_pack_has_it() -> None:
    [plain], [said] = (
        agreed(Terms(apology=True)).obligations,
        agreed(Terms(apology=True, perform_within=99)).obligations,
    )
    assert plain.due is not None
    assert said.due is not None
    assert plain.due.rule == "uncitral-odr/1/performance"
    assert plain.due.due_at < said.due.due_at


def test_the_refund_is_due_after_the_return_and_not_before_the_day_that_was_agreed() -> None:
    far = agreed(Terms(euros(1000), BACK, perform_within=300), received()).obligations[1]
    near = agreed(Terms(euros(1000), BACK, perform_within=1), received()).obligations[1]
    plain = agreed(Terms(euros(1000), BACK), received()).obligations[1]
    assert far.due is not None
    assert far.due.due_at >= NOW + timedelta(days=300)
    assert near.due is not None
    assert plain.due is not None
    assert near.due.due_at == plain.due.due_at, "the pack's time from when the goods were back"


def test_a_voucher_is_reported_and_confirmed_as_a_sum_is() -> None:
    case = agreed(
        Terms(voucher=euros(300)),
        lambda c: performing.report(c, respondent, 1, euros(300), "code", NOW),
        lambda c: confirming.confirm(c, claimant, 1, None, NOW),
    )
    assert case.status is CaseStatus.CLOSED


sums = st.none() | st.integers(1, 4500)


@invariant(43)
@given(
    name=st.sampled_from(sorted(names())),
    amount=sums,
    voucher=sums,
    apology=st.booleans(),
    in_kind=st.none() | st.sampled_from(InKind),
    back=st.none() | st.sampled_from(PaidBy),
)
def test_no_more_and_no_less_is_owed_than_was_agreed_and_never_beyond_the_cap(
    name, amount, voucher, apology, in_kind, back
) -> None:
    terms = Terms(
        euros(amount) if amount else None,
        back,
        in_kind,
        apology=apology,
        voucher=euros(voucher) if voucher else None,
    )
    rules = pack(name)
    before = following(contested, pack=rules)
    if before.stage is not Stage.NEGOTIATION:
        return
    if terms.worth > before.most.amount:
        with pytest.raises(GrantExceedsCap):
            following(contested, settled(terms), pack=rules)
        return
    case = following(contested, settled(terms), pack=rules)
    sums_owed = [each.amount.amount for each in case.obligations if each.amount]
    assert sum(sums_owed) == terms.worth <= case.most.amount
    things = [back, amount, in_kind, apology, voucher]
    assert len(case.obligations) == sum(bool(each) for each in things)
    assert all(each.debtor == RESPONDENT for each in case.obligations if each.remedy != "return")
    assert all(
        (each.after is None) or each.remedy is not Remedy.RETURN for each in case.obligations
    )
