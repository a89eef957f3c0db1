"""YAML whose every value knows its line, bounded before anything is made of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypeAlias

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

LONGEST: Final = 65_536
"""Characters of a file."""
DEEPEST: Final = 12
MOST: Final = 5_000
"""Values of a file."""

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""By libyaml where it is there: ten times as fast."""

Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Place:
    line: int
    column: int
    """Both counted from 1."""


class Unreadable(Exception):
    """The text is no YAML that we take; `code` says why."""

    def __init__(self, code: str, place: Place, path: Path, detail: str) -> None:
        super().__init__(code)
        self.code, self.place, self.path, self.detail = code, place, path, detail


def read(text: str) -> tuple[Any, dict[Path, Place]]:
    """What the text says, and where it says each part of it; raises `Unreadable`.

    There are no anchors, no tags of its own and no key that is given twice.
    """
    if len(text) > LONGEST:
        raise Unreadable("too_long", Place(1, 1), (), f"{len(text)} > {LONGEST}")
    try:
        _count(text)
        root = yaml.compose(text, Loader=LOADER)
    except (yaml.YAMLError, UnicodeError) as error:
        mark = getattr(error, "problem_mark", None)
        last = text.count("\n") + 1  # the end of the text may be told as a line beyond it
        place = Place(min(mark.line + 1, last), mark.column + 1) if mark else Place(1, 1)
        said = getattr(error, "problem", None) or "not YAML"
        raise Unreadable("not_yaml", place, (), said) from error
    places: dict[Path, Place] = {}
    if root is None:
        raise Unreadable("not_yaml", Place(1, 1), (), "empty")
    return _made(root, (), places), places


def nearest(places: dict[Path, Place], path: Path) -> Place:
    """Where that stands, or what it would be a part of."""
    for end in range(len(path), -1, -1):
        if path[:end] in places:
            return places[path[:end]]
    return Place(1, 1)


def _count(text: str) -> None:
    """Refuse what is deep, large or refers to itself before a tree is made of it."""
    depth = 0
    for found, event in enumerate(yaml.parse(text, Loader=LOADER)):
        mark = event.start_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable("anchor", place, (), "")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST or found > MOST:
            raise Unreadable("too_deep" if depth > DEEPEST else "too_long", place, (), "")


def _made(node: Node, path: Path, places: dict[Path, Place]) -> Any:
    places[path] = place = Place(node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, MappingNode):
        made: dict[str, Any] = {}
        for key, value in node.value:
            at = Place(key.start_mark.line + 1, key.start_mark.column + 1)
            if not isinstance(key, ScalarNode) or key.tag != "tag:yaml.org,2002:str":
                raise Unreadable("not_yaml", at, path, "a key that is no word")
            if key.value in made:
                raise Unreadable("said_twice", at, (*path, key.value), key.value)
            made[key.value] = _made(value, (*path, key.value), places)
            places[*path, key.value] = at
        return made
    if isinstance(node, SequenceNode):
        return [_made(each, (*path, n), places) for n, each in enumerate(node.value)]
    return _scalar(node, place, path)


def _scalar(node: Node, place: Place, path: Path) -> str | int | float | bool | date | None:
    kind = node.tag.rpartition(":")[2]
    if kind not in ("str", "int", "float", "bool", "null", "timestamp"):
        raise Unreadable("not_yaml", place, path, f"a value of the kind {kind}")
    loader = yaml.SafeLoader("")
    try:
        made: str | int | float | bool | date | None = loader.construct_object(node)
    except ValueError as error:
        raise Unreadable("not_yaml", place, path, str(error)) from error
    finally:
        loader.dispose()
    return made
