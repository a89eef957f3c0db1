"""Asking intake from inside: with one token for long, and never for longer than it may take."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from pydantic import SecretStr

from odr_shared import internal
from odr_shared.errors import Unavailable
from odr_shared.internal import BEFORE_ITS_END, Intake

CARD = {
    "id": str(uuid4()),
    "platform_id": str(uuid4()),
    "mode": "test",
    "claimant": str(uuid4()),
    "respondent": str(uuid4()),
    "stage": None,
    "status": "awaiting_respondent",
}
CASE = UUID(int=17)
TOKENS = "/oauth/token"


class Answers:
    """What stands in intake's place: it says what it is told to, and notes what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.said: dict[str, Callable[[], httpx.Response]] = {}
        self.tokens = 0
        self.seconds = 0.0
        self.good_from = 1
        """The first token that is good."""

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(path)
        await asyncio.sleep(0)
        if path in self.said:
            return self.said[path]()
        if path == TOKENS:
            assert request.content == b"grant_type=client_credentials"
            assert request.headers["Authorization"].startswith("Basic ")
            self.tokens += 1
            return httpx.Response(
                200, json={"access_token": f"t{self.tokens}", "expires_in": 900, "scope": "x"}
            )
        token = request.headers["Authorization"].removeprefix("Bearer t")
        if int(token) < self.good_from:
            return httpx.Response(401)
        return httpx.Response(200, json=CARD | {"said_by_a_newer_intake": 1})


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
async def intake(answers):
    transport = httpx.MockTransport(answers)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as http:
        yield Intake(http, uuid4(), SecretStr("secret"), lambda: answers.seconds)


def path(case_id: Any = CASE) -> str:
    return f"/internal/v1/cases/{case_id}"


async def test_a_card_is_fetched_with_one_token_until_shortly_before_its_end(intake, answers):
    for answers.seconds in (0, 100, 900 - BEFORE_ITS_END - 1):
        card = await intake.card(CASE)
        assert card is not None
        assert (str(card.id), card.stage) == (CARD["id"], None)
    assert answers.tokens == 1
    answers.seconds += 1
    await intake.card(CASE)
    assert answers.tokens == 2


async def test_who_ask_at_once_get_one_token(intake, answers) -> None:
    await asyncio.gather(*(intake.card(CASE) for _ in range(50)))
    assert answers.tokens == 1


async def test_there_is_no_such_case(intake, answers) -> None:
    answers.said[path()] = lambda: httpx.Response(404)
    assert await intake.card(CASE) is None


async def test_a_token_that_is_no_longer_good_is_replaced_once(intake, answers) -> None:
    await intake.card(CASE)
    answers.good_from = 2
    assert await intake.card(CASE)
    answers.good_from = 100
    with pytest.raises(Unavailable):
        await intake.card(CASE)
    assert answers.tokens == 3


def lost() -> httpx.Response:
    raise httpx.ConnectError("nobody there")


WRONG = {
    "500": lambda: httpx.Response(500),
    "503": lambda: httpx.Response(503),
    "403": lambda: httpx.Response(403),
    "a redirect": lambda: httpx.Response(302, headers={"Location": "http://evil.example"}),
    "lost": lost,
    "no JSON": lambda: httpx.Response(200, content=b"<html>"),
    "another JSON": lambda: httpx.Response(200, json=[]),
}


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("where", [path(), TOKENS])
async def test_what_makes_no_sense_is_as_if_it_were_away(intake, answers, where, said, caplog):
    answers.said[where] = said
    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable):
        await intake.card(CASE)
    assert "evil" not in caplog.text
    del answers.said[where]
    assert await intake.card(CASE)


@pytest.mark.parametrize("said", WRONG.values(), ids=WRONG.keys())
async def test_keys_that_cannot_be_had(intake, answers, said) -> None:
    answers.said["/.well-known/jwks.json"] = said
    with pytest.raises(Unavailable):
        await intake.jwks()


async def test_keys_need_no_token(intake, answers) -> None:
    answers.said["/.well-known/jwks.json"] = lambda: httpx.Response(200, json={"keys": []})
    assert await intake.jwks() == {"keys": []}
    assert answers.tokens == 0


@pytest.mark.parametrize("question", ["card", "jwks"])
async def test_patience_ends(monkeypatch, question) -> None:
    """Also with a transport that knows no timeouts, as the one within a process."""

    async def never(request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(internal, "PATIENCE", 0.01)
    transport = httpx.MockTransport(never)
    async with httpx.AsyncClient(transport=transport, base_url="http://intake") as http:
        ask = Intake(http, uuid4(), SecretStr("secret"))
        with pytest.raises(Unavailable):
            await (ask.card(CASE) if question == "card" else ask.jwks())
