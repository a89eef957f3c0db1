"""All services' OpenAPI documents as one."""

from collections.abc import Iterable
from importlib.metadata import version
from typing import Any, Final

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from odr_local.everywhere import with_refusals
from odr_local.gateway import CLERK, PREFIXES, under
from odr_shared.http import SILENT
from odr_shared.http.problems import InvalidRequest, Problem, problems
from odr_shared.runtime import Service

TITLE: Final = "ODR"
DESCRIPTION: Final = (
    "Online dispute resolution: a case goes from filing through negotiation to a settlement."
)
SCOPES: Final = {
    "cases:read": "Read cases.",
    "cases:write": "File, answer and withdraw cases.",
    "negotiations:read": "Read negotiations.",
    "negotiations:write": "Make, accept and decline offers.",
    "tokens:write": "Hand the parties to a case tokens of their own.",
    "webhooks:read": "Read webhook endpoints and their deliveries.",
    "webhooks:write": "Register and change webhook endpoints.",
    "clocks:read": "Read test clocks.",
    "clocks:write": "Make and advance test clocks.",
}
REF: Final = "#/components/schemas/{model}"
THEIRS: Final = {"$ref": "#/components/schemas/HTTPValidationError"}
Document = dict[str, Any]


class Clash(Exception):
    """Two services give one name to different things."""


def merged(services: Iterable[Service]) -> Document:
    """What the gateway serves, as OpenAPI 3.1; needs neither settings nor a database."""
    paths: Document = {}
    components: Document = {}
    tags: list[Document] = []
    for service in services:
        document = _own(service)
        for path, item in document["paths"].items():
            if under(path, "/internal"):
                continue
            if _whose(path) != service.name:
                raise Clash(f"{service.name} answers {path}, which is routed to {_whose(path)}")
            _put(paths, path, with_refusals(item))
        for kind, named in document.get("components", {}).items():
            for name, component in named.items():
                _put(components.setdefault(kind, {}), name, component)
        tags += document.get("tags", [])
    for name, schema in _problem_schemas().items():
        _put(components.setdefault("schemas", {}), name, schema)
    flow = {"tokenUrl": "/oauth/token", "scopes": SCOPES}
    components["securitySchemes"] = {
        "client": {"type": "http", "scheme": "basic", "description": "Client id and secret."},
        "oauth2": {"type": "oauth2", "flows": {"clientCredentials": flow}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": version("odr-shared"), "description": DESCRIPTION},
        **({"tags": tags} if tags else {}),
        "paths": dict(sorted(paths.items())),
        "components": {kind: dict(sorted(named.items())) for kind, named in components.items()},
    }


def _own(service: Service) -> Document:
    app = FastAPI(telemetry=SILENT)
    for router in service.routers:
        app.include_router(router)
    return _without_framework_errors(app.openapi())


def _problem_schemas() -> Document:
    """What every refusal's body is; the routes only refer to it."""
    _, said = models_json_schema([(Problem, "serialization")], ref_template=REF)
    schemas: Document = said["$defs"]
    return schemas


def _without_framework_errors(document: Document) -> Document:
    """FastAPI documents a body for what does not validate that is not the one we answer with."""
    for item in document["paths"].values():
        for operation in item.values():
            answer = operation["responses"].get("422", {})
            if answer.get("content", {}).get("application/json", {}).get("schema") == THEIRS:
                operation["responses"]["422"] = problems(InvalidRequest)[422]
    for name in ("HTTPValidationError", "ValidationError"):
        document.get("components", {}).get("schemas", {}).pop(name, None)
    return document


def _whose(path: str) -> str:
    return next((name for prefix, name in PREFIXES.items() if under(path, prefix)), CLERK)


def _put(into: Document, name: str, what: Any) -> None:
    if into.setdefault(name, what) != what:
        raise Clash(name)
