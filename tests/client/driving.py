"""Takes the steps of a call by hand: what it is sent is written down beforehand."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from odr_client.steps import Alone, Answer, Lost, Pause, Request, Send, Steps

T = TypeVar("T")
ID = "01980000-0000-7000-8000-000000000001"


def said(status: int, body: Any = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, named, b"" if body is None else json.dumps(body).encode())


@dataclass
class Hand:
    """Answers in this order, and keeps what was asked."""

    answers: Iterable[Answer | Lost]
    sent: list[Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._answers = iter(self.answers)

    def run(self, steps: Steps[T]) -> T:
        try:
            step = next(steps)
            while True:
                match step:
                    case Pause(seconds):
                        self.pauses.append(seconds)
                        step = steps.send(None)
                    case Alone(inner):
                        step = steps.send(self.run(inner))
                    case Send(request):
                        self.sent.append(request)
                        came = next(self._answers)
                        step = steps.throw(came) if isinstance(came, Lost) else steps.send(came)
        except StopIteration as end:
            return end.value
