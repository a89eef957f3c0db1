"""What is wrong with a request is said, with a pointer, and nothing of it is stored."""

import copy
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from tests.conftest import FILING, World

from odr_shared import testing

BIDI, NUL = "\u202e", "\x00"
MISSING = object()


@pytest.fixture
async def world(world: World) -> AsyncIterator[World]:
    """The world, in which nothing may have been stored in the end."""
    # The first token that is verified has the first signing key made.
    assert (await world.get("/v1/cases", world.platform)).status_code == 200
    before = await stored(world)
    yield world
    assert await stored(world) == before


async def stored(world: World) -> dict[str, int]:
    """How many rows there are, in every table of both databases."""
    found = {}
    for database in (world.intake, world.negotiation):
        async with database.reading() as session:
            tables = await session.driver.fetch(
                "SELECT relname AS name FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = 'public'::regnamespace"
            )
            for name in sorted(row["name"] for row in tables):
                count = f'SELECT count(*) FROM "{name}"'  # noqa: S608  # out of the catalogue
                found[f"{database.engine.url.database}.{name}"] = await session.driver.fetchval(
                    count
                )
    # The key of the day is made when the first command with a key comes, whatever it says.
    return {name: n for name, n in found.items() if not name.endswith(".keys")}


def changed(path: str, value: object) -> dict[str, Any]:
    """The filing with that in that place."""
    filing = copy.deepcopy(FILING)
    *way, last = path.strip("/").split("/")
    at: Any = filing
    for part in way:
        at = at[int(part)] if isinstance(at, list) else at.setdefault(part, {})
    if value is MISSING:
        del at[last]
    else:
        at[last] = value
    return filing


FIELDS: list[tuple[str, object, str]] = [
    # path, value, code; the pointer is the path
    ("/claims/0/amount/amount", 0, "greater_than"),
    ("/claims/0/amount/amount", -1, "greater_than"),
    ("/claims/0/amount/amount", 12.5, "int_type"),
    ("/claims/0/amount/amount", 12.0, "int_type"),
    ("/claims/0/amount/amount", "4000", "int_type"),
    ("/claims/0/amount/amount", True, "int_type"),
    ("/claims/0/amount/amount", None, "int_type"),
    ("/claims/0/amount/amount", 10**15 + 1, "less_than_equal"),
    ("/claims/0/amount/currency", "EURO", "unknown_currency"),
    ("/claims/0/amount/currency", "eur", "unknown_currency"),
    ("/claims/0/amount/currency", "XAU", "unknown_currency"),
    ("/claims/0/amount/currency", MISSING, "missing"),
    ("/claims/0/amount/cents", 1, "extra_forbidden"),
    ("/order/paid/amount", 0, "greater_than"),
    ("/order/paid/amount", 0.5, "int_type"),
    ("/order/placed_at", "2026-01-05", "not_an_instant"),
    ("/order/placed_at", "2026-01-05T10:00:00", "not_an_instant"),
    ("/order/placed_at", 1767607200, "not_an_instant"),
    ("/order/number", "", "empty"),
    ("/order/number", " 1", "space_at_end"),
    ("/order/items", [{"title": "Kettle", "quantity": 0}], "greater_than"),
    ("/claimant/name", "", "empty"),
    ("/claimant/name", "   ", "empty"),
    ("/claimant/name", "\u3164", "empty"),
    ("/claimant/name", "x" * 201, "string_too_long"),
    ("/claimant/name", f"Anna{BIDI}tgoV", "direction_control"),
    ("/claimant/name", "Anna\nVogt", "control_character"),
    ("/claimant/name", "Anna\x1bVogt", "control_character"),
    ("/claimant/name", ["Anna"], "string_type"),
    ("/claimant/name", MISSING, "missing"),
    ("/claimant/kind", "robot", "enum"),
    ("/claimant/email", "nobody", "not_an_email"),
    ("/claimant/email", "a@b@example.org", "not_an_email"),
    ("/claimant/phone", "0151 2345", "not_a_phone"),
    ("/claimant/external_id", "x" * 101, "string_too_long"),
    ("/claimant/address", {"lines": [], "city": "Bonn", "country": "DE"}, "too_short"),
    ("/claimant/address", {"lines": ["1"], "city": "Bonn", "country": "de"}, "pattern"),
    ("/claims/0/text", "", "empty"),
    ("/claims/0/text", "x" * 10_001, "string_too_long"),
    ("/claims/0/text", f"a{BIDI}b", "direction_control"),
    ("/claims/0/reason", "boredom", "enum"),
    ("/claims/0/remedy", "gold", "enum"),
    ("/claims", [], "too_short"),
    ("/claims", [FILING["claims"][0]] * 21, "too_long"),
    ("/claims", {}, "list_type"),
    ("/time_zone", "Europe/Atlantis", "not_a_time_zone"),
    ("/rule_pack", "none", "not_a_rule_pack"),
    ("/language", "de", "literal_error"),
    ("/metadata/a b", "1", "pattern"),
    ("/metadata/ticket", 7, "string_type"),
    ("/metadata/ticket", f"{BIDI}", "direction_control"),
    ("/test_clock_id", "tomorrow", "uuid_parsing"),
    ("/test_clock_id", 7, "uuid_type"),
    ("/surprise", 1, "extra_forbidden"),
    ("/claimant/surprise", 1, "extra_forbidden"),
]


def _id(case: tuple[str, object, str]) -> str:
    path, value, code = case
    said = "missing" if value is MISSING else ascii(value)[:20]
    return f"{path} {said} {code}"


@pytest.mark.parametrize(("path", "value", "code"), FIELDS, ids=map(_id, FIELDS))
async def test_a_field_that_is_wrong_is_pointed_at(world, path, value, code) -> None:
    answer = await world.post("/v1/cases", world.platform, changed(path, value))
    body = problem(answer, 422, "invalid_request")
    [error] = body["errors"]
    assert error["pointer"].startswith(f"#{quote(path)}"), error
    assert code in error["code"], error
    assert error["message"]


# What is changed, to what, the refusal, and where it points if not there.
RULES: dict[str, tuple[str, object, str, str]] = {
    "same party": ("/respondent/external_id", "buyer-17", "same_party", ""),
    "above the cap": ("/claims/0/amount/amount", 4001, "amount_exceeds_cap", "/claims/0/amount"),
    "other currency": ("/claims/0/amount/currency", "USD", "currency_differs", ""),
    "future date": ("/order/placed_at", "2999-01-01T00:00:00Z", "future_date", ""),
    "no amount": ("/claims/0/amount", None, "amount_missing", ""),
    "no contact": ("/respondent/email", MISSING, "incomplete", "/respondent"),
    "no such clock": ("/test_clock_id", str(uuid4()), "test_clock_unknown", ""),
}


@pytest.mark.parametrize("rule", RULES)
async def test_what_the_rules_refuse_is_pointed_at(world, rule) -> None:
    path, value, code, pointer = RULES[rule]
    answer = await world.post("/v1/cases", world.platform, changed(path, value))
    body = problem(answer, 422, code)
    assert [error["pointer"] for error in body["errors"]] == [f"#{pointer or path}"]


WHOLE = json.dumps(FILING)
BODIES: list[tuple[str, bytes, int, str]] = [
    ("cut off", WHOLE[:-1].encode(), 400, "malformed_json"),
    ("trailing comma", (WHOLE[:-1] + ",}").encode(), 400, "malformed_json"),
    ("not UTF-8", WHOLE.encode().replace(b"Anna", b"Ann\xe9"), 400, "malformed_json"),
    ("NaN", WHOLE.replace("4000", "NaN").encode(), 422, "number_out_of_range"),
    ("beyond 2^53", WHOLE.replace("4000", str(2**53)).encode(), 422, "number_out_of_range"),
    ("NUL", WHOLE.replace("Anna", "An\\u0000na").encode(), 422, "not_a_character"),
    ("lone surrogate", WHOLE.replace("Anna", "An\\ud800na").encode(), 422, "not_a_character"),
    ("duplicate key", (WHOLE[:-1] + ', "claims": []}').encode(), 400, "duplicate_key"),
    (
        "duplicate key, deep",
        WHOLE.replace('"currency": "EUR"', '"currency": "EUR", "currency": "USD"', 1).encode(),
        *(400, "duplicate_key"),
    ),
    ("too deep", b'{"metadata":' + b"[" * 40 + b"]" * 40 + b"}", 422, "too_complex"),
    ("too large", WHOLE.replace("Anna", "A" * 300_000).encode(), 413, "body_too_large"),
    ("a list", b"[]", 422, "invalid_request"),
    ("nothing", b"", 422, "invalid_request"),
    ("null", b"null", 422, "invalid_request"),
]


@pytest.mark.parametrize(
    ("content", "status", "code"), [b[1:] for b in BODIES], ids=[b[0] for b in BODIES]
)
async def test_a_body_that_is_not_one_is_refused(world, content, status, code) -> None:
    headers = testing.token(world.platform) | {"Content-Type": "application/json"}
    answer = await world.http.post("/v1/cases", content=content, headers=headers)
    problem(answer, status, code)


async def test_a_body_of_another_type_is_refused(world) -> None:
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/json;charset=x"):
        headers = testing.token(world.platform) | {"Content-Type": kind}
        answer = await world.http.post("/v1/cases", content=WHOLE, headers=headers)
        problem(answer, 415, "unsupported_media_type")


ROUTES = [
    ("GET", "/v1/cases/{id}", None),
    ("GET", "/v1/cases/{id}/timeline", None),
    ("POST", "/v1/cases/{id}/answer", {"answer": "admit"}),
    ("POST", "/v1/cases/{id}/withdraw", None),
    ("GET", "/v1/negotiations/{id}", None),
    ("POST", "/v1/negotiations/{id}/offers", {"amount": {"amount": 1, "currency": "EUR"}}),
    ("POST", "/v1/negotiations/{id}/decline", {}),
    ("GET", "/v1/test-clocks/{id}", None),
    ("POST", "/v1/test-clocks/{id}/advance", {"to": "2026-01-01T00:00:00Z"}),
]


@pytest.mark.parametrize("bad", ["7", "none", "0" * 37, "%00", "%F0%9F%98%80", "1%2F2"])
async def test_an_id_that_is_none_is_refused(world, bad) -> None:
    for method, path, body in ROUTES:
        answer = await world.http.request(
            method, path.format(id=bad), json=body, headers=testing.token(world.platform)
        )
        assert answer.status_code in (400, 404, 422), (path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "query",
    [
        *(
            "limit=0",
            "limit=101",
            "limit=-1",
            "limit=x",
            "limit=1e400",
            "limit=99999999999999999999",
        ),
        *("stage=none", "status=none", "outcome=none", "cursor=" + "x" * 101),
        *("updated_since=yesterday", "updated_since=2026-01-05T10:00:00", "updated_since=5"),
        *("updated_since=0001-01-01T00:00:00%2B14:00", "updated_since=9999-12-31T23:59:59-14:00"),
        *("updated_since=inf", "updated_since="),
    ],
)
async def test_a_parameter_that_is_wrong_is_pointed_at(world, query) -> None:
    answer = await world.get(f"/v1/cases?{query}", world.platform)
    [error] = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == f"query/{query.partition('=')[0]}"


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "x" * 22, "!" * 22, "AAAAAAAAAAAAAAAAAAAAAA", "%00", "_" * 22, "é" * 22, "A" * 30],
)
async def test_a_cursor_that_is_not_ours_is_refused(world, cursor) -> None:
    for path in ("/v1/cases", "/v1/test-clocks"):
        answer = await world.get(f"{path}?cursor={cursor}", world.platform)
        assert answer.json()["code"] in ("cursor_unknown", "malformed_url")
        problem(answer, 400, answer.json()["code"])


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "ключ".encode(), b"a\x01b"])
async def test_an_idempotency_key_that_is_none_is_refused(world, key) -> None:
    headers: Any = testing.token(world.platform) | {"Idempotency-Key": key}
    answer = await world.http.post("/v1/cases", json=FILING, headers=headers)
    problem(answer, 400, "idempotency_key_malformed")


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document, which must be whole, and must not repeat what was sent."""
    assert answer.status_code == status, answer.text
    body: dict[str, Any] = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (body["status"], body["code"]) == (status, code), body
    assert body.keys() >= {"type", "title", "detail", "instance", "request_id"}
    assert body["type"].endswith(f"/problems/{code}")
    assert "Anna" not in answer.text
    return body


CLOCKS: list[tuple[str, dict[str, Any], str]] = [
    ("no zone", {"now": "2026-01-01T00:00:00"}, "now"),
    ("seconds", {"now": 5}, "now"),
    ("the end of time", {"now": "9999-12-31T23:59:59Z"}, "now"),
    ("the first year too late", {"now": "2200-01-01T00:00:00Z"}, "now"),
    ("the last year too early", {"now": "1969-12-31T23:59:59Z"}, "now"),
    ("before time", {"now": "0001-01-01T00:00:00+14:00"}, "now"),
    ("after time", {"now": "9999-12-31T23:59:59-14:00"}, "now"),
    ("unknown field", {"then": None}, "then"),
]


@pytest.mark.parametrize("case", CLOCKS, ids=[case[0] for case in CLOCKS])
async def test_a_test_clock_shows_a_time_with_which_we_can_reckon(world, case) -> None:
    _, body, field = case
    answer = await world.post("/v1/test-clocks", world.platform, body)
    [error] = problem(answer, 422, "invalid_request")["errors"]
    assert error["pointer"] == f"#/{field}"
