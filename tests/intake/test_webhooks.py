"""Webhook endpoints as their platform sees them: secrets, signatures, and nobody else's."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
from standardwebhooks import Webhook, WebhookVerificationError
from tests.intake.receivers import status
from tests.intake.webhooks import PATH, TOLD, Wired, signatures, types, verified, verified_by, wire

from odr_intake.app import service as intake
from odr_intake.domain.heard import HEARD, EventType, Wanted
from odr_intake.domain.webhooks import (
    AT_MOST,
    DELAYS,
    JITTER,
    Again,
    Because,
    Delivered,
    GivenUp,
    judge,
)
from odr_intake.queries import webhooks as queries
from odr_intake.service import webhooks as service
from odr_shared import testing
from odr_shared.errors import NotPermitted
from odr_shared.settings import Settings

ID = UUID("01890000-0000-7000-8000-000000000001")


@pytest.fixture
async def wired(world) -> AsyncIterator[Wired]:
    async with wire(world) as wired:
        yield wired


VERDICTS = {
    "200": (EventType.CASE_FILED, 0, 200, Delivered()),
    "299 after failures": (EventType.CASE_FILED, 9, 299, Delivered()),
    "410": (EventType.CASE_FILED, 0, 410, GivenUp(Because.GONE)),
    "410 to a test": (EventType.TEST, 0, 410, GivenUp(Because.GONE)),
    "500 to a test": (EventType.TEST, 0, 500, GivenUp(None)),
    "the tenth failure": (EventType.CASE_FILED, 9, 500, GivenUp(Because.UNDELIVERABLE)),
    "the tenth without an answer": (EventType.CASE_FILED, 9, None, GivenUp(Because.UNDELIVERABLE)),
}


@pytest.mark.parametrize(("kind", "failures", "code", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_what_comes_of_an_attempt(kind, failures, code, verdict) -> None:
    assert judge(ID, kind, failures, code) == verdict


@pytest.mark.parametrize("code", [None, 100, 199, 300, 301, 400, 404, 429, 500, 503])
@pytest.mark.parametrize("failures", range(len(DELAYS)))
def test_a_failure_is_tried_again_by_the_schedule(failures, code) -> None:
    verdict = judge(ID, EventType.CASE_FILED, failures, code)
    assert isinstance(verdict, Again)
    assert abs(verdict.after / DELAYS[failures] - 1) <= JITTER


def test_the_jitter_spreads_and_can_be_repeated() -> None:
    def after(event_id: UUID, failures: int) -> timedelta:
        verdict = judge(event_id, EventType.CASE_FILED, failures, 500)
        assert isinstance(verdict, Again)
        return verdict.after / DELAYS[failures]

    drawn = [after(UUID(int=n), 0) for n in range(500)]
    assert drawn == [after(UUID(int=n), 0) for n in range(500)]
    assert min(drawn) < 0.92
    assert max(drawn) > 1.08
    assert after(ID, 0) != after(ID, 1)


def test_all_that_is_heard_can_be_asked_for() -> None:
    assert set(get_args(Wanted)) == {"*", *EventType} - {EventType.TEST}
    # Notices and tests are no facts: whoever makes one owes it.
    assert set(HEARD.values()) == set(EventType) - {EventType.NOTICE_DUE, EventType.TEST}


async def test_the_secret_is_shown_once_and_stored_nowhere(wired) -> None:
    made = await wired.endpoint("/hook?key=hunter2")
    assert made["secret"].startswith("whsec_")
    assert made["public_key"].startswith("whpk_")
    read = await wired.read(made)
    assert read == {name: value for name, value in made.items() if name != "secret"}
    assert read["url"] == wired.receiver.url("/hook?key=hunter2")
    for table in ("webhook_endpoints", "keys", "answers", "history"):
        rows = await wired.sql(f"SELECT t::text AS row FROM {table} t")  # noqa: S608
        everything = " ".join(row["row"] for row in rows)
        for secret in (made["secret"].removeprefix("whsec_"), "hunter2", b"hunter2".hex()):
            assert secret not in everything


async def test_no_secret_answer_is_kept_for_repetitions(wired) -> None:
    body = {"url": wired.receiver.url()}
    key = {"Idempotency-Key": str(uuid4())}
    first, second = [
        (await wired.world.post(PATH, wired.world.platform, body, **key)).json() for _ in range(2)
    ]
    wired.made += [first["id"], second["id"]]
    assert first["secret"] != second["secret"]


async def test_what_is_sent_verifies(wired) -> None:
    made = await wired.endpoint()
    other = await wired.endpoint()
    await wired.admitted()
    await wired.deliver()
    ours = [each for each in wired.receiver.got if verified_by(each, made["public_key"])]
    assert types(ours) == TOLD
    for got in ours:
        assert verified(got, made["secret"]) == json.loads(got.body)
        assert got.headers["content-type"] == "application/json"
        assert not verified_by(got, other["public_key"])
        with pytest.raises(WebhookVerificationError):
            verified(got, other["secret"])


CHANGES: dict[str, Any] = {
    "another body": lambda got: replace(got, body=got.body.replace(b"test", b"Test")),
    "another id": lambda got: replace(got, headers=got.headers | {"webhook-id": str(ID)}),
    "a later time": lambda got: moved(got, 1),
    "old": lambda got: moved(got, -600),
    "from the future": lambda got: moved(got, 600),
    "no signature": lambda got: replace(got, headers=got.headers | {"webhook-signature": ""}),
}


def moved(got: Any, seconds: int) -> Any:
    later = str(int(got.headers["webhook-timestamp"]) + seconds)
    return replace(got, headers=got.headers | {"webhook-timestamp": later})


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
async def test_what_was_changed_does_not_verify(wired, change) -> None:
    made = await wired.endpoint()
    await wired.do(made, "test", 202)
    await wired.deliver()
    (got,) = wired.receiver.got
    assert verified(got, made["secret"])
    with pytest.raises(WebhookVerificationError):
        verified(change(got), made["secret"])
    assert not verified_by(change(got), made["public_key"])


async def test_for_a_day_the_secret_before_signs_too(wired) -> None:
    first = await wired.endpoint()
    second = await wired.do(first, "rotate", 200)
    assert second["secret"] != first["secret"]
    assert second["public_key"] != first["public_key"]
    until = datetime.fromisoformat(second["rotating_until"])
    now = await wired.world.intake.now()
    assert timedelta(hours=23, minutes=59) < until - now <= timedelta(hours=24)

    await wired.do(first, "test", 202)
    await wired.deliver()
    (got,) = wired.receiver.got
    assert (len(signatures(got, "v1")), len(signatures(got, "v1a"))) == (2, 2)
    for each in (first, second):
        assert verified(got, each["secret"])
        assert verified_by(got, each["public_key"])

    await wired.sql(
        "UPDATE webhook_endpoints SET previous_until = clock_timestamp() WHERE id = $1",
        UUID(first["id"]),
    )
    await wired.do(first, "test", 202)
    await wired.deliver()
    got = wired.receiver.got[1]
    assert len(signatures(got, "v1")) == 1
    assert verified(got, second["secret"])
    with pytest.raises(WebhookVerificationError):
        verified(got, first["secret"])
    assert await live_keys(wired, first) == ["signing/2", "url"]
    assert (await wired.read(first))["rotating_until"] is None


async def live_keys(wired: Wired, endpoint: dict[str, Any]) -> list[str]:
    rows = await wired.sql(
        "SELECT subject FROM keys WHERE case_id = $1 AND wrapped IS NOT NULL ORDER BY subject",
        UUID(endpoint["id"]),
    )
    return [row["subject"] for row in rows]


async def test_rotated_twice_only_the_last_two_sign(wired) -> None:
    made = [await wired.endpoint()]
    made += [await wired.do(made[0], "rotate", 200) for _ in range(2)]
    await wired.do(made[0], "test", 202)
    await wired.deliver()
    (got,) = wired.receiver.got
    assert [verified_by(got, each["public_key"]) for each in made] == [False, True, True]
    assert await live_keys(wired, made[0]) == ["signing/2", "signing/3", "url"]


async def test_one_that_is_deleted_is_forgotten(wired) -> None:
    made = await wired.endpoint()
    await wired.admitted()
    wired.receiver.answer = status(500)
    await wired.deliver()
    headers = testing.token(wired.world.platform)
    answer = await wired.world.http.delete(f"{PATH}/{made['id']}", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert await live_keys(wired, made) == []
    for table in ("webhook_deliveries", "webhook_lanes"):
        query = f"SELECT 1 FROM {table} WHERE endpoint_id = $1"  # noqa: S608
        assert await wired.sql(query, UUID(made["id"])) == []
    assert (await wired.world.get(f"{PATH}/{made['id']}", wired.world.platform)).status_code == 404


BAD_URLS = {
    "inside": ("https://169.254.169.254/", "url_host_not_allowed"),
    "odd": ("https://0x7f.1/", "url_host_not_allowed"),
    "http": ("http://shop.example/", "url_not_https"),
    "user": ("https://a@shop.example/", "url_malformed"),
    "port": ("https://shop.example:22/", "url_port_not_allowed"),
}


@pytest.mark.parametrize(("url", "code"), BAD_URLS.values(), ids=BAD_URLS)
async def test_a_url_that_is_refused(wired, url, code) -> None:
    answer = await wired.world.post(PATH, wired.world.platform, {"url": url})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"] == "#/url"
    listed = await wired.world.get(PATH, wired.world.platform)
    assert listed.json()["data"] == []


async def test_a_live_endpoint_is_never_this_machine(wired) -> None:
    live = replace(wired.world.platform, mode="live")
    answer = await wired.world.post(PATH, live, {"url": wired.receiver.url()})
    assert (answer.status_code, answer.json()["code"]) == (422, "url_host_not_allowed")


BODIES: dict[str, Any] = {
    "nothing": {},
    "no text": {"url": 1},
    "empty": {"url": ""},
    "unknown field": {"url": "https://shop.example/", "secret": "mine"},
    "unknown type": {"url": "https://shop.example/", "events": ["case.lost"]},
    "a test": {"url": "https://shop.example/", "events": ["webhook.test"]},
    "no types": {"url": "https://shop.example/", "events": []},
    "types that are none": {"url": "https://shop.example/", "events": "*"},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
async def test_a_body_that_is_refused(wired, body) -> None:
    answer = await wired.world.post(PATH, wired.world.platform, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_a_platform_has_at_most_so_many(wired) -> None:
    body = {"url": "https://shop.example/"}
    platform = wired.world.platform
    answers = await asyncio.gather(
        *(wired.world.post(PATH, platform, body) for _ in range(AT_MOST + 4))
    )
    wired.made += [each.json()["id"] for each in answers if each.status_code == 201]
    assert sorted(each.status_code for each in answers) == [201] * AT_MOST + [409] * 4
    live = await wired.world.post(PATH, replace(platform, mode="live"), body)
    assert live.status_code == 201


async def test_the_list_goes_on_where_it_stopped(wired) -> None:
    made = [(await wired.endpoint())["id"] for _ in range(3)]
    first = await wired.world.get(f"{PATH}?limit=2", wired.world.platform)
    next_ = first.links["next"]["url"]
    second = await wired.world.get(next_, wired.world.platform)
    pages = [[each["id"] for each in page.json()["data"]] for page in (first, second)]
    assert pages == [made[:0:-1], made[:1]]
    assert second.json()["next"] is None


ROUTES = [
    *(("GET", ""), ("DELETE", ""), ("POST", "/rotate"), ("POST", "/enable"), ("POST", "/test")),
    *(("GET", "/deliveries"), ("POST", "/deliveries/{delivery}/retry")),
]


@pytest.mark.parametrize(("method", "route"), ROUTES)
async def test_what_is_another_s_is_not_there(wired, method, route) -> None:
    made = await wired.endpoint()
    await wired.do(made, "test", 202)
    await wired.deliver()
    mine, path = wired.world.platform, route.format(delivery=wired.receiver.got[0].id)

    async def ask(caller: Any, endpoint: Any = made["id"]) -> tuple[int, dict[str, Any]]:
        url = f"{PATH}/{endpoint}{path}"
        headers = testing.token(caller)
        answer = await wired.world.http.request(method, url, headers=headers)
        body = answer.json() if answer.content else {}
        return answer.status_code, {k: body.get(k) for k in ("code", "title", "detail")}

    never = await ask(mine, uuid4())
    assert never[0] == 404
    assert await ask(testing.platform()) == never
    assert await ask(replace(mine, mode="live")) == never
    without = mine.scopes - {"webhooks:read" if method == "GET" else "webhooks:write"}
    for other in (
        replace(mine, scopes=without),
        # Scopes that are not for their kind do not count, whatever their token says.
        replace(testing.party(uuid4(), uuid4(), platform_id=mine.id), scopes=mine.scopes),
        replace(testing.staff(), scopes=mine.scopes),
    ):
        # Before any look-up: for what is there and for what is not.
        for endpoint in (made["id"], uuid4()):
            refused = await ask(other, endpoint)
            assert (refused[0], refused[1]["code"]) == (403, "insufficient_scope")
    assert (await ask(mine))[0] < 300


async def test_a_delivery_of_another_endpoint_is_not_there(wired) -> None:
    one, other = await wired.endpoint(), await wired.endpoint()
    queued = await wired.do(one, "test", 202)
    await wired.deliver()
    await wired.do(other, f"deliveries/{queued['id']}/retry", 404)


async def test_a_party_of_the_platform_is_not_the_platform(wired) -> None:
    """Also if it came past the scopes."""
    made = await wired.endpoint()
    mine = wired.world.platform
    party = testing.party(uuid4(), uuid4(), platform_id=mine.id)
    async with wired.world.intake.transaction() as session:
        assert [str(row.id) for row in await queries.listed(session, mine, 9, None)] == [made["id"]]
        assert await queries.listed(session, party, 9, None) == []
        now = await wired.world.intake.now()
        with pytest.raises(NotPermitted):
            await service.create(session, party, "https://shop.example/", ["*"], False, now)


@pytest.mark.parametrize("what", ["test", "deliveries/{delivery}/retry"])
async def test_nothing_is_sent_to_one_that_is_disabled(wired, what) -> None:
    made = await wired.endpoint(events=["case.closed"])
    await wired.admitted()
    wired.receiver.answer = status(410)
    await wired.deliver()
    refused = await wired.do(made, what.format(delivery=wired.receiver.got[0].id), 409)
    assert refused["code"] == "endpoint_disabled"


async def test_the_deliveries_go_on_where_they_stopped(wired) -> None:
    made = await wired.endpoint()
    await wired.admitted()
    await wired.deliver()
    path, seen = f"{PATH}/{made['id']}/deliveries?limit=2", []
    while path:
        answer = await wired.world.get(path, wired.world.platform)
        seen += [each["id"] for each in answer.json()["data"]]
        path = answer.links.get("next", {}).get("url")
    assert seen == wired.receiver.ids[::-1]


async def test_the_same_events_can_be_had_by_polling(wired) -> None:
    made = await wired.endpoint()
    await wired.do(made, "test", 202)
    await wired.admitted()
    await wired.deliver()
    sent = [each for each in wired.receiver.got if types([each]) != ["webhook.test"]]
    read, after = [], ""
    while True:
        answer = await wired.world.get(f"/v1/events?limit=2{after}", wired.world.platform)
        read += answer.json()["data"]
        if answer.json()["next"] is None:
            break
        after = f"&after={answer.json()['next']}"
    assert [{"id": each.id, **json.loads(each.body)} for each in sent] == read

    last = f"/v1/events?after={read[-1]['id']}"
    assert (await wired.world.get(last, wired.world.platform)).json()["data"] == []
    await wired.admitted()
    await wired.deliver()
    later = (await wired.world.get(last, wired.world.platform)).json()["data"]
    assert [each["type"] for each in later] == TOLD

    stranger, other = testing.platform(), replace(wired.world.platform, mode="live")
    for caller in (stranger, other):
        assert (await wired.world.get("/v1/events", caller)).json()["data"] == []
        assert (await wired.world.get(last, caller)).json()["code"] == "cursor_unknown"


async def test_the_library_takes_the_secret_as_it_is_shown(wired) -> None:
    made = await wired.endpoint()
    now = datetime.fromisoformat("2026-01-05T10:00:00+00:00")
    assert Webhook(made["secret"]).sign("e1", now, "{}").startswith("v1,")


async def test_this_machine_is_no_endpoint_unless_that_is_set(wired) -> None:
    state, url = wired.world.apps[intake].state, wired.receiver.url()
    allowed, off = state.settings, state.settings.model_copy(update={"local_receivers": False})
    for settings, code in ((off, 422), (allowed, 201)):
        state.settings = settings
        made = await wired.world.post(PATH, wired.world.platform, {"url": url})
        assert made.status_code == code, made.text
        if code == 422:
            assert made.json()["code"] == "url_host_not_allowed"
    assert Settings.model_fields["local_receivers"].default is False
