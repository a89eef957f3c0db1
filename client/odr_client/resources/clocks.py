"""Test clocks, which the deadlines of test cases obey."""

from datetime import datetime, timedelta

from odr_client.calls import D, Resource, call, listing
from odr_client.exchange import Exchange
from odr_client.pages import Listing
from odr_client.resources.cases import Id
from odr_client.resources.waiting import USUAL, until
from odr_client.steps import Steps
from odr_client.views.clocks import TestClock

BASE = "/v1/test-clocks"


class TestClocks(Resource[D]):
    __test__ = False  # for those whose tests import it

    @call
    def make(self, now: datetime | None = None) -> Steps[TestClock]:
        """A clock that stands still; it shows real time if nothing is said."""
        body = {} if now is None else {"now": now.isoformat()}
        return (yield from self._exchange.post(BASE, body, TestClock))

    @listing
    def list(self, limit: int | None = None) -> Listing[TestClock]:
        """The platform's test clocks, newest first."""
        return self._exchange.list(BASE, TestClock, {"limit": limit}, "cursor")

    @call
    def get(self, clock_id: Id) -> Steps[TestClock]:
        return (yield from _clock(self._exchange, clock_id))

    @call
    def advance(
        self,
        clock_id: Id,
        to: datetime | timedelta,
        wait: bool = False,
        within: float = USUAL,
    ) -> Steps[TestClock]:
        """Turn it forward, to a time or by so much; `wait` until all its cases have been told."""
        if isinstance(to, timedelta):
            shows = yield from _clock(self._exchange, clock_id)
            to = shows.now + to
        turned = yield from self._exchange.post(
            f"{BASE}/{clock_id}/advance", {"to": to.isoformat()}, TestClock
        )
        if turned.ready or not wait:
            return turned
        what = f"That all cases on test clock {clock_id} are told what it shows"
        return (
            yield from until(
                lambda: _clock(self._exchange, clock_id), lambda shown: shown.ready, within, what
            )
        )


def _clock(exchange: Exchange, clock_id: Id) -> Steps[TestClock]:
    return exchange.get(f"{BASE}/{clock_id}", TestClock)
