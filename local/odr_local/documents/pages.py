"""The page of each problem's code, to which the `type` of a problem document leads."""

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Final

from odr_local.documents.found import home, refusals
from odr_shared.errors import Refusal
from odr_shared.translations import Language, translate

PAGE: Final = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{code}</title>
<style>body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto }}</style>
<h1><code>{code}</code></h1>
{meanings}
</html>
"""


def page(code: str, language: Language) -> str | None:
    """In that language; none if no refusal has this code."""
    found = _by_code().get(code)
    if found is None:
        return None
    meanings = "\n".join(_meaning(each, language) for each in found)
    return PAGE.format(language=language, code=code, meanings=meanings)


@cache
def _by_code() -> dict[str, list[type[Refusal]]]:
    found: dict[str, list[type[Refusal]]] = {}
    for refusal in refusals():
        found.setdefault(refusal.code, []).append(refusal)
    return found


def _meaning(refusal: type[Refusal], language: Language) -> str:
    said = _paragraphs(refusal, language)
    return "\n".join(f"<p>{escape(each)}</p>" for each in said if each)


def _paragraphs(refusal: type[Refusal], language: Language) -> Iterable[str]:
    package = home(refusal)
    yield f"{refusal.status}: {translate(refusal.title(), language, package)}"
    yield translate(refusal.explanation, language, package)
    if refusal.retry_after is not None:
        yield f"Retry-After: {refusal.retry_after}"
