"""Which language an answer is in, and what its sentences are there.

Sentences stand in English in the code; each package brings its own catalogue of them.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal, TypeAlias

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

Language: TypeAlias = Literal["en", "zh-CN"]

ENGLISH: Final[Language] = "en"
CHINESE: Final[Language] = "zh-CN"
LANGUAGES: Final[tuple[Language, ...]] = (ENGLISH, CHINESE)

SHARED: Final = "odr_shared"
INVALID: Final = "invalid"
"""The `msgctxt` of what can be wrong with a field."""
LONGEST_HEADER: Final = 1024
"""What comes after so many characters of `Accept-Language` is not looked at."""

# A range and its weight, as RFC 9110 has them in sections 12.5.4 and 12.4.2.
RANGE = re.compile(
    r"\s*(?P<range>\*|[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)"
    r"(?:\s*;\s*[qQ]=(?P<q>0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?\s*"
)


def negotiate(accept_language: str) -> Language:
    """The language to answer in; English where none of the caller's is ours.

    Every Chinese is answered in ours: a reader of the traditional script reads it sooner
    than English, unless the header prefers English. What is no range is passed over.
    """
    named, any_other = dict[Language, float](), 0.0
    for part in accept_language[:LONGEST_HEADER].split(","):
        if (found := RANGE.fullmatch(part)) is None:
            continue
        weight = float(found["q"] or 1)
        match found["range"].lower().partition("-")[0]:
            case "en":
                named[ENGLISH] = max(weight, named.get(ENGLISH, 0.0))
            case "zh":
                named[CHINESE] = max(weight, named.get(CHINESE, 0.0))
            case "*":
                any_other = weight
    # Of equals the first named wins, which is what callers mean by their order.
    wanted = named | {each: any_other for each in LANGUAGES if each not in named}
    best = max(wanted, key=lambda each: wanted[each])
    return best if wanted[best] > 0 else ENGLISH


def translate(text: str, language: str, package: str) -> str:
    """The sentence in that language, from the package's catalogue, else from the shared one.

    `{name}`s in it stay as they are. What no catalogue has stays English.
    """
    if language == ENGLISH or not text:
        return text
    for owner in dict.fromkeys((package, SHARED)):
        message = catalogue(owner, language).get(text)
        if message is not None and isinstance(message.string, str) and message.string:
            return message.string
    return text


def invalid(code: str, message: str, context: Mapping[str, Any], language: str) -> str:
    """What is wrong with a field, said of the error's `code`; else `message`, in English.

    The catalogue has it under the context "invalid", with the names that pydantic gives.
    """
    if language == ENGLISH:
        return message
    found = catalogue(SHARED, language).get(code, INVALID)
    if found is None or not isinstance(found.string, str):
        return message
    return found.string.format_map({name: str(value) for name, value in context.items()})


@cache
def catalogue(package: str, language: str) -> Catalog:
    """All that a package can say in that language; empty where it says nothing."""
    name = language.replace("-", "_")
    file = files(package) / "locale" / name / "LC_MESSAGES" / f"{package}.po"
    if not file.is_file():
        return Catalog(locale=name)
    with file.open("rb") as lines:
        return read_po(lines, locale=name, abort_invalid=True)
