"""JSON that every reader understands alike (RFC 8259, RFC 7493), or a refusal that says where.

A body is parsed once, by C; only one that looks suspicious is walked.
"""

import json
import re
from collections.abc import Iterator
from math import inf, isfinite, isinf
from typing import Any, Final

from odr_shared.errors import Refusal, Unprocessable
from odr_shared.http.faults import joined

DEEPEST: Final = 32
MOST_NODES: Final = 10_000
EXACT: Final = 2**53
"""Integers from here on are not exact in every reader (RFC 7493, section 2.2)."""
SURELY_EXACT: Final = 15
"""Digits that are below that, whatever they are."""

# It finds too much, never too little: what it finds is walked.
BAD_ESCAPE = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
NO_MARKS = bytes(set(range(256)) - set(b"[]{},"))
SURROGATE = re.compile("[\ud800-\udfff]")


class MalformedJson(Refusal):
    """The body is not JSON."""

    code = "malformed_json"
    explanation = "It is wrong at line {line}, column {column}."


class DuplicateKey(Refusal):
    """A key is there twice in one object."""

    code = "duplicate_key"


class NumberOutOfRange(Unprocessable):
    """A number cannot be read exactly."""

    code = "number_out_of_range"
    explanation = "Integers are between -(2^53 - 1) and 2^53 - 1; NaN and infinity are no numbers."


class NotACharacter(Unprocessable):
    """A text contains NUL or half a surrogate pair."""

    code = "not_a_character"


class TooComplex(Unprocessable):
    """The body is nested too deeply, or has too many parts."""

    code = "too_complex"
    explanation = "It may be 32 levels deep and have 10,000 parts."


class Suspicious(Exception):
    """Walk it."""


def judge(body: bytes) -> None:
    """Return if it is JSON of that kind."""
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        before = body[: error.start].decode()
        raise _malformed(before, len(before)) from error
    try:
        if b"\\u" in body and BAD_ESCAPE.search(body):
            _walk(SLOW.decode(text))
        else:
            _skim(text, body)
    except json.JSONDecodeError as error:
        raise _malformed(text, error.pos) from error
    except RecursionError as error:
        raise TooComplex from error


def _skim(text: str, body: bytes) -> None:
    try:
        FAST.decode(text)
    except Suspicious:
        _walk(SLOW.decode(text))
    else:
        _weigh(text, body)


def _weigh(text: str, body: bytes) -> None:
    """Judge how large it is, and how deep; of valid JSON only.

    An open string, which that has not, would be looked for again and again.
    """
    opened = body.count(b"{") + body.count(b"[")
    if opened <= DEEPEST and body.count(b",") + opened < MOST_NODES:
        return
    marks = STRING.sub(b"", body).translate(None, delete=NO_MARKS)
    brackets = marks.replace(b",", b"")
    # Each part but the first comes after a comma, or after the bracket that holds it.
    if len(marks) - len(brackets) // 2 >= MOST_NODES:
        raise TooComplex
    for _ in range(DEEPEST):
        # Each round takes the innermost brackets away.
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
        if not brackets:
            return
    _walk(SLOW.decode(text))


def _malformed(text: str, at: int) -> MalformedJson:
    line_begins = text.rfind("\n", 0, at) + 1
    return MalformedJson(line=text.count("\n", 0, at) + 1, column=at - line_begins + 1)


def _suspicious(found: Any) -> Any:
    raise Suspicious


def _unique(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise Suspicious


def _finite(number: str) -> None:
    if isinf(float(number)):
        raise Suspicious


def _short(digits: str) -> None:
    if len(digits) > SURELY_EXACT:
        raise Suspicious


FAST: Final = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_constant=_suspicious,
    parse_float=_finite,
    parse_int=_short,
)


class Pairs(list[tuple[str, Any]]):
    """An object as it was written."""


def _integer(digits: str) -> float:
    # As a float, as an int of a hundred thousand digits takes long to make.
    number = float(digits)
    return number if abs(number) < EXACT else inf


SLOW: Final = json.JSONDecoder(object_pairs_hook=Pairs, parse_constant=float, parse_int=_integer)

Part = tuple[tuple[str | int, ...], Any]


def _walk(value: Any) -> None:
    """Refuse the first thing that is wrong, in the order of the text."""
    left: list[Part] = [((), value)]
    seen = 0
    while left:
        where, found = left.pop()
        seen += 1
        if isinstance(found, list) and (
            len(where) >= DEEPEST or seen + len(left) + len(found) > MOST_NODES
        ):
            raise TooComplex(joined(where))
        match found:
            case str():
                if "\0" in found or SURROGATE.search(found):
                    raise NotACharacter(joined(where))
            case float():
                if not isfinite(found):
                    raise NumberOutOfRange(joined(where))
            case Pairs() | list():
                left += reversed([*_parts(where, found)])


def _parts(where: tuple[str | int, ...], found: "Pairs | list[Any]") -> Iterator[Part]:
    if not isinstance(found, Pairs):
        yield from (((*where, n), each) for n, each in enumerate(found))
        return
    known = set()
    for key, each in found:
        if "\0" in key or SURROGATE.search(key):
            raise NotACharacter(joined(where))
        if key in known:
            raise DuplicateKey(joined((*where, key)))
        known.add(key)
        yield (*where, key), each
