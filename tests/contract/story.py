"""The calls that must succeed: together they reach every operation, and leave things to try on."""

import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from tests.contract.caller import Caller
from tests.contract.running import Headers

PATIENCE: Final = 20.0
"""Seconds within which what was filed must have reached the other service."""
CASE: Final = "/v1/cases/{case_id}"
NOTICE: Final = f"{CASE}/notices/{{notice_id}}"
REMEDY: Final = f"{CASE}/remedies/{{number}}"
TALKS: Final = "/v1/negotiations/{case_id}"
HOOK: Final = "/v1/webhook-endpoints/{endpoint_id}"
CLOCK: Final = "/v1/test-clocks/{clock_id}"
MONEY: Final = {"amount": 2500, "currency": "EUR"}


@dataclass
class Place:
    """Ids that belong together, and the tokens of the two parties there."""

    ids: dict[str, Any]
    parties: dict[str, Headers] = field(default_factory=dict)


def tell(caller: Caller) -> list[Place]:
    """Play it; the places are one of each kind: unanswered, in negotiation, over."""
    caller.say(
        "platform",
        "POST /oauth/token",
        headers=caller.odr.client,
        body={"grant_type": "client_credentials"},
        media_type="application/x-www-form-urlencoded",
    )
    story = _Story(caller)
    clock = caller.say("platform", "POST /v1/test-clocks", body={})["id"]
    hook = story.hook()
    caller.say(
        "platform",
        "GET /v1/rule-packs/{name}/{version}",
        path_parameters={"name": "bc-crt", "version": 1},
    )
    places = [
        story.unanswered(clock),
        story.answered_for(),
        story.told(),
        story.offered(),
        story.accepted(),
        story.declined(),
        story.longer(),
        story.recanted(),
        story.withdrawn(),
        story.screened(),
        story.taken(),
        story.consenting(),
        story.taken_elsewhere(),
        story.repaired(),
        story.joined(),
        story.performed(),
        story.extended(),
        story.amended(),
        story.divided(),
        story.represented(),
    ]
    now = datetime.now(UTC) + timedelta(hours=1)
    turned = {"to": now.isoformat()}
    caller.say(
        "platform", f"POST {CLOCK}/advance", path_parameters={"clock_id": clock}, body=turned
    )
    for place in places:
        place.ids |= {"clock_id": clock} | hook
    return places


class _Story:
    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        schemas = caller.document["components"]["schemas"]
        self._filing: dict[str, Any] = schemas["FileCase"]["examples"][0]
        self._filed = 0

    def say(self, place: Place, role: str, label: str, **parts: Any) -> dict[str, Any]:
        path = label.partition(" ")[2]
        ids = {name: value for name, value in place.ids.items() if f"{{{name}}}" in path}
        headers = place.parties.get(role)
        return self._caller.say(role, label, headers=headers, path_parameters=ids, **parts)

    def served(self, clock: str | None = None) -> Place:
        """A case whose notice has reached the respondent."""
        place = self.filed(clock)
        self.prove(place, "claim")
        return place

    def prove(self, place: Place, notice: str) -> None:
        at = datetime.now(UTC).isoformat()
        proof = {"notice": notice, "channel": "app", "at": at}
        self.say(place, "platform", f"POST {CASE}/serve", body=proof)

    def told(self) -> Place:
        """The notice of the claim comes back once, and then reaches the respondent."""
        place = self.filed()
        listed = self.say(place, "platform", f"GET {CASE}/notices")["data"]
        [claim] = [each for each in listed if each["kind"] == "claim"]
        place.ids["notice_id"] = claim["id"]
        self.say(place, "respondent", f"GET {NOTICE}")
        at = {"channel": "email", "at": claim["made_at"]}
        self.say(place, "platform", f"POST {NOTICE}/bounced", body=at | {"reason": "moved"})
        self.say(place, "platform", f"POST {NOTICE}/served", body=at | {"channel": "sms"})
        self.say(place, "platform", f"GET {NOTICE}")
        return place

    def consenting(self) -> Place:
        """The respondent says that it would take part in a mediation."""
        place = self.filed(rule_pack="cn-ecommerce")
        self.say(place, "caseworker", f"POST {CASE}/accept")
        self.prove(place, "claim")
        said = {"stage": "mediation", "given": True}
        self.say(place, "respondent", f"POST {CASE}/consent", body=said)
        return place

    def screened(self) -> Place:
        """Returned, supplied again, refused, and looked at again."""
        place = self.filed(rule_pack="bc-crt")
        back = {"missing": ["order"], "text": "The order is missing."}
        self.say(place, "caseworker", f"POST {CASE}/return", body=back)
        self.say(place, "claimant", f"POST {CASE}/resubmit", body={})
        no = {"ground": "not_within_jurisdiction", "text": "It is about land."}
        self.say(place, "caseworker", f"POST {CASE}/refuse", body=no)
        self.say(place, "claimant", f"POST {CASE}/ask-review", body={})
        return place

    def taken(self) -> Place:
        """Taken by a caseworker; the respondent asks for something in turn."""
        place = self.filed(rule_pack="bc-crt")
        self.say(place, "caseworker", f"POST {CASE}/accept")
        self.prove(place, "claim")
        said = {"answer": "contest", "counterclaim": MONEY}
        self.say(place, "respondent", f"POST {CASE}/answer", body=said)
        self.prove(place, "counterclaim")
        said = {"answer": "contest"}
        self.say(place, "claimant", f"POST {CASE}/answer-counterclaim", body=said)
        return place

    def filed(self, clock: str | None = None, **more: Any) -> Place:
        """A case, with a token for each of its parties."""
        self._filed += 1
        body = deepcopy(self._filing)
        body["order"]["number"] = f"order-{self._filed}"
        if clock is not None:
            body["test_clock_id"] = clock
        case = self._caller.say("platform", "POST /v1/cases", body=body | more)
        place = Place({"case_id": case["id"]})
        for side in ("respondent", "claimant"):
            place.ids["party_id"] = case[f"{side}_id"]
            minted = self.say(
                place, "platform", f"POST {CASE}/parties/{{party_id}}/tokens", body={}
            )
            place.parties[side] = {"Authorization": f"Bearer {minted['access_token']}"}
        return place

    def extended(self) -> Place:
        """One asks for more time twice, the other refuses and agrees; then time stands still."""
        ordered = {"placed_at": (datetime.now(UTC) - timedelta(days=3)).isoformat()}
        order = deepcopy(self._filing["order"]) | ordered | {"number": "order-extended"}
        place = self.filed(rule_pack="merchant-express", order=order)
        self.prove(place, "claim")
        for answer in ("refuse", "grant"):
            self.say(place, "respondent", f"POST {CASE}/ask-extension", body={})
            self.say(place, "claimant", f"POST {CASE}/{answer}-extension", body={})
        stands = {"why": "outage", "text": "Nobody could reach us since noon."}
        self.say(place, "caseworker", f"POST {CASE}/pause", body=stands)
        self.say(place, "caseworker", f"POST {CASE}/resume", body={})
        return place

    def amended(self) -> Place:
        """What is asked for changes before it is answered."""
        place = self.filed()
        self.prove(place, "claim")
        sorry = {"reason": "defective", "remedy": "apology", "text": "I want to hear it."}
        self.say(place, "claimant", f"POST {CASE}/amend-claims", body={"claims": [sorry]})
        return place

    def divided(self) -> Place:
        """What is owed is paid in parts, as one proposes and the other agrees."""
        place = self.filed()
        self.prove(place, "claim")
        self.say(place, "respondent", f"POST {CASE}/answer", body={"answer": "admit"})
        place.ids["number"] = 1
        first_on = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
        plan = {"count": 2, "first_on": first_on}
        self.say(place, "respondent", f"POST {REMEDY}/propose-instalments", body=plan)
        self.say(place, "claimant", f"POST {REMEDY}/agree-instalments", body={"proposal": 1})
        return place

    def represented(self) -> Place:
        """The claimant lets somebody act for it, and ends that."""
        place = self.filed()
        until = (datetime.now(UTC) + timedelta(days=9)).isoformat()
        given = {"scope": ["withdraw"], "until": until}
        made = self.say(place, "claimant", f"POST {CASE}/mandates", body=given)
        place.ids["mandate_id"] = made["id"]
        self.say(place, "claimant", f"GET {CASE}/mandates")
        self.say(place, "platform", f"POST {CASE}/mandates/{{mandate_id}}/tokens", body={})
        self.say(place, "claimant", f"POST {CASE}/mandates/{{mandate_id}}/revoke", body={})
        return place

    def unanswered(self, clock: str) -> Place:
        return self.served(clock)

    def answered_for(self) -> Place:
        """The platform admits on the respondent's behalf."""
        place = self.served()
        respondent = self.say(place, "platform", f"GET {CASE}")["respondent_id"]
        said = {"answer": "admit", "on_behalf_of": respondent}
        self.say(place, "platform", f"POST {CASE}/answer", body=said)
        return place

    def repaired(self) -> Place:
        """An answer that was not given is taken back, and the case handed on."""
        place = self.answered_for()
        why = {"what": "answer", "text": "Nobody had answered."}
        self.say(place, "caseworker", f"POST {CASE}/repair", body=why)
        self.say(place, "caseworker", f"POST {CASE}/assign", body={"team": "toys"})
        return place

    def performed(self) -> Place:
        """The goods go back, the refund is disputed and found; one is asked how fair it was."""
        claim = deepcopy(self._filing["claims"][0])
        back = {name: said for name, said in claim.items() if name != "amount"}
        place = self.filed(claims=[claim, back | {"remedy": "return"}])
        self.prove(place, "claim")
        self.say(place, "respondent", f"POST {CASE}/answer", body={"answer": "admit"})
        [_, refund] = self.say(place, "platform", f"GET {CASE}/remedies")["data"]
        place.ids["number"] = 1
        self.say(place, "respondent", f"POST {REMEDY}/return-received", body={})
        place.ids["number"] = 2
        half = refund["amount"] | {"amount": refund["amount"]["amount"] - 1}
        paid = {"amount": half, "reference": "PAY-1"}
        self.say(place, "respondent", f"POST {REMEDY}/performance", body=paid)
        self.say(place, "claimant", f"POST {REMEDY}/dispute", body={"reason": "not_received"})
        found = {"performed": True, "text": "The bank has booked it."}
        self.say(place, "caseworker", f"POST {REMEDY}/decide", body=found)
        rest = {"amount": refund["amount"] | {"amount": 1}, "reference": "PAY-2"}
        self.say(place, "respondent", f"POST {REMEDY}/performance", body=rest)
        self.say(place, "claimant", f"POST {REMEDY}/confirm", body={})
        self.say(place, "claimant", f"GET {REMEDY}")
        self.say(place, "claimant", f"POST {CASE}/feedback", body={"rating": 4})
        self.say(place, "platform", f"GET {CASE}/feedback")
        return place

    def joined(self) -> Place:
        """Two cases are handled together, and parted again."""
        place, other = self.served(), self.served()
        self.say(place, "respondent", f"POST {CASE}/agree-joining", body={"given": True})
        said = {"case_id": other.ids["case_id"], "kind": "joined"}
        self.say(place, "caseworker", f"POST {CASE}/link", body=said)
        [found] = self.say(place, "caseworker", f"GET {CASE}/links")["data"]
        part = {"link_id": found["link_id"]}
        self.say(other, "caseworker", f"POST {CASE}/unlink", body=part)
        return place

    def negotiated(self) -> Place:
        place = self.served()
        said = {"answer": "contest", "text": "It left our shop in good order."}
        self.say(place, "respondent", f"POST {CASE}/answer", body=said)
        base, path = self._caller.odr.base, TALKS.format_map(place.ids)
        with httpx.Client(base_url=base, headers=place.parties["claimant"]) as http:
            until(lambda: http.get(path).status_code == 200)
        return place

    def offered(self) -> Place:
        place = self.negotiated()
        made = self.say(place, "claimant", f"POST {TALKS}/offers", body={"amount": MONEY})
        self.say(place, "respondent", f"GET {TALKS}")
        place.ids["offer_id"] = made["on_table"]["id"]
        return place

    def accepted(self) -> Place:
        place = self.offered()
        self.say(place, "respondent", f"POST {TALKS}/offers/{{offer_id}}/accept", body={})
        return place

    def declined(self) -> Place:
        place = self.negotiated()
        self.say(place, "respondent", f"POST {TALKS}/decline", body={})
        return place

    def longer(self) -> Place:
        """One asks for more time to negotiate, twice; the other refuses, and then agrees."""
        place = self.negotiated()
        self.say(place, "claimant", f"GET {TALKS}/timeline")
        for answer in ("refuse", "grant"):
            self.say(place, "respondent", f"POST {TALKS}/ask-extension", body={})
            self.say(place, "claimant", f"POST {TALKS}/{answer}-extension", body={})
        return place

    def recanted(self) -> Place:
        place = self.offered()
        self.say(place, "claimant", f"POST {TALKS}/offers/{{offer_id}}/withdraw")
        return place

    def withdrawn(self) -> Place:
        place = self.filed()
        self.say(place, "claimant", f"POST {CASE}/withdraw")
        return place

    def taken_elsewhere(self) -> Place:
        place = self.filed()
        self.say(place, "claimant", f"POST {CASE}/transfer-out", body={"to": "court"})
        self.say(place, "claimant", f"GET {CASE}/certificate")
        return place

    def hook(self) -> dict[str, str]:
        """An endpoint on the server itself, which refuses what is sent to it."""
        url = f"{self._caller.odr.base}/livez"
        gone = self._caller.say("platform", "POST /v1/webhook-endpoints", body={"url": url})
        place = Place({"endpoint_id": gone["id"]})
        self.say(place, "platform", f"DELETE {HOOK}")
        made = self._caller.say("platform", "POST /v1/webhook-endpoints", body={"url": url})
        place = Place({"endpoint_id": made["id"]})
        self.say(place, "platform", f"POST {HOOK}/rotate")
        self.say(place, "platform", f"POST {HOOK}/enable")
        place.ids["delivery_id"] = self.say(place, "platform", f"POST {HOOK}/test")["id"]
        until(lambda: self._tried(place))
        self.say(place, "platform", f"POST {HOOK}/deliveries/{{delivery_id}}/retry")
        return place.ids

    def _tried(self, place: Place) -> bool:
        said = self.say(place, "platform", f"GET {HOOK}/deliveries")
        for each in said["data"]:
            if each["attempts"]:
                place.ids["delivery_id"] = each["id"]
                return True
        return False


def until(holds: Callable[[], bool]) -> None:
    """Ask again and again: it is another process, which tells nobody when it is done."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)
