"""Notices over HTTP: who may read which, and the proof that one reached its addressee."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.conftest import Case, World
from tests.invariants import invariant

from odr_shared import testing

HOUR = timedelta(hours=1)


async def filed(world: World, **more: Any) -> Case:
    """A case that nobody has been told of."""
    world.filing |= more
    answer = await world.file()
    assert answer.status_code == 201, answer.text
    return world.of(answer.json())


async def told(world: World, case: Case, caller: Any = None, query: str = "") -> list[Any]:
    answer = await world.get(f"{case.path}/notices{query}", caller or world.platform)
    assert answer.status_code == 200, answer.text
    return answer.json()["data"]  # type: ignore[no-any-return]


async def the(world: World, case: Case, kind: str = "claim") -> Any:
    [found] = [each for each in await told(world, case) if each["kind"] == kind]
    return found


def proof(case: Case, **more: Any) -> dict[str, Any]:
    return {"channel": "email", "at": case.body["filed_at"]} | more


async def report(
    world: World, case: Case, notice: Any, what: str, body: Any, caller: Any = None, **headers: str
) -> Any:
    path = f"{case.path}/notices/{notice['id']}/{what}"
    return await world.post(path, caller or world.platform, body, **headers)


@invariant(17)
async def test_its_service_begins_the_time_that_it_named_and_nothing_before(world: World) -> None:
    case = await filed(world)
    notice = await the(world, case)
    assert (notice["status"], notice["starts"], notice["due_at"]) == ("due", "claim", None)
    assert not case.body["clock"]["running"]
    done = await report(world, case, notice, "served", proof(case, reference="msg-1"))
    assert done.status_code == 200, done.text
    said = done.json()
    read = (await world.get(case.path, world.platform)).json()
    assert (said["due_at"], said["rule"]) == (read["clock"]["due_at"], read["clock"]["rule"])
    assert (said["if_nothing"], notice["if_nothing"]) == ("default", "default")
    assert said["served"]["proved_by"] == "platform_confirmation"
    assert said["served"]["reference"] == "msg-1"
    assert "Your time ends at the end of" in said["text"]["by_when"]
    assert (await the(world, case, "served"))["side"] == "claimant"


@invariant(17, 19)
async def test_no_default_falls_on_one_who_was_not_served(world: World) -> None:
    clock = str((await world.clock("2026-01-07T15:30:00Z"))["id"])
    case = await filed(world, test_clock_id=clock)
    notice = await the(world, case)
    failed = {"channel": "email", "at": case.body["filed_at"], "reason": "address_unknown"}
    assert (await report(world, case, notice, "bounced", failed)).status_code == 200
    await world.advance(clock, "2026-12-01T00:00:00Z")
    read = (await world.get(case.path, world.platform)).json()
    assert (read["status"], read["outcome"]) == ("awaiting_service", None)
    late = proof(case, channel="post", at="2026-11-30T00:00:00Z")
    done = await report(world, case, notice, "served", late)
    assert done.status_code == 200, done.text
    await world.advance(clock, "2026-12-20T00:00:00Z")
    read = (await world.get(case.path, world.platform)).json()
    assert read["outcome"] == done.json()["if_nothing"] == "default"


async def test_a_bounce_is_no_service_and_another_attempt_is_owed(world: World) -> None:
    case = await filed(world)
    notice = await the(world, case)
    failed = {"channel": "email", "at": case.body["filed_at"], "reason": "mailbox_full"}
    for _ in range(2):  # said again, it is the same attempt
        answer = await report(world, case, notice, "bounced", failed)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["status"], answer.json()["failed"]) == ("due", 1)
    events = (await world.get("/v1/events?limit=100", world.platform)).json()["data"]
    await world.settle()
    events = (await world.get("/v1/events?limit=100", world.platform)).json()["data"]
    due = [each["data"] for each in events if each["data"].get("notice_id") == notice["id"]]
    assert [each["attempt"] for each in due] == [1, 2]
    assert not (await world.get(case.path, world.platform)).json()["clock"]["running"]
    assert (await report(world, case, notice, "served", proof(case))).status_code == 200
    answer = await report(world, case, notice, "bounced", failed | {"channel": "sms"})
    assert (answer.status_code, answer.json()["code"]) == (409, "already_served")


async def test_the_same_confirmation_has_the_same_answer_and_another_is_refused(world) -> None:
    case = await filed(world)
    notice = await the(world, case)
    first = await report(world, case, notice, "served", proof(case, reference="m"))
    version = (await world.get(case.path, world.platform)).json()["version"]
    again = await report(world, case, notice, "served", proof(case, reference="m"))
    assert (again.status_code, again.json()) == (200, first.json())
    for other in ({"channel": "post"}, {"reference": "n"}, {"reference": None}):
        answer = await report(world, case, notice, "served", proof(case, reference="m") | other)
        assert (answer.status_code, answer.json()["code"]) == (409, "already_served"), other
    assert (await world.get(case.path, world.platform)).json()["version"] == version


async def test_of_many_confirmations_at_once_one_counts(world: World) -> None:
    case = await filed(world)
    notice = await the(world, case)
    channels = ("email", "sms", "app", "post", "in_person")
    answers = await asyncio.gather(
        *(report(world, case, notice, "served", proof(case, channel=each)) for each in channels)
    )
    assert sorted(each.status_code for each in answers) == [200, 409, 409, 409, 409]
    [done] = [each.json() for each in answers if each.status_code == 200]
    read = (await world.get(f"{case.path}/notices/{notice['id']}", world.platform)).json()
    assert read["served"]["channel"] == done["served"]["channel"]
    timeline = (await world.get(f"{case.path}/timeline", world.platform)).json()["data"]
    assert [each["type"] for each in timeline].count("intake.notice_served.v1") == 1


def ahead(case: Case) -> str:
    return (datetime.fromisoformat(case.body["filed_at"]) + HOUR).isoformat()


def before(case: Case) -> str:
    return (datetime.fromisoformat(case.body["filed_at"]) - HOUR).isoformat()


@pytest.mark.parametrize("what", ["served", "bounced"])
@pytest.mark.parametrize(
    ("at", "code"), [(ahead, "future_date"), (before, "before_the_notice")], ids=["future", "early"]
)
async def test_what_cannot_have_been_then_is_refused(world: World, what, at, code) -> None:
    case = await filed(world)
    notice = await the(world, case)
    body = proof(case, at=at(case)) | ({"reason": "other"} if what == "bounced" else {})
    answer = await report(world, case, notice, what, body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == "#/at"
    assert await the(world, case) == notice


@pytest.mark.parametrize("what", ["served", "bounced"])
async def test_whom_it_is_not_for_cannot_report_it(world: World, what: str) -> None:
    case = await filed(world)
    notice = await the(world, case)
    body = proof(case) | ({"reason": "other"} if what == "bounced" else {})
    for caller, status in (
        (case.respondent, 403),
        (case.claimant, 404),
        (testing.platform(), 404),
        (testing.platform(world.platform.id, "live"), 404),
        (testing.party(case.id, uuid4()), 404),
    ):
        answer = await report(world, case, notice, what, body, caller)
        assert answer.status_code == status, (caller, answer.text)
    other = await filed(world)
    assert (await report(world, other, notice, what, body)).status_code == 404
    assert await the(world, case) == notice
    done = await report(world, case, notice, what, body, testing.staff(mode=world.platform.mode))
    assert done.status_code == 200, done.text


async def test_a_party_reads_what_is_addressed_to_it_and_nothing_else(world: World) -> None:
    case = await filed(world)
    everything = await told(world, case)
    assert {each["side"] for each in everything} == {"claimant", "respondent"}
    for side in ("claimant", "respondent"):
        own = await told(world, case, getattr(case, side))
        assert {each["side"] for each in own} == {side}
    theirs = await the(world, case)
    hidden = await world.get(f"{case.path}/notices/{theirs['id']}", case.claimant)
    none = await world.get(f"{case.path}/notices/{uuid4()}", case.claimant)
    assert hidden.status_code == none.status_code == 404
    assert hidden.json()["title"] == none.json()["title"]
    assert await told(world, case, query="?status=served") == []
    assert await told(world, case, query="?status=due") == everything


async def test_the_list_goes_on_where_it_stopped(world: World) -> None:
    case = await world.contested()
    whole, seen, cursor = await told(world, case), list[Any](), ""
    assert len(whole) >= 4
    while True:
        page = (await world.get(f"{case.path}/notices?limit=1{cursor}", world.platform)).json()
        seen += page["data"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == whole
    wrong = await world.get(f"{case.path}/notices?cursor=nothing", world.platform)
    assert (wrong.status_code, wrong.json()["code"]) == (400, "cursor_unknown")


async def test_it_is_said_in_the_language_of_the_case_and_in_the_callers(world: World) -> None:
    case = await filed(world, language="zh-CN")
    path = f"{case.path}/notices"
    for asked, translated in (("en", "en"), ("zh-CN", None)):
        answer = await world.get(path, world.platform, **{"Accept-Language": asked})
        for each in answer.json()["data"]:
            assert each["text"]["language"] == "zh-CN"
            assert (each["translation"] or {}).get("language") == translated
            assert each["text"]["subject"].startswith(f"案件{case.body['reference']}")


async def test_the_platform_is_told_of_each_by_a_thin_webhook(world: World) -> None:
    case = await filed(world)
    await world.settle()
    events = (await world.get("/v1/events?limit=100", world.platform)).json()["data"]
    due = [each["data"] for each in events if each["type"] == "notice.due"]
    notices = await told(world, case)
    assert {each["notice_id"] for each in due} == {each["id"] for each in notices}
    known = {"case_id", "notice_id", "kind", "side", "party_id", "attempt", "starts", "due_at"}
    for each in due:
        assert set(each) <= known
    # Filed first, and then what is owed because of it: the case's order.
    types = [each["type"] for each in events]
    assert types.index("case.filed") < types.index("notice.due")


async def test_the_actions_of_a_notice_are_what_can_be_reported_of_it(world: World) -> None:
    case = await filed(world)
    notice = await the(world, case)
    path = f"{case.path}/notices/{notice['id']}"

    async def moves(caller: Any) -> dict[str, Any]:
        read = (await world.get(path, caller)).json()
        return {each["name"]: each["refused_because"] for each in read["actions"]}

    assert await moves(world.platform) == {"served": None, "bounced": None}
    refused = await moves(case.respondent)
    assert {why["code"] for why in refused.values()} == {"not_permitted"}
    assert (await report(world, case, notice, "served", proof(case))).status_code == 200
    refused = await moves(world.platform)
    assert {why["code"] for why in refused.values()} == {"already_served"}


async def test_a_repetition_under_its_key_is_answered_from_what_was_stored(world: World) -> None:
    case = await filed(world)
    notice = await the(world, case)
    key = {"Idempotency-Key": "once"}
    first = await report(world, case, notice, "served", proof(case), **key)
    again = await report(world, case, notice, "served", proof(case), **key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()


async def test_a_notice_of_an_earlier_time_begins_nothing(world: World) -> None:
    """The claims are withdrawn before anybody was told: its service is noted, and no more."""
    case = await filed(world)
    notice = await the(world, case)
    assert (await world.post(f"{case.path}/withdraw", case.claimant)).status_code == 200
    done = await report(world, case, notice, "served", proof(case))
    assert (done.status_code, done.json()["due_at"]) == (200, None)
    read = (await world.get(case.path, world.platform)).json()
    assert (read["status"], read["clock"]["running"]) == ("closed", False)


async def test_its_reference_is_stored_sealed(world: World) -> None:
    case = await filed(world)
    notice = await the(world, case)
    marked = f"anna-{uuid4().hex}@example.org"
    done = await report(world, case, notice, "served", proof(case, reference=marked))
    assert done.json()["served"]["reference"] == marked
    async with world.intake.reading() as session:
        rows = await session.driver.fetch(
            "SELECT n::text FROM notices n WHERE case_id = $1", case.id
        )
    assert rows
    assert not any(marked in row[0] for row in rows)


async def test_one_notice_can_be_tried_only_so_often(world: World) -> None:
    case = await filed(world)
    notice = await the(world, case)
    filed_at = datetime.fromisoformat(case.body["filed_at"])
    async with world.intake.transaction() as session:
        await session.hold()
        await session.driver.execute("UPDATE notices SET attempts = 50 WHERE id = $1", notice["id"])
    body = {"channel": "sms", "at": filed_at.isoformat(), "reason": "other"}
    answer = await report(world, case, notice, "bounced", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_attempts")
