"""A negotiation whose holidays were not published ends as they have it, and never earlier."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.conftest import Case, World
from tests.intake.cases import TICK
from tests.intake.test_cases_api import good
from tests.intake.test_recomputing import BEFORE, CHINESE, OLD, longer, running, shorter, weekdays
from tests.invariants import invariant
from tests.negotiation.test_domain import EMPTY, OVER

from odr_negotiation import domain, lasting, queries, service
from odr_rules.calendars import Calendar, Day, Look, Why
from odr_rules.deadlines import derived_again

OPEN = replace(EMPTY, deadline=running())
DUE = OPEN.deadline.due_at


@invariant(27, 28)
@pytest.mark.parametrize(("by", "days"), [(longer, 7), (shorter, 0)])
def test_it_is_what_the_holidays_make_it_and_never_earlier(by: Look, days: int) -> None:
    (fact,) = lasting.recompute(OPEN, BEFORE, by)
    after = domain.evolve(OPEN, [fact])
    assert after.deadline.due_at == DUE + timedelta(days=days)
    assert after.deadline.derivation is not None
    assert (after.deadline.derivation.provisional, after.status) == (False, OPEN.status)
    assert derived_again(after.deadline, by) == after.deadline
    assert lasting.recompute(after, BEFORE, by) == [], "a second time changes nothing"


STANDS = {
    "it is over": (OPEN, DUE),
    "by the edition that is here": (replace(EMPTY, deadline=running(by=CHINESE)), BEFORE),
    "stored without its derivation": (EMPTY, BEFORE),
    **{said: (replace(n, deadline=running()), BEFORE) for said, n in OVER.items()},
}


@pytest.mark.parametrize(("n", "now"), STANDS.values(), ids=STANDS)
def test_what_stands_is_left_alone(n: domain.Negotiation, now: datetime) -> None:
    assert lasting.recompute(n, now, longer) == []


def test_until_the_last_instant_it_is_worked_out_again() -> None:
    assert lasting.recompute(OPEN, DUE - TICK, longer)


def until_the_ninth(calendar: Calendar, day: date) -> Day:
    """A holiday that reaches over the day on which the negotiation would have ended."""
    if date(2029, 10, 1) <= day <= date(2029, 10, 9):
        return Day(business=False, why=Why.HOLIDAY, name="National Day")
    return weekdays(day)


async def aged(world: World) -> Case:
    """A case whose negotiation ends by an older edition of the calendar."""
    clock = await world.clock(BEFORE.isoformat())
    case = await world.contested(rule_pack="cn-ecommerce", test_clock_id=clock["id"])
    talks = await good(world.get(case.negotiation, world.platform))
    assert talks["clock"]["provisional"]
    async with world.negotiation.reading() as session:
        await session.driver.execute(
            "UPDATE negotiations SET provisional_by = $2::text, deadline ="
            " jsonb_set(deadline, '{derivation,edition}', to_jsonb($2::text)) WHERE case_id = $1",
            *(case.id, OLD),
        )
    return case


async def clock_of(world: World, path: str) -> dict[str, Any]:
    found: dict[str, Any] = (await good(world.get(path, world.platform)))["clock"]
    return found


@invariant(27, 28)
async def test_the_sweep_tells_the_negotiation_and_its_case_the_new_end_once(world: World) -> None:
    case = await aged(world)
    before = await clock_of(world, case.negotiation)
    for _ in range(2):
        await service.recompute_provisional(world.negotiation, until_the_ninth)
    await world.settle()
    now = await clock_of(world, case.negotiation)
    ends = [datetime.fromisoformat(each["due_at"]) for each in (before, now)]
    assert ends[1] > ends[0]
    assert not now["provisional"]
    assert (await clock_of(world, case.path))["due_at"] == now["due_at"]
    told = (await good(world.get(f"{case.negotiation}/timeline", world.platform)))["data"]
    assert [each["type"].split(".")[1] for each in told] == ["recomputed"]
    async with world.negotiation.reading() as session:
        assert OLD not in await queries.PROVISIONAL.editions(session)
