"""Claims amended over HTTP: who is told, what is served anew, and that nothing is half done."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from tests.conftest import Case, World
from tests.intake.test_cases_api import good, refused
from tests.intake.test_mandates import acting
from tests.intake.test_procedure_api import caseworker, filed, give, serve, types
from tests.invariants import invariant

from odr_shared import testing

LEAK = {"reason": "not_as_described", "text": "The kettle leaks.", "remedy": "refund"}
PART = {
    "reason": "wrong_amount",
    "remedy": "partial_refund",
    "amount": {"amount": 1500, "currency": "EUR"},
    "text": "I was charged for two kettles.",
}
SORRY = {"reason": "defective", "remedy": "apology", "text": "I want to hear it."}
TWO = {"claims": [PART, SORRY]}


async def amend(
    world: World, case: Case, body: Any = TWO, caller: Any = None, status: int = 200, **headers: str
) -> dict[str, Any]:
    path = f"{case.path}/amend-claims"
    return await good(world.post(path, caller or case.claimant, body, **headers), status)


async def facts(world: World, case: Case) -> list[dict[str, Any]]:
    timeline = await good(world.get(f"{case.path}/timeline", world.platform))
    found: list[dict[str, Any]] = timeline["data"]
    return found


async def notices(world: World, case: Case, caller: Any, **headers: str) -> list[dict[str, Any]]:
    page = await good(world.get(f"{case.path}/notices", caller, **headers))
    found: list[dict[str, Any]] = page["data"]
    return found


@invariant(17, 27)
async def test_what_is_asked_for_changes_and_the_respondent_is_served_anew(world: World) -> None:
    case = await world.case()
    shown = (await good(world.get(case.path, case.claimant)))["clock"]["due_at"]
    body = await amend(world, case)
    assert [each["remedy"] for each in body["claims"]] == ["partial_refund", "apology"]
    assert (body["claimed"]["amount"], body["reasons"]) == (1500, ["wrong_amount", "defective"])
    assert (body["status"], body["to_serve"]) == ("awaiting_service", "claim")
    assert body["clock"]["due_at"] is None
    for caller in (case.respondent, world.platform, caseworker):
        seen = await good(world.get(case.path, caller))
        assert seen["claims"] == body["claims"]
    answer = world.post(f"{case.path}/answer", case.respondent, {"answer": "contest"})
    await refused(answer, 409, "not_served")
    (*_, notice) = await notices(world, case, case.respondent)
    assert (notice["kind"], notice["status"]) == ("claim", "due")
    assert "The claimant changed the claims against you" in notice["text"]["happened"]
    chinese = await notices(world, case, case.respondent, **{"Accept-Language": "zh-CN"})
    assert "申请人已于" in chinese[-1]["translation"]["happened"]
    assert "15.00" in notice["text"]["happened"]
    assert (await notices(world, case, case.claimant))[-1]["kind"] == "amended"
    proof = {"channel": "app", "at": notice["made_at"]}
    served = f"{case.path}/notices/{notice['id']}/served"
    await good(world.post(served, world.platform, proof))
    body = await good(world.get(case.path, case.respondent))
    assert body["status"] == "awaiting_respondent"
    assert body["clock"]["due_at"] >= shown
    admitted = await give(world, case, "answer", case.respondent, {"answer": "admit"})
    assert admitted["amount"]["amount"] == 1500
    owed = (await good(world.get(f"{case.path}/remedies", case.claimant)))["data"]
    assert [each["remedy"] for each in owed] == ["partial_refund", "apology"]


@invariant(17)
async def test_proof_of_the_notice_before_it_begins_nothing(world: World) -> None:
    clock = await world.clock("2028-04-03T08:00:00Z")
    world.filing |= {"test_clock_id": clock["id"]}
    case = world.of(await good(world.file(), 201))
    (old,) = [n for n in await notices(world, case, case.respondent) if n["kind"] == "claim"]
    await amend(world, case)
    (*_, new) = await notices(world, case, case.respondent)
    assert old["made_at"] == new["made_at"], "nobody has turned the clock"
    proof = {"channel": "app", "at": old["made_at"]}
    await good(world.post(f"{case.path}/notices/{old['id']}/served", world.platform, proof))
    seen = await good(world.get(case.path, world.platform))
    assert (seen["status"], seen["clock"]["due_at"]) == ("awaiting_service", None)
    await good(world.post(f"{case.path}/notices/{new['id']}/served", world.platform, proof))
    seen = await good(world.get(case.path, world.platform))
    assert seen["status"] == "awaiting_respondent"


async def test_the_platform_hears_of_it_and_no_fact_says_what_was_written(world: World) -> None:
    case = await world.case()
    await amend(world, case, caller=world.platform)
    (fact,) = [each for each in await facts(world, case) if "amended" in each["type"]]
    data = fact["data"]
    assert (data["number"], data["by_platform"], data["claimed"]["amount"]) == (1, True, 1500)
    assert [each["remedy"] for each in data["sought"]] == ["partial_refund", "apology"]
    assert "two kettles" not in str(await facts(world, case))
    await world.settle()
    events = (await good(world.get("/v1/events?limit=100", world.platform)))["data"]
    mine = [each["type"] for each in events if each["data"].get("case_id") == str(case.id)]
    assert mine.count("case.amended") == 1
    async with world.intake.reading() as session:
        kept = await session.driver.fetch("SELECT data FROM history WHERE subject = $1", case.id)
    assert kept
    assert "two kettles" not in str([dict(each) for each in kept])


@invariant(63)
async def test_the_same_claims_and_the_same_key_change_nothing_again(world: World) -> None:
    case = await world.case()
    key = {"Idempotency-Key": "amend-1"}
    first = await amend(world, case, **key)
    assert await amend(world, case, **key) == first
    again = await amend(world, case)
    assert again["version"] == first["version"]
    assert (await types(world, case)).count("claims_amended") == 1
    other = world.post(f"{case.path}/amend-claims", case.claimant, {"claims": [SORRY]}, **key)
    await refused(other, 422, "idempotency_key_reused")


@invariant(68)
async def test_of_two_who_read_the_same_version_one_amends(world: World) -> None:
    case = await world.case()
    tag = f'"{(await good(world.get(case.path, case.claimant)))["version"]}"'
    path, only = f"{case.path}/amend-claims", {"If-Match": tag}
    answers = await asyncio.gather(
        world.post(path, case.claimant, TWO, **only),
        world.post(path, case.claimant, {"claims": [SORRY]}, **only),
    )
    assert sorted(each.status_code for each in answers) == [200, 412]
    (lost,) = [each.json() for each in answers if each.status_code == 412]
    assert lost["code"] == "version_conflict"
    assert (await types(world, case)).count("claims_amended") == 1
    outsider = world.post(path, case.respondent, TWO, **only)
    await refused(outsider, 403, "not_permitted")


BAD: dict[str, tuple[Any, str, str]] = {
    "nothing": ({"claims": []}, "too_short", "/claims"),
    "one too many": ({"claims": [SORRY] * 21}, "too_long", "/claims"),
    "no list": ({"claims": SORRY}, "list_type", "/claims"),
    "a surprise": ({"claims": [SORRY], "why": "…"}, "extra_forbidden", "/why"),
    "no text": ({"claims": [{**SORRY, "text": ""}]}, "empty", "/claims/0/text"),
    "twice the same remedy": ({"claims": [SORRY, SORRY]}, "remedy_repeated", "/claims/1/remedy"),
    "no sum": ({"claims": [LEAK]}, "amount_missing", "/claims/0/amount"),
    "more than was paid": (
        {"claims": [PART, {**LEAK, "amount": {"amount": 2501, "currency": "EUR"}}]},
        *("amount_exceeds_cap", "/claims/1/amount"),
    ),
    "another currency": (
        {"claims": [{**PART, "amount": {"amount": 1, "currency": "USD"}}]},
        *("currency_differs", "/claims/0/amount/currency"),
    ),
}


@pytest.mark.parametrize(("body", "code", "pointer"), BAD.values(), ids=BAD)
async def test_what_cannot_be_claimed_says_where_and_changes_nothing(
    world: World, body: Any, code: str, pointer: str
) -> None:
    case = await world.case()
    before = await good(world.get(case.path, world.platform))
    problem = await amend(world, case, body, status=422)
    codes = {each["code"] for each in problem["errors"]}
    assert code in codes | {problem["code"]}
    assert problem["errors"][0]["pointer"] == f"#{pointer}"
    assert await good(world.get(case.path, world.platform)) == before


async def test_who_may_not_and_when_it_is_over(world: World) -> None:
    case = await world.case()
    path = f"{case.path}/amend-claims"
    await refused(world.post(path, case.respondent, TWO), 403, "not_permitted")
    await refused(world.post(path, caseworker, TWO), 403, "not_permitted")
    others = testing.platform()
    await refused(world.post(path, others, TWO), 404, "not_found")
    seen = await good(world.get(case.path, case.claimant))
    assert "amend_claims" in {each["name"] for each in seen["actions"]}
    await give(world, case, "answer", case.respondent, {"answer": "contest"})
    problem = await refused(world.post(path, case.claimant, TWO), 409, "amendments_over")
    assert "article 22" in problem["detail"]
    seen = await good(world.get(case.path, case.claimant))
    assert "amend_claims" not in {each["name"] for each in seen["actions"]}


async def test_a_representative_with_the_mandate_for_it_amends(world: World) -> None:
    case = await world.case()
    body = {"scope": ["amend_claims"], "until": "2027-06-01T00:00:00Z"}
    path = f"{case.path}/mandates"
    given = await good(world.post(path, case.claimant, body), 201)
    agent = replace(acting(world, case, given), side="claimant")
    await amend(world, case, caller=agent)
    assert (await types(world, case))[-2:] == ["representative_acted", "claims_amended"]
    given = await good(world.post(path, case.claimant, body | {"scope": ["withdraw"]}), 201)
    other = replace(acting(world, case, given), side="claimant")
    answer = world.post(f"{case.path}/amend-claims", other, {"claims": [SORRY]})
    await refused(answer, 403, "out_of_scope")


@invariant(22)
async def test_no_ground_comes_to_hold_that_did_not_before(world: World) -> None:
    order = world.filing["order"] | {"paid": {"amount": 900_000, "currency": "CAD"}}
    cheap = {**PART, "amount": {"amount": 400_000, "currency": "CAD"}}
    dear = {**PART, "amount": {"amount": 600_000, "currency": "CAD"}}
    world.filing |= {"order": order, "claims": [cheap]}
    case = await filed(world, order=order, claims=[cheap])
    body = await amend(world, case, {"claims": [dear]})
    seen = await good(world.get(case.path, caseworker))
    assert [each["code"] for each in seen["suggested"] if each["holds"]] == ["value"]
    assert body["status"] == "screening", "whoever screens it judges it as it is now"
    await amend(world, case, {"claims": [cheap]})
    await give(world, case, "accept", caseworker)
    await serve(world, case)
    problem = await amend(world, case, {"claims": [dear]}, status=422)
    assert (problem["code"], problem["errors"][0]["pointer"]) == ("ground_holds", "#/claims")
    assert (await good(world.get(case.path, case.claimant)))["claimed"]["amount"] == 400_000


async def test_an_earlier_answer_is_given_anew_with_its_text(world: World) -> None:
    case = await world.case()
    said = {
        "answer": "contest",
        "counterclaim": {"amount": 500, "currency": "EUR"},
        "text": "It left our shop dry.",
    }
    await give(world, case, "answer", case.respondent, said)
    body = await amend(world, case)
    assert (body["answer"], body["counterclaim"]["amount"]) == (None, 500)
    await serve(world, case)
    body = await give(world, case, "answer", case.respondent, {"answer": "contest"})
    assert (body["answer"], body["answer_text"]) == ("contest", None)
    assert (body["to_serve"], body["counterclaim"]["amount"]) == ("counterclaim", 500)


async def test_before_filing_it_is_said_until_when(world: World) -> None:
    asked = {
        "rule_pack": "uncitral-odr",
        "order": {"paid": {"amount": 4000, "currency": "EUR"}, "placed_on": "2026-01-05"},
        "claims": [{"reason": "defective", "remedy": "repair"}],
    }
    answer = await good(world.post("/v1/eligibility", world.platform, asked))
    assert answer["amendments"]["until"] == "stage_opened"
    assert answer["amendments"]["text"] == "The claims can be amended until the first stage begins."
    assert answer["amendments"]["article"].startswith("article 22")
    chinese = {"Accept-Language": "zh-CN"}
    answer = await good(world.post("/v1/eligibility", world.platform, asked, **chinese))
    assert answer["amendments"]["text"] == "在第一阶段开始之前，可以变更请求。"
