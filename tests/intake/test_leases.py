"""Several workers, slow receivers, and workers that die: each event goes once, in its turn."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.intake.receivers import OK, Received, status
from tests.intake.webhooks import TOLD, Wired, by_case, instant, own, types, wire

from odr_intake.app import service as intake
from odr_intake.webhooks import deliver_due, lanes
from odr_intake.webhooks.attempts import HELD, prepare
from odr_intake.webhooks.lanes import PER_ENDPOINT, PER_PLATFORM, next_due, take
from odr_intake.webhooks.sending import Answer, Sender
from odr_shared.testing import settings_for


@pytest.fixture
async def wired(world) -> AsyncIterator[Wired]:
    async with wire(world) as wired:
        yield wired


class Dying(Sender):
    """Its worker is killed when the answer is there, and before it is noted."""

    async def post(self, *what: Any) -> Answer:
        await super().post(*what)
        raise SystemError("killed")


async def test_killed_between_post_and_note_it_is_sent_again_under_the_same_id(wired) -> None:
    endpoint = await wired.endpoint(events=["case.closed"])
    await wired.admitted()
    with pytest.raises(SystemError):
        await wired.deliver(Dying(local=True))
    assert len(wired.receiver.got) == 1
    await wired.deliver()  # its lease still stands
    assert len(wired.receiver.got) == 1
    await wired.run_out(endpoint)
    await wired.deliver()
    await wired.deliver()
    first, second = wired.receiver.got
    assert (first.id, first.body) == (second.id, second.body)
    (delivery,) = await wired.log(endpoint)
    assert (delivery["id"], delivery["status"]) == (first.id, "delivered")


async def test_an_outcome_is_noted_only_under_the_lease_it_was_sent_under(wired) -> None:
    endpoint = await wired.endpoint(events=["case.closed"])
    await wired.admitted()
    held = asyncio.Event()

    async def fail_late(got: Received, writer: asyncio.StreamWriter) -> None:
        await held.wait()
        writer.write(status(500))

    wired.receiver.answer = fail_late
    slow = asyncio.create_task(deliver_due(wired.world.intake, Sender(local=True)))
    await wired.receiver.until(lambda receiver: len(receiver.got) == 1)
    await wired.run_out(endpoint)
    wired.receiver.answer = OK
    await wired.receiver.until(lambda receiver: len(receiver.got) == 2)  # the same worker took it
    held.set()
    await slow
    (delivery,) = await wired.log(endpoint)
    assert (delivery["status"], delivery["attempts"]) == ("delivered", 1)
    assert delivery["last_status_code"] == 204


async def test_nor_where_the_lane_has_gone_on_to_its_next_event(wired) -> None:
    endpoint = await wired.endpoint()
    await wired.admitted()
    late, last = asyncio.Event(), asyncio.Event()

    async def answer(got: Received, writer: asyncio.StreamWriter) -> None:
        n = len(wired.receiver.got)
        if n == 1:
            await late.wait()
            writer.write(status(500))
        elif n == len(TOLD):
            await last.wait()
        writer.write(OK)

    wired.receiver.answer = answer
    worker = asyncio.create_task(deliver_due(wired.world.intake, Sender(local=True)))
    await wired.receiver.until(lambda receiver: len(receiver.got) == 1)
    await wired.run_out(endpoint)
    await wired.receiver.until(lambda receiver: len(receiver.got) == len(TOLD))
    # A second worker cannot have the lane; so this ends when the late answer has been judged.
    late.set()
    await wired.receiver.until(lambda receiver: receiver.closed >= 2)
    last.set()
    await worker
    assert types(wired.receiver.got) == [TOLD[0], *TOLD]
    assert [(each["status"], each["attempts"]) for each in await wired.log(endpoint)] == [
        ("delivered", 1)
    ] * len(TOLD)


async def test_three_workers_send_each_once_one_at_a_time_per_case(wired) -> None:
    await wired.endpoint("/a")
    await wired.endpoint("/b")
    cases = [await wired.admitted() for _ in range(12)]

    async def unhurried(got: Received, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.01)
        writer.write(OK)

    wired.receiver.answer = unhurried
    await asyncio.gather(*(wired.deliver() for _ in range(3)))
    await wired.deliver()
    for path in ("/a", "/b"):
        got = [each for each in wired.receiver.got if each.path == path]
        assert by_case(got) == dict.fromkeys(cases, TOLD)
        assert max(Counter(each.id for each in got).values()) == 1
        assert 2 <= wired.receiver.at_once[path] <= PER_ENDPOINT
        assert {wired.receiver.at_once[f"{path}{case}"] for case in cases} == {1}


async def test_a_receiver_that_never_answers_delays_no_other(wired) -> None:
    await wired.endpoint("/never")
    await wired.endpoint("/well")
    hang = asyncio.Event()

    async def answer(got: Received, writer: asyncio.StreamWriter) -> None:
        if got.path == "/never":
            await hang.wait()
        writer.write(OK)

    def arrived(path: str) -> int:
        return sum(each.path == path for each in wired.receiver.got)

    wired.receiver.answer = answer
    for _ in range(PER_ENDPOINT + 2):
        await wired.admitted()
    worker = asyncio.create_task(deliver_due(wired.world.intake, Sender(local=True)))
    await wired.receiver.until(lambda _: arrived("/well") == len(TOLD) * (PER_ENDPOINT + 2))
    assert arrived("/never") == PER_ENDPOINT  # and not one more
    await wired.admitted()  # while it still hangs
    await wired.receiver.until(lambda _: arrived("/well") == len(TOLD) * (PER_ENDPOINT + 3))
    assert arrived("/never") == PER_ENDPOINT
    hang.set()
    await worker


async def test_the_worker_says_when_it_wants_to_run_again(wired) -> None:
    endpoint = await wired.endpoint(events=["case.closed"])
    await wired.admitted()
    wired.receiver.answer = status(500)
    await deliver_due(wired.world.intake, Sender(local=True))
    (delivery,) = await wired.log(endpoint)
    due = await next_due(wired.world.intake)
    assert due is not None
    assert due <= instant(delivery["next_at"])


async def test_an_endpoint_whose_keys_are_gone_holds_up_no_other(wired) -> None:
    broken, _ = await wired.endpoint("/broken"), await wired.endpoint("/well")
    await wired.sql("UPDATE keys SET wrapped = NULL WHERE case_id = $1", own(broken))
    await wired.admitted()
    await wired.deliver()
    assert types(wired.receiver.got) == TOLD
    assert {each.path for each in wired.receiver.got} == {"/well"}


async def test_events_committed_while_others_are_fanned_out_keep_their_order(wired) -> None:
    """Workers run all the time while many cases move."""
    await wired.endpoint()
    done = asyncio.Event()

    async def work() -> None:
        while not done.is_set():
            await wired.deliver()

    workers = [asyncio.create_task(work()) for _ in range(2)]
    try:
        cases = await asyncio.gather(*(wired.admitted() for _ in range(8)))
        await wired.receiver.until(lambda receiver: len(receiver.got) >= 3 * len(TOLD))
    finally:
        done.set()
        await asyncio.gather(*workers)
    assert by_case(wired.receiver.got) == dict.fromkeys(cases, TOLD)


class Interrupted:
    """A connection on which something happens before a lane is given up."""

    def __init__(self, driver: Any, before: Callable[[], Awaitable[None]]) -> None:
        self._driver, self._before = driver, before

    def __getattr__(self, name: str) -> Any:
        return getattr(self._driver, name)

    async def execute(self, statement: str, *values: Any) -> Any:
        if statement == lanes.DONE:
            await self._before()
        return await self._driver.execute(statement, *values)


async def test_what_is_added_while_the_last_is_noted_is_not_forgotten(wired) -> None:
    """Who empties a lane and who adds to it, the one between two statements of the other."""
    await wired.endpoint()
    case = await wired.world.case()
    ((endpoint_id, subject, until),) = await take(wired.world.intake, 9)
    adding = []

    async def add() -> None:
        body = {"answer": "admit"}
        await wired.world.post(f"{case.path}/answer", case.respondent, body)
        adding.append(asyncio.create_task(take(wired.world.intake, 9)))
        # It waits for us, as it should, or it is through already.
        await asyncio.wait(adding, timeout=0.3)

    async with wired.world.intake.transaction() as session:
        await session.hold()
        session.driver = Interrupted(session.driver, add)
        assert await session.driver.fetchval(HELD, endpoint_id, subject, until)
        await session.driver.execute(
            "UPDATE webhook_deliveries SET status = 'delivered' WHERE endpoint_id = $1", endpoint_id
        )
        await lanes.leave(session, endpoint_id, subject)
    assert [taken[:2] for taken in await adding[0]] == [(endpoint_id, subject)]


async def test_a_backlog_is_fanned_out_from_its_beginning(wired, monkeypatch) -> None:
    monkeypatch.setattr(lanes, "BATCH", 1)
    await wired.endpoint()
    case = await wired.admitted()
    await wired.deliver()
    assert by_case(wired.receiver.got) == {case: TOLD}
    owed = "SELECT owed FROM webhook_events WHERE case_id = $1 ORDER BY "
    assert await wired.sql(owed + "position", case) == await wired.sql(owed + "owed", case)


async def test_a_platform_with_many_slow_endpoints_leaves_room_for_others(wired) -> None:
    made = [await wired.endpoint(f"/{n}") for n in range(PER_PLATFORM // PER_ENDPOINT + 2)]
    for _ in range(PER_ENDPOINT):
        await wired.world.case()
    leased = await take(wired.world.intake, 1000)
    assert len(leased) == PER_PLATFORM
    # Each of them before any has two more than another.
    per_endpoint = Counter(str(endpoint_id) for endpoint_id, *_ in leased)
    assert set(per_endpoint) == {each["id"] for each in made}
    assert max(per_endpoint.values()) - min(per_endpoint.values()) <= 1
    assert await take(wired.world.intake, 1000) == []


async def test_a_worker_takes_no_more_than_it_has_slots_for(wired) -> None:
    await wired.endpoint()
    for _ in range(3):
        await wired.world.case()
    assert len(await take(wired.world.intake, 2)) == 2
    assert len(await take(wired.world.intake, 2)) == 1


async def test_a_secret_whose_day_is_over_does_not_sign_though_it_is_still_there(wired) -> None:
    endpoint = await wired.endpoint()
    await wired.do(endpoint, "rotate", 200)
    until = "UPDATE webhook_endpoints SET previous_until = clock_timestamp() + $2 WHERE id = $1"
    await wired.do(endpoint, "test", 202)
    (lease,) = await take(wired.world.intake, 9)
    for left, signers in ((timedelta(minutes=1), 2), (timedelta(0), 1)):
        await wired.sql(until, own(endpoint), left)
        posting = await prepare(wired.world.intake, lease)
        assert posting is not None
        assert posting.headers["webhook-signature"].count("v1,") == signers


async def test_the_worker_is_woken_by_all_that_makes_something_due(wired) -> None:
    """Of this process, that is; another's commits it finds by looking."""
    (job,) = [job for job in intake.jobs(settings_for("")) if job.name == deliver_due.__qualname__]
    tables = [row.__table__ for row in job.rung_by]

    async def rings(act: Awaitable[Any]) -> bool:
        with wired.world.intake.rung_by(*tables) as bell:
            await act
            return bell.is_set()

    endpoint = await wired.endpoint(events=["case.closed"])
    assert not await rings(wired.read(endpoint))
    assert await rings(wired.admitted())
    assert await rings(wired.do(endpoint, "test", 202))
    wired.receiver.answer = status(500)
    await wired.deliver()
    delivery = (await wired.log(endpoint))[0]
    assert await rings(wired.do(endpoint, f"deliveries/{delivery['id']}/retry", 202))
    wired.receiver.answer = status(410)
    await wired.deliver()
    assert (await wired.read(endpoint))["disabled_at"] is not None
    assert await rings(wired.do(endpoint, "enable", 200))
