"""Every route says which scope it needs, asks for it, and takes nothing that it does not know."""

from collections.abc import Iterator
from importlib import import_module
from typing import Annotated, Any, Final, get_args, get_origin

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from pydantic import BaseModel

from odr_local.documents.found import SERVICES
from odr_shared.auth import CallerDep, caller, needs
from odr_shared.http import Route

SCOPES: Final = frozenset(
    f"{noun}:{verb}"
    for noun, verbs in {
        "cases": ("read", "write"),
        "negotiations": ("read", "write"),
        "tokens": ("write",),
        "webhooks": ("read", "write"),
        "clocks": ("read", "write"),
        "internal": ("read",),
    }.items()
    for verb in verbs
)
OPEN: Final = ("/oauth/", "/.well-known/")
"""What anyone may ask: it is how one comes by a token."""


def routes() -> Iterator[APIRoute]:
    for package in SERVICES:
        service = import_module(f"{package}.app").service
        for router in service.routers:
            yield from mounted(router)


def mounted(router: APIRouter) -> list[APIRoute]:
    app = FastAPI()
    app.include_router(router)
    return [each for each in router.routes if isinstance(each, APIRoute)]


def dependencies(of: Dependant) -> Iterator[Any]:
    yield of.call
    for each in of.dependencies:
        yield from dependencies(each)


def faults(route: APIRoute) -> list[str]:
    name = f"{sorted(route.methods)} {route.path}"
    found = []
    if not isinstance(route, Route):
        found.append(f"{name} does not keep its answers: it is no odr_shared.http.Route")
    for model in bodies(route.dependant):
        found += [f"{name}: {each.__name__} takes what it does not know" for each in lax(model)]
    if route.path.startswith(OPEN):
        return found
    said = (route.openapi_extra or {}).get("security", [])
    scopes = {scope for each in said for scope in each.get("oauth2", ())}
    if len(scopes) != 1 or not scopes <= SCOPES:
        found.append(f"{name} needs {sorted(scopes)}: one scope that there is")
    if caller not in dependencies(route.dependant):
        found.append(f"{name} never asks who is calling")
    internal = route.path.startswith("/internal/")
    if internal != (scopes == {"internal:read"}):
        found.append(f"{name}: the inside has a scope of its own")
    if not internal and not route.path.startswith("/v1/"):
        found.append(f"{name} is neither public, internal nor open")
    return found


def bodies(of: Dependant) -> Iterator[type[BaseModel]]:
    for each in of.body_params:
        yield from models(each.field_info.annotation)


def models(kind: Any) -> Iterator[type[BaseModel]]:
    if get_origin(kind) is not None:
        for each in get_args(kind):
            yield from models(each)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind


def lax(model: type[BaseModel], seen: frozenset[type] = frozenset()) -> Iterator[type[BaseModel]]:
    """The models in it, itself included, that let unknown fields pass."""
    if model.model_config.get("extra") != "forbid":
        yield model
    for field in model.model_fields.values():
        for each in models(field.annotation):
            if each not in seen | {model}:
                yield from lax(each, seen | {model})


def test_every_route_needs_a_scope_asks_for_it_and_takes_what_it_knows() -> None:
    found = list(routes())
    assert len(found) > 5
    assert [fault for route in found for fault in faults(route)] == []


class Lax(BaseModel):
    name: str


class Around(BaseModel, extra="forbid"):
    inside: list[Lax] | None


router = APIRouter(route_class=Route)


@router.get("/v1/no-scope")
async def no_scope(caller: CallerDep) -> None: ...


@router.get("/v1/unknown-scope", **needs("everything"))
async def unknown_scope(caller: CallerDep) -> None: ...


@router.get("/v1/nobody", **needs("cases:read"))
async def asks_nobody() -> None: ...


@router.post("/v1/lax", **needs("cases:write"))
async def lax_body(body: Annotated[Around, "nested"], caller: CallerDep) -> None: ...


@router.get("/internal/v1/cases", **needs("cases:read"))
async def internal_for_all(caller: CallerDep) -> None: ...


@router.get("/v2/cases", **needs("cases:read"))
async def elsewhere(caller: CallerDep) -> None: ...


@router.get("/v1/right", **needs("cases:read"))
async def right(caller: CallerDep) -> None: ...


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/v1/no-scope", "one scope that there is"),
        ("/v1/unknown-scope", "one scope that there is"),
        ("/v1/nobody", "never asks who"),
        ("/v1/lax", "Lax takes what it does not know"),
        ("/internal/v1/cases", "scope of its own"),
        ("/v2/cases", "neither public"),
        ("/v1/right", ""),
    ],
)
def test_the_rules_bite(path: str, complaint: str) -> None:
    (route,) = (each for each in mounted(router) if each.path == path)
    found = faults(route)
    assert (complaint in " ".join(found)) if complaint else found == []
