"""The door of a service: all that is around its routes, in the order in which it is passed."""

from collections.abc import Mapping
from typing import Final

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig

from odr_shared.db import Database
from odr_shared.http.access import AccessLog
from odr_shared.http.guard import BODY, Guard
from odr_shared.http.health import Parts, add_health
from odr_shared.http.observed import Observed

SILENT: Final[TelemetryConfig] = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
"""`FastAPI(telemetry=SILENT)`: its own would tell paths, queries and what exceptions say."""


def wrap(
    app: FastAPI,
    service: str,
    database: Database,
    *,
    body_limit: int = BODY,
    body_limits: Mapping[str, int] | None = None,
    body_types: Mapping[str, str] | None = None,
    parts: Parts | None = None,
    release: str | None = None,
) -> None:
    """Put up the door; the last thing done to an app, after its routes and handlers.

    From outside in: `Observed` (request id, span, log line, metrics), `Guard` (sizes, strict
    JSON, security headers), then what Starlette builds: the maker of 500s, the app's
    middleware, its handlers, its routes. Both are around the maker of 500s, so that a bug's
    answer has an id and is counted too. Adds `/livez`, `/readyz` and `/metrics` with
    `app.state.health`, which is ready once the migrations of `release` are done, and
    `app.state.accesses`, whose `close` must be awaited before the database is closed.
    """
    app.state.accesses = AccessLog(database)
    app.state.health = add_health(app, database, service, parts, release)
    guarded = Guard(app.build_middleware_stack(), body_limit, body_limits, body_types)
    app.middleware_stack = Observed(guarded, service)
