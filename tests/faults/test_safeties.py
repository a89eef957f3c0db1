"""Safeties that only show where two things happen in an unlucky order, tried one by one."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from tests.conftest import World, new_filing

from odr_intake.service import timers
from odr_negotiation import service as negotiation
from odr_shared.broker import Envelope
from odr_shared.contracts import Fact
from odr_shared.db import Session
from odr_shared.inbox import Inbox, Subscriptions
from odr_shared.sweeping import together


async def test_a_sweep_ends_nothing_whose_time_is_not_up_when_it_has_the_lock(world: World) -> None:
    """As where it was answered, or its clock turned back to real time, since the sweep looked."""
    case = await world.case()
    assert not await together(world.intake, timers.LAPSE, [case.id])
    contested = await world.contested()
    assert not await together(world.negotiation, negotiation.LAPSE, [contested.id])
    for each, status in ((case, "awaiting_respondent"), (contested, "awaiting_parties")):
        assert (await world.get(each.path, world.platform)).json()["status"] == status
    talks = await world.get(contested.negotiation, world.platform)
    assert talks.json()["status"] == "open"


async def test_under_one_key_one_order_is_claimed_about(world: World) -> None:
    """Only the index on answers is in the way of another order: no rule of the domain is."""
    key, one, other = {"Idempotency-Key": str(uuid4())}, new_filing(), new_filing()
    sent = [await world.post("/v1/cases", world.platform, each, **key) for each in (one, other)]
    assert [answer.status_code for answer in sent] == [201, 422]
    assert sent[1].json()["code"] == "idempotency_key_reused"
    listed = await world.get("/v1/cases", world.platform)
    assert [case["id"] for case in listed.json()["data"]] == [sent[0].json()["id"]]


class Said(Fact):
    type = "intake.said.v1"


async def test_a_copy_of_what_failed_is_not_handled_before_its_time_nor_puts_that_off(
    world: World,
) -> None:
    on, case, tried = Subscriptions("intake"), uuid4(), list[UUID]()

    @on(Said)
    async def fail(session: Session, case_id: UUID, fact: Said) -> None:
        tried.append(case_id)
        raise ValueError("a bug")

    now = datetime(2026, 1, 1, tzinfo=UTC)
    data = Said(occurred_at=now).model_dump_json()
    inbox = Inbox(world.negotiation, on)

    async def hear() -> datetime:
        """Once more the first fact; when it is to be tried again."""
        who = uuid4(), "/odr/intake", 1, "case", case, 1
        await inbox.receive([Envelope(*who, Said.type, now, "live", case, "", data)])
        async with world.negotiation.reading() as session:
            sql = "SELECT retry_at FROM held WHERE subject = $1"
            found: datetime = await session.driver.fetchval(sql, case)
        return found

    try:
        first = await hear()
        assert isinstance(first, datetime), "it is tried again by itself"
        before = len(tried)
        assert await hear() == first
        assert len(tried) == before
    finally:
        async with world.negotiation.reading() as session:
            await session.driver.execute("DELETE FROM held WHERE subject = $1", case)
