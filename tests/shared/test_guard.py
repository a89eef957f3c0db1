"""What is too large, ambiguous or not JSON is a problem document, and gets no further."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from hypothesis import given, settings
from hypothesis import strategies as st

from odr_shared.errors import Refusal
from odr_shared.http.bodies import Body
from odr_shared.http.guard import BODY, Guard
from odr_shared.http.problems import add_problem_handlers
from odr_shared.http.strict import DEEPEST, MOST_NODES, judge

LIMIT = 2000


class Said(Body):
    amount: int
    sure: bool = False


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_problem_handlers(app, "https://odr.example")

    @app.post("/echo")
    async def echo(request: Request) -> Response:
        return Response(await request.body(), media_type="application/octet-stream")

    @app.post("/said")
    async def said(body: Said) -> Said:
        return body

    @app.post("/large")
    async def large(request: Request) -> int:
        return len(await request.body())

    @app.post("/form")
    async def form(request: Request) -> int:
        return len(await request.body())

    @app.get("/cached")
    async def cached() -> Response:
        return Response(headers={"Cache-Control": "max-age=60"})

    app.middleware_stack = Guard(
        app.build_middleware_stack(),
        LIMIT,
        {"/large": 2 * LIMIT},
        {"/form": "application/x-www-form-urlencoded"},
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://odr") as client:
        yield client


async def post(http: httpx.AsyncClient, body: bytes, **headers: str) -> tuple[int, dict[str, Any]]:
    said = {"Content-Type": "application/json"} | headers
    answer = await http.post("/echo", content=body, headers=said)
    if answer.status_code == 200:
        assert answer.content == body
        return 200, {}
    assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"a": [1, -2, 1.5, true, null, "x"]}', id="plain"),
        pytest.param(b"", id="none"),
        pytest.param('{"é": "李 🫨"}'.encode(), id="UTF-8"),
        pytest.param(b'{"a": "\\ud83d\\ude00"}', id="a whole surrogate pair"),
        pytest.param(b'{"a": 9007199254740991, "b": -9007199254740991}', id="the last exact ones"),
        pytest.param(b'{"a": "9007199254740992000"}', id="digits in a text"),
        pytest.param(b'{"a": 0.12345678901234567890}', id="many decimals"),
        pytest.param(b"[" * DEEPEST + b"]" * DEEPEST, id="just as deep"),
        pytest.param(json.dumps(["[" * 100] * 10).encode(), id="brackets in texts"),
        pytest.param(json.dumps([{"a": {}}] * 100).encode(), id="many objects"),
        pytest.param(b'{"a": {"b": 1}, "c": {"b": 1}}', id="one key in two objects"),
    ],
)
async def test_what_passes_passes_as_it_came(http, body) -> None:
    assert (await post(http, body))[0] == 200


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        pytest.param(b'{"a": 1, "a": 2}', 400, "duplicate_key", "#/a", id="a key twice"),
        pytest.param(
            b'{"x": [{"a/b": {"~": 1, "~": 1}}]}',
            *(400, "duplicate_key", "#/x/0/a~1b/~0"),
            id="a key twice, inside",
        ),
        pytest.param(
            b'{"a": 1, "\\u0061": 2}', 400, "duplicate_key", "#/a", id="a key twice, escaped"
        ),
        pytest.param(b'{"a": NaN}', 422, "number_out_of_range", "#/a", id="NaN"),
        pytest.param(b'{"a": [-Infinity]}', 422, "number_out_of_range", "#/a/0", id="infinity"),
        pytest.param(b'{"a": 1e999}', 422, "number_out_of_range", "#/a", id="beyond floats"),
        pytest.param(b'{"a": 9007199254740992}', 422, "number_out_of_range", "#/a", id="not exact"),
        pytest.param(
            b'{"a": -9007199254740993}', 422, "number_out_of_range", "#/a", id="not exact, below"
        ),
        pytest.param(
            b'{"a": ' + b"9" * 1900 + b"}", 422, "number_out_of_range", "#/a", id="many digits"
        ),
        pytest.param(b'{"a": "\\ud800"}', 422, "not_a_character", "#/a", id="half a pair"),
        pytest.param(b'{"a": ["\\u0000"]}', 422, "not_a_character", "#/a/0", id="NUL"),
        pytest.param(b'{"a": {"\\u0000": 1}}', 422, "not_a_character", "#/a", id="NUL in a key"),
    ],
)
async def test_json_that_readers_would_understand_differently(
    http, body, status, code, pointer
) -> None:
    answered, problem = await post(http, body)
    assert (answered, problem["code"]) == (status, code)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [
        pytest.param(b'{"a": 1,\n "b": }', 2, 7, id="no value"),
        pytest.param(b'{"a": 1} x', 1, 10, id="something after it"),
        pytest.param(b'{"a": "\xff"}', 1, 8, id="not UTF-8"),
        pytest.param(b'\xef\xbb\xbf{"a": 1}', 1, 1, id="byte order mark"),
        pytest.param('{"a": 1}'.encode("utf-16-le"), 1, 2, id="UTF-16"),
        pytest.param(b'{"a": "x\x00y"}', 1, 9, id="NUL as it is"),
        pytest.param(b"{'a': 1}", 1, 2, id="single quotes"),
        pytest.param(b'{"a": 01}', 1, 8, id="leading zero"),
        pytest.param(b" ", 1, 2, id="a space"),
    ],
)
async def test_what_is_no_json_is_told_where(http, body, line, column) -> None:
    status, problem = await post(http, body)
    assert (status, problem["code"]) == (400, "malformed_json")
    assert (problem["line"], problem["column"]) == (line, column)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), id="one too deep"),
        pytest.param(b'{"a":' * 40 + b"1" + b"}" * 40, id="deep objects"),
        pytest.param(b"[" * 100_000, id="a bracket bomb"),
        pytest.param(b"[" + b"1," * MOST_NODES + b"1]", id="too many parts"),
        pytest.param(b'["\\u0000"' + b",1" * MOST_NODES + b"]", id="too many to look for NUL"),
        pytest.param(b'{"a": [' + b"[]," * MOST_NODES + b"[]]}", id="too many lists"),
    ],
)
def test_what_is_too_complex(body) -> None:
    with pytest.raises(Refusal) as refused:
        judge(body)
    assert refused.value.code == "too_complex"


@pytest.mark.parametrize("more", ["", ", 1"], ids=["just as many", "one more"])
@pytest.mark.parametrize("first", ["1", '"\\ud83d\\ude00"'], ids=["skimmed", "walked"])
def test_as_many_parts_as_there_may_be(more, first) -> None:
    """Ten thousand, and the list that holds them is one of them."""
    body = "[" + first + ", 1" * (MOST_NODES - 2) + more + "]"
    if not more:
        judge(body.encode())
        return
    with pytest.raises(Refusal):
        judge(body.encode())


def test_quotes_and_escapes_without_end_take_no_time() -> None:
    """An expression for strings that tries again at each quote would take hours here."""
    for bomb in (b'["' + b'\\"' * 120_000, b"[" * 40 + b'"' * 200_001):
        with pytest.raises(Refusal):
            judge(bomb)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda part: st.lists(part, max_size=5) | st.dictionaries(st.just("k") | st.text("ab"), part),
)


@settings(max_examples=50)
@given(JSON, st.booleans())
def test_all_that_is_right_passes(value, ascii_only) -> None:
    judge(json.dumps(value, ensure_ascii=ascii_only).encode())


@given(st.binary(max_size=200) | st.text('{}[]",:\\u0d8e19-.N ', max_size=60).map(str.encode))
def test_whatever_comes_is_json_or_a_refusal(body) -> None:
    try:
        judge(body)
    except Refusal as refusal:
        said = refusal.code
    else:
        said = ""
        json.loads(body)
    known = {"malformed_json", "duplicate_key", "number_out_of_range", "not_a_character"}
    assert said in known | {"too_complex", ""}


async def test_a_body_over_the_limit(http) -> None:
    exact = json.dumps("x" * (LIMIT - 2)).encode()
    assert (await post(http, exact))[0] == 200
    status, problem = await post(http, exact + b" ")
    assert (status, problem["code"], problem["limit"]) == (413, "body_too_large", LIMIT)


async def test_a_path_may_have_a_limit_of_its_own(http) -> None:
    headers = {"Content-Type": "application/json"}
    body = json.dumps("x" * LIMIT).encode()
    assert (await http.post("/large", content=body, headers=headers)).status_code == 200
    more = json.dumps("x" * 2 * LIMIT).encode()
    assert (await http.post("/large", content=more, headers=headers)).status_code == 413


async def test_a_body_in_chunks_is_not_read_beyond_the_limit(http) -> None:
    read = 0

    async def long() -> AsyncIterator[bytes]:
        nonlocal read
        while read < 100 * LIMIT:
            read += 100
            yield b" " * 100

    # The transport reads a request's content to its end; so this one is handed over by hand.
    chunks = long()

    async def receive() -> dict[str, Any]:
        body = await anext(chunks, b"")
        return {"type": "http.request", "body": body, "more_body": bool(body)}

    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"host", b"odr"), (b"transfer-encoding", b"chunked")]
    app = http._transport.app
    await app(scope(headers=headers), receive, send)
    assert sent[0]["status"] == 413
    assert read <= LIMIT + 100


def scope(headers: list[tuple[bytes, bytes]], **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": "/echo",
        "raw_path": b"/echo",
        "query_string": b"",
        "root_path": "",
        "scheme": "http",
        "server": ("odr", 80),
        "headers": headers,
        **more,
    }


async def handed(http, scope: dict[str, Any], body: bytes = b"{}") -> tuple[int, dict[str, Any]]:
    """What a request is answered that no client library would send."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await http._transport.app(scope, receive, send)
    answer = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], json.loads(answer) if answer else {}


KIND = (b"content-type", b"application/json")
LENGTH = (b"content-length", b"2")
HOST = (b"host", b"odr")


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        pytest.param({"headers": [HOST, KIND, LENGTH]}, 200, None, id="right"),
        pytest.param({"headers": [KIND, LENGTH]}, 400, "ambiguous_request", id="no host"),
        pytest.param(
            {"headers": [KIND, LENGTH], "http_version": "1.0"}, 200, None, id="no host in 1.0"
        ),
        *(
            pytest.param(
                {"headers": [HOST, KIND, LENGTH, twice, twice]}, 400, "ambiguous_request", id=name
            )
            for name, twice in {
                "two hosts": HOST,
                "two lengths": LENGTH,
                "two types": KIND,
                "two tokens": (b"authorization", b"Bearer x"),
                "two keys": (b"idempotency-key", b"x"),
            }.items()
        ),
        pytest.param(
            {"headers": [HOST, KIND, (b"content-length", b"-1")]},
            *(400, "ambiguous_request"),
            id="length below zero",
        ),
        pytest.param(
            {"headers": [HOST, KIND, (b"content-length", b"9" * 5000)]},
            *(413, "body_too_large"),
            id="a length of many digits",
        ),
        pytest.param(
            {"headers": [HOST, KIND, LENGTH, *[(b"x-%d" % n, b"x" * 1000) for n in range(33)]]},
            *(431, "headers_too_large"),
            id="headers too large",
        ),
        pytest.param(
            {"headers": [HOST, KIND, LENGTH], "path": "/v1/\0"}, 400, "malformed_url", id="NUL"
        ),
        pytest.param(
            {"headers": [HOST, KIND, LENGTH], "query_string": b"q=%00"},
            *(400, "malformed_url"),
            id="NUL in the query",
        ),
    ],
)
async def test_requests_that_can_be_understood_in_two_ways(http, more, status, code) -> None:
    answered, problem = await handed(http, scope(**more))
    assert (answered, problem.get("code")) == (status, code)


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/echo", "application/json", 200),
        ("/echo", "application/json; charset=UTF-8", 200),
        ("/echo", "Application/JSON", 200),
        ("/echo", "application/json; charset=utf-16", 415),
        ("/echo", "text/plain", 415),
        ("/echo", "application/x-www-form-urlencoded", 415),
        ("/echo", "", 415),
        ("/form", "application/x-www-form-urlencoded", 200),
        ("/form", "application/json", 415),
    ],
)
async def test_a_body_says_what_it_is(http, path, kind, status) -> None:
    headers = {"Content-Type": kind} if kind else {}
    assert (await http.post(path, content=b"{}", headers=headers)).status_code == status


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"amount": "5"}, "#/amount", "int_type"),
        ({"amount": 5.0}, "#/amount", "int_type"),
        ({"amount": True}, "#/amount", "int_type"),
        ({"amount": 5, "sure": "yes"}, "#/sure", "bool_type"),
        ({"amount": 5, "sure": 1}, "#/sure", "bool_type"),
        ({"amount": 5, "status": "x"}, "#/status", "extra_forbidden"),
        ({}, "#/amount", "missing"),
        ([], "#", "model_attributes_type"),
    ],
    ids=str,
)
async def test_nothing_in_a_body_is_guessed_at(http, body, pointer, code) -> None:
    answer = await http.post("/said", json=body)
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


async def test_every_answer_is_hardened_and_a_route_may_say_how_long_it_is_kept(http) -> None:
    for answer in (
        await http.post("/said", json={"amount": 1}),
        await http.post("/said", json={"amount": "x"}),
        await http.post("/echo", content=b"{", headers={"Content-Type": "application/json"}),
        await http.get("/nowhere"),
    ):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
    cached = await http.get("/cached")
    assert cached.headers.get_list("Cache-Control") == ["max-age=60"]


async def test_a_refusal_at_the_door_speaks_chinese_too(http) -> None:
    said = {"Content-Type": "application/json", "Accept-Language": "zh-CN"}
    answer = await http.post("/echo", content=b"{", headers=said)
    assert answer.headers["Content-Language"] == "zh-CN"
    assert answer.json()["code"] == "malformed_json"
    assert "请求体" in answer.json()["title"]


def test_the_default_limit() -> None:
    assert BODY == 256 * 1024
