"""What representatives can be granted, and that nothing is heard again when a mandate has ended."""

from typing import Any

import pytest
from tests.conftest import World
from tests.intake.test_cases_api import refused
from tests.intake.test_mandates import acting, mandate
from tests.intake.test_procedure_api import filed, give, serve
from tests.invariants import invariant

from odr_intake.service.mandates import grantable
from odr_shared.contracts.negotiation import NEGOTIATING

SAID: dict[str, Any] = {
    "answer": {"answer": "contest"},
    "answer_counterclaim": {"answer": "contest"},
    "consent": {"stage": "mediation", "given": True},
    "ask_set_aside": {"cause": "illness"},
    "transfer_out": {"to": "court"},
    "agree_joining": {"given": True},
}
"""With the commands that need to be told something."""


@invariant(15)
@pytest.mark.parametrize("name", sorted(grantable() - NEGOTIATING))
async def test_what_can_be_granted_is_never_beyond_the_scope_that_grants_it(
    world: World, name: str
) -> None:
    case = await filed(world, "uncitral-odr")
    agent = acting(world, case, await mandate(world, case, name))
    claims = {"claims": world.filing["claims"]} if name == "amend_claims" else {}
    path = f"{case.path}/{name.replace('_', '-')}"
    answer = await world.post(path, agent, SAID.get(name, claims))
    assert answer.status_code in (200, 202, 403, 409), answer.text
    assert answer.json().get("code") != "out_of_scope"


@pytest.mark.parametrize("name", ["serve", "link", "unlink", "feedback"])
async def test_what_is_the_platforms_or_the_partys_own_is_granted_to_nobody(
    world: World, name: str
) -> None:
    case = await filed(world, "uncitral-odr")
    body = {"scope": [name], "until": "2027-06-01T00:00:00Z"}
    no = await refused(
        world.post(f"{case.path}/mandates", case.respondent, body), 422, "scope_unknown"
    )
    assert no["errors"][0]["pointer"] == "#/scope/0"


@invariant(11)
async def test_what_it_was_answered_is_not_said_again_once_its_mandate_has_ended(
    world: World,
) -> None:
    case = await filed(world, "merchant-express")
    await serve(world, case)
    given = await mandate(world, case, "ask_extension")
    agent = acting(world, case, given)
    path, more = f"{case.path}/ask-extension", {"more": 1}
    key = {"Idempotency-Key": "more-1"}
    first = await world.post(path, agent, more, **key)
    again = await world.post(path, agent, more, **key)
    assert (first.status_code, again.status_code) == (200, 200)
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    party = await world.post(path, case.respondent, more, **key)
    assert party.status_code == 409, "a key of its representative's is no key of the party's"
    await give(world, case, f"mandates/{given['id']}/revoke", case.respondent)
    await refused(world.post(path, agent, more, **key), 404, "not_found")
