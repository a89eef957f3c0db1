"""Representatives see and do what their mandate covers, until it ends, and nothing else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.conftest import Case, World
from tests.intake.cases import (
    ADMITTED,
    CLAIMANT,
    FILED,
    NOW,
    TICK,
    caseworker,
    claimant,
    for_claimant,
    platform,
    respondent,
    stranger,
)
from tests.intake.test_cases_api import good, refused
from tests.intake.test_procedure_api import filed, give, serve, types
from tests.invariants import invariant

from odr_intake.domain import mandates
from odr_intake.domain.mandates import (
    LONGEST,
    MandateOutOfBounds,
    NotYourMandate,
    ScopeUnknown,
    TooManyMandates,
)
from odr_intake.domain.refusals import CaseOver, NotAParty
from odr_intake.service import identity
from odr_shared import testing
from odr_shared.callers import SCOPES, Caller, Kind
from odr_shared.mandates import Mandate, MandateEnded, must_cover
from odr_shared.moves import OutOfScope

DAY = timedelta(days=1)
KNOWN = frozenset({"answer", "withdraw", "consent"})
ID = UUID(int=77)
LAST = datetime(9998, 12, 31, tzinfo=UTC)
ITS = Mandate(ID, CLAIMANT, ["answer", "withdraw"], NOW, NOW + DAY)


GIVING: dict[str, tuple[Any, Any, Mandate, int, type[Exception] | None]] = {
    "a party": (FILED, claimant, ITS, 0, None),
    "its platform for it": (FILED, for_claimant, ITS, 0, None),
    "the platform for nobody": (FILED, platform, ITS, 0, NotAParty),
    "a stranger": (FILED, stranger, ITS, 0, NotAParty),
    "a caseworker": (FILED, caseworker, ITS, 0, NotAParty),
    "in a case that is over": (ADMITTED, claimant, ITS, 0, CaseOver),
    "one too many": (FILED, claimant, ITS, mandates.AT_MOST, TooManyMandates),
    "for what nobody can do": (
        *(FILED, claimant, Mandate(ID, CLAIMANT, ["accept"], NOW, NOW + DAY)),
        *(0, ScopeUnknown),
    ),
    "that ends as it begins": (
        *(FILED, claimant, Mandate(ID, CLAIMANT, ["answer"], NOW, NOW)),
        *(0, MandateOutOfBounds),
    ),
    "that has ended already": (
        *(FILED, claimant, Mandate(ID, CLAIMANT, ["answer"], NOW - 2 * DAY, NOW - DAY)),
        *(0, MandateOutOfBounds),
    ),
    "for too long": (
        *(FILED, claimant, Mandate(ID, CLAIMANT, ["answer"], NOW, NOW + LONGEST + TICK)),
        *(0, MandateOutOfBounds),
    ),
    "from when nobody lives": (
        *(FILED, claimant, Mandate(ID, CLAIMANT, ["answer"], LAST - DAY, LAST)),
        *(0, MandateOutOfBounds),
    ),
}


@pytest.mark.parametrize(("case", "actor", "its", "others", "why"), GIVING.values(), ids=GIVING)
def test_who_may_give_one(case, actor, its, others, why) -> None:
    if why is not None:
        with pytest.raises(why):
            mandates.give(case, actor, its, KNOWN, others, NOW)
        return
    (fact,) = mandates.give(case, actor, its, KNOWN, others, NOW)
    assert (fact.mandate, fact.party, fact.scope) == (ID, CLAIMANT, ("answer", "withdraw"))


@pytest.mark.parametrize(
    ("command", "at", "why"),
    [
        ("answer", NOW, None),
        ("answer", NOW + DAY - TICK, None),
        ("answer", NOW + DAY, MandateEnded),
        ("answer", NOW - TICK, MandateEnded),
        ("consent", NOW, OutOfScope),
        ("", NOW, OutOfScope),
    ],
)
def test_what_it_covers(command: str, at: datetime, why: type[Exception] | None) -> None:
    if why is None:
        must_cover(ITS, command, at)
        return
    with pytest.raises(why):
        must_cover(ITS, command, at)


def test_its_party_ends_it_and_a_second_time_changes_nothing() -> None:
    with pytest.raises(NotYourMandate):
        mandates.revoke(ITS, respondent, NOW)
    assert mandates.revoke(ITS, claimant, NOW)
    ended = Mandate(ID, CLAIMANT, ["answer"], NOW, NOW + DAY, revoked_at=NOW)
    assert mandates.revoke(ended, claimant, NOW) == []


# Over HTTP.


def acting(world: World, case: Case, given: dict[str, Any]) -> Caller:
    """As whom the token of a representative has its bearer call."""
    return Caller(
        kind=Kind.PARTY,
        id=UUID(given["party_id"]),
        client_id=world.platform.client_id,
        mode=world.platform.mode,
        token_id=str(uuid4()),
        scopes=SCOPES[Kind.PARTY],
        platform_id=world.platform.id,
        case_id=case.id,
        side="respondent",
        mandate_id=UUID(given["id"]),
        mandated=frozenset(given["scope"]),
    )


async def mandate(world: World, case: Case, *scope: str) -> dict[str, Any]:
    body = {"scope": list(scope), "until": "2027-06-01T00:00:00Z"}
    return await good(world.post(f"{case.path}/mandates", case.respondent, body), 201)


@invariant(11)
async def test_it_acts_within_its_scope_and_what_it_did_stands_when_it_ends(world: World) -> None:
    case = await filed(world, "merchant-express")
    await serve(world, case)
    given = await mandate(world, case, "ask_extension")
    agent = acting(world, case, given)
    seen = await good(world.get(case.path, agent))
    shown = {each["name"]: each["refused_because"] for each in seen["actions"]}
    assert shown["ask_extension"] is None
    assert shown["answer"]["code"] == "out_of_scope"
    before = await good(world.get(case.path, world.platform))
    answering = world.post(f"{case.path}/answer", agent, {"answer": "admit"})
    problem = await refused(answering, 403, "out_of_scope")
    assert problem["detail"] == shown["answer"]["detail"]
    for path, body in (
        ("mandates", {"scope": ["answer"], "until": "2027-06-01T00:00:00Z"}),
        (f"mandates/{given['id']}/revoke", None),
    ):
        await refused(world.post(f"{case.path}/{path}", agent, body), 403, "out_of_scope")
    assert await good(world.get(case.path, world.platform)) == before
    body = await give(world, case, "ask-extension", agent, {"more": 1})
    assert body["extension"]["asked_by"] == str(case.respondent.id)
    assert (await types(world, case))[-2:] == ["representative_acted", "extension_asked"]
    ended = await give(world, case, f"mandates/{given['id']}/revoke", case.respondent)
    assert ended["revoked_at"] is not None
    for answer in (
        world.get(case.path, agent),
        world.post(f"{case.path}/ask-extension", agent, {"more": 1}),
        world.get(f"{case.path}/notices", agent),
    ):
        await refused(answer, 404, "not_found")
    read = await good(world.get(case.path, world.platform))
    assert read["extension"]["more"] == 1, "what was done before stands"


@invariant(11)
async def test_its_token_comes_from_the_platform_and_says_what_it_covers(world: World) -> None:
    now = await world.intake.now()
    async with world.intake.transaction() as session:
        known = identity.create_platform(session, "Shop", now)
        client = identity.create_client(session, Kind.PLATFORM, "test", known.id, [], None, now)
    world.platform = replace(testing.platform(known.id), client_id=client.client_id)
    case = await filed(world, "uncitral-odr")
    await serve(world, case)
    given = await mandate(world, case, "answer")
    path = f"{case.path}/mandates/{given['id']}/tokens"
    minted = await good(world.post(path, world.platform), 201)
    bearer = {"Authorization": f"Bearer {minted['access_token']}"}
    read = await world.http.get(case.path, headers=bearer)
    assert read.status_code == 200, read.text
    admit = {"answer": "admit"}
    said = await world.http.post(f"{case.path}/answer", headers=bearer, json=admit)
    assert (said.status_code, said.json()["outcome"]) == (200, "admitted")
    await refused(world.post(path, testing.platform()), 404, "not_found")
    await give(world, case, f"mandates/{given['id']}/revoke", case.respondent)
    await refused(world.post(path, world.platform), 403, "mandate_ended")


async def test_a_party_sees_its_own_mandates_and_nobody_ends_anothers(world: World) -> None:
    case = await filed(world, "uncitral-odr")
    given = await mandate(world, case, "answer")
    for caller, count in ((case.respondent, 1), (case.claimant, 0), (world.platform, 1)):
        found = await good(world.get(f"{case.path}/mandates", caller))
        assert len(found["data"]) == count
    for_other = {"on_behalf_of": str(case.claimant.id)}
    other = world.post(f"{case.path}/mandates/{given['id']}/revoke", world.platform, for_other)
    await refused(other, 403, "not_permitted")
    await refused(world.get(f"{case.path}/mandates", testing.platform()), 404, "not_found")


@invariant(1)
async def test_of_what_the_other_party_has_given_a_party_hears_as_of_nothing(world: World) -> None:
    case = await filed(world, "uncitral-odr")
    given = await mandate(world, case, "answer")
    theirs, nobodys = [
        await refused(
            world.post(f"{case.path}/mandates/{each}/revoke", case.claimant), 404, "not_found"
        )
        for each in (given["id"], uuid4())
    ]
    assert theirs.keys() == nobodys.keys()
    assert theirs["detail"] == nobodys["detail"]
    (still,) = (await good(world.get(f"{case.path}/mandates", case.respondent)))["data"]
    assert still["revoked_at"] is None


@invariant(11)
async def test_nobody_acts_by_a_mandate_that_is_not_its_own(world: World) -> None:
    case, other = await filed(world, "uncitral-odr"), await filed(world, "uncitral-odr")
    for each in (case, other):
        await serve(world, each)
    agent = acting(world, case, await mandate(world, case, "answer"))
    elsewhere = await mandate(world, other, "answer")
    for other_agent in (
        replace(agent, mandate_id=UUID(elsewhere["id"])),
        replace(agent, id=case.claimant.id, side="claimant"),
    ):
        await refused(world.get(case.path, other_agent), 404, "not_found")
        answering = world.post(f"{case.path}/answer", other_agent, {"answer": "admit"})
        await refused(answering, 404, "not_found")
    ending = f"{case.path}/mandates/{elsewhere['id']}"
    await refused(world.post(f"{ending}/revoke", case.respondent), 404, "not_found")
    await refused(world.post(f"{ending}/tokens", world.platform), 404, "not_found")
    assert (await good(world.get(case.path, world.platform)))["answer"] is None
