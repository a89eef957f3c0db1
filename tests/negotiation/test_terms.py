"""Terms of an offer: what may be in them, by their judge, their form and through the API."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.conftest import World
from tests.intake.test_cases_api import good, refused
from tests.invariants import invariant

from odr_negotiation.refusals import (
    AmountExceedsCap,
    CurrencyDiffers,
    NothingGiven,
    PerformanceOutOfBounds,
    VoucherExceedsCap,
)
from odr_negotiation.schemas import MakeOffer
from odr_negotiation.terms import must_be_lawful
from odr_shared.contracts.terms import InKind, PaidBy, Terms
from odr_shared.errors import Refusal
from odr_shared.money import Money

NOW = datetime(2026, 1, 7, 15, 30, tzinfo=UTC)
UNTIL = datetime(2026, 1, 16, 23, tzinfo=UTC)
"""Midnight in Berlin: the offer can be accepted until the end of the 16th there."""
CAP = Money(amount=4000, currency="EUR")
ZONE = "Europe/Berlin"


def euros(cents: int, currency: str = "EUR") -> Money:
    return Money(amount=cents, currency=currency)


def judge(terms: Terms) -> None:
    must_be_lawful(terms, CAP, UNTIL, NOW, ZONE, "/terms")


GOOD = {
    "money": Terms(amount=euros(1)),
    "all of the cap": Terms(amount=euros(4000)),
    "an apology, and no money": Terms(apology=True),
    "a replacement, the goods back first": Terms(
        in_kind=InKind.REPLACEMENT, return_paid_by=PaidBy.RESPONDENT
    ),
    "a repair": Terms(in_kind=InKind.REPAIR),
    "a voucher of all of the cap": Terms(voucher=euros(4000)),
    "money and a voucher up to the cap": Terms(amount=euros(3999), voucher=euros(1)),
    "everything": Terms(
        euros(1), PaidBy.CLAIMANT, InKind.REPAIR, apology=True, voucher=euros(1), perform_within=365
    ),
    "the first day": Terms(amount=euros(1), perform_by=date(2026, 1, 18)),
    "the last day": Terms(amount=euros(1), perform_by=date(2027, 1, 7)),
}


@pytest.mark.parametrize("terms", GOOD.values(), ids=GOOD)
def test_what_can_be_offered(terms: Terms) -> None:
    judge(terms)


BAD: dict[str, tuple[Terms, type[Refusal], str]] = {
    "nothing": (Terms(), NothingGiven, "/terms"),
    "a return alone": (Terms(return_paid_by=PaidBy.RESPONDENT), NothingGiven, "/terms"),
    "a time alone": (Terms(perform_within=3), NothingGiven, "/terms"),
    "money beyond the cap": (
        *(Terms(amount=euros(4001)), AmountExceedsCap),
        "/terms/amount/amount",
    ),
    "a voucher beyond the cap": (
        *(Terms(voucher=euros(4001)), VoucherExceedsCap),
        "/terms/voucher/amount",
    ),
    "together beyond the cap": (
        *(Terms(amount=euros(4000), voucher=euros(1)), VoucherExceedsCap),
        "/terms/voucher/amount",
    ),
    "money in another currency": (
        *(Terms(amount=euros(1, "USD")), CurrencyDiffers),
        "/terms/amount/currency",
    ),
    "a voucher in another currency": (
        *(Terms(amount=euros(1), voucher=euros(1, "USD")), CurrencyDiffers),
        "/terms/voucher/currency",
    ),
    "due on a day on which it can be accepted": (
        *(Terms(amount=euros(1), perform_by=date(2026, 1, 17)), PerformanceOutOfBounds),
        "/terms/perform_by",
    ),
    "due before it is accepted": (
        *(Terms(amount=euros(1), perform_by=date(2026, 1, 1)), PerformanceOutOfBounds),
        "/terms/perform_by",
    ),
    "due in more than a year": (
        *(Terms(amount=euros(1), perform_by=date(2027, 1, 8)), PerformanceOutOfBounds),
        "/terms/perform_by",
    ),
}


@pytest.mark.parametrize(("terms", "refusal", "pointer"), BAD.values(), ids=BAD)
def test_what_cannot_be_offered_and_at_which_field(terms, refusal, pointer) -> None:
    with pytest.raises(refusal) as found:
        judge(terms)
    assert found.value.pointer == pointer


@invariant(43)
@given(
    amount=st.none() | st.integers(1, 5000),
    voucher=st.none() | st.integers(1, 5000),
    apology=st.booleans(),
    by=st.none() | st.dates(date(2025, 12, 1), date(2027, 3, 1)),
)
def test_whatever_is_let_through_is_within_the_cap_and_its_time(
    amount: int | None, voucher: int | None, apology: bool, by: date | None
) -> None:
    terms = Terms(
        amount=euros(amount) if amount else None,
        voucher=euros(voucher) if voucher else None,
        apology=apology,
        perform_by=by,
    )
    total = (amount or 0) + (voucher or 0)
    accepted_last = (UNTIL - timedelta(microseconds=1)).astimezone(ZoneInfo(ZONE)).date()
    lawful = total <= 4000 and (bool(total) or apology)
    in_time = by is None or accepted_last < by <= date(2027, 1, 7)
    try:
        judge(terms)
    except Refusal:
        assert not lawful or by is not None
    else:
        assert lawful
        assert in_time


EUR: dict[str, Any] = {"amount": 100, "currency": "EUR"}


def test_an_amount_alone_is_terms_of_money() -> None:
    old, new = MakeOffer(amount=EUR), MakeOffer(terms={"amount": EUR})
    assert old.offered == new.offered == Terms(amount=euros(100))
    assert (old.at, new.at) == ("", "/terms")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        pytest.param({}, "amount_or_terms", id="neither"),
        pytest.param({"amount": EUR, "terms": {"amount": EUR}}, "amount_or_terms", id="both"),
        pytest.param(
            {"terms": {"amount": EUR, "perform_within": 1, "perform_by": "2026-02-01"}},
            "two_times",
            id="days and a day",
        ),
        pytest.param({"terms": {"perform_within": 0}}, "greater_than_equal", id="no day"),
        pytest.param({"terms": {"perform_within": 366}}, "less_than_equal", id="too many days"),
        pytest.param({"terms": {"apology": "yes"}}, "bool_type", id="a word for a truth"),
        pytest.param({"terms": {"in_kind": "cash"}}, "enum", id="an unknown kind"),
        pytest.param({"terms": {"gift": 1}}, "extra_forbidden", id="an unknown field"),
        pytest.param({"terms": {"amount": EUR | {"amount": 0}}}, "greater_than", id="no money"),
    ],
)
def test_a_form_that_is_none(body: dict[str, Any], code: str) -> None:
    with pytest.raises(ValidationError) as found:
        MakeOffer(**body)
    assert [each["type"] for each in found.value.errors()] == [code]


WHOLE: dict[str, Any] = {
    "amount": EUR | {"amount": 2000},
    "return_paid_by": "respondent",
    "in_kind": "repair",
    "apology": True,
    "voucher": EUR | {"amount": 500},
    "perform_within": 10,
}


@invariant(43, 47)
async def test_what_was_agreed_is_owed_each_thing_by_itself(world: World) -> None:
    case = await world.contested()
    made = await good(
        world.post(f"{case.negotiation}/offers", case.respondent, {"terms": WHOLE}), 201
    )
    offer = made["on_table"]
    assert offer["terms"] == WHOLE | {"perform_by": None}
    assert offer["amount"] == WHOLE["amount"]
    seen = await good(world.get(case.negotiation, case.claimant))
    assert seen["on_table"] == offer
    accept = f"{case.negotiation}/offers/{offer['id']}/accept"
    assert (await good(world.post(accept, case.claimant)))["status"] == "settled"
    await world.settle()
    over = await good(world.get(case.path, case.claimant))
    assert (over["outcome"], over["amount"]) == ("settled", WHOLE["amount"])
    remedies = (await good(world.get(f"{case.path}/remedies", case.claimant)))["data"]
    owed = [
        (each["remedy"], each["amount"], each["debtor_id"] == str(case.claimant.id))
        for each in remedies
    ]
    assert owed == [
        ("return", None, True),
        ("partial_refund", WHOLE["amount"], False),
        ("repair", None, False),
        ("apology", None, False),
        ("voucher", WHOLE["voucher"], False),
    ]
    back, refund = remedies[:2]
    assert back["carriage_paid_by"] == str(case.respondent.id)
    assert (refund["after"], refund["waits"]) == (1, True)
    assert back["clock"]["derivation"]["length"] == 10


@invariant(20)
async def test_an_offer_that_was_withdrawn_is_accepted_by_nobody(world: World) -> None:
    case, accept = await world.offered()
    withdraw = accept.replace("/accept", "/withdraw")
    await refused(world.post(withdraw, case.respondent), 403, "not_your_offer")
    left = await good(world.post(withdraw, case.claimant))
    assert (left["status"], left["on_table"]) == ("open", None)
    await refused(world.post(accept, case.respondent), 409, "nothing_on_table")
    await refused(world.post(withdraw, case.claimant), 409, "nothing_on_table")
    told = (await good(world.get(f"{case.negotiation}/timeline", case.respondent)))["data"]
    assert [each["type"] for each in told] == [
        "negotiation.offer_made.v1",
        "negotiation.offer_withdrawn.v1",
    ]
    await world.settle()
    heard = (await good(world.get("/v1/events", world.platform)))["data"]
    assert [each["type"] for each in heard][-2:] == ["case.offer_made", "case.offer_withdrawn"]


async def test_what_was_accepted_is_withdrawn_no_more(world: World) -> None:
    case, accept = await world.offered()
    await good(world.post(accept, case.respondent))
    withdraw = accept.replace("/accept", "/withdraw")
    await refused(world.post(withdraw, case.claimant), 409, "negotiation_closed")


async def test_terms_that_are_refused_change_nothing(world: World) -> None:
    case = await world.contested()
    before = await good(world.get(case.negotiation, case.claimant))
    path = f"{case.negotiation}/offers"
    for terms, code in (
        ({"return_paid_by": "claimant"}, "nothing_given"),
        ({"voucher": EUR | {"amount": 4001}}, "voucher_exceeds_cap"),
        ({"apology": True, "perform_by": "2020-01-01"}, "performance_out_of_bounds"),
    ):
        problem = await refused(world.post(path, case.claimant, {"terms": terms}), 422, code)
        assert problem["errors"][0]["pointer"].startswith("#/terms"), problem
    for language, words in (("en", "either terms or an amount"), ("zh-CN", "二者择一")):
        said = await world.post(path, case.claimant, {}, **{"Accept-Language": language})
        assert said.status_code == 422
        assert words in said.text
    assert await good(world.get(case.negotiation, case.claimant)) == before
