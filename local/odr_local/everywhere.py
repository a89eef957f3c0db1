"""What any operation can be refused with, beside what its own route says."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from odr_shared.errors import (
    InsufficientScope,
    NotAuthenticated,
    Refusal,
    Unavailable,
)
from odr_shared.http import problems
from odr_shared.http.guard import (
    AmbiguousRequest,
    BodyTooLarge,
    HeadersTooLarge,
    MalformedUrl,
    UnsupportedMediaType,
)
from odr_shared.http.idempotency import KeyMalformed, KeyReused
from odr_shared.http.problems import InternalError
from odr_shared.http.strict import (
    DuplicateKey,
    MalformedJson,
    NotACharacter,
    NumberOutOfRange,
    TooComplex,
)

Document = Mapping[str, Any]
ALWAYS: Final = (AmbiguousRequest, MalformedUrl, HeadersTooLarge, Unavailable, InternalError)
TO_CALLERS: Final = (NotAuthenticated, InsufficientScope)
OF_BODIES: Final = (
    *(BodyTooLarge, UnsupportedMediaType),
    *(MalformedJson, DuplicateKey, NumberOutOfRange, NotACharacter, TooComplex),
)
OF_KEYS: Final = (KeyMalformed, KeyReused)
PROBLEM: Final = "application/problem+json"


def with_refusals(item: Document) -> dict[str, Any]:
    """The path's operations, each with all that it can be refused with."""
    return {method: _operation(method, said) for method, said in item.items()}


def _operation(method: str, said: Document) -> dict[str, Any]:
    answers = dict(said["responses"])
    for status, answer in problems(*_refusals(method, said)).items():
        own = answers.get(str(status))
        if own is None:
            answers[str(status)] = answer
        elif PROBLEM in own.get("content", {}):
            lines = [own["description"], answer["description"]]
            answers[str(status)] = own | {"description": "\n\n".join(filter(None, lines))}
    return {**said, "responses": dict(sorted(answers.items()))}


def _refusals(method: str, said: Document) -> Iterator[type[Refusal]]:
    yield from ALWAYS
    if any("oauth2" in each for each in said.get("security", ())):
        yield from TO_CALLERS
        if method == "post":
            yield from OF_KEYS
    if "requestBody" in said:
        yield from OF_BODIES
