"""What is wrong with a request's form, and where."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

LONGEST_PART: Final = 100
"""Of a pointer: a field that a caller made up may have a name of any length."""


class Fault(NamedTuple):
    """One thing that is wrong, as an `errors` member shows it."""

    pointer: str
    """A JSON pointer as a URI fragment: `#/claims/0/amount`; of a parameter, `query/limit`."""
    code: str
    """Pydantic's, or that of our own types."""
    message: str
    """In English."""
    values: Mapping[str, Any]
    """What the message says about the limits, for its translations."""


def faults(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Pydantic's errors, of which the caller's own input is left out."""
    return [
        Fault(pointer(each["loc"]), each["type"], each["msg"], each.get("ctx") or {})
        for each in errors
    ]


def pointer(where: Sequence[str | int]) -> str:
    """Pydantic's `loc` as a JSON pointer (RFC 6901, section 6)."""
    if not where:
        return "#"
    place, *parts = where
    return "#" + joined(parts) if place == "body" else f"{place}{joined(parts)}"


def joined(parts: Iterable[str | int]) -> str:
    """The parts of a pointer, escaped."""
    return "".join(
        "/" + str(part)[:LONGEST_PART].replace("~", "~0").replace("/", "~1") for part in parts
    )
