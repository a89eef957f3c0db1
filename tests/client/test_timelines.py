"""A timeline of many pages is read to its end."""

from typing import Any

from tests.client.driving import ID, Hand, said

from odr_client.exchange import Exchange
from odr_client.resources.cases import _events
from odr_client.retries import Retries
from odr_client.tokens import Fixed


def event(version: int) -> dict[str, Any]:
    at = "2026-01-07T15:30:00Z"
    return {"version": version, "type": "intake.x.v1", "time": at, "source": "intake", "data": {}}


def test_each_page_is_asked_for_behind_the_one_before() -> None:
    pages = [([event(1), event(2)], "two"), ([event(5)], "five"), ([event(7)], None)]
    hand = Hand([said(200, {"data": data, "next": next_}) for data, next_ in pages])
    path = f"/v1/cases/{ID}/timeline"
    found = hand.run(_events(Exchange(Fixed("t"), Retries()), path))
    assert [each.version for each in found] == [1, 2, 5, 7]
    assert [request.query for request in hand.sent] == [{}, {"cursor": "two"}, {"cursor": "five"}]
