"""How a service says that it lives, that it can serve, and how it is doing."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar
from uuid import UUID

import asyncpg
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import QueuePool

from odr_shared.db import Database, plumbing
from odr_shared.db.migrate import is_current
from odr_shared.telemetry import metrics

log = logging.getLogger(__name__)

PATIENCE: Final = 1.0
"""Seconds that the database may take."""
FRESH: Final = 1.0
"""Seconds for which an answer holds, however often it is asked for."""
MOST_COUNTED: Final = 10_000

Parts = Callable[[], Awaitable[Mapping[str, bool]]]
"""Whatever else must be well, by name."""

T = TypeVar("T")

MISSING = "SELECT count(*) FROM unnest($1::text[]) AS t (name) WHERE to_regclass(name) IS NULL"

# Counting stops: a count of millions would take longer than anybody waits for it.
STATE = """SELECT
    (SELECT count(*) FROM (SELECT FROM unsent LIMIT $1) u) AS unsent,
    (SELECT h.id FROM (SELECT * FROM unsent ORDER BY position LIMIT 1) u
        JOIN history h USING (subject_kind, subject, version)) AS oldest,
    (SELECT count(*) FROM (SELECT FROM held WHERE error IS NULL LIMIT $1) w) AS waiting,
    (SELECT count(*) FROM (SELECT FROM held WHERE error IS NOT NULL
        AND retry_at IS NOT NULL LIMIT $1) r) AS retrying,
    (SELECT count(*) FROM (SELECT FROM held WHERE error IS NOT NULL
        AND retry_at IS NULL LIMIT $1) p) AS parked,
    (SELECT count(*) FROM (SELECT FROM dead_letters LIMIT $1) d) AS dead,
    (SELECT count(*) FROM (SELECT FROM interventions LIMIT $1) i) AS interventions"""


class Health:
    """Asked on a connection of its own: a pool in full use is no reason to be taken away."""

    def __init__(
        self,
        database: Database,
        service: str,
        parts: Parts | None = None,
        release: str | None = None,
    ) -> None:
        """`release` is the service whose migrations the database must have; none: the tables that
        all services share are enough."""
        self._database, self._service, self._parts = database, service, parts
        self._release = release
        self._turn = asyncio.Lock()
        self._asked = float("-inf")
        self._found: Mapping[str, bool] = {}
        self._leaving = False

    def leave(self) -> None:
        """This process ends: from now on it is not ready, however well all is."""
        self._leaving = True

    async def ready(self) -> Mapping[str, bool]:
        """What is well, by name; asked once a second at most."""
        if self._leaving:
            return {"staying": False}
        async with self._turn:
            if time.monotonic() - self._asked >= FRESH:
                schema = await self._ask(self._has_all)
                found = {"database": schema is not None, "schema": schema is True}
                if self._parts is not None:
                    found |= await self._parts()
                self._found, self._asked = found, time.monotonic()
            return self._found

    async def measure(self) -> None:
        """Bring the gauges of this database up to date."""
        gauges = {name: gauge.labels(self._service) for name, gauge in metrics.databases.items()}
        pool = self._database.engine.pool
        if isinstance(pool, QueuePool):
            gauges["odr_pool_used"].set(pool.checkedout())
            gauges["odr_pool_size"].set(pool.size())
        async with self._turn:
            state = await self._ask(lambda driver: driver.fetchrow(STATE, MOST_COUNTED))
        gauges["odr_database_up"].set(state is not None)
        if state is None:
            return
        gauges["odr_outbox_unsent"].set(state["unsent"])
        gauges["odr_outbox_oldest_seconds"].set(_age(state["oldest"]))
        gauges["odr_inbox_waiting"].set(state["waiting"])
        gauges["odr_inbox_retrying"].set(state["retrying"])
        gauges["odr_inbox_parked"].set(state["parked"])
        gauges["odr_inbox_dead_letters"].set(state["dead"])
        gauges["odr_inbox_interventions"].set(state["interventions"])

    async def _has_all(self, driver: asyncpg.Connection) -> bool:
        """Are the tables what this release needs? Those of a later one are."""
        if await driver.fetchval(MISSING, [table.name for table in plumbing.sorted_tables]):
            return False
        return self._release is None or await is_current(driver, self._release)

    async def _ask(self, question: Callable[[asyncpg.Connection], Awaitable[T]]) -> T | None:
        """What the database answers; none where it does not."""
        try:
            async with asyncio.timeout(PATIENCE):
                connection = await asyncpg.connect(self._database.dsn)
                try:
                    return await question(connection)
                finally:
                    connection.terminate()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("%s: the database was asked how it is: %r", self._service, error)
            return None


def _age(id_: UUID | None) -> float:
    """Seconds since this UUIDv7 was made: a fact's own time may be that of a test clock."""
    if id_ is None:
        return 0.0
    return max(0.0, datetime.now(UTC).timestamp() - (id_.int >> 80) / 1000)


def add_health(
    app: FastAPI,
    database: Database,
    service: str,
    parts: Parts | None = None,
    release: str | None = None,
) -> Health:
    """Add `/livez`, `/readyz` and `/metrics`, which no gateway lets through."""
    health = Health(database, service, parts, release)

    async def livez(request: Request) -> Response:
        return JSONResponse({"alive": True})

    async def readyz(request: Request) -> Response:
        found = await health.ready()
        ready = all(found.values())
        return JSONResponse({"ready": ready, "parts": dict(found)}, 200 if ready else 503)

    async def report(request: Request) -> Response:
        await health.measure()
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    app.add_route("/livez", livez, include_in_schema=False)
    app.add_route("/readyz", readyz, include_in_schema=False)
    app.add_route("/metrics", report, include_in_schema=False)
    return health
