"""What time does to cases: test clocks that are turned, and real silence that is swept."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.conftest import Case, World
from tests.invariants import invariant

from odr_intake.service import timers
from odr_negotiation import service as negotiating
from odr_shared import testing
from odr_shared.db import Database

START = datetime(2026, 1, 7, 15, 30, tzinfo=UTC)
DUE = datetime(2026, 1, 14, 23, tzinfo=UTC)
"""Midnight in Berlin after the seventh day."""
TICK = timedelta(microseconds=1)
LATER = "2027-01-01T00:00:00Z"


@pytest.fixture
async def clock(world: World) -> str:
    return str((await world.clock(START.isoformat()))["id"])


async def now(world: World, case: Case) -> dict[str, Any]:
    found: dict[str, Any] = (await world.get(case.path, world.platform)).json()
    return found


async def events(world: World, path: str) -> list[tuple[str, str]]:
    found = (await world.get(f"{path}/timeline", world.platform)).json()["data"]
    return [(event["type"].split(".")[1], event["time"]) for event in found]


@invariant(18, 19)
async def test_silence_has_its_consequence_at_its_own_time(world, clock) -> None:
    case = await world.case(test_clock_id=clock)
    assert case.body["clock"] == {
        "running": True,
        "due_at": "2026-01-14T23:00:00Z",
        "rule": "uncitral-odr/1/answer",
        "began_at": "2026-01-07T15:30:00Z",
        "zone": "Europe/Berlin",
        "if_nothing": "default",
        "provisional": False,
        "now": "2026-01-07T15:30:00Z",
    }
    await world.advance(clock, LATER)
    read = await now(world, case)
    assert (read["status"], read["outcome"], read["amount"]) == ("closed", "default", None)
    assert not read["clock"]["running"]
    assert await events(world, case.path) == [
        ("case_filed", "2026-01-07T15:30:00Z"),
        ("notice_served", "2026-01-07T15:30:00Z"),
        ("clock_advanced", "2027-01-01T00:00:00Z"),
        ("case_closed", "2026-01-14T23:00:00Z"),
    ]


@invariant(19)
async def test_a_negotiation_that_is_let_lapse_refers_the_case(world, clock) -> None:
    case, accept = await world.offered(test_clock_id=clock)
    talks = (await world.get(case.negotiation, case.claimant)).json()
    assert talks["clock"]["if_nothing"] == "referred"
    await world.advance(clock, LATER)
    talks = (await world.get(case.negotiation, case.claimant)).json()
    read = await now(world, case)
    assert (talks["status"], read["outcome"], read["amount"]) == ("lapsed", "referred", None)
    assert (await events(world, case.negotiation))[-1] == ("ended", "2026-01-17T23:00:00Z")
    late = await world.post(accept, case.respondent)
    assert (late.status_code, late.json()["code"]) == (409, "negotiation_closed")


async def test_everything_that_hangs_on_a_clock_follows_in_one_turn(world, clock) -> None:
    """Silent, contested, offered, withdrawing: each ends in its own way, once."""
    silent, contested = await world.case(test_clock_id=clock), await world.contested()
    offered, _ = await world.offered()
    asked = await world.contested()
    await world.post(f"{asked.path}/withdraw", asked.claimant)
    world.filing["test_clock_id"] = None
    apart = await world.case()
    await world.advance(clock, LATER)
    ends = [(await now(world, each))["outcome"] for each in (silent, contested, offered, asked)]
    assert ends == ["default", "referred", "referred", "withdrawn"]
    assert (await now(world, apart))["outcome"] is None
    shown = (await world.get(f"/v1/test-clocks/{clock}", world.platform)).json()
    assert (shown["now"], shown["ready"]) == (LATER, True)


@invariant(30)
@pytest.mark.parametrize("late", [False, True], ids=["a microsecond before", "when it is due"])
async def test_the_edge_of_the_time_to_answer(world, clock, late) -> None:
    case = await world.case(test_clock_id=clock)
    await world.advance(clock, (DUE - TICK).isoformat())
    if late:
        await world.advance(clock, DUE.isoformat())
    said = await world.post(f"{case.path}/answer", case.respondent, {"answer": "admit"})
    assert said.status_code == (409 if late else 200)
    assert (await now(world, case))["outcome"] == ("default" if late else "admitted")


@invariant(20, 30)
@pytest.mark.parametrize("late", [False, True], ids=["a microsecond before", "when it expires"])
async def test_the_edge_of_an_offer(world, clock, late) -> None:
    case = await world.contested(test_clock_id=clock)
    until = START + timedelta(days=2)
    body = {"amount": {"amount": 1, "currency": "EUR"}, "valid_until": until.isoformat()}
    made = (await world.post(f"{case.negotiation}/offers", case.claimant, body)).json()
    await world.advance(clock, (until if late else until - TICK).isoformat())
    accept = f"{case.negotiation}/offers/{made['on_table']['id']}/accept"
    said = await world.post(accept, case.respondent)
    assert (said.status_code, said.json().get("code")) == (
        (409, "offer_expired") if late else (200, None)
    )


async def test_a_clock_never_goes_back_nor_beyond_ten_years(world, clock) -> None:
    path = f"/v1/test-clocks/{clock}/advance"
    await world.advance(clock, START.isoformat())  # to where it stands: nothing changes
    for to, code in (
        ((START - TICK).isoformat(), "clock_goes_back"),
        ("2036-02-01T00:00:00Z", "clock_too_far"),
    ):
        refused = await world.post(path, world.platform, {"to": to})
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert refused.json()["errors"][0]["pointer"] == "#/to"
    shown = (await world.get(f"/v1/test-clocks/{clock}", world.platform)).json()
    assert (shown["now"], shown["started_at"]) == ("2026-01-07T15:30:00Z",) * 2


@invariant(13)
async def test_a_clock_is_its_platforms_own_and_exists_in_test_mode_alone(world, clock) -> None:
    live = testing.platform(world.platform.id, "live")
    for caller in (testing.platform(), live):
        for answer in (
            await world.get(f"/v1/test-clocks/{clock}", caller),
            await world.post(f"/v1/test-clocks/{clock}/advance", caller, {"to": LATER}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert (await world.get("/v1/test-clocks", caller)).json()["data"] == []
        filed = await world.post("/v1/cases", caller, world.filing | {"test_clock_id": clock})
        assert (filed.status_code, filed.json()["code"]) == (422, "test_clock_unknown")
    made = await world.post("/v1/test-clocks", live, {})
    assert (made.status_code, made.json()["code"]) == (403, "test_mode_only")
    party = testing.party(uuid4(), uuid4())
    for answer in (
        await world.post("/v1/test-clocks", party, {}),
        await world.get("/v1/test-clocks", testing.staff()),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope")
    assert [c["id"] for c in (await world.get("/v1/test-clocks", world.platform)).json()["data"]]


async def test_cases_filed_and_offers_made_while_a_clock_is_turned_miss_nothing(
    world, clock
) -> None:
    opened = [await world.contested(test_clock_id=clock) for _ in range(3)]
    offer = {"amount": {"amount": 1, "currency": "EUR"}}
    turn = f"/v1/test-clocks/{clock}/advance"
    steps = [(START + timedelta(days=n)).isoformat() for n in range(2, 13, 2)]
    filed, *_ = await asyncio.gather(
        asyncio.gather(*(world.case() for _ in range(6))),
        asyncio.gather(*(world.post(turn, world.platform, {"to": to}) for to in steps)),
        asyncio.gather(*(world.post(f"{c.negotiation}/offers", c.claimant, offer) for c in opened)),
    )
    await world.advance(clock, LATER)
    assert Counter([(await now(world, each))["outcome"] for each in filed]) == {"default": 6}
    assert {(await now(world, each))["outcome"] for each in opened} == {"referred"}


async def test_workers_that_tell_cases_of_a_clock_tell_each_once(world, clock) -> None:
    cases = [await world.case(test_clock_id=clock) for _ in range(8)]
    expected = Counter({"case_filed": 1, "notice_served": 1})
    for to, follows in (((START + timedelta(days=1)).isoformat(), []), (LATER, ["case_closed"])):
        await world.post(f"/v1/test-clocks/{clock}/advance", world.platform, {"to": to})
        await asyncio.gather(*(timers.tell_cases(world.intake) for _ in range(4)))
        await world.settle()
        expected += Counter(["clock_advanced", *follows])
        for case in cases:
            assert Counter(type_ for type_, _ in await events(world, case.path)) == expected


# Real time, as Postgres has it: what is due is put into the past, there.


async def overdue(database: Database, table: str, key: str, ids: list[UUID], by: str) -> None:
    async with database.reading() as session:
        await session.driver.execute(
            # As if all had begun so much earlier; the names are written below.
            f"""UPDATE {table} SET lapses_at = clock_timestamp() - $2::text::interval,
                deadline = jsonb_set(deadline, '{{due_at}}',
                    to_jsonb(clock_timestamp() - $2::text::interval))
                WHERE {key} = ANY ($1)""",  # noqa: S608
            ids,
            by,
        )


async def test_an_answer_that_never_came_is_swept_once(world) -> None:
    cases = [await world.case() for _ in range(6)]
    await overdue(world.intake, "cases", "id", [case.id for case in cases], "11 seconds")
    await asyncio.gather(*(timers.lapse_overdue(world.intake) for _ in range(4)))
    for case in cases:
        assert (await now(world, case))["outcome"] == "default"
        assert [type_ for type_, _ in await events(world, case.path)] == [
            "case_filed",
            "notice_served",
            "case_closed",
        ]


@invariant(30)
async def test_until_the_sweep_comes_the_deadline_holds_by_itself(world) -> None:
    """A command that was received in time may be under way; one that comes now is late."""
    case = await world.case()
    await overdue(world.intake, "cases", "id", [case.id], "1 second")
    due = await timers.lapse_overdue(world.intake)
    assert due is not None
    assert (await now(world, case))["outcome"] is None
    late = await world.post(f"{case.path}/answer", case.respondent, {"answer": "admit"})
    assert (late.status_code, late.json()["code"]) == (409, "deadline_passed")
    late = await world.post(f"{case.path}/withdraw", case.claimant)
    assert (late.status_code, late.json()["code"]) == (409, "case_over")


async def test_a_negotiation_is_swept_once_and_refers_the_case(world) -> None:
    case, accept = await world.offered()
    await overdue(world.negotiation, "negotiations", "case_id", [case.id], "11 seconds")
    late = await world.post(accept, case.respondent)
    assert (late.status_code, late.json()["code"]) == (409, "negotiation_closed")
    await asyncio.gather(*(negotiating.lapse_overdue(world.negotiation) for _ in range(4)))
    await world.settle()
    assert (await now(world, case))["outcome"] == "referred"
    ended = [type_ for type_, _ in await events(world, case.negotiation)]
    assert ended == ["offer_made", "ended"]


async def test_a_held_case_is_passed_over_and_does_not_keep_the_sweep_busy(world) -> None:
    held, free = await world.contested(), await world.contested()
    silent_held, silent = await world.case(), await world.case()
    await park(world.intake, silent_held, True)
    await park(world.negotiation, held, True)
    both = [silent_held.id, silent.id]
    await overdue(world.intake, "cases", "id", both, "1 hour")
    await overdue(world.negotiation, "negotiations", "case_id", [held.id, free.id], "1 hour")
    for next_due in (
        await timers.lapse_overdue(world.intake),
        await negotiating.lapse_overdue(world.negotiation),
    ):
        assert next_due is None or next_due > await world.intake.now() - timedelta(minutes=1)
    await world.settle()
    outcomes = [(await now(world, each))["outcome"] for each in (silent_held, silent, held, free)]
    assert outcomes == [None, "default", None, "referred"]
    await park(world.intake, silent_held, False)
    await park(world.negotiation, held, False)
    await world.settle()
    assert [(await now(world, each))["outcome"] for each in (silent_held, held)] == [
        "default",
        "referred",
    ]


async def park(database: Database, case: Case, parked: bool) -> None:
    async with database.reading() as session:
        await session.driver.execute(
            "UPDATE heads SET parked = $2 WHERE subject = $1", case.id, parked
        )
