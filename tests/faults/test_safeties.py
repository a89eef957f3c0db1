"""Safeties that only show where two things happen in an unlucky order, tried one by one."""

from uuid import uuid4

from tests.conftest import World

from odr_intake.service import timers
from odr_negotiation import service as negotiation


async def test_a_sweep_ends_nothing_whose_time_is_not_up_when_it_has_the_lock(world: World) -> None:
    """As where it was answered, or its clock turned back to real time, since the sweep looked."""
    case = await world.case()
    assert not await timers._lapse(world.intake, case.id)
    contested = await world.contested()
    assert not await negotiation._lapse(world.negotiation, contested.id)
    for each, status in ((case, "awaiting_respondent"), (contested, "awaiting_parties")):
        assert (await world.get(each.path, world.platform)).json()["status"] == status
    talks = await world.get(contested.negotiation, world.platform)
    assert talks.json()["status"] == "open"


async def test_under_one_key_a_case_is_filed_once_whatever_else_is_the_same(world: World) -> None:
    """Only the index on answers is in the way of the second: no rule refuses it."""
    key = {"Idempotency-Key": str(uuid4())}
    first, second = await world.file(**key), await world.file(**key)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    listed = await world.get("/v1/cases", world.platform)
    assert len(listed.json()["data"]) == 1
