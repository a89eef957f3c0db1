"""Which requests are sent again, how often, and after how long."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Final

from odr_client.errors import Unreachable
from odr_client.steps import Answer, Lost, Pause, Request, Send, Steps

BUSY: Final = frozenset({429, 502, 503, 504})
OPENING: Final = "stage_opening"
PATIENCE: Final = 60.0
"""Seconds; a server that asks for more is taken at its word, and nobody waits for it."""


@dataclass(frozen=True, slots=True)
class Retries:
    """Exponential backoff with full jitter, and never sooner than the server asks for."""

    most: int = 5
    first: float = 0.2
    longest: float = 8.0
    """Seconds."""
    chance: Callable[[], float] = random.random
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def send(self, request: Request) -> Steps[Answer]:
        """Send it until there is an answer that stands; `Unreachable` if none comes."""
        for failures in count():
            asked = 0.0
            try:
                answer: Answer = yield Send(request)
            except Lost as lost:
                again = request.repeatable or not lost.arrived
                if not again or failures >= self.most:
                    raise Unreachable(f"No answer came from {lost}.") from lost
            else:
                if not _may_change(request, answer) or failures >= self.most:
                    return answer
                asked = self._asked(answer)
                if asked > PATIENCE:
                    return answer
            yield Pause(max(asked, self._backoff(failures)))
        raise AssertionError("unreachable")

    def _backoff(self, failures: int) -> float:
        return self.chance() * min(self.longest, self.first * 2.0**failures)

    def _asked(self, answer: Answer) -> float:
        """What `Retry-After` says, in seconds (RFC 9110, 10.2.3)."""
        said = answer.headers.get("retry-after", "").strip()
        if said.isdecimal():
            return float(said)
        try:
            return max(0.0, (parsedate_to_datetime(said) - self.now()).total_seconds())
        except (TypeError, ValueError):
            return 0.0


def _may_change(request: Request, answer: Answer) -> bool:
    """Whether the same request may fare better in a moment."""
    if answer.status == 409:
        said = answer.json()
        return isinstance(said, dict) and said.get("code") == OPENING
    if answer.status == 429:
        return True
    # Another 5xx leaves it open whether it was done before the answer was lost on the way.
    return answer.status in BUSY and request.repeatable
