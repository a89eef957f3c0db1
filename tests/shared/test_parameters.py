"""A query parameter that no route knows is refused, wherever it is sent."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi.routing import APIRoute

from odr_local.documents.found import SERVICES
from odr_shared import testing


def routes() -> Iterator[Any]:
    for package in SERVICES:
        service = import_module(f"{package}.app").service
        for router in service.routers:
            for route in router.routes:
                assert isinstance(route, APIRoute)
                for method in sorted(route.methods):
                    name = f"{method} {route.path}"
                    yield pytest.param(service, method, route.path, id=name)


@pytest.mark.parametrize(("service", "method", "path"), list(routes()))
async def test_every_route_refuses_one_that_it_does_not_know(world, service, method, path) -> None:
    filled = "/".join(str(uuid4()) if part[:1] == "{" else part for part in path.split("/"))
    # The gateway lets nobody in to what is inside, so each is asked at its service.
    transport = httpx.ASGITransport(world.apps[service])
    caller = testing.internal("test") if path.startswith("/internal/") else world.platform
    async with httpx.AsyncClient(transport=transport, base_url="http://odr") as http:
        answer = await http.request(
            method, filled, params={"limt": "5"}, headers=testing.token(caller)
        )
    assert answer.status_code == 422, answer.text
    said = answer.json()
    assert said["code"] == "invalid_request"
    assert [(each["pointer"], each["code"]) for each in said["errors"]] == [
        ("query/limt", "unknown_parameter")
    ]


async def test_it_is_said_in_the_readers_language_and_changes_nothing(world) -> None:
    answer = await world.http.post(
        "/v1/cases?dry_run=true",
        json=world.filing,
        headers=testing.token(world.platform) | {"Accept-Language": "zh-CN"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"pointer": "query/dry_run", "code": "unknown_parameter", "message": "没有此查询参数"}
    ]
    assert (await world.get("/v1/cases", world.platform)).json()["data"] == []


async def test_all_of_them_are_named_up_to_a_bound_and_what_is_known_is_taken(world) -> None:
    many = "&".join(f"{'x' * 200}{n}={n}" for n in range(30))
    answer = await world.get(f"/v1/cases?limit=5&a~/b=1&{many}", world.platform)
    pointers = [each["pointer"] for each in answer.json()["errors"]]
    assert pointers[0] == "query/a~0~1b"
    assert len(pointers) <= 20
    assert max(map(len, pointers)) < 120
    assert (await world.get("/v1/cases?limit=5", world.platform)).status_code == 200
