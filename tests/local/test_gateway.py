"""One URL space: what goes to which service, what the gateway keeps to itself, its documents."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter
from jsonschema import Draft202012Validator
from pydantic import BaseModel
from sqlalchemy import MetaData

from odr_local.app import SERVICES
from odr_local.front import ASSETS, front
from odr_local.gateway import Gateway, Receive, Scope, Send
from odr_local.openapi import SCOPES as DESCRIBED
from odr_local.openapi import Clash, merged
from odr_shared.callers import SCOPES, Kind
from odr_shared.inbox import Subscriptions
from odr_shared.runtime import Service

BESIDE = ASSETS.parent / "core.py"


class Named:
    """An app that answers with its name."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": self._name.encode()})


class Well:
    """What a service's health is asked for."""

    def __init__(self, schema: bool) -> None:
        self.schema = schema

    async def ready(self) -> dict[str, bool]:
        return {"database": True, "schema": self.schema}

    async def measure(self) -> None:
        """Nothing to bring up to date."""


@pytest.fixture
def one_is_well() -> Well:
    return Well(True)


@pytest.fixture
async def http(one_is_well: Well) -> AsyncIterator[httpx.AsyncClient]:
    healths: Any = {"one": one_is_well, "two": Well(True)}
    own = front(merged(SERVICES), "http://odr", healths)
    apps = {"": Named("clerk"), "/v1/negotiations": Named("negotiation")}
    transport = httpx.ASGITransport(Gateway(apps, own))
    async with httpx.AsyncClient(transport=transport, base_url="http://odr") as http:
        yield http


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        ("/v1/cases", "clerk"),
        ("/oauth/token", "clerk"),
        ("/no-such-thing", "clerk"),
        ("/v1/negotiations", "negotiation"),
        ("/v1/negotiations/1/offers", "negotiation"),
        ("/v1/negotiationsbook", "clerk"),
        ("/internally", "clerk"),
    ],
)
async def test_a_path_goes_to_whose_it_is(http: httpx.AsyncClient, path: str, whose: str) -> None:
    assert (await http.get(path)).text == whose


@pytest.mark.parametrize(
    "path", ["/internal", "/internal/v1/cases/1", "/%69nternal/v1/cases/1", "/metrics/x"]
)
async def test_what_is_inside_is_not_there(http: httpx.AsyncClient, path: str) -> None:
    answer = await http.get(path)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"] != ""


async def test_it_is_ready_when_all_are(http: httpx.AsyncClient, one_is_well: Well) -> None:
    assert (await http.get("/readyz")).json()["ready"] is True
    one_is_well.schema = False
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["one.schema"]) == (503, False)
    assert (await http.get("/livez")).status_code == 200
    assert "odr_http_request_seconds" in (await http.get("/metrics")).text


async def test_the_documentation_needs_no_other_host(http: httpx.AsyncClient) -> None:
    files = {file.name: file.read_bytes() for file in ASSETS.iterdir()}
    page = (await http.get("/docs")).text
    assert "://" not in page
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
        assert f"/docs/assets/{name}" in page
        served = await http.get(f"/docs/assets/{name}")
        assert served.content == files[name]
    assert (await http.get("/")).headers["Location"] == "/docs"
    assert (await http.get("/openapi.json")).json() == merged(SERVICES)


async def test_only_its_assets_are_served(http: httpx.AsyncClient) -> None:
    for path in ("../core.py", "..%2fcore.py", "%2e%2e/core.py", "/etc/passwd"):
        assert (await http.get(f"/docs/assets/{path}")).status_code == 404
    assert BESIDE.exists(), "else that showed nothing"


def test_every_reference_in_the_document_leads_somewhere() -> None:
    document = merged(SERVICES)

    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [r for each in part.values() for r in references(each)]
        return [r for each in part for r in references(each)] if isinstance(part, list) else []

    for reference in references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_the_document_says_who_may_and_how_it_is_refused() -> None:
    document = merged(SERVICES)
    assert not any(path.startswith("/internal") for path in document["paths"])
    schemes = document["components"]["securitySchemes"]
    used = {
        (scheme, scope)
        for item in document["paths"].values()
        for operation in item.values()
        for wanted in operation.get("security", [])
        for scheme, scopes in wanted.items()
        for scope in scopes or [None]
    }
    assert {scheme for scheme, _ in used} <= schemes.keys()
    flow = schemes["oauth2"]["flows"]["clientCredentials"]
    assert {scope for _, scope in used if scope} <= flow["scopes"].keys()
    assert "HTTPValidationError" not in str(document)
    assert "Problem" in document["components"]["schemas"]


def test_every_scope_that_is_not_internal_is_described() -> None:
    public = {kind for kind in Kind if kind is not Kind.SERVICE}
    assert DESCRIBED.keys() == {scope for kind in public for scope in SCOPES[kind]}


def a_service(name: str, path: str, answer: Any = None) -> Service:
    router = APIRouter()
    router.add_api_route(path, lambda: None, response_model=answer)
    return Service(name, [router], MetaData(), Subscriptions({}, {}))


def test_a_path_that_would_be_routed_elsewhere_is_refused() -> None:
    with pytest.raises(Clash, match="/v1/negotiations/x"):
        merged([a_service("intake", "/v1/negotiations/x")])


def test_one_name_for_two_things_is_refused() -> None:
    def view(of: type) -> type[BaseModel]:
        return type("View", (BaseModel,), {"__annotations__": {"it": of}})

    services = [
        a_service("intake", "/v1/a", view(int)),
        a_service("negotiation", "/v1/negotiations/b", view(str)),
    ]
    with pytest.raises(Clash, match="View"):
        merged(services)


async def test_the_type_of_a_problem_leads_to_a_page_in_the_readers_language(http) -> None:
    english = await http.get("/problems/offer_not_on_table")
    chinese = await http.get("/problems/offer_not_on_table", headers={"Accept-Language": "zh-CN"})
    assert (english.status_code, chinese.status_code) == (200, 200)
    assert "a later one replaced it" in english.text
    assert "要约" in chinese.text or "报价" in chinese.text
    assert (await http.get("/problems/no_such_code")).status_code == 404
    odd = await http.get("/problems/%3Cscript%3E")
    assert (odd.status_code, odd.headers["content-type"]) == (404, "application/problem+json")
