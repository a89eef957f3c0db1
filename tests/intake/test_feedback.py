"""How fair a case was: asked of each party once when it is final, and read by few."""

import asyncio

import pytest
from sqlalchemy import select
from tests.conftest import Case, World
from tests.intake.test_cases_api import good, refused
from tests.intake.test_remedies_api import PAID, admitted, caseworker, remedy

from odr_intake.models.feedback import FeedbackRow
from odr_shared import testing

FAIR = {"rating": 4, "text": "Quick, and both were heard."}


async def final(world: World) -> Case:
    case = await world.case()
    await good(world.post(f"{case.path}/withdraw", case.claimant))
    return case


async def test_each_party_answers_once_and_reads_its_own(world: World) -> None:
    case = await final(world)
    path = f"{case.path}/feedback"
    shown = (await good(world.get(case.path, case.claimant)))["actions"]
    assert [each["name"] for each in shown if each["refused_because"] is None] == ["feedback"]
    said = await good(world.post(path, case.claimant, FAIR), 201)
    assert (said["rating"], said["text"]) == (4, FAIR["text"])
    await refused(world.post(path, case.claimant, FAIR | {"rating": 1}), 409, "rated_already")
    on_behalf = {"rating": 1, "on_behalf_of": str(case.respondent.id)}
    await good(world.post(path, world.platform, on_behalf), 201)
    assert (await good(world.get(path, case.claimant)))["data"] == [said]
    (own,) = (await good(world.get(path, case.respondent)))["data"]
    assert (own["rating"], own["party_id"]) == (1, str(case.respondent.id))
    both = (await good(world.get(path, world.platform)))["data"]
    assert {each["rating"] for each in both} == {1, 4}
    assert {each["text"] for each in both} == {None}, "a platform is told the number alone"
    assert (await good(world.get(path, caseworker)))["data"] == []


async def test_it_is_asked_when_all_is_performed_and_not_before(world: World) -> None:
    case = await admitted(world)
    path = f"{case.path}/feedback"
    await refused(world.post(path, case.claimant, FAIR), 409, "wrong_state")
    await good(world.post(f"{remedy(case)}/performance", case.respondent, PAID))
    await refused(world.post(path, case.respondent, FAIR), 409, "wrong_state")
    await good(world.post(f"{remedy(case)}/confirm", case.claimant))
    await good(world.post(path, case.respondent, FAIR), 201)


@pytest.mark.parametrize("rating", [0, 6, 2.5, "5", None, True])
async def test_a_rating_is_one_of_five(world, rating) -> None:
    case = await final(world)
    wrong = world.post(f"{case.path}/feedback", case.claimant, {"rating": rating})
    await refused(wrong, 422, "invalid_request")
    assert (await good(world.get(f"{case.path}/feedback", case.claimant)))["data"] == []


async def test_nobody_else_is_asked_and_strangers_learn_nothing(world: World) -> None:
    case = await final(world)
    path = f"{case.path}/feedback"
    await refused(world.post(path, world.platform, FAIR), 403, "not_permitted")
    await refused(world.post(path, caseworker, FAIR), 403, "not_permitted")
    for stranger in (testing.platform(), (await world.case()).claimant):
        await refused(world.post(path, stranger, FAIR), 404, "not_found")
        await refused(world.get(path, stranger), 404, "not_found")


async def test_said_twice_at_once_it_is_taken_once_and_kept_sealed(world: World) -> None:
    case = await final(world)
    asked = [world.post(f"{case.path}/feedback", case.claimant, FAIR) for _ in range(4)]
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    async with world.intake.reading() as session:
        found = select(FeedbackRow).where(FeedbackRow.case_id == case.id)
        (row,) = (await session.scalars(found)).all()
        kept = await session.driver.fetch(
            "SELECT data::text FROM history WHERE subject = $1", case.id
        )
    timeline = await good(world.get(f"{case.path}/timeline", case.respondent))
    assert b"heard" not in row.answer
    assert not any("rating" in each["data"] for each in kept)
    assert "feedback" not in str(timeline), "the other party does not learn that it was given"
