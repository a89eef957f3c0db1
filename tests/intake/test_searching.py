"""Cases that are looked for: by reference, order, party and dates; never across platforms."""

import asyncio
import logging
from typing import Any
from uuid import UUID

import pytest
from tests.conftest import Case, World
from tests.intake.test_cases_api import good, refused

from odr_intake.service import cases as filing
from odr_intake.service import searching
from odr_shared import testing
from odr_shared.callers import Caller
from odr_shared.db import INDEX, Keys

SEARCH = "/v1/cases/search"


async def filed(world: World, number: str, **claimant: Any) -> Case:
    world.filing["order"] |= {"number": number}
    world.filing["claimant"] |= claimant
    return await world.case()


async def found(world: World, caller: Caller, **said: Any) -> list[str]:
    body = await good(world.post(SEARCH, caller, said))
    return [each["id"] for each in body["data"]]


async def listed(world: World, caller: Caller, query: str) -> list[str]:
    body = await good(world.get(f"/v1/cases?{query}", caller))
    return [each["id"] for each in body["data"]]


async def test_a_case_is_found_by_its_reference_however_people_write_it(world: World) -> None:
    case, _ = await world.case(), await world.case()
    said = case.body["reference"]
    for spelt in (said, said.lower(), said.replace("-", ""), said.replace("0", "o")):
        assert await listed(world, world.platform, f"reference={spelt}") == [str(case.id)]
        assert await found(world, testing.staff(), reference=spelt) == [str(case.id)]
    assert await listed(world, testing.platform(), f"reference={said}") == []


@pytest.mark.parametrize(
    "said",
    [
        {"party_name": "ANNA   VOGT"},
        {"party_name": "Ａｎｎａ　Ｖｏｇｔ"},  # noqa: RUF001  # the wide forms are the case
        {"party_email": "Anna@EXAMPLE.org"},
        {"party_phone": "030 / 123 456", "party_country": "DE"},
        {"party_phone": "+49 (0)30 123456"},
        {"party_external_id": "buyer-17"},
        {"party_name": "Anna Vogt", "party_email": "anna@example.org"},
        {"order_number": "q 77-ä"},
        {"order_number": "Q77-Ä", "party_name": "Kessel GmbH", "status": "awaiting_respondent"},
    ],
    ids=lambda said: " ".join(said),
)
async def test_a_case_is_found_by_its_order_and_its_parties(world: World, said: Any) -> None:
    case = await filed(world, "Q77-Ä", phone="+49 30 123456")
    await filed(world, "Q78", name="Bo Lind", email="bo@x.org", phone=None, external_id="b-2")
    mine = [str(case.id)]
    assert mine == await found(world, world.platform, **said)
    staff = testing.staff()
    assert mine == await found(world, staff, platform_id=str(world.platform.id), **said)


@pytest.mark.parametrize(
    "said",
    [
        {"party_name": "Anna"},
        {"party_name": "Anna Vogt", "party_email": "help@example.com"},
        {"party_external_id": "anna@example.org"},
        {"order_number": "buyer-17"},
        {"party_name": "Anna Vogt", "outcome": "settled"},
        {"party_name": "Anna Vogt", "reason": "duplicate_charge"},
    ],
    ids=["a part", "two parties", "another kind", "another field", "an outcome", "a reason"],
)
async def test_what_does_not_hold_of_one_party_and_the_case_finds_nothing(world, said) -> None:
    await world.case()
    assert await found(world, world.platform, **said) == []


async def test_nobody_finds_another_platforms_cases_nor_another_modes(world: World) -> None:
    await world.case()
    said = {"party_name": "Anna Vogt"}
    own = str(world.platform.id)
    assert len(await found(world, world.platform, **said)) == 1
    live = testing.platform(world.platform.id, "live")
    assert await found(world, live, **said) == []
    stranger = testing.platform()
    assert await found(world, stranger, **said) == []
    assert await found(world, stranger, platform_id=own, **said) == []
    assert await listed(world, stranger, f"platform_id={own}") == []
    assert await found(world, testing.staff(mode="live"), platform_id=own, **said) == []
    assert await found(world, testing.staff("mediator"), platform_id=own, **said) == []


async def test_parties_look_for_nobody(world: World) -> None:
    case = await world.case()
    for said in ({"party_name": "Anna Vogt"}, {}):
        await refused(world.post(SEARCH, case.claimant, said), 403, "not_permitted")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("reference=0000-0C1S-S", "reference_mistyped"),
        ("reference=abc", "not_a_reference"),
        ("sort=name", "enum"),
        ("sort=--filed", "enum"),
        ("filed_from=2026-01-02T00:00:00Z&filed_to=2026-01-02T00:00:00Z", "range_reversed"),
    ],
)
async def test_a_list_that_cannot_be_is_refused_and_said_why(world, query, code) -> None:
    body = await good(world.get(f"/v1/cases?{query}", world.platform), 422)
    assert [each["code"] for each in body["errors"]] == [code]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"party_phone": "030 123"}, "phone_unclear"),
        ({"party_phone": "me", "party_country": "DE"}, "phone_unclear"),
        ({"party_email": "anna"}, "not_an_email"),
        ({"party_name": " "}, "empty"),
        ({"reference": "0000-0C1S-S"}, "reference_mistyped"),
        ({"name": "Anna"}, "extra_forbidden"),
        ({"limit": 101}, "less_than_equal"),
    ],
)
async def test_a_search_that_cannot_be_is_refused_and_said_why(world, said, code) -> None:
    body = await good(world.post(SEARCH, world.platform, said), 422)
    assert [each["code"] for each in body["errors"]] == [code]


@pytest.mark.parametrize("said", [{"party_name": "A"}, {"sort": "due"}, {"order_number": "1"}])
async def test_staff_say_whose_cases_they_look_through(world: World, said: Any) -> None:
    await refused(world.post(SEARCH, testing.staff(), said), 422, "platform_missing")


@pytest.mark.parametrize("sort", ["filed", "-filed", "updated", "-updated", "due", "-due"])
async def test_each_sort_is_paged_without_a_gap_or_a_repetition(world: World, sort: str) -> None:
    cases = [await world.case(time_zone=zone) for zone in ("Asia/Tokyo", "UTC", "Asia/Tokyo")]
    await good(world.post(f"{cases[0].path}/answer", cases[0].respondent, {"answer": "contest"}))
    done = await world.case()
    await good(world.post(f"{done.path}/withdraw", done.claimant))
    whole = await good(world.get(f"/v1/cases?sort={sort}", world.platform))
    by = sort.removeprefix("-")
    keys = {"filed": ("id", "id"), "updated": ("updated_at", "id"), "due": ("clock", "id")}[by]

    def key(each: Any) -> Any:
        first = each[keys[0]]
        return (first["due_at"] if by == "due" else first), each[keys[1]]

    expected = sorted(whole["data"], key=key, reverse=sort.startswith("-"))
    assert whole["data"] == expected
    assert len(expected) == (3 if by == "due" else 4), "only where a clock runs"
    paged, next_ = [], f"/v1/cases?sort={sort}&limit=1"
    while next_:
        answer = await world.get(next_, world.platform)
        paged += answer.json()["data"]
        next_ = answer.links.get("next", {}).get("url")
    assert paged == expected
    searched, cursor = [], None
    while True:
        said = {"sort": sort, "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = await good(world.post(SEARCH, world.platform, said))
        searched += page["data"]
        cursor = page["next"]
        if cursor is None:
            break
    assert searched == expected


async def test_a_cursor_is_good_for_the_sort_that_it_is_from(world: World) -> None:
    for _ in range(2):
        await world.case()
    cursors = {}
    for sort in ("filed", "updated", "due"):
        page = await good(world.get(f"/v1/cases?limit=1&sort={sort}", world.platform))
        cursors[sort] = page["next"]
    for sort, cursor in cursors.items():
        for other in cursors.keys() - {sort}:
            asked = world.get(f"/v1/cases?sort={other}&cursor={cursor}", world.platform)
            await refused(asked, 400, "cursor_unknown")


async def test_dates_of_filing_are_from_and_until(world: World) -> None:
    case = await world.case()
    at = case.body["filed_at"]
    assert await found(world, world.platform, filed_from=at) == [str(case.id)]
    assert await found(world, world.platform, filed_to=at) == []


async def test_a_second_case_about_an_open_one_is_refused_and_the_first_is_named(world) -> None:
    case = await world.case()
    again = world.filing | {}
    body = await refused(world.post("/v1/cases", world.platform, again), 409, "duplicate")
    assert body["case_id"] == str(case.id)
    assert len(await listed(world, world.platform, "")) == 1
    # Another respondent, another platform, another mode: another matter.
    other = again | {"respondent": again["respondent"] | {"external_id": "shop-5"}}
    await good(world.post("/v1/cases", world.platform, other), 201)
    await good(world.post("/v1/cases", testing.platform(), again), 201)
    await good(world.post("/v1/cases", testing.platform(world.platform.id, "live"), again), 201)
    # Once it has ended, it may be filed again.
    await good(world.post(f"{case.path}/withdraw", case.claimant))
    await good(world.post("/v1/cases", world.platform, again), 201)
    await refused(world.post("/v1/cases", world.platform, again), 409, "duplicate")


async def test_of_filings_of_one_order_at_once_one_is_taken(world: World) -> None:
    said = [world.post("/v1/cases", world.platform, world.filing) for _ in range(8)]
    answers = await asyncio.gather(*said)
    taken = [each for each in answers if each.status_code == 201]
    assert len(taken) == 1
    others = [each.json() for each in answers if each is not taken[0]]
    assert {each["code"] for each in others} == {"duplicate"}
    assert {each["case_id"] for each in others} == {taken[0].json()["id"]}


async def test_a_filing_that_is_repeated_under_its_key_is_no_duplicate(world: World) -> None:
    answers = [await world.file(**{"Idempotency-Key": "k"}) for _ in range(2)]
    assert [each.status_code for each in answers] == [201, 201]
    assert answers[0].content == answers[1].content


async def test_a_reference_that_another_case_has_is_drawn_again(world, monkeypatch) -> None:
    case = await world.case()
    taken = case.body["reference"]
    drawn = [taken, taken, "0000-0000-0"]
    monkeypatch.setattr(filing, "new_reference", lambda: drawn.pop(0))
    other = await world.case()
    assert (other.body["reference"], drawn) == ("0000-0000-0", [])
    monkeypatch.setattr(filing, "new_reference", lambda: taken)
    answer = await world.file()
    assert answer.status_code == 500, "bounded: it is not tried for ever"
    assert len(await listed(world, world.platform, "")) == 2


async def test_what_was_looked_for_is_in_no_log_and_the_look_is_noted(world, caplog) -> None:
    case = await world.case()
    staff = testing.staff()
    with caplog.at_level(logging.DEBUG):
        said = {"party_name": "Anna Vogt", "platform_id": str(world.platform.id)}
        assert await found(world, staff, **said) == [str(case.id)]
        await good(world.post(SEARCH, staff, said | {"party_email": "Anna Vogt"}), 422)
    lines = [f"{each.getMessage()} {vars(each).get('odr')}" for each in caplog.records]
    assert any(SEARCH in line for line in lines)
    assert not [line for line in lines if "vogt" in line.lower()]
    async with world.intake.reading() as session:
        noted = await session.driver.fetch(
            "SELECT ground, route FROM accesses WHERE subject = $1 AND caller_id = $2",
            *(case.id, staff.id),
        )
    assert [tuple(each) for each in noted] == [("caseworker", f"POST {SEARCH}")]


async def test_nothing_that_is_looked_for_stands_in_the_index_in_clear(world: World) -> None:
    case = await filed(world, "Zanzibar-1", name="Quetzal", email="quetzal@example.org")
    async with world.intake.reading() as session:
        rows = await session.driver.fetch(
            "SELECT kind, digest, b::text FROM blind_index b WHERE case_id = $1", case.id
        )
    kinds = sorted(row["kind"] for row in rows)
    of_parties = ["email", "email", "external_id", "external_id", "name", "name"]
    assert kinds == sorted([*of_parties, "open_order", "order_number"])
    assert {len(row["digest"]) for row in rows} == {16}
    whole = " ".join(row["b"] for row in rows).lower()
    for word in ("quetzal", "zanzibar"):
        assert word not in whole
        assert word.encode().hex() not in whole


async def test_one_who_is_erased_is_found_no_more_and_the_other_party_still(world: World) -> None:
    case = await world.case()
    async with world.intake.transaction() as session:
        gone = await searching.erase(session, case.id, UUID(case.body["claimant_id"]))
    assert gone == 3
    assert await found(world, world.platform, party_name="Anna Vogt") == []
    assert await found(world, world.platform, party_name="Kessel GmbH") == [str(case.id)]


async def test_the_index_key_is_kept_wrapped_like_others(world: World) -> None:
    await world.case()
    async with world.intake.reading() as session:
        keys = await Keys(session, INDEX).load()
        assert keys.live
        wrapped = await session.driver.fetchval(
            "SELECT wrapped FROM keys WHERE case_id = $1 AND wrapped IS NOT NULL LIMIT 1", INDEX
        )
    assert len(wrapped) == 12 + 32 + 16
