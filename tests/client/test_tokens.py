"""Tokens come by themselves: fetched once, renewed in time, and once more where one is refused."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx
import pytest
from tests.client.driving import Hand, said

from odr_client import AsyncOdr, BadRequest, NotAuthenticated, Odr, UnreadableAnswer
from odr_client.exchange import Exchange
from odr_client.pages import Page
from odr_client.retries import Retries
from odr_client.tokens import ClientCredentials, Fixed, Token
from odr_client.views.procedures import Event

EMPTY = said(200, {"data": [], "next": None})
REFUSED = said(401, {"code": "not_authenticated", "title": "No."})


def token(word: str, lasts: int = 900):
    return said(200, {"access_token": word, "token_type": "Bearer", "expires_in": lasts})


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def exchange(clock: Clock) -> Exchange:
    return Exchange(ClientCredentials("me", "s3cret", Retries(), clock), Retries())


def bearers(hand: Hand) -> list[str | None]:
    return [request.headers.get("Authorization") for request in hand.sent]


def ask(hand: Hand, exchange: Exchange) -> None:
    hand.run(exchange.get("/x", Page[Event]))


def test_it_is_fetched_once(exchange: Exchange) -> None:
    hand = Hand([token("one"), EMPTY, EMPTY])
    ask(hand, exchange)
    ask(hand, exchange)
    assert bearers(hand) == [None, "Bearer one", "Bearer one"]
    assert hand.sent[0].form == {"grant_type": "client_credentials"}
    assert hand.sent[0].auth == ("me", "s3cret")


@pytest.mark.parametrize(
    ("lasts", "later", "fetched"),
    [
        pytest.param(900, 839, 1, id="long before its end"),
        pytest.param(900, 840, 2, id="a minute before its end"),
        pytest.param(60, 53, 1, id="a short one, before its last tenth"),
        pytest.param(60, 54, 2, id="a short one, in its last tenth"),
    ],
)
def test_it_is_renewed_in_time(
    exchange: Exchange, clock: Clock, lasts: int, later: int, fetched: int
) -> None:
    answers = [token("one", lasts), EMPTY, *([token("two")] if fetched == 2 else []), EMPTY]
    hand = Hand(answers)
    ask(hand, exchange)
    clock.now += later
    ask(hand, exchange)
    assert bearers(hand)[-1] == ("Bearer two" if fetched == 2 else "Bearer one")


def test_one_that_is_refused_is_renewed_once(exchange: Exchange) -> None:
    hand = Hand([token("one"), REFUSED, token("two"), EMPTY])
    ask(hand, exchange)
    assert bearers(hand) == [None, "Bearer one", None, "Bearer two"]


def test_and_only_once(exchange: Exchange) -> None:
    hand = Hand([token("one"), REFUSED, token("two"), REFUSED])
    with pytest.raises(NotAuthenticated):
        ask(hand, exchange)


def test_a_token_of_somebody_else_cannot_be_renewed() -> None:
    hand = Hand([REFUSED])
    with pytest.raises(NotAuthenticated):
        ask(hand, Exchange(Fixed("theirs"), Retries()))


@pytest.mark.parametrize(
    ("answer", "error", "code"),
    [
        pytest.param(
            said(401, {"error": "invalid_client", "error_description": "Who?"}),
            NotAuthenticated,
            "invalid_client",
            id="a wrong secret",
        ),
        pytest.param(
            said(400, {"error": "invalid_scope"}), BadRequest, "invalid_scope", id="a wrong scope"
        ),
        pytest.param(said(404), NotAuthenticated.__base__, "http_404", id="no such server"),
    ],
)
def test_no_token(exchange: Exchange, answer, error, code: str) -> None:
    with pytest.raises(error) as caught:
        ask(Hand([answer]), exchange)
    assert caught.value.code == code
    assert "s3cret" not in repr(caught.value)


def test_what_is_no_token(exchange: Exchange) -> None:
    with pytest.raises(UnreadableAnswer):
        ask(Hand([said(200, {"welcome": "to a portal"})]), exchange)


class Counting:
    """A server that counts what it is asked, and gives each token once all are waiting."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.asked[request.url.path] += 1
        if request.url.path == "/oauth/token":
            assert request.headers["Authorization"] == "Basic bWU6cyUzQWMlMkZ0"
            return httpx.Response(200, json={"access_token": "one", "expires_in": 900})
        return httpx.Response(200, json={"data": [], "next": None})

    async def answer_later(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        return self.answer(request)


async def test_many_tasks_fetch_one_token() -> None:
    seen = Counting()
    transport = httpx.MockTransport(seen.answer_later)
    async with AsyncOdr(
        "http://odr", client_id="me", client_secret="s:c/t", transport=transport
    ) as odr:

        async def listed() -> list[object]:
            return [each async for each in odr.events.list()]

        await asyncio.gather(*(listed() for _ in range(20)))
    assert seen.asked == {"/oauth/token": 1, "/v1/events": 20}


def test_many_threads_fetch_one_token() -> None:
    seen = Counting()
    transport, all_here = httpx.MockTransport(seen.answer), Barrier(8)

    with (
        Odr("http://odr", client_id="me", client_secret="s:c/t", transport=transport) as odr,
        ThreadPoolExecutor(8) as pool,
    ):

        def listed(_: int) -> None:
            all_here.wait()
            list(odr.events.list())

        list(pool.map(listed, range(8)))
    assert seen.asked == {"/oauth/token": 1, "/v1/events": 8}


def test_nothing_shows_a_secret() -> None:
    shown = repr(Token(access_token="s3cret", expires_in=1))
    shown += str(Token(access_token="s3cret", expires_in=1))
    hand = Hand([token("s3cret"), EMPTY])
    ask(hand, Exchange(ClientCredentials("me", "s3cret", Retries()), Retries()))
    assert "s3cret" not in shown + repr(hand.sent[0])


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"client_id": "me"},
        {"client_secret": "s"},
        {"token": "t", "client_id": "me", "client_secret": "s"},
    ],
)
def test_who_one_is_must_be_said_once(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="client id and its secret, or a token"):
        Odr("http://odr", **wrong)


def test_the_base_url_must_be_one() -> None:
    with pytest.raises(ValueError, match="http:// or https://"):
        Odr("odr.example", token="t")
