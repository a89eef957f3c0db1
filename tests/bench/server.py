"""The server under load: intake's API, and beside its routes those that are floors.

`/bare` is FastAPI alone, with nothing of ours around it; `/hello` and `/echo` are behind our
door, as the routes of a service are; `/whoami` says who calls, and `/echo` too.
"""

import asyncio
import gc
import socket
import sys
from typing import Any
from uuid import UUID

import httpx
import uvicorn
import uvloop
from fastapi import FastAPI
from pydantic import SecretStr

from odr_intake.app import service as intake
from odr_intake.schemas.cases import CaseView, FileCase
from odr_shared import auth
from odr_shared.auth import CallerDep, Jwks, Verifier, needs
from odr_shared.http import SILENT
from odr_shared.internal import Intake
from odr_shared.process.serving import freeze
from odr_shared.runtime import connect, make_api
from odr_shared.testing import jwks, settings_for


def add_floors(api: FastAPI, filed: str) -> None:
    view = CaseView.model_validate_json(filed) if filed else None

    @api.post("/echo", status_code=201, response_model=CaseView, **needs("cases:write"))
    async def echo(body: FileCase, caller: CallerDep) -> CaseView | None:
        return view

    @api.get("/whoami", **needs("cases:read"))
    async def whoami(caller: CallerDep) -> dict[str, str]:
        return {"hello": "world"}

    @api.get("/hello")
    async def hello() -> dict[str, str]:
        return {"hello": "world"}


def bare() -> FastAPI:
    app = FastAPI(openapi_url=None, telemetry=SILENT)

    @app.get("/bare")
    async def hello() -> dict[str, str]:
        return {"hello": "world"}

    @app.get("/bare/whoami", **needs("cases:read"))
    async def whoami(caller: CallerDep) -> dict[str, str]:
        return {"hello": "world"}

    return app


async def main(url: str, door: socket.socket, remembers: bool, filed: str) -> None:
    if not remembers:
        auth._verify = auth._verify.__wrapped__  # type: ignore[assignment]
    settings = settings_for(url)
    database = await connect(intake, settings)
    async with httpx.AsyncClient() as nobody:  # who is intake asks nobody
        ask = Intake(nobody, UUID(int=0), SecretStr(""))
        api, alone = make_api(intake, settings, database, ask), bare()
        for app in (api, alone):
            app.state.verifier = Verifier(Jwks(jwks), settings.issuer)
        add_floors(api, filed)

        async def both(scope: Any, receive: Any, send: Any) -> None:
            app = alone if scope["path"].startswith("/bare") else api
            await app(scope, receive, send)

        config = uvicorn.Config(
            both, lifespan="off", access_log=False, log_level="warning", http="httptools"
        )
        gc.collect()
        freeze()
        await uvicorn.Server(config).serve([door])
    await database.close()


if __name__ == "__main__":
    given_url, descriptor, given_remembers, given_filed = sys.argv[1:]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        listening = socket.socket(fileno=int(descriptor))
        runner.run(main(given_url, listening, given_remembers == "yes", given_filed))
