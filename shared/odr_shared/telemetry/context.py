"""What is being done just now, as every line of the log about it says."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Final

_current: Final[ContextVar[Mapping[str, str]]] = ContextVar("odr_telemetry")
_NOTHING: Final[Mapping[str, str]] = {}
TRACE: Final = "traceparent"


def current() -> Mapping[str, str]:
    return _current.get(_NOTHING)


def traceparent() -> str:
    """That of the current span (W3C Trace Context), to be handed on; empty where there is none."""
    return current().get(TRACE, "")


def about(**said: str) -> AbstractContextManager[None]:
    """While entered, the log also says this: ids and codes, never what people wrote."""
    return _About(said)


class _About(AbstractContextManager[None]):
    """A generator's context manager takes three times as long, and there is one for each fact."""

    __slots__ = ("_said", "_token")

    def __init__(self, said: Mapping[str, str]) -> None:
        self._said = said

    def __enter__(self) -> None:
        self._token = _current.set({**current(), **self._said})

    def __exit__(self, *_: object) -> None:
        _current.reset(self._token)
