"""What is being done just now, as every line of the log about it says."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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


@contextmanager
def about(**said: str) -> Iterator[None]:
    """While entered, the log also says this: ids and codes, never what people wrote."""
    token = _current.set({**current(), **said})
    try:
        yield
    finally:
        _current.reset(token)
