"""What callers say, taken exactly as they say it: nothing in it is guessed at.

Pydantic's own `strict` cannot say so: it would want a UUID to be one already, and FastAPI gives
it strings.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

EXACT: Final = frozenset({"bool", "float", "int", "str"})
TIMES: Final = frozenset({"date", "datetime"})
# RFC 3339, with a zone; fractions of a second as Postgres keeps them.
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,6})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
# In these some zone's time is no time in UTC, which Python then cannot reckon with.
EDGES: Final = ("0001", "9999")
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _exact(schema: Any) -> Any:
    if isinstance(schema, list | tuple):
        return type(schema)(map(_exact, schema))
    if not isinstance(schema, Mapping):
        return schema
    # What is under these keys is no schema, or not ours to read.
    kept = ("cls", "config", "metadata", "function", "default", "serialization")
    said = {key: part if key in kept else _exact(part) for key, part in schema.items()}
    kind = schema.get("type")
    if kind in EXACT:
        return said | {"strict": True}
    if kind in TIMES:
        check = _as_instant if kind == "datetime" else _as_day
        found = core_schema.no_info_before_validator_function(check, said)
        if kind == "datetime":
            return core_schema.no_info_after_validator_function(_in_utc, found)
        return found
    return said


def _in_utc(said: datetime) -> datetime:
    """The same instant, as all our answers write it."""
    return said.astimezone(UTC)


def _as_instant(said: object) -> object:
    if isinstance(said, datetime) and said.tzinfo is not None:
        return said
    if isinstance(said, str) and INSTANT.fullmatch(said) and not said.startswith(EDGES):
        return said
    raise PydanticCustomError("not_an_instant", "It must be a time with its zone (RFC 3339).")


def _as_day(said: object) -> object:
    if isinstance(said, str) and not DAY.fullmatch(said):
        raise PydanticCustomError("not_a_day", "It must be a day, as in 2026-01-31.")
    if isinstance(said, int | float | datetime):
        raise PydanticCustomError("not_a_day", "It must be a day, as in 2026-01-31.")
    return said


class Exact(BaseModel):
    """An unknown field is refused; `"5"`, `5.0` and `true` are no integers, and a time is written
    as RFC 3339 has it, not in seconds.

    Each model is to be one, also where it is but a part of another: pydantic builds it by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        found: CoreSchema = _exact(handler(source))
        return found


Instant = Annotated[datetime, BeforeValidator(_as_instant), AfterValidator(_in_utc)]
"""A time with its zone, as a parameter says it."""


def spelled(instant: datetime) -> str:
    """An instant as refusals say it: RFC 3339 in UTC, to the second."""
    return f"{instant.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
