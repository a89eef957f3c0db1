"""Before filing: which pack governs, what would be refused and why, what could be had."""

from datetime import date
from typing import Any

import pytest

from odr_rules.eligibility import Verdict, governing, judge, lengths, weigh
from odr_rules.facts import Facts
from odr_rules.packs import pack

TODAY = date(2026, 6, 1)
WHOLE: dict[str, Any] = {
    "claimant": {"kind": "consumer", "country": "CN", "identified": True},
    "respondent": {"kind": "merchant", "country": "CN"},
    "order": {"paid": 16667, "currency": "CNY", "placed_on": "2026-05-01", "online": True},
    "dispute": {"known_on": "2026-05-04", "personal": True},
    "contact": {"made_on": "2026-05-05"},
    "elsewhere": {
        "court": False,
        "arbitration": False,
        "authority": False,
        "association": False,
        "decided": False,
    },
    "claims": [{"reason": "defective", "remedy": "refund", "amount": 16667}],
}


def facts(**changed: Any) -> Facts:
    """All of it said, with these parts changed; None takes a part away."""
    whole = WHOLE | {
        key: WHOLE.get(key, {}) | part if isinstance(part, dict) else part
        for key, part in changed.items()
    }
    return Facts.model_validate({key: part for key, part in whole.items() if part is not None})


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (facts(), "cn-ecommerce"),
        (facts(claimant={"country": "DE"}, respondent={"country": "FR"}), "eu-adr"),
        (facts(claimant={"country": "US"}, respondent={"country": "GB"}), "uk-ombudsman"),
        (
            facts(claimant={"country": "CA", "region": "CA-BC"}, respondent={"country": "US"}),
            "bc-crt",
        ),
        (facts(claimant={"country": "US"}, respondent={"country": "US"}), "merchant-express"),
        (
            facts(
                claimant={"kind": "merchant", "country": "US"},
                respondent={"kind": "consumer", "country": "US"},
            ),
            "uncitral-odr",
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_the_most_fitting_pack_governs(said: Facts, name: str) -> None:
    chosen = governing(weigh(said, TODAY))
    assert chosen is not None
    assert chosen.name == name


def test_a_platform_may_name_another_that_is_in_force() -> None:
    found = weigh(facts(), TODAY)
    named = governing(found, "merchant-express")
    assert named is not None
    assert named.name == "merchant-express"
    assert governing(found, "nobody") is None


def test_a_pack_that_is_not_yet_in_force_governs_nothing() -> None:
    found = weigh(facts(), date(1980, 1, 1))
    early = next(each for each in found if each.pack.name == "eu-adr")
    assert not early.in_force
    assert governing(found, "eu-adr") is None


def test_each_pack_that_does_not_apply_says_so_or_what_it_would_need_to_know() -> None:
    said = facts(claimant={"country": None}, respondent={"country": None})
    truths = {each.pack.name: each.applies for each in weigh(said, TODAY)}
    assert truths["cn-ecommerce"].holds is None
    assert truths["cn-ecommerce"].unsaid == ("claimant.country", "respondent.country")
    assert truths["uncitral-odr"].holds is True
    abroad = facts(claimant={"country": "US"}, respondent={"country": "US"})
    assert {each.pack.name: each.applies.holds for each in weigh(abroad, TODAY)}[
        "cn-ecommerce"
    ] is False


def ground(verdict: Verdict, code: str) -> Any:
    return next(each for each in verdict.grounds if each.ground.code == code)


@pytest.mark.parametrize(
    ("name", "changed", "code", "accepted"),
    [
        ("cn-ecommerce", {}, None, True),
        ("cn-ecommerce", {"elsewhere": {"association": True}}, "handled_elsewhere", False),
        ("cn-ecommerce", {"dispute": {"personal": False}}, "not_personal", False),
        ("cn-ecommerce", {"dispute": {"known_on": "2023-05-31"}}, "too_late", False),
        ("cn-ecommerce", {"dispute": {"known_on": "2023-06-01"}}, None, True),
        ("cn-ecommerce", {"dispute": {"known_on": None}}, "too_late", None),
        ("cn-ecommerce", {"claimant": {"identified": False}}, "identity", False),
        ("eu-adr", {"contact": {"made": False, "made_on": None}}, "no_prior_contact", False),
        ("eu-adr", {"contact": {"made_on": "2025-05-31"}}, "too_late", False),
        ("eu-adr", {"contact": {"made_on": "2025-06-01"}}, None, True),
        ("uk-ombudsman", {"contact": {"answered": False}}, "premature", False),
        ("uk-ombudsman", {"contact": {"answered": False, "made_on": "2026-04-05"}}, None, True),
        (
            "uk-ombudsman",
            {"contact": {"answered_on": "2025-11-30"}},
            "late_after_final_response",
            False,
        ),
        ("uk-ombudsman", {"contact": {"answered_on": "2025-12-01"}}, None, True),
        ("bc-crt", {"order": {"currency": "CAD"}}, None, True),
        (
            "bc-crt",
            {
                "order": {"currency": "CAD", "paid": 600_000},
                "claims": [{"reason": "other", "remedy": "refund", "amount": 500_001}],
            },
            "value",
            False,
        ),
        ("merchant-express", {"order": {"placed_on": "2025-12-02"}}, "too_late", False),
        ("merchant-express", {"order": {"placed_on": "2025-12-03"}}, None, True),
        ("uncitral-odr", {"elsewhere": {"decided": True}}, "decided_already", False),
    ],
)
def test_a_filing_is_accepted_or_refused_with_the_ground(
    name: str, changed: dict[str, Any], code: str | None, accepted: bool | None
) -> None:
    verdict = judge(pack(name, on=TODAY), facts(**changed), TODAY)
    assert verdict.accepted is accepted
    true = [each.ground.code for each in verdict.grounds if each.truth.holds]
    if accepted is None:
        assert true == []
        assert ground(verdict, code or "").truth.unsaid == ("dispute.known_on",)
    else:
        assert true == ([code] if code else [])


def test_what_a_person_must_judge_is_said_to_be_open() -> None:
    open_ = ground(judge(pack("cn-ecommerce", 3), facts(), TODAY), "material_missing")
    assert open_.by_person
    assert open_.truth.holds is None


@pytest.mark.parametrize(
    ("paid", "loss", "fraud", "food"),
    [
        (12000, None, 50000, 120000),
        (16667, None, 50001, 166670),
        (200000, None, 600000, 2000000),
        (1200, None, 50000, 100000),
        (1200, 60000, 50000, 180000),
        (15000, None, 50000, 150000),
    ],
)
def test_the_caps_are_those_of_the_statutes(
    paid: int, loss: int | None, fraud: int, food: int
) -> None:
    said = facts(
        order={"paid": paid},
        loss=loss,
        claims=[{"reason": "counterfeit", "remedy": "damages", "amount": paid}],
    )
    verdict = judge(pack("cn-ecommerce", 3), said, TODAY)
    (damages,) = (each for each in verdict.remedies if each.remedy == "damages")
    amounts = {each.cap.name: each.amount for each in damages.limits}
    assert amounts == {"price_paid": paid, "fraud": fraud, "unsafe_food": food}
    assert not verdict.claims_exceed


def test_a_floor_in_yuan_is_none_for_an_order_in_euros() -> None:
    said = facts(order={"paid": 100, "currency": "EUR"})
    (damages,) = (
        each
        for each in judge(pack("cn-ecommerce", 3), said, TODAY).remedies
        if each.remedy == "damages"
    )
    fraud = next(each for each in damages.limits if each.cap.name == "fraud")
    assert (fraud.amount, fraud.floor_applies) == (300, False)


def test_more_than_the_cap_is_told_and_so_is_a_remedy_that_the_pack_does_not_know() -> None:
    said = facts(
        claims=[
            {"reason": "defective", "remedy": "refund", "amount": 16667},
            {"reason": "defective", "remedy": "damages", "amount": 1},
        ]
    )
    verdict = judge(pack("merchant-express"), said, TODAY)
    assert verdict.claims_exceed
    assert {each.remedy.value: each.allowed for each in verdict.remedies if each.asked} == {
        "refund": True,
        "damages": False,
    }
    only = facts(claims=[{"reason": "defective", "remedy": "damages", "amount": 1}])
    assert judge(pack("merchant-express"), only, TODAY).accepted is False


def test_evidence_is_that_of_the_reasons_given() -> None:
    verdict = judge(pack("uk-ombudsman"), facts(), TODAY)
    assert list(verdict.evidence) == ["defective"]
    assert "final_response" in verdict.evidence["defective"]
    odd = facts(claims=[{"reason": "bad_luck", "remedy": "refund", "amount": 1}])
    assert judge(pack("uk-ombudsman"), odd, TODAY).evidence == {"bad_luck": ()}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"country": "CA", "region": "CA-BC"}, {}),
        ({"country": "CA", "region": "CA-AB"}, {"answer": 30}),
        ({"country": "US", "region": None}, {"answer": 30}),
        ({"country": "CA", "region": None}, {}),
    ],
)
def test_lengths_that_depend_on_the_filing(where: Any, expected: dict[str, int]) -> None:
    said = facts(respondent=where)
    assert lengths(pack("bc-crt"), said, TODAY) == expected
