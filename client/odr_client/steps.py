"""What a call does, step by step, without doing any of it: a driver does.

A call is a generator. It yields what is to be done and is sent what came of it, so that one
text serves those who wait and those who await.
"""

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `path` is below the base URL."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None
    """As JSON has it."""
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    repeatable: bool = True
    """Sent twice it is done once; if not, it is sent again only where it cannot have arrived."""

    def having(self, **headers: str) -> "Request":
        return replace(self, headers={**self.headers, **headers})


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    def json(self) -> Any:
        """None if it is no JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Send:
    """Send it; what comes is an `Answer`, or `Lost` is raised."""

    request: Request


@dataclass(frozen=True, slots=True)
class Pause:
    """Go on after so many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Alone:
    """Take these steps while nobody else of this client takes any such."""

    steps: "Steps[Any]"


class Lost(Exception):
    """No answer came; `arrived` is false where the request cannot have reached the server."""

    def __init__(self, reason: str, arrived: bool) -> None:
        super().__init__(reason)
        self.arrived = arrived


Step: TypeAlias = Send | Pause | Alone
Steps: TypeAlias = Generator[Step, Any, T]
