"""Errors in a case's record are repaired beside it, with reasons; and whose a case is."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import pytest
from tests.conftest import World
from tests.intake.cases import (
    ADMITTED,
    FILED,
    NOW,
    OPEN,
    SETTLED,
    TICK,
    Decision,
    after,
    another,
    answered,
    caseworker,
    claimant,
    contested,
    ended,
    for_respondent,
    lapsed,
    platform,
    respondent,
    served,
    unserved,
    withdrawn,
)
from tests.intake.test_cases_api import good, refused
from tests.intake.test_course import (
    ASKED,
    CN,
    COUNTERED,
    CRT,
    DEFAULT,
    TOLD,
    accepted,
    asked,
    counterclaimed,
    decided,
    default_served,
    silent,
)
from tests.intake.test_procedure_api import filed, give, serve, types
from tests.invariants import invariant

from odr_intake.domain import assigning, ending, repairing, response, screening
from odr_intake.domain import cases as domain
from odr_intake.domain.cases import Case, CaseStatus
from odr_intake.domain.refusals import (
    AnotherMustDecide,
    FutureDate,
    NotTheCaseworker,
    ReviewTooLate,
)
from odr_intake.domain.repairing import NothingToRepair, NotRepairable, RepairIncomplete
from odr_rules.deadlines import derived_again
from odr_rules.packs import pack
from odr_shared import testing
from odr_shared.contracts.codes import Answer, CaseOutcome, Channel, Cure, Served
from odr_shared.contracts.intake_repairs import Repaired
from odr_shared.contracts.negotiation import Outcome
from odr_shared.exact import spelled
from odr_shared.money import Money
from odr_shared.moves import Actor

DAY = timedelta(days=1)
STAFF = testing.staff()
GROUND = CRT.grounds[0].code


def repaired(what: Repaired, now: datetime = NOW, **more: Any) -> Decision:
    return lambda case: repairing.repair(case, caseworker, what, "It is shown.", now, **more)


def put_right(case: Case, what: Repaired, now: datetime = NOW, **more: Any) -> Case:
    found = domain.evolve(case, repaired(what, now, **more)(case))
    if found.deadline is not None:
        assert derived_again(found.deadline) == found.deadline
    return found


def answered_for(given: Answer, **more: Any) -> Decision:
    return lambda case: response.answer(case, for_respondent, given, None, NOW, **more)


def refused_(case: Case) -> list[Any]:
    return screening.refuse(case, caseworker, GROUND, "…", NOW)


def returned(case: Case) -> list[Any]:
    return screening.send_back(case, caseworker, [Cure.ORDER], "…", NOW)


def to_court(case: Case) -> list[Any]:
    return ending.transfer_out(case, claimant, "court", NOW)


TO_ASKED: Final = (accepted, served(), silent, default_served, asked)
AFTER: Final = NOW + 20 * DAY
CN_SILENT = unserved(accepted, served(), silent, pack=CN)
ADMITTED_FOR = after(answered_for(Answer.ADMIT))
NONE: set[Any] = set()
CAN: dict[str, tuple[Case, set[tuple[Repaired, Served | None]]]] = {
    "served": (
        FILED,
        {(Repaired.SERVICE, Served.CLAIM), (Repaired.NOT_SERVED, Served.CLAIM)},
    ),
    "unserved, never screened": (unserved(), NONE),
    "taken by a caseworker": (unserved(accepted, pack=CRT), {(Repaired.SCREENING, None)}),
    "returned": (unserved(returned, pack=CRT), {(Repaired.SCREENING, None)}),
    "refused": (unserved(refused_, pack=CRT), {(Repaired.SCREENING, None)}),
    "screening": (unserved(pack=CRT), NONE),
    "in a stage": (OPEN, NONE),
    "settled": (SETTLED, NONE),
    "admitted in person": (ADMITTED, NONE),
    "admitted by the platform": (ADMITTED_FOR, {(Repaired.ANSWER, None)}),
    "answered by the platform, with a counterclaim": (
        after(answered_for(Answer.CONTEST, counterclaim=Money(amount=5, currency="EUR"))),
        {(Repaired.ANSWER, None)},
    ),
    "the counterclaim served": (
        COUNTERED,
        {(Repaired.SERVICE, Served.COUNTERCLAIM), (Repaired.NOT_SERVED, Served.COUNTERCLAIM)},
    ),
    "in default, untold": (DEFAULT, {(Repaired.NOT_SERVED, Served.CLAIM)}),
    "in default, told": (
        TOLD,
        {
            (Repaired.SERVICE, Served.DEFAULT),
            (Repaired.NOT_SERVED, Served.DEFAULT),
            (Repaired.NOT_SERVED, Served.CLAIM),
        },
    ),
    "attacked": (ASKED, {(Repaired.NOT_SERVED, Served.CLAIM)}),
    "ended by silence in another way": (CN_SILENT, {(Repaired.NOT_SERVED, Served.CLAIM)}),
    "withdrawn": (after(withdrawn), NONE),
    "taken to a court": (after(to_court), NONE),
    "referred by the answer itself": (
        unserved(accepted, served(), contested, pack=pack("eu-adr")),
        NONE,
    ),
    "answered by the platform, then negotiated": (
        after(answered_for(Answer.CONTEST), ended(Outcome.DECLINED)),
        NONE,
    ),
    "answered by the platform, then withdrawn": (
        after(
            answered_for(Answer.CONTEST, counterclaim=Money(amount=5, currency="EUR")), withdrawn
        ),
        NONE,
    ),
    "screened, and answered with a counterclaim": (
        unserved(accepted, served(), counterclaimed, pack=CRT),
        NONE,
    ),
    "in default on the counterclaim alone": (
        unserved(
            *(accepted, served(), counterclaimed, served(Served.COUNTERCLAIM), withdrawn, silent),
            pack=CRT,
        ),
        {(Repaired.NOT_SERVED, Served.COUNTERCLAIM)},
    ),
    "not set aside": (
        unserved(*TO_ASKED, decided(False), pack=CRT),
        {(Repaired.NOT_SERVED, Served.CLAIM)},
    ),
    "set aside, then admitted": (
        unserved(*TO_ASKED, decided(True), answered(Answer.ADMIT, AFTER), pack=CRT),
        NONE,
    ),
}


@pytest.mark.parametrize(("case", "can"), CAN.values(), ids=CAN)
def test_what_can_be_repaired_where_the_case_stands_and_nothing_else(case, can) -> None:
    """Each that is named is done by the command; every other is refused, for each notice."""
    assert set(repairing.repairable(case, NOW)) == can
    for what in Repaired:
        about = list(Served) if what in (Repaired.SERVICE, Repaired.NOT_SERVED) else [None]
        for notice in about:
            more: dict[str, Any] = {"notice": notice}
            if what is Repaired.SERVICE:
                more |= {"channel": Channel.POST, "at": NOW}
            if (what, notice) in can:
                put_right(case, what, **more)
                continue
            with pytest.raises(NotRepairable if can else NothingToRepair) as refusal:
                repaired(what, **more)(case)
            said = refusal.value
            if not can:
                assert said.extra == {"status": case.status.value}
                continue
            assert said.pointer == "/what"
            assert set(said.extra["repairable"].split(", ")) == {each.value for each, _ in can}


def test_a_service_can_be_corrected_while_its_period_runs_and_not_after() -> None:
    assert FILED.deadline is not None
    over = FILED.deadline.due_at
    unheard = (Repaired.NOT_SERVED, Served.CLAIM)
    assert (Repaired.SERVICE, Served.CLAIM) in set(repairing.repairable(FILED, over - TICK))
    assert set(repairing.repairable(FILED, over)) == {unheard}


def test_who_was_served_otherwise_has_a_day_at_least_from_when_we_hear_of_it() -> None:
    assert FILED.deadline is not None
    last = FILED.deadline.due_at - timedelta(hours=1)
    service = {"notice": Served.CLAIM, "channel": Channel.POST}
    late = put_right(FILED, Repaired.SERVICE, last, at=NOW, **service)
    assert late.deadline is not None
    assert late.deadline.due_at >= last + DAY
    [fact, *_] = repaired(Repaired.SERVICE, at=NOW + response.SKEW, **service)(FILED)
    assert (fact.channel, fact.served_at) == (Channel.POST, NOW)


@pytest.mark.parametrize("actor", [claimant, respondent, for_respondent, platform])
def test_only_a_caseworker_repairs(actor: Actor) -> None:
    with pytest.raises(NotTheCaseworker):
        repairing.repair(ADMITTED_FOR, actor, Repaired.ANSWER, "…", NOW)


@invariant(27)
def test_a_period_that_began_later_ends_later_and_one_that_began_earlier_not_earlier() -> None:
    assert FILED.deadline is not None
    service = {"notice": Served.CLAIM, "channel": Channel.POST}
    later = put_right(FILED, Repaired.SERVICE, NOW + 3 * DAY, at=NOW + 2 * DAY, **service)
    assert later.deadline is not None
    assert later.deadline.due_at == FILED.deadline.due_at + 2 * DAY
    assert later.progress.served[Served.CLAIM] == NOW + 2 * DAY
    earlier = put_right(later, Repaired.SERVICE, NOW + 3 * DAY, at=NOW, **service)
    assert earlier.deadline is not None
    assert earlier.deadline.due_at == later.deadline.due_at, "it was shown, and relied on"
    [fact, *_] = repaired(Repaired.SERVICE, at=NOW - DAY, **service)(FILED)
    assert fact.served_at == NOW, "not before it was owed"
    with pytest.raises(FutureDate) as ahead:
        repaired(Repaired.SERVICE, at=NOW + response.SKEW + TICK, **service)(FILED)
    assert ahead.value.pointer == "/at"


@invariant(17, 19)
@pytest.mark.parametrize("case", [FILED, DEFAULT, TOLD, ASKED, after(lapsed)])
def test_what_silence_brought_without_service_is_undone_and_nothing_runs_until_there_is(case):
    again = put_right(case, Repaired.NOT_SERVED, notice=Served.CLAIM)
    assert (again.status, again.outcome) == (CaseStatus.AWAITING_SERVICE, None)
    assert (again.deadline, again.progress.to_serve) == (None, Served.CLAIM)
    assert Served.CLAIM not in again.progress.served
    assert domain.lapse(again, NOW + 4000 * DAY) == []
    now_served = domain.evolve(again, served(at=NOW + 90 * DAY)(again))
    assert now_served.deadline is not None
    answer = response.answer(now_served, respondent, Answer.ADMIT, None, NOW + 91 * DAY)
    assert domain.evolve(now_served, answer).outcome is CaseOutcome.ADMITTED


def test_an_unserved_default_is_told_again_before_its_time_runs() -> None:
    again = put_right(TOLD, Repaired.NOT_SERVED, notice=Served.DEFAULT)
    assert (again.outcome, again.deadline) == (CaseOutcome.DEFAULT, None)
    assert again.progress.to_serve is Served.DEFAULT
    assert not again.at_rest


@invariant(18)
def test_an_answer_that_was_not_given_is_taken_back_and_the_time_runs_anew() -> None:
    again = put_right(ADMITTED_FOR, Repaired.ANSWER, NOW + 2 * DAY)
    assert (again.status, again.answer) == (CaseStatus.AWAITING_RESPONDENT, None)
    assert (again.outcome, again.amount, again.progress.closed_at) == (None, None, None)
    assert again.deadline is not None
    assert again.deadline.trigger == NOW + 2 * DAY
    countered = after(
        answered_for(Answer.CONTEST, counterclaim=Money(amount=5, currency="EUR")),
        served(Served.COUNTERCLAIM),
    )
    bare = put_right(countered, Repaired.ANSWER).progress
    assert (bare.counterclaim, set(bare.served), bare.to_serve) == (None, {Served.CLAIM}, None)


@invariant(22)
def test_a_screening_is_undone_within_its_time_which_stands_as_it_stood() -> None:
    fresh = unserved(pack=CRT)
    assert fresh.deadline is not None
    last = fresh.deadline.due_at - TICK
    for decision in (accepted, refused_):
        case = domain.evolve(fresh, decision(fresh))
        again = put_right(case, Repaired.SCREENING, last)
        assert (again.status, again.deadline) == (CaseStatus.SCREENING, fresh.deadline)
        assert (again.progress.ground, again.progress.to_serve) == (None, None)
        with pytest.raises(ReviewTooLate) as late:
            put_right(case, Repaired.SCREENING, last + TICK)
        due_at = spelled(fresh.deadline.due_at)
        assert late.value.extra == {"due_at": due_at, "rule": "bc-crt/1/screening"}
    back = domain.evolve(fresh, returned(fresh))
    again = put_right(back, Repaired.SCREENING, NOW + DAY)
    assert again.deadline is not None
    assert (again.status, again.progress.missing) == (CaseStatus.SCREENING, ())
    assert again.deadline.due_at >= fresh.deadline.due_at


WRONG: dict[str, tuple[Repaired, dict[str, Any], str]] = {
    "a service of nothing": (Repaired.NOT_SERVED, {}, "/notice"),
    "an answer of a notice": (Repaired.ANSWER, {"notice": Served.CLAIM}, "/notice"),
    "no channel": (Repaired.SERVICE, {"notice": Served.CLAIM, "at": NOW}, "/channel"),
    "no time": (*(Repaired.SERVICE, {"notice": Served.CLAIM, "channel": Channel.APP}, "/at"),),
    "a time too many": (Repaired.NOT_SERVED, {"notice": Served.CLAIM, "at": NOW}, "/at"),
}


@pytest.mark.parametrize(("what", "more", "pointer"), WRONG.values(), ids=WRONG)
def test_a_repair_says_all_that_it_is_about_and_no_more(what, more, pointer) -> None:
    with pytest.raises(RepairIncomplete) as told:
        repaired(what, **more)(FILED)
    assert told.value.pointer == pointer


@invariant(14)
def test_history_is_added_to_and_replays_to_the_repaired_state() -> None:
    facts = repaired(Repaired.ANSWER)(ADMITTED_FOR)
    assert [type(fact).__name__ for fact in facts] == ["CaseRepaired", "Screened", "DecisionStated"]
    assert "It is shown." not in facts[0].model_dump_json()


@invariant(26)
def test_a_case_is_not_handed_to_who_refused_it_while_that_is_reviewed() -> None:
    case = unserved(
        *(refused_, lambda case: screening.ask_review(case, claimant, None, NOW)), pack=CRT
    )
    own, other = caseworker.caseworker, another.caseworker
    with pytest.raises(AnotherMustDecide):
        assigning.assign(case, another, own, None, NOW)
    case = domain.evolve(case, assigning.assign(case, caseworker, other, "toys", NOW))
    assert (case.progress.assignee, case.progress.team) == (other, "toys")
    assert assigning.assign(case, caseworker, other, "toys", NOW) == [], "once is enough"
    assert (
        domain.evolve(case, assigning.assign(case, another, None, None, NOW)).progress.team is None
    )
    for actor in (claimant, platform, Actor(UUID(int=1))):
        with pytest.raises(NotTheCaseworker):
            assigning.assign(case, actor, other, None, NOW)


# Over HTTP.


async def test_a_repair_is_seen_by_both_and_its_reasons_are_sealed(world: World) -> None:
    case = await filed(world, "uncitral-odr")
    await serve(world, case)
    said = {"answer": "admit", "on_behalf_of": case.body["respondent_id"]}
    await give(world, case, "answer", world.platform, said)
    assert "repair" in [a["name"] for a in (await good(world.get(case.path, STAFF)))["actions"]]
    why = {"what": "answer", "text": "The shop's letter of Monday."}
    for caller in (case.claimant, case.respondent, world.platform):
        await refused(world.post(f"{case.path}/repair", caller, why), 403, "not_permitted")
    stranger = testing.platform()
    await refused(world.post(f"{case.path}/repair", stranger, why), 404, "not_found")
    other = why | {"what": "screening"}
    body = await refused(world.post(f"{case.path}/repair", STAFF, other), 409, "not_repairable")
    assert body["detail"] == "What can be repaired now: answer."
    body = await give(world, case, "repair", STAFF, why)
    assert (body["status"], body["answer"], body["outcome"]) == ("awaiting_respondent", None, None)
    for caller in (case.claimant, case.respondent):
        told = (await good(world.get(f"{case.path}/timeline", caller)))["data"]
        assert (told[-2]["type"], told[-2]["data"]["what"]) == ("intake.case_repaired.v1", "answer")
        assert told[-1]["type"] == "intake.remedy_cancelled.v1", "nothing is owed by it now"
        assert "intake.case_answered.v1" in [each["type"] for each in told], "nothing is erased"
        assert "Monday" not in str(told)
    again = world.post("/v1/cases", world.platform, world.filing)
    await refused(again, 409, "duplicate")  # it holds its order again
    async with world.intake.reading() as session:
        texts = await session.driver.fetch(
            "SELECT data::text, sealed FROM history WHERE subject = $1 AND type = $2",
            *(case.id, "intake.decision_stated.v1"),
        )
    [(data, sealed)] = texts
    assert "Monday" not in data
    assert sealed is not None
    assert b"Monday" not in sealed
    body = await give(world, case, "answer", case.respondent, {"answer": "contest"})
    assert body["stage"] == "negotiation"


async def test_a_service_that_was_none_is_owed_again(world: World) -> None:
    case = await filed(world, "uncitral-odr")
    await serve(world, case)
    incomplete = {"what": "not_served", "text": "…"}
    body = await refused(world.post(f"{case.path}/repair", STAFF, incomplete), 422, "incomplete")
    assert body["errors"][0]["pointer"] == "#/notice"
    body = await give(world, case, "repair", STAFF, incomplete | {"notice": "claim"})
    assert (body["status"], body["to_serve"]) == ("awaiting_service", "claim")
    assert not body["clock"]["running"]
    await serve(world, case)
    assert (await types(world, case))[-2:] == ["case_repaired", "notice_served"]


async def test_cases_are_handed_over_and_listed_by_whose_they_are(world: World) -> None:
    mine, other = testing.staff(), uuid4()
    case, _ = await world.case(), await world.case()
    to = {"caseworker_id": str(mine.id), "team": "toys"}
    await refused(world.post(f"{case.path}/assign", case.claimant, to), 403, "not_permitted")
    body = await give(world, case, "assign", STAFF, to)
    assert (body["assignee"], body["team"]) == (str(mine.id), "toys")
    for query, found in (
        (f"assignee={mine.id}", [str(case.id)]),
        (f"assignee={other}", []),
        (f"assignee={mine.id}&team=toys&status=awaiting_respondent", [str(case.id)]),
        (f"assignee={mine.id}&team=shoes", []),
    ):
        read = await good(world.get(f"/v1/cases?{query}", STAFF))
        assert [each["id"] for each in read["data"]] == found, query
    body = await good(world.post("/v1/cases/search", STAFF, {"assignee": str(mine.id)}))
    assert [each["assignee"] for each in body["data"]] == [str(mine.id)]
    for caller in (world.platform, case.claimant):
        read = await good(world.get(case.path, caller))
        assert (read["assignee"], read["team"]) == (None, None), "it is no matter of theirs"
        ask = world.get(f"/v1/cases?assignee={mine.id}", caller)
        await refused(ask, 403, "not_permitted")
    before = await types(world, case)
    await give(world, case, "assign", STAFF, {})
    read = await good(world.get(f"/v1/cases?assignee={mine.id}", STAFF))
    assert read["data"] == []
    assert await types(world, case) == before, "and no event tells of it"
    wrong = world.post(f"{case.path}/assign", STAFF, {"team": "No Team"})
    await refused(wrong, 422, "invalid_request")
