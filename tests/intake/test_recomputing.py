"""A deadline whose holidays were not published is worked out again when they are, never earlier."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest
from tests.conftest import Case as Filed
from tests.conftest import World
from tests.flows.test_plans import listening
from tests.intake.cases import FILED, NOW, OPEN, TICK
from tests.intake.test_sweeps import copies, cost, shadow
from tests.invariants import invariant

from odr_intake.domain.cases import Case, evolve
from odr_intake.domain.recomputing import recompute
from odr_intake.queries import cases
from odr_intake.service import timers
from odr_rules.calendars import Calendar, Day, Look, Why, edition, is_superseded
from odr_rules.deadlines import Deadline, Length, Roll, Unit, derive

BEFORE: Final = datetime(2029, 9, 27, 2, tzinfo=UTC)
"""Of a year whose notice the State Council has not given."""
OLD: Final = "chinesecalendar 1.0"
CHINESE: Final = edition(Calendar.PRC)


def weekdays(day: date) -> Day:
    return Day(business=day.weekday() < 5)


def longer(calendar: Calendar, day: date) -> Day:
    """National Day, as it may come to be announced."""
    if date(2029, 10, 1) <= day <= date(2029, 10, 7):
        return Day(business=False, why=Why.HOLIDAY, name="National Day")
    return weekdays(day)


def shorter(calendar: Calendar, day: date) -> Day:
    if day in (date(2029, 9, 29), date(2029, 9, 30)):
        return Day(business=True, why=Why.MAKE_UP_WORKDAY)
    return weekdays(day)


def running(trigger: datetime = BEFORE, by: str = OLD) -> Deadline:
    """Seven business days of the PRC, as an edition of its calendar had them."""
    length = Length(7, Unit.BUSINESS_DAY, Calendar.PRC, Roll.NONE)
    named = {"rule": "cn-ecommerce/3/answer", "consequence": "referred", "source": "12315"}
    found = derive(length, trigger, "Asia/Shanghai", article="17", trigger_event="filed", **named)
    assert found.derivation is not None
    return replace(found, derivation=replace(found.derivation, edition=by))


def waiting(deadline: Deadline | None) -> Case:
    return replace(FILED, deadline=deadline)


@invariant(27, 28)
@pytest.mark.parametrize(
    ("by", "later"),
    [
        pytest.param(longer, timedelta(days=7), id="holidays came"),
        pytest.param(shorter, timedelta(), id="Saturdays are worked"),
    ],
)
def test_it_is_what_the_holidays_make_it_and_never_earlier_than_was_shown(
    by: Look, later: timedelta
) -> None:
    before = running()
    case = waiting(before)
    [fact] = recompute(case, BEFORE, by)
    after = evolve(case, [fact]).deadline
    assert after is not None
    assert after.due_at == before.due_at + later
    assert (after.rule, after.trigger, after.zone) == (before.rule, before.trigger, before.zone)
    assert after.derivation is not None
    assert (after.derivation.provisional, after.derivation.edition) == (False, CHINESE)
    assert evolve(case, [fact]).status is case.status, "nothing else of the case changes"


@pytest.mark.parametrize(
    ("case", "now"),
    [
        pytest.param(waiting(None), BEFORE, id="nothing runs"),
        pytest.param(waiting(running()), running().due_at, id="it is over"),
        pytest.param(waiting(running(by=CHINESE)), BEFORE, id="by the edition that is here"),
        pytest.param(waiting(running(by="chinesecalendar 99.0")), BEFORE, id="by a later one"),
        pytest.param(waiting(running(NOW)), NOW, id="its holidays were published"),
        pytest.param(replace(OPEN, deadline=running()), BEFORE, id="a stage keeps time"),
    ],
)
def test_what_stands_is_left_alone(case: Case, now: datetime) -> None:
    assert recompute(case, now, longer) == []


def test_until_the_last_instant_it_is_worked_out_again() -> None:
    assert recompute(waiting(running()), running().due_at - TICK, longer)


@pytest.mark.parametrize(
    ("said", "old"),
    [
        (OLD, True),
        (CHINESE, False),
        ("chinesecalendar 99.0", False),
        ("chinesecalendar 1.9.9", True),
        ("holidays 0.1", True),
        (edition(Calendar.EU), False),
        ("none", False),
        ("another 0.1", False),
    ],
)
def test_an_edition_is_old_only_by_a_later_one_of_the_same_table(said: str, old: bool) -> None:
    assert is_superseded(said) is old


async def aged(world: World) -> Filed:
    """A case whose time to be screened stands by an older edition of the calendar."""
    clock = await world.clock(BEFORE.isoformat())
    world.filing |= {"rule_pack": "cn-ecommerce", "test_clock_id": clock["id"]}
    answer = await world.file()
    assert answer.status_code == 201, answer.text
    case = world.of(answer.json())
    assert case.body["clock"]["provisional"]
    async with world.intake.reading() as session:
        await session.driver.execute(
            "UPDATE cases SET provisional_by = $2::text, deadline ="
            " jsonb_set(deadline, '{derivation,edition}', to_jsonb($2::text)) WHERE id = $1",
            *(case.id, OLD),
        )
    return case


async def clock_of(world: World, case: Filed) -> dict[str, Any]:
    found: dict[str, Any] = (await world.get(case.path, world.platform)).json()["clock"]
    return found


@invariant(27, 28)
@pytest.mark.parametrize(("by", "days"), [(longer, 7), (shorter, 0)])
async def test_the_sweep_tells_the_case_its_new_end_once(world: World, by: Look, days: int) -> None:
    case = await aged(world)
    await timers.recompute_provisional(world.intake, by)
    await timers.recompute_provisional(world.intake, by)
    was, now = case.body["clock"], await clock_of(world, case)
    ends = [datetime.fromisoformat(each["due_at"]) for each in (was, now)]
    assert ends[1] - ends[0] == timedelta(days=days)
    assert now == was | {"due_at": now["due_at"], "provisional": False}
    told = (await world.get(f"{case.path}/timeline", world.platform)).json()["data"]
    assert [each["type"].split(".")[1] for each in told] == ["case_filed", "period_recomputed"]
    notices = (await world.get(f"{case.path}/notices", world.platform)).json()["data"]
    [owed] = [each for each in notices if each["kind"] == "period_recomputed"]
    assert owed["side"] == "claimant", "the respondent of a case not yet taken hears nothing"
    assert owed["due_at"] == now["due_at"]
    async with world.intake.reading() as session:
        assert OLD not in await cases.PROVISIONAL.editions(session)


async def test_what_is_held_is_left_and_hides_nothing_behind_it(world: World) -> None:
    """As a case is whose event could not be read: it is for somebody to look at first."""
    held, free = sorted([await aged(world), await aged(world)], key=lambda each: each.id)
    async with world.intake.reading() as session:
        park = "UPDATE heads SET parked = $2 WHERE subject_kind = 'case' AND subject = $1"
        await session.driver.execute(park, held.id, True)
    try:
        await timers.recompute_provisional(world.intake, longer)
        assert not (await clock_of(world, free))["provisional"]
        async with world.intake.reading() as session:
            found = await session.driver.fetchval(
                "SELECT provisional_by FROM cases WHERE id = $1", held.id
            )
            assert found == OLD
            assert held.id not in [
                each for _, each in await cases.PROVISIONAL.page(session, 50, edition=OLD)
            ]
    finally:
        async with world.intake.reading() as session:
            await session.driver.execute(park, held.id, False)
    await timers.recompute_provisional(world.intake, longer)
    assert not (await clock_of(world, held))["provisional"]


async def test_a_look_reads_one_row_of_each_edition_and_then_what_is_old(world: World) -> None:
    case = await aged(world)
    count, old = 20_000, 30
    async with world.intake.reading() as session:
        await session.driver.execute("BEGIN; SET LOCAL statement_timeout = 0")
        try:
            await shadow(session, "cases", {"pk_cases", "ix_cases_provisional"})
            await shadow(session, "heads", {"pk_heads"})
            by = f"CASE WHEN n <= {old} THEN '{OLD}' ELSE '{CHINESE}' END"
            await copies(session, "cases", "id", case.id, count, id="own", provisional_by=by)
            await copies(session, "heads", "subject", case.id, 10 * old, subject="own")
            await session.driver.execute("ANALYZE cases; ANALYZE heads", timeout=60)
            with listening(session) as asked:
                assert await cases.PROVISIONAL.editions(session) == [OLD, CHINESE]
                found = await cases.PROVISIONAL.page(session, 20, edition=OLD)
                found += await cases.PROVISIONAL.page(session, 20, found[-1], edition=OLD)
                assert len(found) == old
            costs = [await cost(session, each) for each in asked]
            assert [rows for rows, _ in costs] == [1, 1, 0, 40, 20]
            assert max(buffers for _, buffers in costs) < 200, costs
        finally:
            await session.driver.execute("ROLLBACK")
