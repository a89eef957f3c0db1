"""What is wrong with a request's form, and where."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import quote

LONGEST_PART: Final = 100
SAFE: Final = "~!$&'()*+,;=:@[]"
"""What a fragment may hold as it is (RFC 3986); brackets too, for those who read."""
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
    found = {
        (where := pointer(each["loc"]), each["type"]): Fault(
            where, each["type"], each["msg"], each.get("ctx") or {}
        )
        for each in errors
    }
    return list(found.values())


def pointer(where: Sequence[str | int]) -> str:
    """Pydantic's `loc` as a JSON pointer (RFC 6901, section 6)."""
    if not where:
        return "#"
    place, *parts = where
    if parts and parts[-1] == "[key]":  # of an object's member, the name is at fault
        parts.pop()
    return "#" + joined(parts) if place == "body" else f"{place}{joined(parts)}"


def joined(parts: Iterable[str | int]) -> str:
    """The parts of a pointer, escaped."""
    return "".join("/" + quote(_escape(str(part)), SAFE, errors="replace") for part in parts)


def _escape(part: str) -> str:
    return part[:LONGEST_PART].replace("~", "~0").replace("/", "~1")
