"""One URL space over several services, routed by prefix as the gateway in compose does."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final

from fastapi import FastAPI

from odr_shared.http import SILENT
from odr_shared.http.observed import Observed
from odr_shared.http.problems import add_problem_handlers

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

PREFIXES: Final = {"/v1/negotiations": "negotiation"}
"""Whose the paths under a prefix are; all else is the clerk's."""
CLERK: Final = "intake"
ITS_OWN: Final = (
    *("/", "/docs", "/openapi.json", "/problems"),
    *("/internal", "/livez", "/readyz", "/metrics"),  # a service's are nobody's business outside
)


def under(path: str, prefix: str) -> bool:
    """`/v1/cases/1` is under `/v1/cases`, and `/v1/casesbook` is not."""
    return path == prefix or path.startswith(f"{prefix}/")


class Gateway:
    """Of the prefixes that fit, the longest decides; where none does, the first app is asked."""

    def __init__(self, apps: Mapping[str, App], front: App | None = None) -> None:
        """`apps` by prefix; `front` answers for the gateway itself."""
        self._apps = sorted(apps.items(), key=lambda route: -len(route[0]))
        self._clerk = next(iter(apps.values()))
        self._front = front or nowhere()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope.get("path", ""))(scope, receive, send)

    def _app(self, path: str) -> App:
        if any(under(path, prefix) for prefix in ITS_OWN):
            return self._front
        return next((app for prefix, app in self._apps if under(path, prefix)), self._clerk)


def nowhere(base: str = "") -> FastAPI:
    """What answers 404 to everything, as a problem document that says which request it answers."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=SILENT)
    add_problem_handlers(app, base)
    app.middleware_stack = Observed(app.build_middleware_stack(), "gateway")
    return app
