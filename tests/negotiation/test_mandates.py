"""A representative negotiates as its mandate has it, and sees no more of it once that has ended."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from tests.conftest import Case, World
from tests.intake.test_cases_api import good, refused
from tests.intake.test_mandates import acting, mandate
from tests.intake.test_procedure_api import give
from tests.invariants import invariant

from odr_intake.service.mandates import grantable
from odr_negotiation import domain
from odr_negotiation.app import service as negotiation
from odr_shared.callers import Caller
from odr_shared.contracts.negotiation import NEGOTIATING

THIRTY = {"amount": {"amount": 3000, "currency": "EUR"}}


def test_what_a_mandate_can_cover_here_is_what_a_party_can_do() -> None:
    assert set(domain.GUARDS) == NEGOTIATING
    assert grantable() >= NEGOTIATING


async def represented(world: World, *scope: str) -> tuple[Case, Caller, dict[str, Any]]:
    """A case in negotiation, who acts there for its respondent, and by which mandate."""
    case = await world.contested()
    given = await mandate(world, case, *scope)
    return case, acting(world, case, given), given


def everything(world: World, case: Case, agent: Caller) -> list[Any]:
    own = case.negotiation
    return [
        *(world.get(f"{own}{part}", agent) for part in ("", "/clock", "/timeline")),
        world.post(f"{own}/offers", agent, THIRTY),
        world.post(f"{own}/decline", agent),
    ]


@invariant(11)
async def test_it_offers_within_its_scope_and_its_offer_outlives_the_mandate(world: World) -> None:
    case, agent, given = await represented(world, "make_offer")
    seen = await good(world.get(case.negotiation, agent))
    shown = {each["name"]: each["refused_because"] for each in seen["actions"]}
    assert shown["make_offer"] is None
    problem = await refused(world.post(f"{case.negotiation}/decline", agent), 403, "out_of_scope")
    assert problem["detail"] == shown["decline"]["detail"]
    assert (await good(world.get(case.negotiation, agent)))["version"] == seen["version"]
    body = await good(world.post(f"{case.negotiation}/offers", agent, THIRTY), 201)
    offer = body["on_table"]
    assert (offer["made_by"], offer["by_platform"]) == (str(case.respondent.id), False)
    told = (await good(world.get(f"{case.negotiation}/timeline", case.claimant)))["data"]
    assert [each["type"].split(".")[1] for each in told] == [
        "representative_negotiated",
        "offer_made",
    ]
    assert told[0]["data"]["mandate"] == given["id"]
    await give(world, case, f"mandates/{given['id']}/revoke", case.respondent)
    for asked in everything(world, case, agent):
        await refused(asked, 404, "not_found")
    accepted = world.post(f"{case.negotiation}/offers/{offer['id']}/accept", case.claimant)
    assert (await good(accepted))["status"] == "settled"


@invariant(11)
async def test_nobody_negotiates_by_a_mandate_that_is_not_its_own(world: World) -> None:
    case, agent, _ = await represented(world, "make_offer", "decline")
    other, _, elsewhere = await represented(world, "make_offer", "decline")
    for stranger in (
        replace(agent, mandate_id=uuid4()),
        replace(agent, mandate_id=acting(world, other, elsewhere).mandate_id),
        replace(agent, id=case.claimant.id, side="claimant"),
    ):
        for asked in everything(world, case, stranger):
            await refused(asked, 404, "not_found")
    read = await good(world.get(case.negotiation, world.platform))
    assert (read["status"], read["on_table"]) == ("open", None)


@invariant(11)
async def test_the_token_says_what_the_mandate_does_not_cover(world: World) -> None:
    """What counts is the mandate as intake has it, not what stands in the token."""
    case, agent, _ = await represented(world, "make_offer")
    bold = replace(agent, mandated=frozenset({"make_offer", "decline"}))
    await refused(world.post(f"{case.negotiation}/decline", bold), 403, "out_of_scope")


async def test_while_intake_is_away_no_representative_acts_and_its_party_does(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, agent, _ = await represented(world, "make_offer")
    intake = world.apps[negotiation].state.intake

    async def away(path: str) -> httpx.Response:
        raise httpx.ConnectError(path)

    monkeypatch.setattr(intake, "_get", away)
    await refused(world.post(f"{case.negotiation}/offers", agent, THIRTY), 503, "unavailable")
    body = await good(world.post(f"{case.negotiation}/offers", case.respondent, THIRTY), 201)
    assert body["on_table"] is not None
