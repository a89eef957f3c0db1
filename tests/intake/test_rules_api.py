"""Rule packs over HTTP: read, checked, played; and what can be asked before filing."""

from typing import Any

import pytest
from sqlalchemy import text
from tests.conftest import World
from tests.rules.packs import TEXT, changed, line_of
from tests.shared.counting import statements

from odr_rules.packs import every

ASKED: dict[str, Any] = {
    "time_zone": "Asia/Shanghai",
    "filed_at": "2026-06-01T02:00:00Z",
    "claimant": {"country": "CN", "identified": True},
    "respondent": {"country": "CN"},
    "order": {
        "paid": {"amount": 16667, "currency": "CNY"},
        "placed_on": "2026-05-01",
    },
    "dispute": {"known_on": "2026-05-04", "personal": True},
    "elsewhere": {
        "court": False,
        "arbitration": False,
        "authority": False,
        "association": False,
    },
    "claims": [
        {
            "reason": "counterfeit",
            "remedy": "damages",
            "amount": {"amount": 16667, "currency": "CNY"},
        }
    ],
}
SCENARIO = {"filed_at": "2025-09-25T02:00:00Z", "time_zone": "Asia/Shanghai"}


async def ask(world: World, language: str = "en", **said: Any) -> Any:
    headers = {"Accept-Language": language}
    return await world.post("/v1/eligibility", world.platform, ASKED | said, **headers)


async def test_it_answers_which_pack_what_and_by_when(world: World) -> None:
    found = (await ask(world)).json()
    assert (found["name"], found["version"], found["accepted"]) == ("cn-ecommerce", 3, True)
    assert found["decided_by"] == "caseworker"
    (damages,) = (each for each in found["remedies"] if each["remedy"] == "damages")
    assert {each["name"]: each["amount"] for each in damages["caps"]} == {
        "price_paid": {"amount": 16667, "currency": "CNY"},
        "fraud": {"amount": 50001, "currency": "CNY"},
        "unsafe_food": {"amount": 166670, "currency": "CNY"},
    }
    assert {each["name"]: each["article"] for each in damages["caps"]}["fraud"] == "article 55(1)"
    (reason,) = found["evidence"]
    assert {"code": "listing", "text": "how the goods were offered"} in reason["evidence"]
    (silent,) = (each for each in found["paths"] if each["silent_from"] == "mediation")
    mediation = silent["steps"][-1]
    # Accepted on 2 June: 60 days are 1 August, a Saturday; the last day is Monday the 3rd.
    assert mediation["due_at"] == "2026-08-03T16:00:00Z"
    assert mediation["derivation"]["rolled_from"] == "2026-08-01"
    assert mediation["article"].startswith("article 23(1)(5)")


async def test_it_speaks_chinese(world: World) -> None:
    found = (await ask(world, "zh-CN")).json()
    assert {"code": "listing", "text": "商品页面"} in found["evidence"][0]["evidence"]


async def test_a_refusal_names_its_ground_and_its_article(world: World) -> None:
    found = (await ask(world, dispute={"known_on": "2023-05-31", "personal": True})).json()
    assert found["accepted"] is False
    (ground,) = (each for each in found["grounds"] if each["holds"])
    assert (ground["code"], ground["article"]) == ("too_late", "article 16")


async def test_what_was_left_out_is_asked_for(world: World) -> None:
    found = (await ask(world, dispute={"known_on": "2026-05-04"})).json()
    assert found["accepted"] is None
    open_ = {each["code"]: each["unsaid"] for each in found["grounds"] if each["unsaid"]}
    assert open_ == {"not_personal": ["dispute.personal"]}


async def test_a_pack_can_be_named_and_its_limits_be_tried(world: World) -> None:
    said = {"rule_pack": "merchant-express", "limits": {"answer": 1}}
    found = (await ask(world, **said)).json()
    assert found["name"] == "merchant-express"
    (silent,) = (each for each in found["paths"] if each["silent_from"] == "answer")
    # Filed and accepted on Monday, told on Tuesday: one business day is Wednesday.
    assert silent["steps"][0]["due_at"] == "2026-06-03T16:00:00Z"


@pytest.mark.parametrize(
    ("said", "code", "pointer"),
    [
        ({"rule_pack": "uncitral-odr", "limits": {"answer": 4}}, "limit_out_of_range", "answer"),
        ({"limits": {"mediation": 4}}, "limit_not_editable", "mediation"),
        ({"limits": {"lunch": 1}}, "limit_not_editable", "lunch"),
        ({"loss": {"amount": 1, "currency": "EUR"}}, "currency_differs", "/loss/currency"),
        ({"rule_pack": "nobody"}, "invalid_request", "/rule_pack"),
        ({"rule_pack": "eu-adr", "filed_at": "2000-01-01T00:00:00Z"}, "rule_not_in_force", "pack"),
        ({"colour": "red"}, "invalid_request", "/colour"),
        ({"claims": []}, "invalid_request", "/claims"),
        ({"dispute": {"personal": "yes"}}, "invalid_request", "/dispute/personal"),
        ({"order": ASKED["order"] | {"placed_on": "1899-12-31"}}, "invalid_request", "placed_on"),
    ],
)
async def test_what_is_not_said_rightly_is_refused(
    world: World, said: dict[str, Any], code: str, pointer: str
) -> None:
    found = await ask(world, **said)
    assert (found.status_code, found.json()["code"]) == (422, code)
    assert any(pointer in each["pointer"] for each in found.json()["errors"])


async def test_nothing_is_stored_of_it(world: World) -> None:
    await ask(world)  # so that the service has read its clock
    async with world.intake.engine.connect() as own:
        tables = (
            await own.scalars(
                text("SELECT relname FROM pg_stat_user_tables WHERE schemaname = 'public'")
            )
        ).all()

        async def rows() -> dict[str, int]:
            return {
                name: (await own.execute(text(f'SELECT count(*) FROM "{name}"'))).scalar_one()  # noqa: S608
                for name in tables
            }

        before = await rows()
        with statements(world.intake) as seen:
            found = await world.post(
                "/v1/eligibility", world.platform, ASKED, **{"Idempotency-Key": "a" * 20}
            )
            assert found.status_code == 200
        assert await rows() == before
    assert {each.upper() for each in seen} <= {"SELECT"}


async def test_a_cap_says_how_it_is_reckoned_and_is_never_more_than_money_can_be(world) -> None:
    order = ASKED["order"] | {"paid": {"amount": 10**15, "currency": "CNY"}}
    for said in ({}, {"order": order}):
        answer = await ask(world, **said)
        assert answer.status_code == 200, answer.text
        (damages,) = (each for each in answer.json()["remedies"] if each["remedy"] == "damages")
        fraud = next(each for each in damages["caps"] if each["name"] == "fraud")
        paid = (ASKED | said)["order"]["paid"]["amount"]
        assert fraud["multiples"] == [{"of": "price_paid", "base": paid, "times": 3}]
        assert fraud["amount"]["amount"] == min(paid * 3, 10**15)
        assert (fraud["rests_on"], fraud["floor"]["amount"]) == ("price_paid", 50000)


async def test_every_pack_can_be_read_whole_and_is_not_sent_twice(world: World) -> None:
    listed = (await world.get("/v1/rule-packs", world.platform)).json()["data"]
    assert len(listed) == len(every())
    for each in listed:
        found = await world.get(each["href"], world.platform)
        assert found.json()["pack"]["title"]["zh-CN"] == each["title"]["zh-CN"]
        tag = {"If-None-Match": found.headers["ETag"]}
        again = await world.get(each["href"], world.platform, **tag)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == found.headers["ETag"]


async def test_a_form_can_be_drawn_from_a_pack(world: World) -> None:
    found = (await world.get("/v1/rule-packs/uk-ombudsman/1", world.platform)).json()
    asked = {each["fact"]: each for each in found["questions"]}
    assert asked["contact.made_on"]["kind"] == "date"
    assert asked["contact.made_on"]["asked_for"] == ["premature"]
    assert asked["claimant.kind"]["asked_for"] == ["applies"]
    words = {each["code"]: each["text"] for each in found["wording"]["evidence"]}
    assert words["photos"] == "photographs of what came"
    assert {each["code"] for each in found["wording"]["periods"]} >= set(found["pack"]["deadlines"])


@pytest.mark.parametrize("path", ["uk-ombudsman/2", "nobody/1", "uk-ombudsman/0"])
async def test_a_pack_that_there_is_not_is_not_found(world: World, path: str) -> None:
    found = await world.get(f"/v1/rule-packs/{path}", world.platform)
    assert (found.status_code, found.json()["code"]) == (404, "not_found")


async def check(world: World, said: str, language: str = "en") -> Any:
    headers = {"Accept-Language": language}
    body = {"text": said}
    return (await world.post("/v1/rule-packs/check", world.platform, body, **headers)).json()


async def test_a_sound_pack_is_said_to_be(world: World) -> None:
    assert await check(world, TEXT) == {
        "sound": True,
        "name": "uncitral-odr",
        "version": 1,
        "faults": [],
    }


async def test_each_fault_of_a_pack_is_told_with_its_line(world: World) -> None:
    bad = changed(("trigger: served", "trigger: full_moon"))
    found = await check(world, bad, "zh-CN")
    assert not found["sound"]
    (fault,) = found["faults"]
    assert (fault["code"], fault["pointer"]) == ("unknown_trigger", "/deadlines/answer/trigger")
    assert fault["line"] == line_of("full_moon", bad)
    assert fault["message"] == "没有此种期限起算事由。"


async def simulate(world: World, **said: Any) -> Any:
    body = {"scenario": SCENARIO} | said
    return await world.post("/v1/rule-packs/simulate", world.platform, body)


async def test_a_pack_is_played_along_each_path_of_silence(world: World) -> None:
    found = (await simulate(world, rule_pack="cn-ecommerce")).json()
    assert found["version"] == 2  # of the day on which it is filed
    paths = {each["silent_from"]: each for each in found["paths"]}
    assert set(paths) == {
        *("nobody", "screening", "cure", "refusal_review", "answer", "negotiation", "mediation"),
        *("performance", "confirmation"),
    }
    assert all(len(each["chart"]) == len(each["steps"]) + 2 for each in paths.values())
    assert paths["answer"]["outcome"] == "referred"


async def test_a_pack_in_a_text_is_played_too(world: World) -> None:
    seven = "trigger: served\n    length: 7"
    said = changed((seven, seven.replace("7", "6")))
    found = (await simulate(world, text=said)).json()
    (silent,) = (each for each in found["paths"] if each["silent_from"] == "answer")
    assert silent["steps"][0]["length"] == 6


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({}, 422, "one_pack_only"),
        ({"rule_pack": "bc-crt", "text": TEXT}, 422, "one_pack_only"),
        ({"text": "name: x"}, 422, "rule_pack_faulty"),
        ({"rule_pack": "bc-crt", "version": 9}, 404, "not_found"),
        (
            {"rule_pack": "bc-crt", "scenario": SCENARIO | {"limits": {"answer": 9}}},
            422,
            "limit_not_editable",
        ),
        (
            {"rule_pack": "bc-crt", "scenario": SCENARIO | {"days": {"lunch": 9}}},
            422,
            "invalid_request",
        ),
        (
            {"rule_pack": "bc-crt", "scenario": SCENARIO | {"usual": -1}},
            422,
            "invalid_request",
        ),
    ],
)
async def test_what_cannot_be_played_is_refused(
    world: World, said: dict[str, Any], status: int, code: str
) -> None:
    found = await simulate(world, **said)
    assert (found.status_code, found.json()["code"]) == (status, code)
