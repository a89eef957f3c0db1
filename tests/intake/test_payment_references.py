"""A payment counts once on its platform, in whatever case and however often it is reported."""

import asyncio
from typing import Any, Final
from uuid import UUID

import pytest
from tests.conftest import Case, World
from tests.intake.test_cases_api import refused
from tests.intake.test_procedure_api import filed, give, serve
from tests.intake.test_remedies_api import EUROS, PAID, admitted, owed, remedy
from tests.invariants import invariant

from odr_intake.service import searching
from odr_shared import testing
from odr_shared.callers import Caller

ELSEWHERE: Final = "reference_elsewhere"


async def report(
    world: World, case: Case, caller: Caller | None = None, number: int = 1, **said: Any
) -> Any:
    path = f"{remedy(case, number)}/performance"
    return await world.post(path, caller or world.platform, PAID | said)


async def count(world: World, case: Case) -> int:
    async with world.intake.reading() as session:
        found: int = await session.driver.fetchval(
            "SELECT count(*) FROM payment_references WHERE case_id = $1", case.id
        )
    return found


@invariant(48)
@pytest.mark.parametrize("spelled", ["PAY-7", "pay-7"])
async def test_what_was_paid_in_one_case_is_not_paid_in_another(world: World, spelled: str) -> None:
    one, other = await admitted(world), await admitted(world)
    assert (await report(world, one)).status_code == 200
    before = await owed(world, other)
    for caller in (world.platform, other.respondent):
        asked = report(world, other, caller, reference=spelled)
        problem = await refused(asked, 409, ELSEWHERE)
        assert problem["errors"][0]["pointer"] == "#/reference"
        assert str(one.id) not in str(problem), "whose it is, is none of this party's business"
    assert await owed(world, other) == before
    assert (await report(world, other, reference="PAY-8")).status_code == 200


@invariant(48)
async def test_the_same_again_for_the_same_remedy_changes_nothing(world: World) -> None:
    case = await admitted(world)
    half = {"amount": EUROS | {"amount": 2000}}
    first = (await report(world, case, **half)).json()
    again = await report(world, case, case.respondent, reference="pay-7", **half)
    assert again.status_code == 200
    assert len(again.json()["parts"]) == len(first["parts"]) == 1
    assert await count(world, case) == 1


@invariant(48, 68)
async def test_of_many_cases_that_report_it_at_once_one_has_it(world: World) -> None:
    cases = [await admitted(world) for _ in range(5)]
    answers = await asyncio.gather(*(report(world, each) for each in cases * 2))
    codes = [answer.status_code for answer in answers]
    assert sorted(codes[:5]) == sorted(codes[5:]) == [200, 409, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {ELSEWHERE}
    reported = [bool((await owed(world, each))[0]["parts"]) for each in cases]
    assert reported.count(True) == 1
    assert sum([await count(world, each) for each in cases]) == 1


async def test_another_platform_and_the_other_mode_have_payments_of_their_own(
    world: World,
) -> None:
    case = await admitted(world)
    assert (await report(world, case)).status_code == 200
    first = world.platform
    for platform in (testing.platform(), testing.platform(first.id, "live")):
        assert (platform.id, platform.mode) != (first.id, first.mode)
        world.platform = platform
        assert (await report(world, await admitted(world))).status_code == 200


async def test_what_shows_that_an_act_was_done_may_show_it_in_two_cases(world: World) -> None:
    """One parcel brings the goods of two orders back, and is no payment."""
    sent = {"reason": "defective", "remedy": "replacement", "text": "It leaks."}
    for _ in range(2):
        case = await admitted(world, claims=[sent])
        assert (await report(world, case, amount=None, reference="PARCEL-1")).status_code == 200
        assert await count(world, case) == 0


async def test_what_was_cancelled_before_it_counted_may_be_reported_elsewhere(
    world: World,
) -> None:
    clock = await world.clock("2028-04-03T08:00:00Z")
    case = await filed(world, "bc-crt", test_clock_id=clock["id"])
    await give(world, case, "accept", testing.staff())
    await serve(world, case)
    part = {"answer": "admit_in_part", "admitted": EUROS | {"amount": 700}}
    countered = part | {"counterclaim": EUROS | {"amount": 300}}
    await give(world, case, "answer", case.respondent, countered)
    await give(world, case, "withdraw", case.claimant)
    await serve(world, case, "counterclaim")
    await world.advance(clock["id"], "2028-05-20T08:00:00Z")
    paid = {"amount": EUROS | {"amount": 700}, "reference": "PAY-9"}
    assert (await report(world, case, **paid)).status_code == 200
    other = await admitted(world)
    await refused(report(world, other, **paid), 409, ELSEWHERE)
    await give(world, case, "ask-set-aside", case.claimant, {"cause": "not_told"})
    decided = {"granted": True, "text": "Nobody had told it."}
    await give(world, case, "decide-set-aside", testing.staff(), decided)
    assert (await owed(world, case))[0]["standing"] == "cancelled"
    assert await count(world, case) == 0
    assert (await report(world, other, **paid)).status_code == 200


async def test_only_a_keyed_digest_is_kept_and_goes_with_who_paid(world: World) -> None:
    case = await admitted(world)
    assert (await report(world, case, reference="ZANZIBAR-4711")).status_code == 200
    async with world.intake.reading() as session:
        rows = await session.driver.fetch(
            "SELECT p::text AS b, digest FROM payment_references p WHERE case_id = $1", case.id
        )
    assert {len(row["digest"]) for row in rows} == {16}
    whole = " ".join(row["b"] for row in rows).lower()
    assert "zanzibar" not in whole
    assert b"zanzibar".hex() not in whole
    debtor = UUID((await owed(world, case))[0]["debtor_id"])
    async with world.intake.transaction() as session:
        await searching.erase(session, case.id, debtor)
    assert await count(world, case) == 0
