"""`docs/events.md`: every public fact, as a reader of the topics meets it."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from odr_local.documents.found import public_facts
from odr_local.documents.schemas import channel, fact_schemas, header_schema, summary
from odr_shared.contracts import Fact

HEAD = """\
# Events

What the services tell one another, and what `GET /v1/events` and webhooks tell platforms in
part. Made from `odr_shared.contracts` by `make docs`; a test fails when it is stale.

Each is a CloudEvent 1.0 in binary mode: its attributes are headers, its data is the body, as JSON.
Order is promised per subject: `ce_sequence` counts a subject's events from one source, with no gap.
Delivery is at least once; a copy carries the same `ce_id`, and a number that was seen before.
No event holds a name, an address or a text that a person wrote.
A field that a reader does not know is to be passed over.
"""


def events() -> str:
    return "\n".join([HEAD, *_headers(), *_facts()])


def _headers() -> Iterator[str]:
    yield "## Headers\n"
    yield "| header | type |\n| --- | --- |"
    for name, schema in header_schema()["properties"].items():
        yield f"| `{name}` | {_kind(schema)} |"
    yield ""


def _facts() -> Iterator[str]:
    for topic, facts in groupby(public_facts(), channel):
        yield f"## `odr.{topic}`\n"
        for fact in facts:
            yield from _fact(fact)


def _fact(fact: type[Fact]) -> Iterator[str]:
    schema = fact_schemas()[fact.__name__]
    needed = schema.get("required", [])
    yield f"### `{fact.type}`\n"
    yield f"{summary(fact)}\n"
    yield "| field | type | meaning |\n| --- | --- | --- |"
    for name, field in schema["properties"].items():
        kind = _kind(field) + ("" if name in needed else ", may be absent")
        yield f"| `{name}` | {kind} | {' '.join(field.get('description', '').split())} |"
    yield ""


def _kind(schema: Mapping[str, Any]) -> str:
    """The type in words; a code with all that it can be."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        said = fact_schemas()[name]
        return _kind(said) if "enum" in said else name
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " · ".join(f"`{each}`" for each in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format", schema.get("type", "any")))
