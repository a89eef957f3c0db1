"""JSON schemas of the public facts, as every document that shows them has them."""

from functools import cache
from typing import Any, Final

from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaValue, models_json_schema

from odr_local.documents.found import public_facts
from odr_shared.broker import Envelope
from odr_shared.contracts import Fact

REF: Final = "#/components/schemas/{model}"


@cache
def fact_schemas() -> dict[str, JsonSchemaValue]:
    """Each fact's data, and what they are made of, by the name of its class."""
    kinds = [(fact, "serialization") for fact in public_facts()]
    _, said = models_json_schema(kinds, ref_template=REF)  # type: ignore[arg-type]
    found: dict[str, JsonSchemaValue] = said["$defs"]
    return dict(sorted(found.items()))


def header_schema() -> JsonSchemaValue:
    """The headers of a CloudEvent on Kafka; binary mode writes each attribute after `ce_`."""
    fields = {name: kind for name, kind in Envelope.__annotations__.items() if name != "data"}
    headers: dict[str, Any] = {
        "content-type": {"type": "string", "const": "application/json"},
        "ce_specversion": {"type": "string", "const": "1.0"},
    }
    for name, kind in fields.items():
        schema = TypeAdapter(kind).json_schema()
        # A header's value is text, also where it is a number.
        said = (
            {"type": "string", "format": "integer", "pattern": "^[0-9]+$"}
            if kind is int
            else schema
        )
        headers[f"ce_{name.replace('_', '')}"] = said
    # What no request began has no trace.
    required = [name for name in headers if name != "ce_traceparent"]
    return {"type": "object", "required": required, "properties": headers}


def channel(fact: type[Fact]) -> str:
    """The service that says it, whose topic is `odr.` and this."""
    return fact.type.partition(".")[0]


def summary(of: type[Fact]) -> str:
    """Its own docstring in one line; it does not inherit that of `Fact`."""
    return " ".join((vars(of).get("__doc__") or "").split())
