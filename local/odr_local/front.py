"""What the gateway answers by itself: documentation, health, and 404 for what is not routed."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from odr_local.documents.pages import page
from odr_local.gateway import nowhere
from odr_shared.errors import NotFound
from odr_shared.http import language
from odr_shared.http.health import Health
from odr_shared.telemetry import metrics

# Found, not imported: importing it is for apps that pull in all of it. What we take is Swagger
# UI's files, so that the page works on a machine that reaches no other.
_wheel = find_spec("fastapi_offline")
assert _wheel is not None, "fastapi-offline is a dependency"  # noqa: S101
ASSETS = Path(_wheel.origin or "").parent / "static"


def front(document: dict[str, Any], base: str, healths: Mapping[str, Health]) -> FastAPI:
    app = nowhere(base)
    app.mount("/docs/assets", StaticFiles(directory=ASSETS))

    @app.get("/")
    async def home() -> RedirectResponse:
        return RedirectResponse("/docs")

    @app.get("/docs")
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=document["info"]["title"],
            swagger_js_url="/docs/assets/swagger-ui-bundle.js",
            swagger_css_url="/docs/assets/swagger-ui.css",
            swagger_favicon_url="/docs/assets/favicon.png",
            swagger_ui_parameters={"persistAuthorization": True, "validatorUrl": None},
        )

    @app.get("/openapi.json")
    async def openapi() -> JSONResponse:
        return JSONResponse(document)

    @app.get("/problems/{code}")
    async def problem(code: str, request: Request) -> HTMLResponse:
        tongue = language(request)
        if (found := page(code, tongue)) is None:
            raise NotFound
        return HTMLResponse(found, headers={"Content-Language": tongue, "Vary": "Accept-Language"})

    @app.get("/livez")
    async def livez() -> JSONResponse:
        return JSONResponse({"alive": True})

    @app.get("/readyz")
    async def readyz() -> JSONResponse:
        parts = {
            f"{service}.{name}": is_well
            for service, health in healths.items()
            for name, is_well in (await health.ready()).items()
        }
        ready = all(parts.values())
        return JSONResponse({"ready": ready, "parts": parts}, 200 if ready else 503)

    @app.get("/metrics")
    async def report() -> Response:
        for health in healths.values():
            await health.measure()
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return app
