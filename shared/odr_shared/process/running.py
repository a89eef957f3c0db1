"""What each of a service's processes is made of, from its settings to its end."""

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final

import httpx
import uvloop
from fastapi import FastAPI
from pydantic import SecretStr

from odr_shared.broker.kafka import KafkaBroker, kafka
from odr_shared.broker.topics import make_topic
from odr_shared.db import Database, is_outage
from odr_shared.db.migrate import migrate
from odr_shared.http import SILENT, add_edge, wrap
from odr_shared.http.health import Health
from odr_shared.internal import Intake
from odr_shared.process.serving import freeze, serve
from odr_shared.process.stopping import Stop
from odr_shared.runtime import Service, connect, listening, make_api, work
from odr_shared.settings import Settings
from odr_shared.telemetry import configure_logs, configure_traces

log = logging.getLogger(__name__)

BACKOFF: Final = (0.2, 1.0, 5.0)
"""Seconds between a failure and the next try; the last one holds from then on."""
CALM: Final = 60.0
"""Who has run for so many seconds starts from the first of them again."""


def main(service: Service, arguments: Sequence[str]) -> None:
    configure_logs()
    settings = Settings.read()
    configure_traces(service.name, settings.otlp_endpoint or "")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        match arguments:
            case ["migrate"]:
                runner.run(migrate(settings.database_url.get_secret_value(), service.name))
            case ["topics"]:
                runner.run(_topics(service, settings))
            case ["api"]:
                runner.run(_api(service, settings))
            case ["worker"]:
                runner.run(_worker(service, settings))
            case _:
                raise SystemExit(f"usage: odr-{service.name} migrate | topics | api | worker")


async def _topics(service: Service, settings: Settings) -> None:
    await make_topic(settings.kafka_servers, f"odr.{service.name}")


async def _api(service: Service, settings: Settings) -> None:
    stop = Stop()
    async with (
        _connected(service, settings, stop) as database,
        httpx.AsyncClient(base_url=settings.intake_url, trust_env=False) as http,
    ):
        if database is None:
            return
        secret = settings.client_secret or SecretStr("")
        intake = Intake(http, settings.client_id, secret)
        api = make_api(service, settings, database, intake)
        await _serve(api, settings, stop)


async def _worker(service: Service, settings: Settings) -> None:
    stop = Stop()
    async with _connected(service, settings, stop) as database:
        if database is None:
            return
        line = _Line()
        app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=SILENT)
        add_edge(app, database, service.refusals, settings.issuer)
        name = f"{service.name}-worker"
        wrap(app, name, database, parts=line.parts, release=service.name)
        async with asyncio.TaskGroup() as both:
            both.create_task(_serve(app, settings, stop))
            both.create_task(_keep_working(service, settings, database, line, stop))


async def _serve(app: FastAPI, settings: Settings, stop: Stop) -> None:
    health: Health = app.state.health
    freeze()
    async with asyncio.TaskGroup() as both:
        leaving = both.create_task(_leave(health, stop))
        await serve(app, settings.host, settings.port, stop, settings.drain_seconds)
        leaving.cancel()


async def _leave(health: Health, stop: Stop) -> None:
    await stop.wait()
    health.leave()


@asynccontextmanager
async def _connected(
    service: Service, settings: Settings, stop: Stop
) -> AsyncIterator[Database | None]:
    """The database, once it is there; none if the stop was wished before."""
    database: Database | None = None
    failures = 0
    while database is None and not stop.is_wished:
        try:
            database = await connect(service, settings)
        except Exception as error:
            if not is_outage(error):
                raise
            log.warning("the database is away, and is tried again: %r", error)
            await stop.before(BACKOFF[min(failures, len(BACKOFF) - 1)])
            failures += 1
    try:
        yield database
    finally:
        if database is not None:
            await database.close()


class _Line:
    """The way to the broker, as the worker's readiness tells of it."""

    def __init__(self) -> None:
        self.broker: KafkaBroker | None = None

    async def parts(self) -> Mapping[str, bool]:
        return {"broker": self.broker is not None and await self.broker.is_reachable()}


async def _keep_working(
    service: Service, settings: Settings, database: Database, line: _Line, stop: Stop
) -> None:
    """Work, and start again whenever that fails, later each time; until the stop is wished."""
    loop, failures = asyncio.get_running_loop(), 0
    while not stop.is_wished:
        began = loop.time()
        try:
            async with (
                kafka(settings.kafka_servers) as broker,
                listening(service, database, broker) as inbox,
            ):
                line.broker = broker
                # First the relay lets go of its lock; what has arrived is then ended and noted.
                await stop.unless(work(service, settings, database, broker, inbox))
        except Exception:
            log.exception("the worker failed and will start again")
        finally:
            line.broker = None
        failures = 0 if loop.time() - began > CALM else failures
        await stop.before(BACKOFF[min(failures, len(BACKOFF) - 1)])
        failures += 1
