"""Rule packs, and what can be asked before a case is filed."""

from urllib.parse import quote

from odr_client.calls import D, Resource, call, listing
from odr_client.pages import Listing
from odr_client.steps import Steps
from odr_client.views.rules import (
    Checked,
    Dispute,
    Eligibility,
    PackSummary,
    RulePack,
    Scenario,
    Simulated,
)

BASE = "/v1/rule-packs"


class Rules(Resource[D]):
    @call
    def eligibility(self, dispute: Dispute) -> Steps[Eligibility]:
        """What would become of a case; nothing of it is stored."""
        body = dispute.model_dump(mode="json", exclude_none=True)
        return (yield from self._exchange.post("/v1/eligibility", body, Eligibility))

    @listing
    def list(self) -> Listing[PackSummary]:
        """Every pack in every version."""
        return self._exchange.list(BASE, PackSummary, {}, "cursor")

    @call
    def get(self, name: str, version: int) -> Steps[RulePack]:
        """One version of a pack, whole."""
        return (yield from self._exchange.get(f"{BASE}/{quote(name, safe='')}/{version}", RulePack))

    @call
    def check(self, text: str) -> Steps[Checked]:
        """Everything that is wrong with a pack in YAML."""
        return (yield from self._exchange.post(f"{BASE}/check", {"text": text}, Checked))

    @call
    def simulate(
        self,
        scenario: Scenario,
        rule_pack: str | None = None,
        version: int | None = None,
        text: str | None = None,
    ) -> Steps[Simulated]:
        """The calendar of a case, for each path of silence, under a pack or a text that is one."""
        said = {"rule_pack": rule_pack, "version": version, "text": text}
        named = {key: each for key, each in said.items() if each is not None}
        body = {**named, "scenario": scenario.model_dump(mode="json")}
        return (yield from self._exchange.post(f"{BASE}/simulate", body, Simulated))
