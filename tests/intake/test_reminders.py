"""Reminders: halfway and a day before the end, to who can act, none twice and none too late."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.conftest import World
from tests.intake.cases import (
    CLAIMED,
    DUE,
    NOW,
    TICK,
    WITHDRAWING,
    after,
    answered,
    contested,
    euros,
    filing,
    unserved,
)
from tests.intake.test_instalments import agreed, proposed
from tests.intake.test_obligations import (
    RETURNING,
    confirmed,
    decided,
    disputed,
    following,
    received,
    reported,
)
from tests.invariants import invariant

from odr_intake.domain import cases as domain
from odr_intake.domain import filing as notice
from odr_intake.domain.facts import RemedyReminded, Reminded
from odr_intake.domain.notices import NoticeKind, Turn
from odr_intake.domain.papers import Side
from odr_intake.domain.running import reminders
from odr_intake.domain.telling import owed
from odr_intake.models.cases import CaseRow
from odr_intake.service import timers
from odr_rules.deadlines import Deadline
from odr_rules.packs import pack
from odr_shared.contracts.codes import Answer
from odr_shared.contracts.intake_remedies import RemedyOverdue

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


# Of what is owed.

ADMIT = answered(Answer.ADMIT)


def owing(*decisions: Any, **changed: Any) -> Any:
    return following(ADMIT, *decisions, **changed)


def test_who_owes_a_remedy_is_reminded_halfway_and_a_day_before() -> None:
    case = owing()
    (refund,) = case.obligations
    assert refund.due is not None
    times = reminders(refund.due, NOW)
    assert len(times) == 2
    assert refund.reminders == times
    assert domain.next_reminder(case) == times[0]
    assert domain.remind(case, times[0] - TICK) == []
    [fact] = domain.remind(case, times[0])
    assert fact == RemedyReminded(occurred_at=times[0], number=1)
    case = domain.evolve(case, [fact])
    assert domain.next_reminder(case) == times[1]
    [notice] = owed(case, [fact], case)
    assert (notice.side, notice.kind) == (Side.RESPONDENT, NoticeKind.REMINDER)
    assert (notice.due_at, notice.consequence) == (refund.due.due_at, "overdue")
    assert notice.told.turn is Turn.PERFORM
    assert domain.remind(owing(), times[1]) == [RemedyReminded(occurred_at=times[1], number=1)]
    assert domain.remind(owing(), refund.due.due_at) == [], "it is overdue then, and so told"


@pytest.mark.parametrize(
    "decisions",
    [
        [reported(CLAIMED)],
        [reported(CLAIMED), confirmed()],
        [reported(CLAIMED), disputed()],
    ],
    ids=["reported", "confirmed", "disputed"],
)
def test_nobody_is_reminded_of_what_was_performed_meanwhile(decisions: list[Any]) -> None:
    case = owing(*decisions)
    assert domain.next_reminder(case) is None
    assert domain.remind(case, NOW + 400 * DAY) == []


def test_of_what_is_performed_in_part_and_of_what_was_not_there_are_reminders() -> None:
    assert domain.next_reminder(owing(reported(euros(1)))) is not None
    again = owing(reported(CLAIMED), disputed(), decided(False))
    assert domain.next_reminder(again) is not None


def test_a_refund_that_waits_for_the_goods_is_reminded_of_from_their_return_on() -> None:
    case = following(ADMIT, claims=RETURNING)
    back, refund = case.obligations
    assert (bool(back.reminders), refund.reminders) == (True, ())
    facts = domain.follow(case, received()(case))
    back, refund = domain.evolve(case, facts).obligations
    assert back.reminds_at is None
    assert refund.reminds_at == reminders(refund.due, NOW)[0]


def test_each_instalment_has_reminders_of_its_own() -> None:
    case = owing(proposed(), agreed())
    whole, first, second = case.obligations
    assert whole.reminds_at is None
    assert first.reminders == (), "it is due today"
    assert second.reminders == reminders(second.due, NOW)
    assert domain.next_reminder(case) == second.reminders[0]


def test_on_a_test_clock_they_come_at_their_times_and_before_it_is_overdue() -> None:
    case = owing(clock_now=NOW)
    (refund,) = case.obligations
    facts = domain.advance_clock(case, NOW + 400 * DAY)
    told = [fact for fact in facts if isinstance(fact, RemedyReminded)]
    assert [fact.occurred_at for fact in told] == list(refund.reminders)
    late = next(fact for fact in facts if isinstance(fact, RemedyOverdue))
    assert facts.index(told[-1]) < facts.index(late)


async def test_who_owes_and_nobody_else_is_reminded_of_a_remedy_over_http(world: World) -> None:
    clock = str((await world.clock("2026-01-07T15:30:00Z"))["id"])
    case = await world.case(test_clock_id=clock)
    answer = await world.post(f"{case.path}/answer", case.respondent, {"answer": "admit"})
    assert answer.status_code == 200, answer.text
    due = (await world.get(f"{case.path}/remedies/1", case.respondent)).json()["clock"]["due_at"]
    await world.advance(clock, "2026-03-20T00:00:00Z")
    page = (await world.get(f"{case.path}/notices?limit=100", world.platform)).json()["data"]
    told = [each for each in page if each["kind"] == "reminder"]
    assert [each["side"] for each in told] == ["respondent", "respondent"]
    assert {each["due_at"] for each in told} == {due}
    assert all("you still owe the refund" in each["text"]["happened"] for each in told)
    assert {each["if_nothing"] for each in told} == {"overdue"}


async def test_the_sweep_finds_the_reminder_of_a_remedy_on_real_time(world: World) -> None:
    case = await real(world)
    answer = await world.post(f"{case.path}/answer", case.respondent, {"answer": "admit"})
    assert answer.status_code == 200, answer.text
    async with world.intake.transaction() as session:
        await session.hold()
        await session.driver.execute(
            "UPDATE cases SET reminds_at = reminds_at - interval '60 days', obligations ="
            " jsonb_set(obligations, '{0,reminders}', (SELECT jsonb_agg(to_jsonb("
            " (r #>> '{}')::timestamptz - interval '60 days'))"
            " FROM jsonb_array_elements(obligations->0->'reminders') r)) WHERE id = $1",
            case.id,
        )
    await asyncio.gather(*(timers.remind_due(world.intake) for _ in range(4)))
    await timers.remind_due(world.intake)
    assert (await kinds(world, case)).count(("respondent", "reminder")) == 1
