"""Reminders: halfway and a day before the end, to who can act, none twice and none too late."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.conftest import World
from tests.intake.cases import DUE, NOW, WITHDRAWING, after, answered, contested, filing, unserved
from tests.invariants import invariant

from odr_intake.domain import cases as domain
from odr_intake.domain import filing as notice
from odr_intake.domain.facts import Reminded
from odr_intake.domain.running import reminders
from odr_intake.models.cases import CaseRow
from odr_intake.service import timers
from odr_rules.deadlines import Deadline
from odr_rules.packs import pack
from odr_shared.contracts.codes import Answer

DAY = timedelta(days=1)


def running(length: timedelta) -> Deadline:
    return Deadline("p/1/answer", NOW, NOW + length, "UTC", "default", None)


@pytest.mark.parametrize(
    ("length", "times"),
    [
        (timedelta(days=10), [5, 9]),
        (timedelta(days=4), [2, 3]),
        (timedelta(days=3), [2]),
        (timedelta(days=2), [1]),
        (timedelta(days=2) - timedelta(seconds=1), []),
        (timedelta(hours=5), []),
    ],
    ids=["both", "a day apart", "closer: the later", "they fall together", "too short", "hours"],
)
def test_it_is_halfway_and_a_day_before(length: timedelta, times: list[int]) -> None:
    assert reminders(running(length), NOW) == tuple(NOW + n * DAY for n in times)


def test_what_is_past_when_we_hear_of_the_period_is_not_reminded_of() -> None:
    assert reminders(running(10 * DAY), NOW + 6 * DAY) == (NOW + 9 * DAY,)
    assert reminders(running(10 * DAY), NOW + 9 * DAY) == ()
    assert reminders(None, NOW) == ()


def test_by_real_time_only_the_later_of_two_that_are_due_and_none_after_the_end() -> None:
    case = after()
    first, eve = case.progress.reminders
    assert domain.remind(case, first - timedelta(microseconds=1)) == []
    [fact] = domain.remind(case, first)
    assert fact == Reminded(occurred_at=first)
    case = domain.evolve(case, [fact])
    assert domain.remind(case, first) == []
    assert domain.remind(after(), eve) == [Reminded(occurred_at=eve)]
    assert domain.evolve(after(), [Reminded(occurred_at=eve)]).progress.reminders == ()
    assert domain.remind(after(), DUE) == []


def test_on_a_test_clock_each_at_its_own_time_and_before_the_end() -> None:
    case = after(clock_now=NOW)
    facts = domain.advance_clock(case, DUE + DAY)
    told = [fact for fact in facts if isinstance(fact, Reminded)]
    assert [fact.occurred_at for fact in told] == list(case.progress.reminders)
    ended = next(fact for fact in facts if fact.type.startswith("intake.case_closed"))
    assert facts.index(told[-1]) < facts.index(ended)


def test_nobody_is_reminded_who_has_acted_or_cannot() -> None:
    answered_ = after(answered(Answer.ADMIT))
    assert domain.next_reminder(answered_) is None
    checking = domain.evolve(None, notice.file_case(filing(pack=pack("cn-ecommerce")), NOW))
    assert checking.deadline is not None
    assert domain.next_reminder(checking) is None, "the caseworker's time is not a party's"
    assert domain.next_reminder(unserved()) is None, "nothing runs yet"
    assert WITHDRAWING.progress.reminders, "the negotiation still runs"
    assert domain.next_reminder(WITHDRAWING) is None, "and there is nothing left to do in it"
    assert domain.next_reminder(after()) is not None
    assert domain.next_reminder(after(contested)) is not None, "of the negotiation both are"


# With a database.


async def due_now(world: World, case_id: Any, back: timedelta) -> None:
    """As if the case had begun so much earlier: its reminder is due, and not yet its end."""
    async with world.intake.transaction() as session:
        await session.hold()
        await session.driver.execute(
            "UPDATE cases SET reminds_at = reminds_at - $2::interval, progress = jsonb_set("
            " progress, '{reminders}', (SELECT jsonb_agg(to_jsonb((r #>> '{}')::timestamptz"
            " - $2::interval)) FROM jsonb_array_elements(progress->'reminders') r))"
            " WHERE id = $1",
            case_id,
            back,
        )


async def kinds(world: World, case: Any) -> list[tuple[str, str]]:
    answer = await world.get(f"{case.path}/notices?limit=100", world.platform)
    return [(each["side"], each["kind"]) for each in answer.json()["data"]]


async def real(world: World) -> Any:
    """A case on real time."""
    return await world.case()


async def test_the_sweep_reminds_once_whoever_sweeps(world: World) -> None:
    case = await real(world)
    await due_now(world, case.id, timedelta(days=5))
    await asyncio.gather(*(timers.remind_due(world.intake) for _ in range(4)))
    assert (await kinds(world, case)).count(("respondent", "reminder")) == 1
    await timers.remind_due(world.intake)
    assert (await kinds(world, case)).count(("respondent", "reminder")) == 1


async def test_one_that_is_cut_off_reminds_once_all_the_same(world: World) -> None:
    case = await real(world)
    await due_now(world, case.id, timedelta(days=5))

    class Killed(Exception):
        pass

    with pytest.raises(Killed):
        async with world.intake.transaction() as session:
            [row] = await session.lock_free(CaseRow, [case.id])
            timers.REMIND.change(session, row, await world.intake.now())
            await session.write()
            raise Killed
    assert ("respondent", "reminder") not in await kinds(world, case)
    await timers.remind_due(world.intake)
    assert (await kinds(world, case)).count(("respondent", "reminder")) == 1


async def test_none_is_owed_after_the_party_has_answered(world: World) -> None:
    case = await real(world)
    await due_now(world, case.id, timedelta(days=5))
    answer = await world.post(f"{case.path}/answer", case.respondent, {"answer": "admit"})
    assert answer.status_code == 200, answer.text
    await timers.remind_due(world.intake)
    assert "reminder" not in {kind for _, kind in await kinds(world, case)}


@invariant(19)
async def test_on_a_turned_clock_reminders_come_at_their_times_and_name_the_end(
    world: World,
) -> None:
    clock = str((await world.clock("2026-01-07T15:30:00Z"))["id"])
    case = await world.case(test_clock_id=clock)
    await world.advance(clock, "2026-01-20T00:00:00Z")
    page = (await world.get(f"{case.path}/notices", world.platform)).json()["data"]
    told = [each for each in page if each["kind"] == "reminder"]
    times = [datetime.fromisoformat(each["made_at"]) for each in told]
    end = datetime(2026, 1, 14, 23, tzinfo=UTC)
    began = datetime(2026, 1, 7, 15, 30, tzinfo=UTC)
    assert times == [began + (end - began) / 2, end - DAY]
    [ended] = [each for each in page if each["kind"] == "default"]
    assert all(each["if_nothing"] == "default" for each in told)
    assert datetime.fromisoformat(ended["made_at"]) == end
    assert {datetime.fromisoformat(each["due_at"]) for each in told} == {end}
