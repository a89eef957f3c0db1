"""From the text of a pack to the pack, or to every fault in it."""

from collections.abc import Sequence
from typing import Any, Final

from pydantic import ValidationError

from odr_rules.packs.coherence import broken, overlapping
from odr_rules.packs.faults import Fault, Faulty
from odr_rules.packs.places import Path, Place, Unreadable, nearest, read
from odr_rules.packs.schema import Pack

BY_FIELD: Final = {
    "trigger": "unknown_trigger",
    "consequence": "unknown_consequence",
    "calendar": "unknown_calendar",
    "unit": "unknown_unit",
    "length": "bad_length",
    "min": "bad_length",
    "max": "bad_length",
}
NEEDED: Final = {
    "zh-CN": "chinese_missing",
    "article": "article_missing",
    "source": "article_missing",
}
MOST: Final = 100
"""Faults that are told of one file."""


def load(text: str, file: str = "") -> Pack:
    """The pack that the text is; raises `Faulty` with each fault's line and path."""
    try:
        said, places = read(text)
    except Unreadable as error:
        fault = Fault(error.code, error.path, error.place, error.detail, file)
        raise Faulty([fault]) from error
    try:
        found = Pack.model_validate(said)
    except ValidationError as error:
        raise Faulty(faults_of(error, places, file)) from error
    faults = [
        Fault(code, path, nearest(places, path), detail, file)
        for code, path, detail in broken(found)
    ]
    if faults:
        raise Faulty(faults[:MOST])
    return found


def load_all(texts: Sequence[tuple[str, str]]) -> tuple[Pack, ...]:
    """The packs of these files (name, text), newest version first, which must not overlap."""
    loaded = [(file, text, load(text, file)) for file, text in texts]
    faults = []
    for n, code, path, detail in overlapping([each for _, _, each in loaded]):
        file, text, _ = loaded[n]
        faults.append(Fault(code, path, nearest(read(text)[1], path), detail, file))
    if faults:
        raise Faulty(faults[:MOST])
    packs = (each for _, _, each in loaded)
    return tuple(sorted(packs, key=lambda each: (each.name, -each.version)))


def faults_of(error: ValidationError, places: dict[Path, Place], file: str) -> list[Fault]:
    """What pydantic found, each where the text says it."""
    return [
        Fault(_code(each), path, nearest(places, path), _detail(each), file)
        for each in error.errors(include_url=False)[:MOST]
        for path in [_path(each["loc"])]
    ]


def _path(loc: Path) -> Path:
    """Without what pydantic adds of its own: the key of a mapping is no place in the text."""
    return tuple(part for part in loc if part != "[key]")


def _code(error: Any) -> str:
    kind, loc = error["type"], error["loc"]
    last = loc[-1] if loc else ""
    if kind == "extra_forbidden":
        return "unknown_field"
    if kind == "missing":
        return NEEDED.get(str(last), "missing")
    if kind == "value_error":
        return str(error["ctx"]["error"])
    if loc == ("amendments", "until"):
        return "unknown_until"
    if last == "[key]" and "deadlines" in loc:
        return "unknown_rule"
    if kind == "string_too_short" and last in NEEDED:
        return NEEDED[str(last)]
    return BY_FIELD.get(str(last), "invalid")


def _detail(error: Any) -> str:
    allowed = error.get("ctx", {}).get("expected")
    return str(allowed) if allowed else ""
