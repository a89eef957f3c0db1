"""Outages of ours: what would have ended in one ends later, in every service, once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Case, World
from tests.intake.cases import DUE, FILED, NOW, OPEN, TICK, after, caseworker, respondent
from tests.intake.test_cases_api import good
from tests.intake.test_procedure_api import filed, give, serve, types
from tests.invariants import invariant
from tests.local.test_ops import Ops, ops  # noqa: F401  # a fixture

from odr_intake.domain import cases as domain
from odr_intake.domain import outages, pausing, response
from odr_intake.models.cases import CaseRow
from odr_intake.queries.cases import visible_to
from odr_intake.service import outages as intake
from odr_negotiation import service as negotiation
from odr_rules.deadlines import Length, Unit, derive, derived_again
from odr_rules.outages import LONGEST, Outage, spared
from odr_rules.packs.vocabulary import Pauser
from odr_shared.contracts.codes import Answer

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MORE = 2 * DAY
"""Eight hours of outage and grace, and then a whole day to act in."""
OUTAGE = Outage(DUE - 5 * HOUR, DUE + HOUR, 2 * HOUR)


@invariant(27, 28, 32)
@given(
    unit=st.sampled_from([Unit.HOUR, Unit.CALENDAR_DAY, Unit.BUSINESS_DAY, Unit.MONTH]),
    length=st.integers(1, 12),
    before=st.integers(1, 60 * 24 * 20),
    lasted=st.integers(1, 60 * 24 * 30),
    grace=st.integers(0, 60 * 48),
    start=st.integers(0, 60 * 24 * 500),
)
def test_whatever_ends_in_an_outage_ends_later_by_all_of_it(
    unit, length, before, lasted, grace, start
) -> None:
    trigger = NOW - DAY * 300 + timedelta(minutes=start)
    due = derive(
        Length(length, unit),
        trigger,
        "Europe/Berlin",
        rule="a/1/b",
        consequence="default",
        source="…",
        article="…",
        trigger_event="served",
    )
    began = due.due_at - timedelta(minutes=before)
    was = Outage(began, began + timedelta(minutes=lasted), timedelta(minutes=grace))
    later = spared(due, was)
    if due.due_at > was.ended:
        assert later is None, "it goes on after the outage, and there is time"
        return
    assert later is not None
    assert later.due_at >= due.due_at + was.costs
    assert derived_again(later) == later
    assert spared(later, was) is None


@pytest.mark.parametrize(
    ("due_at", "ends_in_it"),
    [
        (OUTAGE.began, False),
        (OUTAGE.began + TICK, True),
        (OUTAGE.ended, True),
        (OUTAGE.ended + TICK, False),
    ],
    ids=["as it begins", "a moment after", "as it ends", "after it"],
)
def test_its_edges(due_at: datetime, ends_in_it: bool) -> None:
    assert OUTAGE.covers(due_at) is ends_in_it


@pytest.mark.parametrize(
    ("began", "ended", "grace"),
    [
        (NOW, NOW, HOUR),
        (NOW, NOW - TICK, HOUR),
        (NOW, NOW + LONGEST + TICK, HOUR),
        (NOW, NOW + HOUR, -TICK),
        (NOW, NOW + HOUR, LONGEST + TICK),
    ],
)
def test_what_cannot_have_been_an_outage(began, ended, grace) -> None:
    with pytest.raises(ValueError, match=r"outage ends|grace is"):
        Outage(began, ended, grace)


def test_silence_in_an_outage_brings_nothing_and_the_answer_is_in_time() -> None:
    (fact,) = outages.allow(FILED, OUTAGE, NOW)
    case = domain.evolve(FILED, [fact])
    assert case.deadline.due_at == DUE + MORE
    assert domain.lapse(case, DUE) == []
    assert response.answer(case, respondent, Answer.CONTEST, None, DUE + MORE - TICK)
    assert outages.allow(case, OUTAGE, NOW) == []


def test_what_does_not_run_here_is_left_alone() -> None:
    paused = after(lambda c: pausing.pause(c, caseworker, Pauser.OUTAGE, None, "Down.", NOW))
    turned = after(clock_now=NOW)
    for case in (OPEN, paused, turned):
        assert outages.allow(case, OUTAGE, NOW) == []


# With the databases.


async def due(world: World, case: Case, path: str = "cases") -> datetime:
    read = await good(world.get(f"/v1/{path}/{case.id}", world.platform))
    return datetime.fromisoformat(read["clock"]["due_at"])


async def served(world: World, rule_pack: str = "uncitral-odr") -> Case:
    case = await filed(world, rule_pack)
    await serve(world, case)
    return case


def around(at: datetime) -> Outage:
    return Outage(at - 5 * HOUR, at + HOUR, 2 * HOUR)


@invariant(32)
async def test_all_that_would_have_ended_in_it_is_extended_and_nothing_else(world: World) -> None:
    inside = [await served(world) for _ in range(5)]
    outside = await served(world, "merchant-express")
    was, shown = await due(world, inside[0]), await due(world, outside)
    swept = await intake.allow(world.intake, around(was))
    assert swept.changed >= 5
    assert swept.left == 0
    assert [await due(world, case) for case in inside] == [was + MORE] * 5
    assert await due(world, outside) == shown
    assert (await intake.allow(world.intake, around(was))).changed == 0
    assert [await due(world, case) for case in inside] == [was + MORE] * 5
    assert (await types(world, inside[0]))[-1] == "outage_allowed"
    clock = await good(world.get(f"{inside[0].path}/clock", inside[0].claimant))
    assert [each["why"] for each in clock["derivation"]["pauses"]] == ["outage"]


async def test_what_another_has_in_hand_is_left_and_found_by_the_next_run(world: World) -> None:
    busy, free = await served(world), await served(world)
    was = await due(world, busy)
    async with world.intake.transaction() as session:
        await session.lock(visible_to(world.platform).where(CaseRow.id == busy.id))
        assert (await intake.allow(world.intake, around(was))).left == 1
        assert await due(world, free) == was + MORE
    assert await due(world, busy) == was
    assert (await intake.allow(world.intake, around(was))).changed == 1
    assert await due(world, busy) == was + MORE


async def test_an_open_negotiation_is_spared_by_its_own_service_and_the_case_follows(
    world: World,
) -> None:
    case = await served(world)
    await give(world, case, "answer", case.respondent, {"answer": "contest"})
    await world.settle()
    was = await due(world, case)
    assert await due(world, case, "negotiations") == was
    await intake.allow(world.intake, around(was))
    assert await due(world, case) == was, "its own service keeps the time"
    assert (await negotiation.allow(world.negotiation, around(was))).changed >= 1
    await world.settle()
    assert await due(world, case, "negotiations") == was + MORE
    assert await due(world, case) == was + MORE
    assert (await negotiation.allow(world.negotiation, around(was))).changed == 0


async def test_the_operators_command_spares_every_service_twice_as_once(
    world: World,
    ops: Ops,  # noqa: F811
) -> None:
    case = await served(world)
    was = await due(world, case)
    span = around(was)
    typed: list[Any] = ["outage", "--from", f"{span.began:%Y-%m-%dT%H:%M:%S}"]
    typed += ["--until", f"{span.ended:%Y-%m-%dT%H:%M:%S}", "--grace", 2]
    rows = {row["service"]: row for row in await ops(*typed)}
    assert set(rows) == {"intake", "negotiation"}
    assert (rows["intake"]["extended"] >= 1, rows["intake"]["left"]) == (True, 0)
    assert await due(world, case) == was + MORE
    assert [row["extended"] for row in await ops(*typed)] == [0, 0]
    wrong = ["outage", "--from", "2026-01-02", "--until", "2026-01-01"]
    await ops(*wrong, code=1)
