"""Pauses: who may have a period stand still, why, how long, and what becomes of its end."""

from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import World
from tests.intake.cases import (
    DEFAULTED,
    DUE,
    FILED,
    NOW,
    OPEN,
    TICK,
    Decision,
    after,
    caseworker,
    claimant,
    euros,
    platform,
    respondent,
    served,
    unserved,
    withdrawn,
)
from tests.intake.test_cases_api import good, refused
from tests.intake.test_extending import EXPRESS
from tests.intake.test_procedure_api import filed, give, serve, types
from tests.invariants import invariant

from odr_intake.domain import cases as domain
from odr_intake.domain import ending, extending, pausing, response
from odr_intake.domain.cases import Case
from odr_intake.domain.refusals import AnswerTooLate, NotTheCaseworker, ReviewTooLate
from odr_intake.domain.untimely import (
    NothingRuns,
    NotPausable,
    NotPaused,
    PausedTooOften,
    PauseOutOfBounds,
    StageKeepsTime,
    StandsStill,
)
from odr_intake.models.cases import CaseRow
from odr_intake.queries.cases import visible_to
from odr_intake.service import timers
from odr_rules.deadlines import derived_again
from odr_rules.packs.vocabulary import Pauser
from odr_shared import testing
from odr_shared.contracts.codes import Answer, CaseOutcome, Served
from odr_shared.contracts.intake_timing import CaseResumed
from odr_shared.errors import Refusal
from odr_shared.moves import Actor

DAY = timedelta(days=1)


def paused(at: datetime = NOW, until: datetime | None = None) -> Decision:
    return lambda case: pausing.pause(case, caseworker, Pauser.OUTAGE, until, "Down.", at)


def resumed(at: datetime) -> Decision:
    return lambda case: pausing.resume(case, caseworker, at)


PAUSED = after(paused())
COUNTERED = after(
    lambda case: response.answer(
        case, respondent, Answer.CONTEST, None, NOW, counterclaim=euros(500)
    ),
    served(Served.COUNTERCLAIM),
)

PAUSING: dict[str, tuple[Case, Actor, Pauser, datetime, type[Refusal] | None]] = {
    "a caseworker": (FILED, caseworker, Pauser.OUTAGE, NOW, None),
    "in the last moment": (FILED, caseworker, Pauser.OUTAGE, DUE - TICK, None),
    "while the claimant is to answer": (COUNTERED, caseworker, Pauser.OUTAGE, NOW, None),
    "a moment too late": (FILED, caseworker, Pauser.OUTAGE, DUE, ReviewTooLate),
    "for what the pack does not know": (FILED, caseworker, Pauser.APPRAISAL, NOW, NotPausable),
    "for what is another matter": (FILED, caseworker, Pauser.CURE, NOW, NotPausable),
    "the claimant": (FILED, claimant, Pauser.OUTAGE, NOW, NotTheCaseworker),
    "the platform": (FILED, platform, Pauser.OUTAGE, NOW, NotTheCaseworker),
    "twice": (PAUSED, caseworker, Pauser.OUTAGE, NOW, StandsStill),
    "before anything runs": (unserved(), caseworker, Pauser.OUTAGE, NOW, NothingRuns),
    "once it is closed": (DEFAULTED, caseworker, Pauser.OUTAGE, NOW, NothingRuns),
    "in an open stage": (OPEN, caseworker, Pauser.OUTAGE, NOW, StageKeepsTime),
}


@pytest.mark.parametrize(("case", "actor", "why", "at", "no"), PAUSING.values(), ids=PAUSING)
def test_who_may_have_it_stand_still(case, actor, why, at, no) -> None:
    if no is not None:
        with pytest.raises(no):
            pausing.pause(case, actor, why, None, "Down.", at)
        return
    still = domain.evolve(case, pausing.pause(case, actor, why, None, "Down.", at))
    assert (still.deadline, still.status) == (None, case.status)
    assert still.progress.timing.standing.running == case.deadline


@pytest.mark.parametrize("until", [NOW, NOW - DAY, NOW + pausing.LONGEST + TICK])
def test_a_pause_has_an_end_and_not_one_too_far(until: datetime) -> None:
    with pytest.raises(PauseOutOfBounds):
        paused(until=until)(FILED)
    assert paused(until=NOW + pausing.LONGEST)(FILED)


@invariant(30)
def test_nothing_lapses_while_it_stands_still_and_then_it_runs_on_by_itself() -> None:
    assert domain.lapse(PAUSED, DUE + 20 * DAY) == []
    until = NOW + pausing.USUAL
    assert domain.lapse(PAUSED, until - TICK) == []
    (fact,) = domain.lapse(PAUSED, until + DAY)
    assert isinstance(fact, CaseResumed)
    again = domain.evolve(PAUSED, [fact])
    assert (again.deadline.due_at, fact.occurred_at) == (DUE + pausing.USUAL, until)
    assert domain.lapse(again, again.deadline.due_at - TICK) == []
    closed = domain.evolve(again, domain.lapse(again, again.deadline.due_at))
    assert closed.outcome is CaseOutcome.DEFAULT


def test_meanwhile_nobody_answers_and_nothing_is_extended_but_the_claimant_may_leave() -> None:
    with pytest.raises(StandsStill):
        response.answer(PAUSED, respondent, Answer.CONTEST, None, NOW)
    express = after(paused(), pack=EXPRESS)
    with pytest.raises(StandsStill):
        extending.ask(express, respondent, 1, NOW)
    left = domain.evolve(PAUSED, withdrawn(PAUSED))
    assert left.outcome is CaseOutcome.WITHDRAWN
    assert left.progress.timing.standing is None, "a closed case waits for nothing"
    with pytest.raises(StandsStill):
        counter = domain.evolve(COUNTERED, paused()(COUNTERED))
        response.answer_counterclaim(counter, claimant, Answer.CONTEST, NOW)


def test_a_withdrawal_after_a_pause_that_ran_out_and_silence_after_it_is_too_late() -> None:
    long_after = DUE + pausing.USUAL + DAY
    with pytest.raises(Refusal) as refusal:
        ending.withdraw(PAUSED, claimant, long_after)
    assert refusal.value.code == "case_over"
    assert ending.withdraw(PAUSED, claimant, long_after - 2 * DAY)


def test_only_what_stands_still_is_resumed_and_only_by_a_caseworker() -> None:
    with pytest.raises(NotPaused):
        pausing.resume(FILED, caseworker, NOW)
    with pytest.raises(NotTheCaseworker):
        pausing.resume(PAUSED, respondent, NOW)
    # Whoever comes after the announced end finds it ended then.
    late = domain.evolve(PAUSED, pausing.resume(PAUSED, caseworker, NOW + 40 * DAY))
    assert late.deadline.due_at == DUE + pausing.USUAL


def test_a_period_stands_still_so_often_and_no_more() -> None:
    case = FILED
    for n in range(pausing.OFTEN):
        at = NOW + n * timedelta(minutes=2)
        case = domain.evolve(case, paused(at)(case))
        case = domain.evolve(case, pausing.resume(case, caseworker, at + timedelta(minutes=1)))
    with pytest.raises(PausedTooOften):
        paused(NOW + timedelta(hours=2))(case)


@invariant(27, 28, 29)
@given(
    st.lists(
        st.tuples(st.integers(1, 24 * 60), st.integers(1, 60 * 24 * 60)), min_size=1, max_size=5
    )
)
def test_the_time_that_ran_and_the_time_it_stood_still_are_the_time_that_passed(spans) -> None:
    """Minutes that it runs, then minutes that it stands still, and so on."""
    case, at, stood = FILED, NOW, timedelta()
    for runs, stands in spans:
        at += timedelta(minutes=runs)
        before = domain.evolve(case, paused(at, at + pausing.LONGEST)(case))
        shown = case.deadline.due_at
        at += timedelta(minutes=stands)
        stood += timedelta(minutes=stands)
        case = domain.evolve(before, pausing.resume(before, caseworker, at))
        assert case.deadline.due_at >= shown
    # At most five days have run: two are left, so that the floor of one day changes nothing.
    elapsed = case.deadline.due_at - NOW
    assert elapsed == (DUE - NOW) + stood
    assert derived_again(case.deadline) == case.deadline


@invariant(29)
def test_a_pause_that_nobody_looked_at_gives_no_more_time_than_it_stood() -> None:
    case = after(paused(until=NOW + DAY))
    brought, runs = pausing.by_its_clock(case, NOW + DAY)
    assert [type(each) for each in brought] == [CaseResumed]
    due_at = runs.deadline.due_at
    assert due_at - DUE >= DAY
    assert pausing.by_its_clock(case, NOW + DAY - TICK) == ([], case)
    for at, refusal in ((due_at - TICK, None), (due_at, AnswerTooLate)):
        _, runs = pausing.by_its_clock(case, at)
        assert runs.deadline.due_at == due_at, "however late it is looked at"
        with pytest.raises(refusal) if refusal else nullcontext():
            response.answer(runs, respondent, Answer.CONTEST, None, at)


# Over HTTP.


async def test_a_caseworker_pauses_and_resumes_and_both_see_why(world: World) -> None:
    case, staff = await filed(world, "uncitral-odr"), testing.staff()
    before = (await serve(world, case))["clock"]["due_at"]
    down = {"why": "outage", "text": "The platform was down."}
    body = await give(world, case, "pause", staff, down)
    assert (body["clock"]["running"], body["pause"]["rule"]) == (False, "uncitral-odr/1/answer")
    seen = await good(world.get(case.path, case.respondent))
    assert (seen["pause"]["why"], seen["status"]) == ("outage", "awaiting_respondent")
    (answer,) = [each for each in seen["actions"] if each["name"] == "answer"]
    assert answer["refused_because"]["code"] == "case_paused"
    problem = await refused(
        world.post(f"{case.path}/answer", case.respondent, {"answer": "contest"}),
        409,
        "case_paused",
    )
    assert problem["detail"] == answer["refused_because"]["detail"]
    body = await give(world, case, "resume", staff)
    assert body["pause"] is None
    assert datetime.fromisoformat(body["clock"]["due_at"]) > datetime.fromisoformat(before)
    clock = await good(world.get(f"{case.path}/clock", case.claimant))
    assert [each["why"] for each in clock["derivation"]["pauses"]] == ["outage"]
    assert (await types(world, case))[-2:] == ["case_paused", "case_resumed"]
    timeline = await good(world.get(f"{case.path}/timeline", world.platform))
    assert "was down" not in str(timeline)


async def test_what_may_not_pause_changes_nothing(world: World) -> None:
    case = await filed(world, "uncitral-odr")
    await serve(world, case)
    before = await good(world.get(case.path, world.platform))
    staff = testing.staff()
    for caller, body, status, code in (
        (case.respondent, {"why": "outage", "text": "Ill."}, 403, "not_permitted"),
        (world.platform, {"why": "outage", "text": "Down."}, 403, "not_permitted"),
        (staff, {"why": "appraisal", "text": "Look."}, 409, "not_pausable"),
        (staff, {"why": "lunch", "text": "Eat."}, 422, "invalid_request"),
        (
            staff,
            {"why": "outage", "text": "…", "until": "2999-01-01T00:00:00Z"},
            422,
            "pause_out_of_bounds",
        ),
    ):
        await refused(world.post(f"{case.path}/pause", caller, body), status, code)
    await refused(world.post(f"{case.path}/resume", staff), 409, "wrong_state")
    assert await good(world.get(case.path, world.platform)) == before


async def over(world: World, case: Any) -> None:
    """The pause has ended just now, and no sweep has been by."""
    async with world.intake.reading() as session:
        await session.driver.execute(
            """UPDATE cases SET lapses_at = now() - interval '1 hour', progress = jsonb_set(
                 progress, '{timing,standing,until}', to_jsonb(now())) WHERE id = $1""",
            case.id,
        )


async def stands(world: World) -> Any:
    """A case that stands still."""
    case = await filed(world, "uncitral-odr")
    await serve(world, case)
    await give(world, case, "pause", testing.staff(), {"why": "outage", "text": "Down."})
    return case


async def test_an_answer_counts_from_the_end_of_the_pause_before_any_sweep(world: World) -> None:
    case = await stands(world)
    await over(world, case)
    seen = await good(world.get(case.path, case.respondent))
    (answer,) = [each for each in seen["actions"] if each["name"] == "answer"]
    assert answer["refused_because"] is None
    await refused(world.post(f"{case.path}/resume", testing.staff()), 409, "wrong_state")
    assert (await types(world, case))[-1] == "case_paused", "what is refused changes nothing"
    body = await give(world, case, "answer", case.respondent, {"answer": "contest"})
    assert (body["answer"], body["stage"], body["pause"]) == ("contest", "negotiation", None)
    assert (await types(world, case))[-3:] == ["case_resumed", "case_answered", "stage_opened"]
    await timers.lapse_overdue(world.intake)
    assert (await types(world, case)).count("case_resumed") == 1


async def test_the_sweep_has_it_run_on_when_the_pause_is_over(world: World) -> None:
    case = await stands(world)
    database = world.intake
    async with database.transaction() as session:
        row = await session.lock(visible_to(world.platform).where(CaseRow.id == case.id))
        until = row.state.progress.timing.standing.until
        assert row.lapses_at == until
    await timers.lapse_overdue(database)
    assert (await good(world.get(case.path, world.platform)))["pause"] is not None
    await over(world, case)
    await timers.lapse_overdue(database)
    read: dict[str, Any] = await good(world.get(case.path, world.platform))
    assert (read["pause"], read["clock"]["running"]) == (None, True)
