"""`docs/problems.md`: every way to be refused, and where that can happen."""

import re
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final

from odr_local.documents.found import home, refusals
from odr_shared.errors import Refusal
from odr_shared.translations import CHINESE, translate

HEAD = """\
# Problems

Every refusal is an `application/problem+json` document (RFC 9457). `code` says which one it is,
for programs; `title` and `detail` say it for people, in the language of `Accept-Language`.
Made from the classes of the refusals by `make docs`; a test fails when it is stale.
"""

CODE: Final = re.compile(r"`([a-z_]+)`")
METHODS: Final = ("get", "post", "put", "patch", "delete")


def problems(openapi: Mapping[str, Any]) -> str:
    """The page; `openapi` is the merged document, which says where each can come from."""
    where = _where(openapi)
    return "\n".join([HEAD, *_pages(where)])


def _pages(where: Mapping[str, list[str]]) -> Iterator[str]:
    for code, several in groupby(refusals(), lambda each: each.code):
        yield f"## `{code}`\n"
        for refusal in several:
            yield from _page(refusal)
        if routes := where.get(code):
            yield "Asked of:\n"
            yield "\n".join(f"- `{route}`" for route in routes)
            yield ""


def _page(refusal: type[Refusal]) -> Iterator[str]:
    package = home(refusal)
    yield f"**{refusal.status}** {_in_both(refusal.title(), package)}\n"
    if refusal.explanation:
        yield f"{_in_both(refusal.explanation, package)}\n"
    if refusal.retry_after is not None:
        yield f"Try again after {refusal.retry_after} s.\n"


def _in_both(english: str, package: str) -> str:
    return f"{english} {translate(english, CHINESE, package)}"


def _where(openapi: Mapping[str, Any]) -> dict[str, list[str]]:
    """The operations that name each code in what they say of their answers."""
    found = dict[str, list[str]]()
    for path, item in sorted(openapi["paths"].items()):
        for method in METHODS:
            for answer in item.get(method, {}).get("responses", {}).values():
                if "application/problem+json" in answer.get("content", {}):
                    for code in CODE.findall(answer.get("description", "")):
                        found.setdefault(code, []).append(f"{method.upper()} {path}")
    return found
