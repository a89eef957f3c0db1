"""Rule packs over HTTP, and what can be asked before filing: none of it stores anything."""

import hashlib

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from odr_intake.domain.refusals import (
    CurrencyDiffers,
    LimitNotEditable,
    LimitOutOfRange,
    OnePackOnly,
    RuleNotInForce,
    RulePackFaulty,
)
from odr_intake.schemas import rules_shown as shown
from odr_intake.schemas.eligibility import AskEligibility, EligibilityView
from odr_intake.schemas.rules import PackSummary, RulePackView
from odr_intake.schemas.simulation import CheckedView, CheckPack, SimulatedView, SimulatePack
from odr_intake.service import rules as service
from odr_rules.checking import examine
from odr_rules.packs import every
from odr_rules.scenarios import Scenario
from odr_shared.auth import CallerDep, needs
from odr_shared.errors import NotFound
from odr_shared.http import NowDep, Page, Route, language, problems
from odr_shared.translations import Language

router = APIRouter(prefix="/v1", tags=["rules"], route_class=Route)

LIMITS = (LimitNotEditable, LimitOutOfRange)


@router.post(
    "/eligibility",
    responses=problems(RuleNotInForce, CurrencyDiffers, *LIMITS),
    **needs("cases:read"),
)
async def ask_eligibility(
    body: AskEligibility, caller: CallerDep, now: NowDep, request: Request
) -> EligibilityView:
    """What would become of a case before it is filed; nothing of it is stored."""
    claims = [(f"/claims/{n}/amount", each.amount) for n, each in enumerate(body.claims)]
    service.one_currency(body.order.paid, *claims, ("/loss", body.loss))
    facts, at = shown.facts(body), body.filed_at or now
    considered, verdict = service.weigh(facts, body.rule_pack, at, body.time_zone)
    paths = []
    if verdict is not None:
        scenario = Scenario(filed=at, zone=body.time_zone, limits=body.limits, facts=facts)
        pack, played = service.play(verdict.pack, scenario)
        paths = [shown.played(pack, each, language(request)) for each in played]
    currency = body.order.paid.currency
    return shown.answer(considered, verdict, paths, currency, language(request))


@router.get("/rule-packs", **needs("cases:read"))
async def list_rule_packs(caller: CallerDep) -> Page[PackSummary]:
    """Every pack in every version, the newest version of each first."""
    return Page[PackSummary](data=[shown.summary(each) for each in every()], next=None)


@router.get(
    "/rule-packs/{name}/{version}",
    responses=problems(NotFound) | {304: {"description": "You have it already."}},
    response_model=RulePackView,
    **needs("cases:read"),
)
async def read_rule_pack(
    name: str, version: int, caller: CallerDep, request: Request, response: Response
) -> RulePackView | Response:
    """One version of a pack, whole, with the questions that a guided form asks for its sake."""
    found = shown.whole(service.find(name, version), language(request))
    tag = f'"{hashlib.sha256(found.model_dump_json().encode()).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=300", "Vary": "Accept-Language"}
    if tag in (each.strip() for each in request.headers.get("If-None-Match", "").split(",")):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return found


@router.post("/rule-packs/check", **needs("cases:read"))
async def check_rule_pack(body: CheckPack, caller: CallerDep, request: Request) -> CheckedView:
    """Everything that is wrong with a pack, each fault with its line and its place."""
    found = await run_in_threadpool(examine, [("", body.text)])
    return shown.checked(*found, language(request))


@router.post(
    "/rule-packs/simulate",
    responses=problems(OnePackOnly, RulePackFaulty, RuleNotInForce, NotFound, *LIMITS),
    **needs("cases:read"),
)
async def simulate_rule_pack(
    body: SimulatePack, caller: CallerDep, request: Request
) -> SimulatedView:
    """The calendar of a case under a pack, for each path of silence."""
    return await run_in_threadpool(_simulated, body, language(request))


def _simulated(body: SimulatePack, tongue: Language) -> SimulatedView:
    said = body.scenario
    pack = service.chosen(body.rule_pack, body.version, body.text, said.filed_at, said.time_zone)
    scenario = Scenario(
        filed=said.filed_at,
        zone=said.time_zone,
        days=said.days,
        usual=said.usual,
        limits=said.limits,
    )
    governed, played = service.play(pack, scenario, "/scenario/limits")
    paths = [shown.played(governed, each, tongue) for each in played]
    return SimulatedView(name=pack.name, version=pack.version, paths=paths)
