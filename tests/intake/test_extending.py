"""Periods that are made longer: by whom, how often, by how much, and never shorter."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import World
from tests.intake.cases import (
    CLAIMANT,
    DUE,
    NOW,
    STRANGER,
    TICK,
    Decision,
    after,
    caseworker,
    claimant,
    contested,
    for_claimant,
    for_respondent,
    nobody,
    platform,
    respondent,
    stranger,
    unserved,
)
from tests.intake.test_cases_api import good, refused
from tests.intake.test_procedure_api import filed, give, serve, types
from tests.invariants import invariant

from odr_intake.domain import cases as domain
from odr_intake.domain import extending, response
from odr_intake.domain.cases import Case
from odr_intake.domain.refusals import NotAParty, NotTheCaseworker, ReviewTooLate
from odr_intake.domain.untimely import NothingRuns, StageKeepsTime
from odr_rules.deadlines import derived_again
from odr_rules.packs import pack
from odr_shared import testing
from odr_shared.contracts.codes import Answer
from odr_shared.errors import Refusal
from odr_shared.extending import (
    ExtendedAlready,
    ExtensionPending,
    ExtensionTooLong,
    NotExtendable,
    NothingAsked,
    OwnRequest,
)
from odr_shared.moves import Actor

EXPRESS, EU = pack("merchant-express"), pack("eu-adr", 2)


def asked(more: int | None = None, by: Actor = respondent) -> Decision:
    return lambda case: extending.ask(case, by, more, NOW)


def granted(case: Case) -> list[Any]:
    return extending.grant(case, claimant, NOW)


def turned_down(case: Case) -> list[Any]:
    return extending.refuse(case, claimant, NOW)


FILED = after(pack=EXPRESS)
ASKED = after(asked(2), pack=EXPRESS)
GRANTED = after(asked(2), granted, pack=EXPRESS)
assert FILED.deadline is not None
OVER = FILED.deadline.due_at

ASKING: dict[str, tuple[Case, Actor, int | None, datetime, type[Refusal] | None]] = {
    "the respondent, whose period it is": (FILED, respondent, None, NOW, None),
    "the claimant": (FILED, claimant, 1, NOW, None),
    "its platform for it": (FILED, for_respondent, 3, NOW, None),
    "in the last moment": (FILED, respondent, 3, OVER - TICK, None),
    "a moment too late": (FILED, respondent, 3, OVER, ReviewTooLate),
    "more than the pack allows": (FILED, respondent, 4, NOW, ExtensionTooLong),
    "the platform for nobody": (FILED, platform, 1, NOW, NotAParty),
    "a caseworker": (FILED, caseworker, 1, NOW, NotAParty),
    "a stranger": (FILED, stranger, 1, NOW, NotAParty),
    "twice": (ASKED, respondent, 1, NOW, ExtensionPending),
    "while the other has asked": (ASKED, claimant, 1, NOW, ExtensionPending),
    "again once it was granted": (GRANTED, respondent, 1, NOW, ExtendedAlready),
    "again once it was refused": (
        after(asked(2), turned_down, pack=EXPRESS),
        respondent,
        1,
        NOW,
        None,
    ),
    "where the pack has none": (after(), respondent, 1, NOW, NotExtendable),
    "where it is a caseworker's to give": (after(pack=EU), respondent, 1, NOW, NotExtendable),
    "before anything runs": (unserved(pack=EXPRESS), respondent, 1, NOW, NothingRuns),
    "in an open stage": (after(contested, pack=EXPRESS), respondent, 1, NOW, StageKeepsTime),
}


@pytest.mark.parametrize(("case", "actor", "more", "at", "why"), ASKING.values(), ids=ASKING)
def test_who_may_ask_for_more_time(case, actor, more, at, why) -> None:
    if why is not None:
        with pytest.raises(why):
            extending.ask(case, actor, more, at)
        return
    (fact,) = extending.ask(case, actor, more, at)
    assert fact.more == (more or 3)
    later = domain.evolve(case, [fact])
    assert later.deadline == case.deadline, "asking moves nothing"
    assert later.progress.timing.of(later.deadline).asked_by == actor.party


DECIDING: dict[str, tuple[Case, Actor, datetime, type[Refusal] | None]] = {
    "the other party": (ASKED, claimant, NOW, None),
    "its platform for it": (ASKED, for_claimant, NOW, None),
    "who asked": (ASKED, respondent, NOW, OwnRequest),
    "the platform for who asked": (ASKED, for_respondent, NOW, OwnRequest),
    "a caseworker": (ASKED, caseworker, NOW, NotAParty),
    "nobody": (ASKED, nobody, NOW, NotAParty),
    "too late": (ASKED, claimant, OVER, ReviewTooLate),
    "what nobody asked": (FILED, claimant, NOW, NothingAsked),
    "twice": (GRANTED, claimant, NOW, NothingAsked),
}


@pytest.mark.parametrize("decide", [extending.grant, extending.refuse])
@pytest.mark.parametrize(("case", "actor", "at", "why"), DECIDING.values(), ids=DECIDING)
def test_the_other_party_decides(decide, case, actor, at, why) -> None:
    if why is not None:
        with pytest.raises(why):
            decide(case, actor, at)
        return
    later = domain.evolve(case, decide(case, actor, at))
    assert later.progress.timing.of(later.deadline).asked_by is None
    assert (later.deadline == case.deadline) == (decide is extending.refuse)


@invariant(27)
def test_two_business_days_more_are_two_business_days_later_and_can_be_worked_out() -> None:
    before, found = FILED.deadline, GRANTED.deadline
    assert before is not None
    assert found is not None
    # Served on Wednesday 7 January 2026; three business days are over on Monday the 12th.
    assert (before.derivation.last_day.isoformat(), found.derivation.last_day.isoformat()) == (
        "2026-01-12",
        "2026-01-14",
    )
    assert (found.derivation.length, found.derivation.extended_by) == (3, 2)
    assert derived_again(found) == found
    # Silence brings what it would have, then and not before.
    assert domain.lapse(GRANTED, before.due_at) == []
    assert domain.lapse(GRANTED, found.due_at)
    assert response.answer(GRANTED, respondent, Answer.CONTEST, None, before.due_at)


@invariant(28)
@given(more=st.integers(1, 3), name=st.sampled_from(["merchant-express", "cn-ecommerce"]))
def test_no_extension_ends_a_period_sooner(more: int, name: str) -> None:
    case = after(asked(more), granted, pack=pack(name))
    was = after(pack=pack(name)).deadline
    assert case.deadline is not None
    assert was is not None
    assert case.deadline.due_at > was.due_at


def test_a_request_ends_with_its_period() -> None:
    """What was asked about a period says nothing about the next one under the same rule."""
    assert ASKED.deadline is not None
    anew = replace(ASKED, deadline=replace(ASKED.deadline, trigger=NOW + timedelta(days=30)))
    with pytest.raises(NothingAsked):
        extending.grant(anew, claimant, NOW)
    assert extending.ask(anew, claimant, 1, NOW)


def test_a_caseworker_makes_longer_what_the_pack_leaves_to_one() -> None:
    case = after(pack=EU)
    with pytest.raises(NotTheCaseworker):
        extending.extend(case, respondent, None, "Complex.", NOW)
    with pytest.raises(ExtensionTooLong):
        extending.extend(case, caseworker, 11, "Complex.", NOW)
    with pytest.raises(NotExtendable):
        extending.extend(FILED, caseworker, 1, "Complex.", NOW)
    later = domain.evolve(case, extending.extend(case, caseworker, 10, "Complex.", NOW))
    assert later.deadline is not None
    assert later.deadline.derivation is not None
    assert later.deadline.derivation.extended_by == 10
    with pytest.raises(ExtendedAlready):
        extending.extend(later, caseworker, 1, "Still.", NOW)


def test_due_is_what_the_other_tests_say() -> None:
    assert after().deadline.due_at == DUE
    assert claimant.party == CLAIMANT


# Over HTTP.


async def moves(world: World, case: Any, caller: Any) -> dict[str, Any]:
    read = await good(world.get(case.path, caller))
    return {each["name"]: each for each in read["actions"]}


async def test_one_asks_the_other_grants_and_both_see_the_new_end(world: World) -> None:
    case = await filed(world, "merchant-express")
    body = await serve(world, case)
    before = body["clock"]["due_at"]
    assert "ask_extension" in await moves(world, case, case.respondent)
    body = await give(world, case, "ask-extension", case.respondent, {"more": 2})
    assert body["extension"] == {"asked_by": str(case.respondent.id), "more": 2}
    assert body["clock"]["due_at"] == before
    assert "grant_extension" in await moves(world, case, case.claimant)
    own = world.post(f"{case.path}/grant-extension", case.respondent)
    await refused(own, 403, "own_request")
    body = await give(world, case, "grant-extension", case.claimant)
    assert body["extension"] is None
    assert datetime.fromisoformat(body["clock"]["due_at"]) > datetime.fromisoformat(before)
    again = world.post(f"{case.path}/ask-extension", case.respondent)
    problem = await refused(again, 409, "extended_already")
    assert problem["detail"] == "merchant-express/1/answer can be made longer 1 times."
    clock = await good(world.get(f"{case.path}/clock", case.claimant))
    assert (clock["derivation"]["extended_by"], clock["due_at"]) == (2, body["clock"]["due_at"])
    assert (await types(world, case))[-2:] == ["extension_asked", "period_extended"]


async def test_what_cannot_be_longer_says_why_and_changes_nothing(world: World) -> None:
    case = await filed(world, "merchant-express")
    await serve(world, case)
    before = await good(world.get(case.path, world.platform))
    long = world.post(f"{case.path}/ask-extension", case.respondent, {"more": 4})
    problem = await refused(long, 422, "extension_too_long")
    assert problem["errors"][0]["pointer"] == "#/more"
    assert "the seller's three business days" in problem["detail"]
    for wrong in (0, -1, 1001, 1.5, "2"):
        await refused(
            world.post(f"{case.path}/ask-extension", case.respondent, {"more": wrong}),
            422,
            "invalid_request",
        )
    outsider = world.post(
        f"{case.path}/ask-extension", testing.party(case.id, STRANGER), {"more": 1}
    )
    await refused(outsider, 404, "not_found")
    mine = world.post(f"{case.path}/extend", case.claimant, {"text": "Please."})
    await refused(mine, 403, "not_permitted")
    assert await good(world.get(case.path, world.platform)) == before


async def test_in_a_stage_its_own_procedure_keeps_time(world: World) -> None:
    case = await filed(world, "merchant-express")
    await serve(world, case)
    await give(world, case, "answer", case.respondent, {"answer": "contest"})
    problem = await refused(
        world.post(f"{case.path}/ask-extension", case.respondent), 409, "stage_keeps_time"
    )
    assert problem["detail"].startswith("The stage is negotiation")


async def test_a_caseworker_extends_with_reasons_that_no_fact_tells(world: World) -> None:
    set_to = {"now": "2028-04-03T08:00:00Z"}
    clock = await good(world.post("/v1/test-clocks", world.platform, set_to), 201)
    case = await filed(world, "eu-adr", test_clock_id=clock["id"])
    caseworker = testing.staff()
    await give(world, case, "accept", caseworker)
    before = (await serve(world, case))["clock"]["due_at"]
    why = {"text": "Two experts are needed.", "more": 10}
    body = await give(world, case, "extend", caseworker, why)
    assert body["clock"]["due_at"] > before
    timeline = await good(world.get(f"{case.path}/timeline", world.platform))
    assert "experts" not in str(timeline)
