"""One case's commands take turns; no other case waits for them."""

import asyncio

import pytest

from odr_shared import testing
from odr_shared.http import turns
from odr_shared.http.turns import Busy, Turns


async def test_fifty_commands_on_one_case_are_done_and_leave_room_for_another(world) -> None:
    case, other = await world.contested(), await world.contested()
    body = {"amount": {"amount": 3000, "currency": "EUR"}}

    async def offer(n: int) -> int:
        party = (case.claimant, case.respondent)[n % 2]
        return (await world.post(f"{case.negotiation}/offers", party, body)).status_code

    async def look() -> int:
        return (await world.get(other.negotiation, other.claimant)).status_code

    said = await asyncio.gather(*(offer(n) for n in range(50)), *(look() for _ in range(20)))
    assert set(said[:50]) == {201}
    assert set(said[50:]) == {200}


async def test_who_waits_too_long_or_among_too_many_is_told_to_come_again(monkeypatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    own = Turns()
    async with own.of("a"):
        with pytest.raises(Busy):
            async with own.of("a"):
                pass
        async with own.of("b"), own.of(None):
            pass
        monkeypatch.setattr(turns, "MOST_WAITING", 1)
        with pytest.raises(Busy):
            async with own.of("a"):
                pass
    async with own.of("a"):
        pass
    assert (own._taken, own._waiting) == ({}, {})


async def test_what_is_shown_in_answer_to_a_command_leaves_its_access_line(world) -> None:
    case = await world.case()
    await world.post(f"{case.path}/answer", case.respondent, {"answer": "contest"})
    async with world.intake.reading() as session:
        lines = await session.driver.fetch(
            "SELECT route, caller_id FROM accesses WHERE subject = $1 ORDER BY at", case.id
        )
    assert [tuple(line) for line in lines] == [
        ("POST /v1/cases", world.platform.id),
        ("POST /v1/cases/{case_id}/serve", world.platform.id),
        ("POST /v1/cases/{case_id}/answer", case.respondent.id),
    ]


async def test_a_token_without_the_scope_is_shown_no_move(world) -> None:
    case = await world.contested()
    caller = testing.platform(world.platform.id, scopes={"cases:read", "negotiations:read"})
    for path in (case.path, case.negotiation):
        actions = (await world.get(path, caller)).json()["actions"]
        assert {each["refused_because"]["code"] for each in actions} == {"insufficient_scope"}


async def test_a_time_is_answered_in_utc_whatever_zone_it_came_in(world) -> None:
    clock = await world.clock("2026-06-01T00:00:00+08:00")
    assert clock["now"] == "2026-05-31T16:00:00Z"
