"""The SDK knows all that the API says and every operation it has, and bears what it does not."""

import inspect
import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel
from tests.client.driving import ID
from tests.client.server import filing as a_filing

from odr_client import AsyncOdr, Money, Odr
from odr_client.calls import Resource, call, listing
from odr_client.exchange import Exchange
from odr_client.money import PLACES, USUAL
from odr_client.steps import Send, Steps
from odr_client.tokens import Fixed, Token
from odr_client.views import (
    cases,
    certificates,
    clocks,
    filing,
    mandates,
    negotiations,
    procedures,
    rules,
    webhooks,
)
from odr_client.views.open import OpenEnum
from odr_local.app import SERVICES
from odr_local.openapi import merged
from odr_shared.money import EXPONENTS

DOCUMENT = merged(SERVICES)
SCHEMAS = DOCUMENT["components"]["schemas"]
KNOWN: dict[str, type[BaseModel]] = {
    "ActionView": procedures.Action,
    "Address": filing.Address,
    "BasisView": certificates.Basis,
    "CaseSummary": cases.CaseSummary,
    "CaseView": cases.Case,
    "CertificateView": certificates.Certificate,
    "Claim": filing.Claim,
    "ClockView": procedures.Deadline,
    "ConsentView": cases.Consent,
    "DerivationView": procedures.Derivation,
    "DeliveryView": webhooks.Delivery,
    "EventView": procedures.Event,
    "ExtensionView": cases.Extension,
    "FileCase": filing.Filing,
    "Item": filing.Item,
    "LinksView": cases.Links,
    "MandateView": mandates.Mandate,
    "MandatesView": mandates.Mandates,
    "Money": Money,
    "NegotiationView": negotiations.Negotiation,
    "OfferView": negotiations.Offer,
    "Order": filing.Order,
    "PackView": cases.Pack,
    "PauseView": cases.Pause,
    "Profile": filing.Party,
    "AskEligibility": rules.Dispute,
    "CheckedView": rules.Checked,
    "ConsideredView": rules.Considered,
    "EligibilityView": rules.Eligibility,
    "EvidenceView": rules.Evidence,
    "GroundView": rules.Ground,
    "PackFaultView": rules.Fault,
    "PathView": rules.Path,
    "PlayScenario": rules.Scenario,
    "QuestionView": rules.Question,
    "ReasonView": rules.Asked,
    "RefusedView": procedures.Refusal,
    "ObtainableView": rules.Obtainable,
    "RulePackView": rules.RulePack,
    "SimulatedView": rules.Simulated,
    "PackSummary": rules.PackSummary,
    "CapView": rules.Cap,
    "StepView": rules.Step,
    "TermsView": negotiations.Terms,
    "TestClockView": clocks.TestClock,
    "TriedView": certificates.Tried,
    "TokenView": Token,
    "WebhookEndpointView": webhooks.Endpoint,
    "WebhookEventView": webhooks.Webhook,
    "WebhookSecretView": webhooks.EndpointSecret,
    "WebhookTestView": webhooks.Tested,
}
WORDS: dict[str, type[OpenEnum]] = {
    "Answer": cases.Answered,
    "Finding": rules.Finding,
    "InKind": negotiations.InKind,
    "PaidBy": negotiations.PaidBy,
    "CaseOutcome": cases.Outcome,
    "Stage": cases.Stage,
}


@pytest.mark.parametrize("name", KNOWN)
def test_no_field_is_left_out_or_made_up(name: str) -> None:
    assert set(KNOWN[name].model_fields) == set(SCHEMAS[name]["properties"])


@pytest.mark.parametrize("name", WORDS)
def test_every_word_is_known(name: str) -> None:
    assert [each.value for each in WORDS[name]] == SCHEMAS[name]["enum"]


def test_both_views_of_a_party_are_one_here() -> None:
    theirs = set(SCHEMAS["PartyView"]["properties"]) | set(SCHEMAS["OtherPartyView"]["properties"])
    assert set(cases.CaseParty.model_fields) == theirs


def operations() -> set[str]:
    return {
        f"{method.upper()} {path}"
        for path, item in DOCUMENT["paths"].items()
        for method in item
        if path.startswith("/v1/")
    }


def calls() -> set[str]:
    """What every method of the SDK asks first, as the document names it."""
    exchange, found = Exchange(Fixed("t")), set()
    given: dict[str, Any] = {
        "filing": a_filing(),
        "amount": Money.of(1, "EUR"),
        "terms": Money.of(1, "EUR"),
        "claims": [],
        "answer": "admit",
        "url": "https://example.com",
        "to": datetime(2026, 1, 1, tzinfo=UTC),
        "until": datetime(2026, 1, 1, tzinfo=UTC),
        "holds": lambda case: True,
        "dispute": rules.Dispute.model_validate(
            {"order": {}, "claims": [{"reason": "other", "remedy": "refund"}]}
        ),
        "scenario": rules.Scenario(filed_at=datetime(2026, 1, 1, tzinfo=UTC)),
    }
    for part in vars(Odr("http://odr", token="t")).values():
        if not isinstance(part, Resource):
            continue
        part = type(part)(exchange, part._driver)
        for name, method in inspect.getmembers_static(type(part)):
            if not isinstance(method, call | listing):
                continue
            wanted = inspect.signature(method.steps).parameters.values()
            args = {
                each.name: given.get(each.name, ID)
                for each in wanted
                if each.default is each.empty and each.name != "self"
            }
            steps = method.steps(part, **args)
            found |= asked(steps if isinstance(method, call) else steps(None))
            assert method.__doc__ or name == "get", f"{part}.{name} does not say what it does"
    return found


def asked(steps: Steps[Any]) -> set[str]:
    step = next(steps)
    steps.close()
    assert isinstance(step, Send)
    for operation in operations():
        method, path = operation.split()
        if method == step.request.method and re.fullmatch(
            re.sub(r"\{\w+\}", "[^/]+", path), step.request.path
        ):
            return {operation}
    raise AssertionError(f"there is no {step.request}")


LATER = {
    # Asked second, by the methods that show all services as one.
    "GET /v1/negotiations/{case_id}/timeline",
    # Asked second, where the negotiation has no clock that runs.
    "GET /v1/cases/{case_id}/clock",
}


def test_every_operation_can_be_called() -> None:
    assert operations() - calls() - LATER == set()


def test_both_clients_have_the_same_parts() -> None:
    blocking, awaiting = Odr("http://odr", token="t"), AsyncOdr("http://odr", token="t")

    def parts(client: object) -> dict[str, type]:
        return {k: type(v) for k, v in vars(client).items() if isinstance(v, Resource)}

    assert parts(blocking) == parts(awaiting)
    assert len(parts(blocking)) == 11
    blocking.close()


def test_what_a_newer_server_says_is_borne() -> None:
    read = clocks.TestClock.model_validate(
        {"id": ID, "now": "2026-01-01T00:00:00Z", "started_at": "2026-01-01T00:00:00Z"}
        | {"ready": True, "moon": "full"}
    )
    assert not hasattr(read, "moon")
    stage = cases.Stage("conciliation")
    assert stage == "conciliation"
    assert stage not in list(cases.Stage)
    assert cases.Stage("mediation") is cases.Stage.MEDIATION
    assert procedures.Deadline.model_validate({"running": True, "due_at": None}).rule is None


def test_a_field_that_is_misspelt_is_not_sent() -> None:
    with pytest.raises(ValueError, match="e_mail"):
        filing.Party.model_validate(
            {"external_id": "a", "kind": "consumer", "name": "A", "e_mail": "a@b.example"}
        )


def test_currencies_have_the_places_that_the_server_gives_them() -> None:
    assert {code: PLACES.get(code, USUAL) for code in EXPONENTS} == EXPONENTS
    assert set(PLACES) <= set(EXPONENTS)


@pytest.mark.parametrize(
    ("major", "currency", "minor", "shown"),
    [
        ("12.50", "EUR", 1250, "12.50 EUR"),
        ("12.5", "eur", 1250, "12.50 EUR"),
        (4200, "JPY", 4200, "4,200 JPY"),
        ("1.234", "KWD", 1234, "1.234 KWD"),
    ],
)
def test_money_as_people_write_it(major: str | int, currency: str, minor: int, shown: str) -> None:
    money = Money.of(major, currency)
    assert (money.amount, str(money)) == (minor, shown)


@pytest.mark.parametrize(
    ("major", "currency"),
    [
        ("0.001", "EUR"),
        ("0.5", "JPY"),
        ("1e-9", "KWD"),
        ("ten", "EUR"),
        ("NaN", "EUR"),
        ("", "EUR"),
    ],
)
def test_money_that_cannot_be(major: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimal places"):
        Money.of(major, currency)


def test_ids_are_ids() -> None:
    webhook = webhooks.Webhook(
        id=UUID(ID), type="webhook.test", timestamp=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert webhook.case_id is None
