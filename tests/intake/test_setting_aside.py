"""A default that is set aside: who may decide, when it is final, what the reopened case holds."""

from typing import Any

import pytest
from tests.conftest import Case, World
from tests.intake.cases import (
    DUE,
    NOW,
    another,
    caseworker,
    claimant,
    platform,
    respondent,
    served,
    unserved,
)
from tests.intake.test_cases_api import good, refused
from tests.intake.test_course import CRT, DEFAULT, asked, crt, decided, default_served, silent
from tests.intake.test_procedure_api import filed, give, seen, serve, types
from tests.invariants import invariant

from odr_intake.domain import cases as domain
from odr_intake.domain import ending, response, screening
from odr_intake.domain.cases import Case as State
from odr_intake.domain.refusals import AnotherMustDecide, NothingToServe
from odr_shared import testing
from odr_shared.contracts.codes import Channel, Served

STAFF = testing.staff()
WHY = {"text": "Seen."}


def refused_at_first(case: State) -> list[Any]:
    return screening.refuse(case, caseworker, CRT.grounds[0].code, "Because.", NOW)


def review_asked(case: State) -> list[Any]:
    return screening.ask_review(case, claimant, None, NOW)


def overturned(case: State) -> list[Any]:
    return screening.review(case, another, upheld=False, text="No.", now=NOW)


DEFAULTS = {
    "refused, and that overturned, before": unserved(
        *(refused_at_first, review_asked, overturned, served()),
        *(silent, default_served, asked),
        pack=CRT,
    ),
    "the second": crt(silent, default_served, asked, decided(True), silent, default_served, asked),
}


@invariant(26)
@pytest.mark.parametrize("case", DEFAULTS.values(), ids=DEFAULTS)
@pytest.mark.parametrize("who", [caseworker, another], ids=["one", "the other"])
def test_a_default_fell_by_silence_so_no_caseworker_is_barred_from_it(case, who) -> None:
    """Neither who refused the case, nor who reviewed that, nor who set a default aside before."""
    assert domain.evolve(case, decided(False, who)(case)).progress.is_final


@invariant(26)
def test_a_refusal_is_reviewed_by_any_but_who_refused() -> None:
    case = unserved(refused_at_first, review_asked, pack=CRT)
    with pytest.raises(AnotherMustDecide):
        screening.review(case, caseworker, upheld=True, text="…", now=NOW)
    assert domain.evolve(case, overturned(case)).progress.refused_by == caseworker.caseworker


def test_a_request_refused_before_service_leaves_no_notice_to_serve() -> None:
    early = domain.evolve(DEFAULT, ending.ask_set_aside(DEFAULT, respondent, "not_told", None, DUE))
    case = domain.evolve(early, decided(False)(early))
    assert (case.progress.is_final, case.progress.to_serve, case.at_rest) == (True, None, True)
    with pytest.raises(NothingToServe):
        response.serve(case, platform, Served.DEFAULT, Channel.POST, DUE, DUE)


# Over HTTP.


async def defaulted(world: World, clock: str, **more: Any) -> Case:
    case = await filed(world, test_clock_id=clock, **more)
    await give(world, case, "accept", STAFF)
    await serve(world, case)
    await world.advance(clock, "2026-03-01T00:00:00Z")
    assert await seen(world, case) == ("closed", None, "default")
    return case


async def told(world: World, case: Case, at: str) -> dict[str, Any]:
    proof = {"notice": "default", "channel": "post", "at": at}
    return await give(world, case, "serve", world.platform, proof)


@invariant(19, 30)
async def test_a_default_on_a_test_clock_becomes_final_when_its_time_is_over(world: World) -> None:
    clock = str((await world.clock("2026-01-07T15:30:00Z"))["id"])
    case = await defaulted(world, clock)
    await world.advance(clock, "2026-03-05T00:00:00Z")  # it follows, though it has an outcome
    body = await told(world, case, "2026-03-05T00:00:00Z")
    assert body["clock"]["rule"] == "bc-crt/1/set_aside"
    await world.advance(clock, body["clock"]["due_at"])
    assert (await types(world, case))[-1] == "outcome_final"
    late = world.post(f"{case.path}/ask-set-aside", case.respondent, {"cause": "not_told"})
    await refused(late, 409, "case_over")
    shown = await good(world.get(f"/v1/test-clocks/{clock}", world.platform))
    assert shown["ready"], "nobody waits for a case that is at rest"
    await world.advance(clock, "2027-01-01T00:00:00Z")
    assert (await types(world, case))[-1] == "outcome_final", "at rest it is told no more"


async def test_a_reopened_case_holds_its_order_again(world: World) -> None:
    clock = str((await world.clock("2026-01-07T15:30:00Z"))["id"])
    case = await defaulted(world, clock)
    await give(world, case, "ask-set-aside", case.respondent, {"cause": "not_told"})
    await give(world, case, "decide-set-aside", STAFF, {"granted": True, **WHY})
    body = await refused(world.post("/v1/cases", world.platform, world.filing), 409, "duplicate")
    assert body["case_id"] == str(case.id)
    await give(world, case, "withdraw", case.claimant)
    await good(world.post("/v1/cases", world.platform, world.filing), 201)


async def test_a_default_is_not_set_aside_while_a_later_case_about_the_order_is_open(world) -> None:
    """The later case goes on with the dispute; the request waits, or is refused on its merits."""
    clock = str((await world.clock("2026-01-07T15:30:00Z"))["id"])
    case = await defaulted(world, clock)
    await give(world, case, "ask-set-aside", case.respondent, {"cause": "not_told"})
    later = world.of(await good(world.post("/v1/cases", world.platform, world.filing), 201))
    before = await good(world.get(case.path, STAFF))
    grant = {"granted": True, **WHY}
    body = await refused(
        world.post(f"{case.path}/decide-set-aside", STAFF, grant), 409, "duplicate"
    )
    assert (body["case_id"], body.get("errors")) == (str(later.id), None)
    assert await good(world.get(case.path, STAFF)) == before, "a refusal changes nothing"
    await give(world, later, "withdraw", later.claimant)
    body = await give(world, case, "decide-set-aside", STAFF, grant)
    assert (body["status"], body["outcome"]) == ("awaiting_respondent", None)
    await refused(world.post("/v1/cases", world.platform, world.filing), 409, "duplicate")


async def test_a_platform_is_shown_once_that_it_may_serve_and_for_neither_party(world) -> None:
    case = await filed(world, "uncitral-odr")
    moves = [each for each in case.body["actions"] if each["name"] == "serve"]
    assert [each["on_behalf_of"] for each in moves] == [None]
    by_name = [(each["name"], each["on_behalf_of"]) for each in case.body["actions"]]
    assert len(by_name) == len(set(by_name))
    assert ("withdraw", case.body["claimant_id"]) in by_name


# Who was shown what, and all that happened.


async def lines(world: World, case_id: str) -> list[tuple[str, str]]:
    async with world.intake.reading() as session:
        found = await session.driver.fetch(
            "SELECT route, ground FROM accesses WHERE subject = $1 ORDER BY at", case_id
        )
    return [tuple(each) for each in found]


async def test_who_files_a_case_is_shown_it_and_that_is_noted_with_it(world: World) -> None:
    filed_it = ("POST /v1/cases", "own_case")
    key = {"Idempotency-Key": "once"}
    body = await good(world.file(**key), 201)
    assert await lines(world, body["id"]) == [filed_it]
    assert (await world.file(**key)).headers["Idempotency-Replayed"] == "true"
    assert await lines(world, body["id"]) == [filed_it] * 2, "it was read again"
    await refused(world.post("/v1/cases", world.platform, world.filing), 409, "duplicate")
    async with world.intake.reading() as session:
        mine = "SELECT count(*) FROM accesses WHERE caller_id = $1"
        assert await session.driver.fetchval(mine, world.platform.id) == 2, "nothing was shown"


async def test_a_timeline_is_read_page_by_page_to_its_end(world: World) -> None:
    case, _ = await world.offered()
    counter = {"amount": {"amount": 2000, "currency": "EUR"}}
    await good(world.post(f"{case.negotiation}/offers", case.respondent, counter), 201)
    for path in (case.path, case.negotiation):
        whole = await good(world.get(f"{path}/timeline", case.claimant))
        assert whole["next"] is None
        found, query = [], "?limit=1"
        while query:
            answer = await world.get(f"{path}/timeline{query}", case.claimant)
            body = answer.json()
            found += body["data"]
            query = f"?limit=1&cursor={body['next']}" if body["next"] else ""
            assert ("Link" in answer.headers) == bool(query)
        assert found == whole["data"]
        assert len(found) >= 2
        for wrong in ("x", "dg", "dgAAAAA=", "dv____8", "x" * 99):
            answer = world.get(f"{path}/timeline?cursor={wrong}", case.claimant)
            await refused(answer, 400, "cursor_unknown")
        many = world.get(f"{path}/timeline?limit=101", case.claimant)
        await refused(many, 422, "invalid_request")
