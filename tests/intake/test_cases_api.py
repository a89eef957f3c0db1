"""Cases over HTTP: filed, answered, withdrawn, read and listed, by everyone who may or may not."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tests.conftest import World
from tests.invariants import invariant

from odr_shared import testing
from odr_shared.callers import SCOPES, Caller, Kind


def without(scope: str) -> Caller:
    return testing.platform(scopes=SCOPES[Kind.PLATFORM] - {scope})


async def good(asked: Awaitable[httpx.Response], status: int = 200) -> dict[str, Any]:
    answer = await asked
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def refused(asked: Awaitable[httpx.Response], status: int, code: str) -> dict[str, Any]:
    body = await good(asked, status)
    assert (body["code"], body["status"]) == (code, status)
    return body


async def test_filing_answers_with_the_case_where_it_is_and_at_which_version(world: World) -> None:
    answer = await world.file()
    assert answer.status_code == 201
    body = answer.json()
    assert answer.headers["Location"] == f"/v1/cases/{body['id']}"
    assert answer.headers["ETag"] == f'"{body["version"]}"'
    assert (body["status"], body["stage"], body["outcome"]) == ("awaiting_service", None, None)
    assert body["claimed"] == body["cap"] == {"amount": 4000, "currency": "EUR"}
    assert body["rule_pack"] == {"name": "uncitral-odr", "version": 1, "lengths": {}}
    assert UUID(body["id"]).version == 7
    assert await good(world.get(answer.headers["Location"], world.platform)) == body
    read = await world.get(answer.headers["Location"], world.platform)
    assert read.headers["ETag"] == answer.headers["ETag"]


async def test_names_in_any_script_and_emoji_are_taken_as_they_are(world: World) -> None:
    name, text = "王小明 \U0001f600 Zoë", "茶壶漏水 \U0001f375\nand a second line"
    world.filing["claimant"]["name"] = name
    world.filing["claims"][0]["text"] = text
    case = await world.case()
    read = await good(world.get(case.path, case.claimant))
    assert read["claimant"]["profile"]["name"] == name
    assert read["claims"][0]["text"] == text


@pytest.mark.parametrize("by_platform", [False, True], ids=["respondent", "platform"])
async def test_admitting_ends_the_case_and_owes_what_was_claimed(world, by_platform) -> None:
    case = await world.case()
    said = {"answer": "admit", "text": "Sorry."}
    if by_platform:
        said["on_behalf_of"] = str(case.respondent.id)
    caller = world.platform if by_platform else case.respondent
    body = await good(world.post(f"{case.path}/answer", caller, said))
    assert (body["status"], body["outcome"]) == ("performing", "admitted")
    assert body["amount"] == case.body["claimed"]
    assert body["answer_text"] == "Sorry."
    timeline = (await good(world.get(f"{case.path}/timeline", case.claimant)))["data"]
    assert [event["type"] for event in timeline] == [
        "intake.case_filed.v1",
        "intake.notice_served.v1",
        "intake.case_answered.v1",
        "intake.case_closed.v1",
        "intake.remedy_ordered.v1",
    ]
    assert timeline[2]["data"]["by_platform"] is by_platform
    versions = [event["version"] for event in timeline]
    assert versions == sorted(set(versions))
    assert versions[-1] == body["version"]


COMMANDS: dict[str, tuple[str, dict[str, Any] | None]] = {
    "answer": ("{case}/answer", {"answer": "admit"}),
    "withdraw": ("{case}/withdraw", None),
    "offer": ("{talks}/offers", {"amount": {"amount": 1, "currency": "EUR"}}),
    "accept": ("{accept}", {}),
    "decline": ("{talks}/decline", {}),
}


@pytest.mark.parametrize(
    ("command", "who", "code"),
    [
        pytest.param("answer", "claimant", "not_permitted", id="claimant answers"),
        pytest.param("answer", "platform", "not_permitted", id="platform answers for nobody"),
        pytest.param("answer", "caseworker", "not_permitted", id="caseworker answers"),
        pytest.param("withdraw", "respondent", "not_permitted", id="respondent withdraws"),
        pytest.param("withdraw", "caseworker", "not_permitted", id="caseworker withdraws"),
        pytest.param("offer", "platform", "not_permitted", id="platform offers for nobody"),
        pytest.param("offer", "caseworker", "insufficient_scope", id="caseworker offers"),
        pytest.param("accept", "claimant", "own_offer", id="claimant accepts the own offer"),
        pytest.param("accept", "platform", "not_permitted", id="platform accepts for nobody"),
        pytest.param("decline", "platform", "not_permitted", id="platform declines for nobody"),
    ],
)
async def test_who_may_read_but_not_act_is_told_so(world, command, who, code) -> None:
    case, accept = await world.offered()
    if command == "answer":
        case = await world.case()
    callers = {
        "claimant": case.claimant,
        "respondent": case.respondent,
        "platform": world.platform,
        "caseworker": testing.staff(),
    }
    path, body = COMMANDS[command]
    path = path.format(case=case.path, talks=case.negotiation, accept=accept)
    await refused(world.post(path, callers[who], body), 403, code)


async def test_nobody_speaks_for_another_but_the_platform(world: World) -> None:
    case = await world.case()
    said = {"answer": "admit", "on_behalf_of": str(case.respondent.id)}
    body = await refused(
        world.post(f"{case.path}/answer", case.claimant, said), 403, "not_permitted"
    )
    assert body["errors"][0]["pointer"] == "#/on_behalf_of"
    for other in (case.claimant.id, uuid4()):
        said["on_behalf_of"] = str(other)
        await refused(world.post(f"{case.path}/answer", world.platform, said), 403, "not_permitted")


async def test_only_platforms_file_and_without_token_or_scope_nothing_is_looked_up(world) -> None:
    case = await world.case()
    for caller in (case.claimant, testing.staff()):
        await refused(world.post("/v1/cases", caller, world.filing), 403, "not_permitted")
    for there in (case.id, uuid4()):
        for path in (f"/v1/cases/{there}", f"/v1/cases/{there}/timeline", "/v1/cases"):
            await refused(world.http.get(path), 401, "not_authenticated")
            await refused(world.get(path, without("cases:read")), 403, "insufficient_scope")
        for path in (f"/v1/negotiations/{there}", f"/v1/negotiations/{there}/timeline"):
            await refused(world.http.get(path), 401, "not_authenticated")
            await refused(world.get(path, without("negotiations:read")), 403, "insufficient_scope")
        for path, body in COMMANDS.values():
            own = f"/v1/negotiations/{there}"
            accept = f"{own}/offers/{uuid4()}/accept"
            path = path.format(case=f"/v1/cases/{there}", talks=own, accept=accept)
            await refused(world.http.post(path, json=body), 401, "not_authenticated")
            scope = "cases:write" if path.startswith("/v1/cases") else "negotiations:write"
            said = await refused(world.post(path, without(scope), body), 403, "insufficient_scope")
            assert scope in said["detail"]


async def test_a_case_that_is_not_negotiated_says_so_to_who_may_see_it(world: World) -> None:
    case = await world.case()
    await refused(world.get(case.negotiation, case.claimant), 409, "negotiation_not_open")
    await world.post(f"{case.path}/answer", case.respondent, {"answer": "contest"})
    opening = await world.get(case.negotiation, case.respondent)
    assert (opening.status_code, opening.json()["code"]) == (409, "stage_opening")
    assert opening.headers["Retry-After"] == "1"
    await world.settle()
    await good(world.get(case.negotiation, case.respondent))
    await refused(world.get(case.negotiation, testing.staff("mediator")), 404, "not_found")


async def test_a_caseworker_sees_every_case_of_the_mode_and_may_move_none(world: World) -> None:
    case = await world.contested()
    body = await good(world.get(case.path, testing.staff()))
    named = {move["name"] for move in body["actions"]}
    assert named == {"assign", "link"}  # of what the parties do, nothing
    body = await good(world.get(case.negotiation, testing.staff()))
    whys = {move["refused_because"]["code"] for move in body["actions"]}
    assert whys == {"insufficient_scope"}
    await refused(world.get(case.path, testing.staff(mode="live")), 404, "not_found")
    await refused(world.get(case.path, testing.staff("mediator")), 404, "not_found")
    read = await good(world.get(case.path, testing.staff()))
    assert read["metadata"] is None


async def test_a_reason_is_given_in_the_language_that_was_asked_for(world: World) -> None:
    case = await world.case()
    tongue = {"Accept-Language": "zh-CN"}
    read = (await world.get(case.path, case.claimant, **tongue)).json()
    english = (await world.get(case.path, case.claimant)).json()
    for there, here in zip(read["actions"], english["actions"], strict=True):
        said, plain = there["refused_because"], here["refused_because"]
        assert (said is None) == (plain is None)
        if said is not None:
            assert said["code"] == plain["code"]
            assert any("\u4e00" <= letter <= "\u9fff" for letter in said["title"])
    answer = await world.post(f"{case.path}/answer", case.claimant, {"answer": "admit"}, **tongue)
    assert answer.headers["Content-Language"] == "zh-CN"
    shown = next(move for move in read["actions"] if move["name"] == "answer")
    assert answer.json()["title"] == shown["refused_because"]["title"]


@invariant(23)
async def test_a_withdrawal_is_at_once_or_when_the_stage_has_ended_and_only_once(world) -> None:
    early, open_ = await world.case(), await world.contested()
    body = await good(world.post(f"{early.path}/withdraw", early.claimant))
    assert (body["status"], body["outcome"], body["amount"]) == ("closed", "withdrawn", None)
    await refused(world.post(f"{early.path}/withdraw", early.claimant), 409, "case_over")
    asked = await good(world.post(f"{open_.path}/withdraw", world.platform), 202)
    assert (asked["status"], asked["stage"], asked["outcome"]) == (
        "withdrawing",
        "negotiation",
        None,
    )
    again = await good(world.post(f"{open_.path}/withdraw", open_.claimant), 202)
    assert again == asked | {"metadata": None, "actions": again["actions"]} | {
        side: again[side] for side in ("claimant", "respondent")
    }, "asking again changes nothing, nor when it was updated"
    await world.settle()
    for caller in (open_.claimant, world.platform):
        await refused(world.post(f"{open_.path}/withdraw", caller), 409, "case_over")
    read = await good(world.get(open_.path, open_.respondent))
    assert (read["status"], read["outcome"]) == ("closed", "withdrawn")
    talks = await good(world.get(open_.negotiation, open_.respondent))
    assert talks["status"] == "withdrawn"


async def test_a_withdrawal_that_lost_the_race_is_void_and_the_timeline_says_so(world) -> None:
    case, accept = await world.offered()
    await good(world.post(accept, case.respondent))
    await good(world.post(f"{case.path}/withdraw", case.claimant), 202)
    await world.settle()
    read = await good(world.get(case.path, case.claimant))
    assert (read["outcome"], read["amount"]) == ("settled", {"amount": 3000, "currency": "EUR"})
    timeline = (await good(world.get(f"{case.path}/timeline", case.claimant)))["data"]
    assert [event["type"].split(".")[1] for event in timeline[-4:]] == [
        "withdraw_requested",
        "withdraw_void",
        "case_closed",
        "remedy_ordered",
    ]


@invariant(63)
async def test_a_command_sent_again_is_answered_as_at_first_though_all_has_moved_on(world) -> None:
    case, accept = await world.offered()
    key = {"Idempotency-Key": "accept-1"}
    first = await world.post(accept, case.respondent, **key)
    await world.settle()
    again = await world.post(accept, case.respondent, **key)
    assert (again.status_code, again.content) == (200, first.content)
    await refused(world.post(accept, case.respondent), 409, "negotiation_closed")
    await refused(world.post(accept, case.claimant, **key), 409, "negotiation_closed")
    other = accept.replace(accept.split("/")[-2], str(uuid4()))
    await refused(world.post(other, case.respondent, **key), 422, "idempotency_key_reused")


# Lists.


async def listed(world: World, query: str = "", caller: Caller | None = None) -> list[str]:
    """The ids of all that it shows, page by page, by its cursors and by its links."""
    seen, path = list[str](), f"/v1/cases?limit=2{query}"
    for _ in range(50):
        answer = await world.get(path, caller or world.platform)
        body = await good(_done(answer))
        seen += [each["id"] for each in body["data"]]
        if body["next"] is None:
            assert "Link" not in answer.headers
            return seen
        assert len(body["data"]) == 2
        path = answer.headers["Link"].removeprefix("<").removesuffix('>; rel="next"')
        assert httpx.URL(path).params["cursor"] == body["next"]
    raise AssertionError("it does not end")


async def _done(answer: httpx.Response) -> httpx.Response:
    return answer


async def test_lists_show_each_their_own_newest_first_and_what_was_asked_for(world: World) -> None:
    cases = [await world.case() for _ in range(5)]
    admitted, contested, withdrawn, *_ = cases
    ids = [str(case.id) for case in cases]
    assert await listed(world) == ids[::-1]
    assert await listed(world, caller=admitted.claimant) == [str(admitted.id)]
    assert await listed(world, caller=testing.platform()) == []
    assert await listed(world, caller=testing.platform(world.platform.id, "live")) == []
    assert await listed(world, caller=testing.staff("mediator")) == []
    since = (await world.intake.now()).isoformat().replace("+", "%2B")
    await good(world.post(f"{admitted.path}/answer", admitted.respondent, {"answer": "admit"}))
    await good(world.post(f"{contested.path}/answer", contested.respondent, {"answer": "contest"}))
    await good(world.post(f"{withdrawn.path}/withdraw", withdrawn.claimant))
    assert await listed(world, f"&updated_since={since}") == [ids[2], ids[1], ids[0]]
    later = (await world.intake.now() + timedelta(seconds=1)).isoformat().replace("+", "%2B")
    assert await listed(world, f"&updated_since={later}") == []
    assert await listed(world, "&status=closed") == [ids[2]]
    assert await listed(world, "&status=performing") == [ids[0]]
    assert await listed(world, "&outcome=admitted") == [ids[0]]
    assert await listed(world, "&stage=negotiation") == [ids[1]]
    assert await listed(world, "&status=awaiting_respondent") == [ids[4], ids[3]]
    assert await listed(world, "&status=closed&stage=negotiation") == []


async def test_a_cursor_of_another_shows_nothing_of_theirs(world: World) -> None:
    for _ in range(3):
        await world.case()
    cursor = (await good(world.get("/v1/cases?limit=1", world.platform)))["next"]
    other = await good(world.get(f"/v1/cases?cursor={cursor}", testing.platform()))
    assert other == {"data": [], "next": None}


async def test_a_path_with_a_slash_too_many_is_no_path_of_ours(world) -> None:
    answer = await world.get("/v1/cases/", world.platform, Host="elsewhere.example")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert "elsewhere" not in str(answer.headers)


async def test_whoever_may_see_a_case_may_work_its_deadline_out_again(world: World) -> None:
    case = await world.case(time_zone="Asia/Shanghai")
    headers = {"Accept-Language": "zh-CN"}
    found = await good(world.get(f"{case.path}/clock", case.respondent, **headers))
    assert found["due_at"] == case.body["clock"]["due_at"]
    assert found["derivation"]["first_day"] in found["explained"][1]
    assert found["explained"][-1].endswith("24:00（Asia/Shanghai）。")
    await good(world.get(f"{case.path}/clock", testing.platform()), 404)


async def test_a_stage_explains_its_own_deadline(world: World) -> None:
    case = await world.contested()
    found = await good(world.get(f"{case.negotiation}/clock", case.claimant))
    assert found["derivation"]["trigger_event"] == "negotiation_opened"
    assert found["explained"][0].endswith("10 calendar days.")


async def test_a_platform_sets_periods_within_what_the_pack_allows(world: World) -> None:
    world.filing["limits"] = {"answer": 5, "negotiation": 6}
    clock = await world.clock("2026-01-07T15:30:00Z")
    case = await world.case(test_clock_id=clock["id"])
    assert case.body["rule_pack"]["lengths"] == {"answer": 5, "negotiation": 6}
    assert case.body["clock"]["due_at"] == "2026-01-12T23:00:00Z"
    answer = {"answer": "contest", "on_behalf_of": case.body["respondent"]["id"]}
    contested = await good(world.post(f"{case.path}/answer", world.platform, answer))
    assert contested["clock"]["due_at"] == "2026-01-13T23:00:00Z"


@pytest.mark.parametrize(
    ("limits", "code", "pointer"),
    [
        ({"answer": 4}, "limit_out_of_range", "#/limits/answer"),
        ({"answer": 8}, "limit_out_of_range", "#/limits/answer"),
        ({"set_aside": 5}, "limit_not_editable", "#/limits/set_aside"),
        ({"lunch": 1}, "limit_not_editable", "#/limits/lunch"),
        ({"answer": 0}, "invalid_request", "#/limits/answer"),
    ],
)
async def test_other_limits_are_refused_with_the_rule(world, limits, code, pointer) -> None:
    world.filing["limits"] = limits
    said = await refused(world.file(), 422, code)
    assert said["errors"][0]["pointer"] == pointer


async def test_what_is_filed_decides_lengths_and_the_pack_the_zone(world: World) -> None:
    world.filing["rule_pack"] = "bc-crt"
    abroad = {"lines": ["1 Main St"], "city": "Seattle", "country": "US"}
    world.filing["respondent"]["address"] = abroad
    clock = await world.clock("2026-01-07T15:30:00Z")
    case = await world.case(test_clock_id=clock["id"])
    assert case.body["rule_pack"]["lengths"] == {"answer": 30}
    # Thirty days after the 7th are Friday 6 February, which ends in Vancouver.
    assert case.body["clock"]["due_at"] == "2026-02-07T08:00:00Z"
    assert case.body["clock"]["zone"] == "America/Vancouver"


async def test_an_order_of_long_ago_is_filed_where_lengths_depend_on_it(world: World) -> None:
    world.filing["rule_pack"] = "bc-crt"
    world.filing["order"]["placed_at"] = "1801-01-01T00:00:00Z"
    assert (await world.file()).status_code == 201
