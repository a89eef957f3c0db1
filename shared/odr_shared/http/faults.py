"""What may be wrong with a request's form, in our words and not pydantic's."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple, get_args

from pydantic_core.core_schema import ErrorType


class Fault(NamedTuple):
    """One thing that is wrong with a request, as an `errors` member shows it."""

    pointer: str
    """Where (RFC 6901, as a URI fragment): `#/claims/0/amount`; of a parameter, its name."""
    code: str
    message: str
    """In English; a template, whose values are in `values`."""
    values: Mapping[str, Any]


MESSAGES: Final = {
    "missing": "It is required.",
    "unknown_field": "There is no such field.",
    "wrong_type": "It is of another type than this field.",
    "too_small": "It must be at least {least}.",
    "too_large": "It must be at most {most}.",
    "too_short": "It must have at least {least} characters or items.",
    "too_long": "It must have at most {most} characters or items.",
    "not_one_of": "It must be one of {expected}.",
    "not_a_uuid": "It must be a UUID.",
    "not_an_instant": "It must be a time with its zone (RFC 3339).",
    "not_a_day": "It must be a day, as in 2026-01-31.",
    "wrong_form": "It does not have the form that is asked for.",
    "invalid": "It cannot be accepted.",
}
"""What we say of pydantic's errors; its own words would show what was sent, and in English only."""

CODES: Final = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "greater_than": "too_small",
    "greater_than_equal": "too_small",
    "less_than": "too_large",
    "less_than_equal": "too_large",
    "string_too_short": "too_short",
    "too_short": "too_short",
    "string_too_long": "too_long",
    "enum": "not_one_of",
    "literal_error": "not_one_of",
    "union_tag_invalid": "not_one_of",
    "union_tag_not_found": "missing",
    "string_pattern_mismatch": "wrong_form",
    "int_from_float": "wrong_type",
    "int_parsing": "wrong_type",
    "bool_parsing": "wrong_type",
    "uuid_parsing": "not_a_uuid",
    "uuid_type": "not_a_uuid",
    "datetime_parsing": "not_an_instant",
    "datetime_from_date_parsing": "not_an_instant",
    "datetime_object_invalid": "not_an_instant",
    "timezone_aware": "not_an_instant",
    "date_parsing": "not_a_day",
    "date_from_datetime_parsing": "not_a_day",
    "date_from_datetime_inexact": "not_a_day",
}


_PYDANTICS: Final = frozenset(get_args(ErrorType))


def faults(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Pydantic's errors (`RequestValidationError.errors()`) in our words."""
    return [_fault(error) for error in errors]


def _fault(error: Mapping[str, Any]) -> Fault:
    kind, where = error["type"], error["loc"]
    context = error.get("ctx") or {}
    pointer = "#" + "".join(f"/{_escape(part)}" for part in where[1:])
    if where and where[0] != "body":
        pointer = ".".join(map(str, where[1:]))
    values: dict[str, Any] = {}
    if kind in CODES:
        code = CODES[kind]
    elif kind == "too_long" and "max_length" in context:
        code = "too_long"
    elif kind.endswith("_type") or kind in ("is_instance_of", "model_attributes_type"):
        code = "wrong_type"
    elif kind in MESSAGES or "limit" in context or kind not in _PYDANTICS:
        # One of our own: `texts.py`, `money.py` and the services name the code themselves.
        return Fault(pointer, kind, error["msg"], dict(context))
    else:
        code = "invalid"
    match code:
        case "too_small":
            values["least"] = context["ge"] if "ge" in context else context["gt"] + 1
        case "too_large":
            values["most"] = context["le"] if "le" in context else context["lt"] - 1
        case "too_short":
            values["least"] = context["min_length"]
        case "too_long":
            values["most"] = context["max_length"]
        case "not_one_of":
            values["expected"] = context.get("expected", context.get("expected_tags", ""))
    return Fault(pointer, code, MESSAGES[code].format_map(values), values)


def _escape(part: object) -> str:
    """A part of a JSON pointer; what a caller named is cut, as it may be of any length."""
    return str(part)[:100].replace("~", "~0").replace("/", "~1")
