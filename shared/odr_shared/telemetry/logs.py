"""Logs: one line of JSON for each thing that happened, whatever is in it."""

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePath
from traceback import extract_tb
from typing import Any, Final, TextIO

from odr_shared.telemetry.context import TRACE, current

LONGEST: Final = 512
"""Characters of one value; what is longer is cut."""
LONGEST_MESSAGE: Final = 2000
FRAMES: Final = 12
"""Of a stack, the innermost."""
FIELDS: Final = "odr"
"""The `extra` that holds a line's own fields: `log.info("…", extra={"odr": {…}})`."""
NONE: Final[Mapping[str, Any]] = {}
PLAIN: Final = frozenset({bool, int, float})


class Json(logging.Formatter):
    """ASCII only: line ends, escapes and U+2028 are `\\u…`, and no value can end its line.

    Of an exception it says the type and the place, not the message, which may quote what was
    sent to us.
    """

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "time": _time(record.created),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _cut(_message(record), LONGEST_MESSAGE),
        }
        for fields in (current(), getattr(record, FIELDS, NONE)):
            for name, value in fields.items():
                if type(value) in PLAIN:
                    said[name] = value
                elif value is not None:
                    said[name] = _cut(str(value), LONGEST)
        if trace := said.pop(TRACE, None):
            said["trace_id"] = trace[3:35]
        if record.exc_info and record.exc_info[1] is not None:
            said["exception"] = described(record.exc_info[1])
        return json.dumps(said)


class _Quiet:
    """An exception among a message's arguments, shown without what it says."""

    def __init__(self, error: BaseException) -> None:
        self._shown = _shown(error)

    def __repr__(self) -> str:
        return self._shown


def described(error: BaseException) -> Mapping[str, Any]:
    """What it is, where it came from, and what caused it."""
    causes: list[str] = []
    cause = error.__cause__ or error.__context__
    while cause is not None and len(causes) < FRAMES:
        causes.append(_shown(cause))
        cause = cause.__cause__ or cause.__context__
    stack = [
        f"{PurePath(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in extract_tb(error.__traceback__)[-FRAMES:]
    ]
    said: dict[str, Any] = {"type": _shown(error), "stack": stack}
    if causes:
        said["causes"] = causes
    if isinstance(error, BaseExceptionGroup):
        said["parts"] = [described(each) for each in error.exceptions[:FRAMES]]
    return said


def _shown(error: BaseException) -> str:
    """Its type, with what a database calls it and which rule it broke."""
    more = [getattr(error, name, None) for name in ("sqlstate", "constraint_name", "code")]
    codes = [each for each in more if isinstance(each, str)]
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    return f"{name}({', '.join(codes)})" if codes else name


def _message(record: logging.LogRecord) -> str:
    arguments = record.args
    if isinstance(arguments, tuple):
        quiet = tuple(_Quiet(a) if isinstance(a, BaseException) else a for a in arguments)
        return str(record.msg) % quiet if quiet else str(record.msg)
    return record.getMessage()


def _time(seconds: float) -> str:
    found = datetime.fromtimestamp(seconds, UTC)
    return found.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text)} characters)"


def configure_logs(level: str = "INFO", stream: TextIO | None = None) -> None:
    """All loggers of this process write so, on standard error unless told.

    Uvicorn's too, if its `Config` is given `log_config=None`; else it puts its own back.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Json())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "fastapi", "sqlalchemy"):
        logger = logging.getLogger(name)
        logger.handlers.clear()
        logger.propagate = True
    # One line a request is ours; that one would have the path, and with it ids of any kind.
    logging.getLogger("uvicorn.access").disabled = True
    # These would have every URL that we call, and a receiver's may hold its secret.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
