"""What is sent again, how often, after how long; taken by hand, without a network or a clock."""

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.client.driving import Hand, said

from odr_client import NotFound, StageOpening, Unreachable
from odr_client.exchange import Exchange
from odr_client.pages import Page
from odr_client.retries import Retries
from odr_client.steps import Answer, Lost, Request
from odr_client.tokens import Fixed
from odr_client.views.procedures import Event

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
GET = Request("GET", "/x")
ONCE = Request("POST", "/x", repeatable=False)
LOST, NEVER_SENT = Lost("cut off", arrived=True), Lost("refused", arrived=False)
OPENING, CLOSED = said(409, {"code": "stage_opening"}), said(409, {"code": "case_over"})
OK = said(200)


def retries(**more: Any) -> Retries:
    return Retries(most=3, chance=lambda: 1.0, now=lambda: NOW, **more)


@pytest.mark.parametrize(
    ("request_", "answers", "sent", "status"),
    [
        pytest.param(GET, [OK], 1, 200, id="at once"),
        pytest.param(GET, [said(503), OK], 2, 200, id="503"),
        pytest.param(GET, [said(502), said(504), OK], 3, 200, id="a proxy between"),
        pytest.param(GET, [said(429), OK], 2, 200, id="429"),
        pytest.param(GET, [LOST, OK], 2, 200, id="cut off"),
        pytest.param(GET, [OPENING, OPENING, OK], 3, 200, id="stage opening"),
        pytest.param(GET, [CLOSED], 1, 409, id="another conflict"),
        pytest.param(GET, [said(500)], 1, 500, id="a bug"),
        pytest.param(GET, [said(409)], 1, 409, id="a conflict that is not JSON"),
        pytest.param(GET, [said(503)] * 4, 4, 503, id="as often as allowed"),
        pytest.param(GET, [said(503, None, retry_after="61")], 1, 503, id="no such patience"),
        pytest.param(ONCE, [said(503)], 1, 503, id="once: it may have been done"),
        pytest.param(ONCE, [said(429), OK], 2, 200, id="once: it was not done"),
        pytest.param(ONCE, [NEVER_SENT, OK], 2, 200, id="once: it cannot have arrived"),
    ],
)
def test_what_is_sent_again(
    request_: Request, answers: list[Answer | Lost], sent: int, status: int
) -> None:
    hand = Hand(answers)
    assert hand.run(retries().send(request_)).status == status
    assert len(hand.sent) == sent
    assert hand.sent == [request_] * sent


@pytest.mark.parametrize(
    ("request_", "answers", "sent"),
    [
        pytest.param(GET, [LOST] * 4, 4, id="never an answer"),
        pytest.param(ONCE, [LOST], 1, id="once: it may have arrived"),
    ],
)
def test_no_answer(request_: Request, answers: list[Lost], sent: int) -> None:
    hand = Hand(answers)
    with pytest.raises(Unreachable, match="cut off"):
        hand.run(retries().send(request_))
    assert len(hand.sent) == sent


@pytest.mark.parametrize(
    ("after", "pause"),
    [
        pytest.param("7", 7.0, id="seconds"),
        pytest.param("Sun, 01 Mar 2026 12:00:09 GMT", 9.0, id="a date"),
        pytest.param("Sun, 01 Mar 2026 11:00:00 GMT", 0.2, id="a date that has passed"),
        pytest.param("Sun, 01 Mar 2026 12:00:09", 0.2, id="a date without a zone"),
        pytest.param("soon", 0.2, id="no time at all"),
        pytest.param("0", 0.2, id="never sooner than the backoff"),
    ],
)
def test_it_is_not_sent_before_the_server_asks_for(after: str, pause: float) -> None:
    hand = Hand([said(503, None, retry_after=after), OK])
    hand.run(retries().send(GET))
    assert hand.pauses == [pause]


def test_pauses_double_up_to_a_bound() -> None:
    hand = Hand([said(503)] * 3 + [OK])
    hand.run(retries(longest=0.5).send(GET))
    assert hand.pauses == [0.2, 0.4, 0.5]


def test_pauses_are_spread() -> None:
    chances = iter([0.0, 0.25])
    hand = Hand([said(503)] * 2 + [OK])
    hand.run(Retries(chance=lambda: next(chances)).send(GET))
    assert hand.pauses == [0.0, 0.1]


EXCHANGE = Exchange(Fixed("t"), retries(), "zh-CN")
PAGE = {"data": [], "next": None}


def test_every_post_has_a_key_which_is_kept() -> None:
    hand = Hand([LOST, said(503), said(200, PAGE), said(200, PAGE)])
    for _ in range(2):
        hand.run(EXCHANGE.post("/x", {}, Page[Event]))
    keys = [request.headers["Idempotency-Key"] for request in hand.sent]
    assert len(keys) == 4
    assert keys[0] == keys[1] == keys[2] != keys[3]


def test_the_callers_own_key_is_taken() -> None:
    hand = Hand([said(200, PAGE)])
    hand.run(EXCHANGE.post("/x", {}, Page[Event], "mine"))
    assert hand.sent[0].headers["Idempotency-Key"] == "mine"


def test_the_language_is_asked_for() -> None:
    hand = Hand([said(200, PAGE)])
    hand.run(EXCHANGE.get("/x", Page[Event]))
    assert hand.sent[0].headers["Accept-Language"] == "zh-CN"


def test_a_refusal_is_raised_as_what_it_is() -> None:
    hand = Hand([said(404, {"code": "not_found", "title": "No.", "request_id": "r1"})])
    with pytest.raises(NotFound) as caught:
        hand.run(EXCHANGE.get("/x", Page[Event]))
    assert (caught.value.code, caught.value.request_id) == ("not_found", "r1")


def test_a_stage_that_never_opens_is_refused_in_the_end() -> None:
    with pytest.raises(StageOpening):
        Hand([OPENING] * 4).run(EXCHANGE.get("/x", Page[Event]))
