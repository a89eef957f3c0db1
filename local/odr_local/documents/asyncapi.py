"""`docs/asyncapi.yaml`: the topics and their messages, for machines."""

from itertools import groupby
from typing import Any, Final

import yaml

from odr_local.documents.found import public_facts
from odr_local.documents.schemas import channel, fact_schemas, header_schema, summary
from odr_shared.contracts import Fact

PARTITIONS: Final = 12
"""For ever: a subject's events stay in order because its partition never changes."""


def asyncapi() -> str:
    return yaml.safe_dump(document(), sort_keys=False, allow_unicode=True, width=100)


def document() -> dict[str, Any]:
    by_channel = {name: list(facts) for name, facts in groupby(public_facts(), channel)}
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "ODR events",
            "version": "1",
            "description": "The facts that services publish, as CloudEvents 1.0 in binary mode.",
        },
        "defaultContentType": "application/json",
        "channels": {name: _channel(name, facts) for name, facts in by_channel.items()},
        "operations": {f"{name}.publish": _publish(name) for name in by_channel},
        "components": {
            "messages": {fact.type: _message(fact) for fact in public_facts()},
            "schemas": {"CloudEventHeaders": header_schema(), **fact_schemas()},
        },
    }


def _channel(name: str, facts: list[type[Fact]]) -> dict[str, Any]:
    return {
        "address": f"odr.{name}",
        "description": f"What {name} says. The key is the subject's id, so that its order holds.",
        "messages": {fact.type: {"$ref": f"#/components/messages/{fact.type}"} for fact in facts},
        "bindings": {"kafka": {"topic": f"odr.{name}", "partitions": PARTITIONS}},
    }


def _publish(name: str) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "summary": f"{name.capitalize()} tells what has happened.",
    }


def _message(fact: type[Fact]) -> dict[str, Any]:
    return {
        "name": fact.type,
        "title": fact.__name__,
        "summary": summary(fact),
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
        "payload": {"$ref": f"#/components/schemas/{fact.__name__}"},
        "bindings": {"kafka": {"key": {"type": "string", "description": "16 bytes: the subject"}}},
    }
