"""Reading: one row as a caller may see it, by a statement that is put together only once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Select, bindparam, inspect
from sqlalchemy.orm import DeclarativeBase

from odr_shared.callers import Caller, Kind
from odr_shared.db.write import DIALECT

if TYPE_CHECKING:
    from odr_shared.db.session import Session

R = TypeVar("R", bound=DeclarativeBase)
Convert = Callable[[Any], Any]

# Its keys come with the row: another question would cost a third of the reading.
WITH_KEYS: Final = """SELECT found.*, k.subjects, k.versions, k.wrapped FROM ({found}) found,
    LATERAL (SELECT array_agg(subject) AS subjects, array_agg(version) AS versions,
        array_agg(wrapped) AS wrapped FROM keys WHERE case_id = found.{key}) k"""

KEYS: Final = ("subjects", "versions", "wrapped")


@dataclass(frozen=True, slots=True)
class Anybody:
    """A caller of that kind and those roles, with places for all else."""

    kind: Kind
    roles: frozenset[str]
    id: Any = bindparam("id")  # noqa: RUF009  # never changed
    mode: Any = bindparam("mode")  # noqa: RUF009
    case_id: Any = bindparam("case_id")  # noqa: RUF009
    mandate_id: Any = None
    """A place too, where a representative reads."""


@dataclass(frozen=True, slots=True)
class Plan:
    sql: str
    names: tuple[str, ...]
    """Of its parameters, in their order."""


class Reading(Generic[R]):
    """`await Reading(CaseRow, visible_to).one(session, caller, case_id)`.

    SQLAlchemy would make the select, look for its compiled form, and set up each attribute anew,
    every time: two thirds of what a reading costs. The row is a copy to look at: what is changed
    in it is not written.
    """

    def __init__(self, model: type[R], visible: "Callable[[Any], Select[R]]") -> None:
        """`visible` is asked with a caller whose id, mode and case are still to be named."""
        self._model, self._visible = model, visible
        mapper = inspect(model)
        (self._key,) = mapper.primary_key
        self._columns: list[tuple[str, str, Convert | None]] = [
            (attribute, c.name, c.type.dialect_impl(DIALECT).result_processor(DIALECT, None))
            for attribute, c in mapper.c.items()
        ]
        self._new: Callable[[], Any] = mapper.class_manager.new_instance
        self._plans: dict[tuple[Kind, frozenset[str], bool], Plan] = {}

    async def one(self, session: "Session", caller: Caller, key: UUID) -> R | None:
        """The row and its case's keys, which `session.known_keys` has then; or none."""
        who = caller.kind, caller.roles, caller.mandate_id is not None
        plan = self._plans.get(who) or self._plans.setdefault(who, self._plan(*who))
        given = {"id": caller.id, "mode": caller.mode, "case_id": caller.case_id, "key": key}
        given["mandate_id"] = caller.mandate_id
        found = await session.driver.fetchrow(plan.sql, *[given[name] for name in plan.names])
        if found is None:
            return None
        session.take_keys(key, zip(*[found[name] or () for name in KEYS], strict=True))
        return self._row(found)

    def _plan(self, kind: Kind, roles: frozenset[str], mandated: bool) -> Plan:
        anybody: Any = Anybody(
            kind, roles, mandate_id=bindparam("mandate_id") if mandated else None
        )
        found = self._visible(anybody).where(self._key == bindparam("key"))
        compiled = found.compile(dialect=DIALECT)
        sql = WITH_KEYS.format(found=compiled.string, key=self._key.name)
        return Plan(sql, tuple(compiled.positiontup or ()))

    def _row(self, found: Mapping[str, Any]) -> R:
        row: R = self._new()
        row.__dict__.update(
            {
                attribute: convert(found[name]) if convert else found[name]
                for attribute, name, convert in self._columns
            }
        )
        return row
