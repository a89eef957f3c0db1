"""What is owed arrives: in order per case, again after failures, and beside what is slow."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from tests.intake.receivers import OK, Received, status
from tests.intake.webhooks import DUE, PATH, TOLD, Wired, by_case, instant, own, types, wire

from odr_intake.domain.webhooks import DELAYS
from odr_intake.webhooks import owe
from odr_shared.contracts.codes import CaseOutcome
from odr_shared.contracts.intake import CaseClosed, ClockAdvanced
from odr_shared.db import Head


@pytest.fixture
async def wired(world) -> AsyncIterator[Wired]:
    async with wire(world) as wired:
        yield wired


async def test_what_happens_to_a_case_arrives_once_and_in_order(wired) -> None:
    await wired.endpoint()
    case_id = await wired.admitted()
    await wired.deliver()
    await wired.deliver()
    assert types(wired.receiver.got) == TOLD
    said = [json.loads(each.body) for each in wired.receiver.got]
    assert [each["data"].pop("case_id") for each in said] == [str(case_id)] * len(TOLD)
    said = [each for each in said if each["type"] != DUE]
    case = (await wired.world.get(f"/v1/cases/{case_id}", wired.world.platform)).json()
    assert said[0]["data"] == {}
    assert said[1]["data"].keys() == {"notice", "due_at"}
    assert said[2]["data"] == {"answer": case["answer"]}
    assert said[3]["data"] == {"outcome": case["outcome"]}
    assert all(each.keys() == {"type", "timestamp", "data"} for each in said)


async def test_a_webhook_tells_nothing_of_persons(wired) -> None:
    await wired.endpoint()
    await wired.admitted()
    await wired.deliver()
    everything = json.dumps(wired.world.filing)
    told = b" ".join(each.body for each in wired.receiver.got).decode()
    for secret in ("Anna", "Vogt", "Kessel", "example.org", "kettle", "buyer-17", "T-1", "4000"):
        assert secret in everything
        assert secret not in told


async def test_each_fact_has_the_version_that_the_head_will_have_with_it(wired) -> None:
    now = await wired.world.intake.now()
    head = Head("case", UUID(int=7), wired.world.platform.id, "test", version=4)
    facts = [
        ClockAdvanced(occurred_at=now),
        CaseClosed(occurred_at=now, outcome=CaseOutcome.WITHDRAWN, amount=None),
    ]
    async with wired.world.intake.transaction() as session:
        owe(session, head, facts)
    rows = await wired.sql(
        "SELECT type, version FROM webhook_events WHERE platform_id = $1", head.platform_id
    )
    assert [tuple(row) for row in rows] == [("case.closed", 6)]


async def test_the_version_is_that_of_the_timeline(wired) -> None:
    case_id = await wired.admitted()
    owed = await wired.sql(
        "SELECT type, version FROM webhook_events WHERE case_id = $1 ORDER BY owed", case_id
    )
    kept = await wired.sql(
        "SELECT version FROM history WHERE subject = $1 AND sequence IS NOT NULL ORDER BY version",
        case_id,
    )
    versions = [row["version"] for row in owed if row["type"] != DUE]
    assert versions == [row["version"] for row in kept]
    # A notice is of the step that it tells of, and comes behind it.
    assert [row["version"] for row in owed] == sorted(row["version"] for row in owed)


async def test_an_event_waits_for_the_one_before_it_in_its_case_and_for_no_other(wired) -> None:
    endpoint = await wired.endpoint()
    failing, well = await wired.admitted(), await wired.admitted()

    async def answer(got: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(status(503) if str(failing) in got.body.decode() else OK)

    wired.receiver.answer = answer
    await wired.deliver()
    seen = by_case(wired.receiver.got)
    assert (seen[failing], seen[well]) == (["case.filed"], TOLD)

    first, *later = [each for each in await wired.log(endpoint) if each["case_id"] == str(failing)]
    assert (first["status"], first["attempts"]) == ("pending", 1)
    assert (first["last_status_code"], first["last_error"]) == (503, "answered_503")
    assert first["next_at"] is not None
    assert [(each["status"], each["attempts"], each["next_at"]) for each in later] == [
        ("pending", 0, None)
    ] * (len(TOLD) - 1)

    await wired.deliver()  # it is not due
    assert by_case(wired.receiver.got)[failing] == ["case.filed"]
    wired.receiver.answer = OK
    await wired.make_due(endpoint)
    await wired.deliver()
    assert by_case(wired.receiver.got)[failing] == ["case.filed", *TOLD]
    assert {each["status"] for each in await wired.log(endpoint)} == {"delivered"}
    assert (
        await wired.sql("SELECT 1 FROM webhook_lanes WHERE endpoint_id = $1", own(endpoint)) == []
    )


async def test_the_schedule_then_disabled_then_all_of_it_again(wired) -> None:
    endpoint = await wired.endpoint()
    case_id = await wired.admitted()
    wired.receiver.answer = status(500)
    for n, delay in enumerate(DELAYS, 1):
        await wired.make_due(endpoint)
        await wired.deliver()
        first, *_ = await wired.log(endpoint)
        assert (first["attempts"], first["status"]) == (n, "pending")
        waits = instant(first["next_at"]) - instant(first["last_at"])
        assert 0.9 * delay <= waits + timedelta(seconds=1)
        assert waits - timedelta(seconds=1) <= 1.1 * delay
    assert (await wired.read(endpoint))["disabled_at"] is None
    await wired.make_due(endpoint)
    await wired.deliver()
    disabled = await wired.read(endpoint)
    assert (disabled["disabled_at"] is not None, disabled["disabled_because"]) == (
        True,
        "undeliverable",
    )
    assert [(each["status"], each["attempts"]) for each in await wired.log(endpoint)] == [
        ("failed", len(DELAYS) + 1),
        *[("pending", 0)] * (len(TOLD) - 1),
    ]

    wired.receiver.answer = OK
    wired.receiver.got.clear()
    await wired.admitted()  # of this it hears nothing, neither now nor later
    await wired.sql(  # and that is not for the schedule's sake
        "UPDATE webhook_lanes SET next_at = clock_timestamp() WHERE endpoint_id = $1",
        own(endpoint),
    )
    await wired.deliver()
    assert wired.receiver.got == []

    enabled = await wired.do(endpoint, "enable", 200)
    assert (enabled["disabled_at"], enabled["disabled_because"]) == (None, None)
    await wired.deliver()
    assert by_case(wired.receiver.got) == {case_id: TOLD}
    assert [each["status"] for each in await wired.log(endpoint)] == ["delivered"] * len(TOLD)


async def test_nothing_of_a_disabled_endpoint_is_looked_at(wired) -> None:
    endpoint = await wired.endpoint()
    first, _ = await wired.admitted(), await wired.admitted()
    wired.receiver.answer = status(500)
    await wired.deliver()
    wired.receiver.answer = status(410)
    await wired.sql("UPDATE webhook_lanes SET next_at = now() WHERE subject = $1", first)
    await wired.deliver()
    assert len(wired.receiver.got) == 3
    rows = await wired.sql(
        "SELECT next_at, lease_until FROM webhook_lanes WHERE endpoint_id = $1", own(endpoint)
    )
    assert [tuple(row) for row in rows] == [(None, None)] * 2


async def test_live_endpoints_do_not_hear_of_test_cases(wired) -> None:
    live = replace(wired.world.platform, mode="live")
    made = await wired.world.post(PATH, live, {"url": "https://127.0.0.1.example/"})
    wired.made.append(made.json()["id"])
    await wired.admitted()
    await wired.deliver()
    log = await wired.world.get(f"{PATH}/{made.json()['id']}/deliveries", live)
    assert log.json()["data"] == []


async def test_one_that_is_gone_is_disabled_at_once(wired) -> None:
    endpoint = await wired.endpoint()
    await wired.admitted()
    wired.receiver.answer = status(410)
    await wired.deliver()
    assert (await wired.read(endpoint))["disabled_because"] == "gone"
    assert len(wired.receiver.got) == 1
    first, *later = await wired.log(endpoint)
    assert first["status"] == "failed"
    assert [each["status"] for each in later] == ["pending"] * (len(TOLD) - 1)


async def test_an_endpoint_hears_what_it_asked_for(wired) -> None:
    await wired.endpoint("/closed", events=["case.closed"])
    await wired.endpoint("/two", events=["case.filed", "case.closed"])
    await wired.endpoint("/all", events=["case.filed", "*"])
    await wired.admitted()
    await wired.deliver()
    heard = defaultdict(list)
    for each in wired.receiver.got:
        heard[each.path].append(types([each])[0])
    assert heard == {
        "/closed": ["case.closed"],
        "/two": ["case.filed", "case.closed"],
        "/all": TOLD,
    }


async def test_a_test_is_sent_once_to_the_one_that_asked(wired) -> None:
    endpoint = await wired.endpoint("/asked", events=["case.closed"])
    await wired.endpoint("/other")
    queued = await wired.do(endpoint, "test", 202)
    wired.receiver.answer = status(500)
    await wired.deliver()
    (got,) = wired.receiver.got
    assert (got.path, got.id, types([got])) == ("/asked", queued["id"], ["webhook.test"])
    (delivery,) = await wired.log(endpoint)
    assert (delivery["status"], delivery["case_id"]) == ("failed", None)
    assert (delivery["next_at"], delivery["last_status_code"]) == (None, 500)
    assert (await wired.read(endpoint))["disabled_at"] is None

    wired.receiver.answer = OK
    retried = await wired.do(endpoint, f"deliveries/{queued['id']}/retry", 202)
    assert retried["status"] == "pending"
    await wired.deliver()
    assert [each["status"] for each in await wired.log(endpoint)] == ["delivered"]


async def test_what_was_delivered_can_be_had_again(wired) -> None:
    endpoint = await wired.endpoint()
    await wired.admitted()
    await wired.deliver()
    first = wired.receiver.got[0]
    await wired.do(endpoint, f"deliveries/{first.id}/retry", 202)
    await wired.deliver()
    assert [each.id for each in wired.receiver.got[len(TOLD) :]] == [first.id]


async def test_a_retry_does_not_wait_for_the_schedule(wired) -> None:
    endpoint = await wired.endpoint(events=["case.closed"])
    await wired.admitted()
    wired.receiver.answer = status(500)
    await wired.deliver()
    wired.receiver.answer = OK
    (delivery,) = await wired.log(endpoint)
    retried = await wired.do(endpoint, f"deliveries/{delivery['id']}/retry", 202)
    assert retried["next_at"] < delivery["next_at"]
    await wired.deliver()
    assert (await wired.log(endpoint))[0]["status"] == "delivered"


async def test_the_trace_goes_on_at_the_receiver(wired) -> None:
    trace = "0af7651916cd43dd8448eb211c80319c"
    await wired.endpoint()
    await wired.world.file(traceparent=f"00-{trace}-b7ad6b7169203331-01")
    await wired.deliver()
    assert wired.receiver.got[0].headers["traceparent"].split("-")[1] == trace
