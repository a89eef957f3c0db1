"""Every field of every row and view says how far it may travel, and no public fact says more."""

from collections.abc import Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from sqlalchemy import Column, LargeBinary, MetaData, Table, Text, Uuid
from sqlalchemy.orm import DeclarativeBase

from odr_local.documents.found import PACKAGES, modules, public_facts
from odr_shared.contracts import Fact
from odr_shared.db import plumbing
from odr_shared.http.bodies import Body, View
from odr_shared.levels import Level
from odr_shared.money import Money

SAYABLE: Final = (UUID, Money, int, bool, datetime, date)
"""What a public fact may hold beside codes: nothing in which a person could be named."""

# Codes that are no enum here, since rule packs, the tz database and commands name them.
OPEN_CODES: Final = frozenset(
    {
        *("cause", "consequence", "ground", "home", "limits", "pack", "rule", "way", "zone"),
        *("command", "scope"),
    }
)
CODED: Final = (str, str | None, Mapping[str, int], tuple[str, ...])


def tables() -> list[Table]:
    metadatas = {plumbing}
    for package in PACKAGES:
        modules(package)
    metadatas |= {base.metadata for base in DeclarativeBase.__subclasses__()}
    return [table for metadata in metadatas for table in metadata.sorted_tables]


def classes(root: type[BaseModel]) -> list[type[BaseModel]]:
    """All that inherit from it, each once; those of the tests themselves apart."""
    for package in PACKAGES:
        modules(package)
    waiting, found = [root], list[type[BaseModel]]()
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found += [child for child in children if child not in found]
    return [each for each in found if each.__module__.startswith(PACKAGES)]


def column_faults(column: Column[Any]) -> list[str]:
    level = column.info.get("level")
    if not isinstance(level, Level):
        return [f"{column} has no level"]
    if level is not Level.PUBLIC and not isinstance(column.type, LargeBinary):
        return [f"{column} is {level.value} and stands in clear"]
    return []


def view_faults(view: type[BaseModel]) -> list[str]:
    return [
        f"{view.__name__}.{name} has no level"
        for name, field in view.model_fields.items()
        if not any(isinstance(each, Level) for each in field.metadata)
    ]


def fact_faults(fact: type[Fact]) -> list[str]:
    return [
        f"{fact.__name__}.{name}: {field.annotation} can name a person"
        for name, field in fact.model_fields.items()
        if not (name in OPEN_CODES and field.annotation in CODED) and not sayable(field)
    ]


def sayable(field: FieldInfo) -> bool:
    return _sayable(field.annotation)


def _sayable(kind: Any) -> bool:
    if get_origin(kind) is Annotated:
        return _sayable(get_args(kind)[0])
    if get_origin(kind) is Literal or kind in (NoneType, Ellipsis):
        return True
    if get_origin(kind) in (Union, UnionType, tuple, list, frozenset):
        return all(map(_sayable, get_args(kind)))
    if is_dataclass(kind):  # made of packs and tables alone, of nothing that a person wrote
        made = get_type_hints(kind, include_extras=True).values()
        return kind.__module__.startswith("odr_rules.") or all(map(_sayable, made))
    return isinstance(kind, type) and (issubclass(kind, Enum) or kind in SAYABLE)


def test_every_column_has_a_level_and_only_what_is_public_stands_in_clear() -> None:
    found = tables()
    assert {"heads", "history", "cases"} <= {table.name for table in found}
    assert [
        fault for table in found for each in table.columns for fault in column_faults(each)
    ] == []


def test_every_field_of_a_view_has_a_level() -> None:
    views = classes(View)
    assert views
    assert [fault for view in shown(views) for fault in view_faults(view)] == []


def shown(views: list[type[BaseModel]]) -> list[type[BaseModel]]:
    """The views, and all models that their fields are made of."""
    waiting, found = list(views), list[type[BaseModel]]()
    while waiting:
        view = waiting.pop()
        if view.__module__.startswith("odr_rules.packs."):  # published, whole, to everybody
            continue
        if view not in found and view is not Money:
            found.append(view)
            for field in view.model_fields.values():
                waiting += models(field.annotation)
    return found


def models(kind: Any) -> list[type[BaseModel]]:
    if get_origin(kind) is not None:
        return [each for inner in get_args(kind) for each in models(inner)]
    return [kind] if isinstance(kind, type) and issubclass(kind, BaseModel) else []


def test_what_services_take_and_show_is_a_body_or_a_view() -> None:
    schemas = [
        value
        for package in PACKAGES
        for module in modules(package)
        if module.__name__.startswith(f"{package}.schemas")
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, BaseModel)
        and value.__module__ == module.__name__
    ]
    assert schemas
    assert [each for each in schemas if not issubclass(each, Body | View)] == []


def test_a_public_fact_holds_nothing_in_which_a_person_could_be_named() -> None:
    facts = public_facts()
    assert facts
    assert [fault for fact in facts for fault in fact_faults(fact)] == []


def test_a_public_fact_belongs_to_the_contracts_and_its_type_to_one_fact_alone() -> None:
    facts = public_facts()
    assert all(fact.__module__.startswith("odr_shared.contracts.") for fact in facts)
    assert len({fact.type for fact in facts}) == len(facts)
    for fact in facts:
        # A service that says much says it in several modules: `intake`, `intake_timing`.
        service = fact.__module__.rpartition(".")[2].partition("_")[0]
        assert fact.type.startswith(f"{service}."), fact


@pytest.mark.parametrize(
    ("column", "complaint"),
    [
        (Column("name", LargeBinary), "no level"),
        (Column("name", Text, info=Level.PARTY.info), "in clear"),
        (Column("by", Uuid, info=Level.CONFIDENTIAL.info), "in clear"),
    ],
    ids=["no level", "a text in clear", "an id in clear"],
)
def test_the_rule_of_columns_bites(column: Column[Any], complaint: str) -> None:
    Table(f"t{uuid4().hex}", MetaData(), column)
    assert complaint in column_faults(column)[0]


def test_the_rule_of_views_bites() -> None:
    class ShownView(View):
        id: Annotated[UUID, Level.PUBLIC]
        name: str

    class AroundView(View):
        inside: Annotated[list[ShownView] | None, Level.PUBLIC]

    assert view_faults(ShownView) == ["ShownView.name has no level"]
    assert ShownView in shown([AroundView])


@pytest.mark.parametrize("kind", [str, str | None, list[str], dict[str, str], bytes, Any, float])
def test_the_rule_of_facts_bites(kind: Any) -> None:
    assert not _sayable(kind)


@pytest.mark.parametrize("kind", [UUID, UUID | None, tuple[Level, ...], Literal["a"], Money | None])
def test_the_rule_of_facts_lets_codes_ids_and_amounts_through(kind: Any) -> None:
    assert _sayable(kind)
