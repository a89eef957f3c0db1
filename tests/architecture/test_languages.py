"""Whatever we refuse is refused in English and in Chinese."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from pydantic_core._pydantic_core import list_all_errors
from tests.places import syntax_of

from odr_local.documents.found import PACKAGES, home, refusals
from odr_shared.errors import Refusal
from odr_shared.translations import CHINESE, INVALID, SHARED, catalogue

HAN = re.compile(r"[\u4e00-\u9fff]")
BRACES = re.compile(r"\{(\w+)\}")
# Errors of pydantic that JSON cannot cause: they speak of Python's own objects.
OF_PYTHON = re.compile(
    r"argument|attribute_error|no_such|callable|is_(in|sub)|frozen_(field|instance|dict)|dataclass"
    r"|complex|fraction|needs_python|recursion_loop|named_tuple|default_factory|iter(able|ation)|ordered|counter"
    r"|mapping|deque|hashable|sentinel|ellipsis|bytes_invalid"
)


def said(refusal: type[Refusal]) -> dict[str, str]:
    """Each sentence that the class itself brings, and the package whose catalogue has it."""
    sentences = [refusal.title()]
    if "explanation" in vars(refusal):
        sentences.append(refusal.explanation)
    return {each: home(refusal) for each in sentences if each}


def lacking(refusal: type[Refusal], of: Catalog) -> list[str]:
    found = []
    for english in said(refusal):
        message = of.get(english)
        chinese = message.string if message is not None else ""
        where = f"{refusal.__module__}.{refusal.__name__}: {english}"
        if not HAN.search(str(chinese)):
            found.append(f"no Chinese: {where}")
        elif set(BRACES.findall(english)) != set(BRACES.findall(str(chinese))):
            found.append(f"other placeholders: {where}")
    return found


def test_every_refusal_speaks_chinese() -> None:
    wrong = [
        line
        for refusal in refusals()
        for line in lacking(refusal, catalogue(home(refusal), CHINESE))
    ]
    assert wrong == []


def test_every_refusal_has_a_title_of_its_own_and_a_code() -> None:
    for refusal in refusals():
        assert vars(refusal).get("__doc__"), refusal
        assert refusal.title()[-1] in ".;", refusal
        assert re.fullmatch("[a-z]+(_[a-z]+)*", refusal.code), refusal


class Untold(Refusal):
    """This sentence is in no catalogue."""

    explanation = "Nor is {this}."


@pytest.mark.parametrize(
    ("chinese", "complaint"),
    [
        ({}, "no Chinese"),
        ({"title": "This one is English still."}, "no Chinese"),
        ({"title": "有。", "detail": "也没有{that}。"}, "other placeholders"),
    ],
    ids=["missing", "not translated", "another placeholder"],
)
def test_the_rule_bites(chinese: dict[str, str], complaint: str) -> None:
    of = Catalog(locale="zh_CN")
    for english, key in ((Untold.title(), "title"), (Untold.explanation, "detail")):
        if key in chinese:
            of.add(english, chinese[key])
    assert complaint in " ".join(lacking(Untold, of))


@pytest.mark.parametrize("package", PACKAGES)
def test_no_catalogue_says_what_nobody_says(package: str) -> None:
    sayable = {
        text for each in refusals() for text, owner in said(each).items() if owner == package
    }
    told = {
        str(message.id)
        for message in catalogue(package, CHINESE)
        if message.id and message.context is None
    }
    assert told - sayable == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_entry_is_there_twice(package: str) -> None:
    file = Path(str(files(package))) / "locale/zh_CN/LC_MESSAGES" / f"{package}.po"
    if file.exists():
        text = file.read_text()
        entries = re.findall(r'^(?:msgctxt "(\w+)"\n)?msgid (".*")$', text, re.MULTILINE)
        assert len(entries) == len(set(entries))
        assert "fuzzy" not in text


def codes_in_source() -> dict[str, str]:
    """The codes of our own field errors, each with its English: `PydanticCustomError(code, …)`."""
    found = {}
    for package in PACKAGES:
        for file in sorted(Path(str(files(package))).rglob("*.py")):
            for node in ast.walk(syntax_of(file.read_text())):
                match node:
                    case ast.Call(
                        func=ast.Name("PydanticCustomError"),
                        args=[ast.Constant(str(code)), ast.Constant(str(english)), *_],
                    ):
                        found[code] = english
    return found


def field_errors() -> dict[str, str]:
    return {
        each["type"]: each["message_template_python"]
        for each in list_all_errors()
        if not OF_PYTHON.search(each["type"])
    } | codes_in_source()


def test_every_field_error_speaks_chinese() -> None:
    of = catalogue(SHARED, CHINESE)
    known = {str(each.id): str(each.string) for each in of if each.context == INVALID}
    wanted = field_errors()
    assert set(wanted) - set(known) == set()
    assert set(known) - set(wanted) == set()
    for code, chinese in known.items():
        assert HAN.search(chinese), code
        # Only what pydantic fills in may be asked for: else saying it would fail.
        assert set(BRACES.findall(chinese)) <= set(BRACES.findall(wanted[code])), code
