"""What is seen of each request: its id, its span, its line in the log, its place in the metrics."""

import logging
import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from odr_shared import telemetry
from odr_shared.db import new_id
from odr_shared.http.guard import App, Message, Receive, Scope, Send
from odr_shared.telemetry.metrics import answered

log = logging.getLogger("odr.http")

REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
WANTED: Final = frozenset({b"x-request-id", b"traceparent"})
NO_ROUTE: Final = "unmatched"
GONE: Final = 499
"""Nobody was there any more to be answered; nginx's number for it."""


class Observed:
    """ASGI middleware around all the rest, also around what makes a 500 of a bug.

    The id is at `request.state.request_id`; `telemetry.traceparent()` is that of the span.
    """

    def __init__(self, app: App, service: str) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        given = dict(each for each in scope["headers"] if each[0] in WANTED)
        own = new_id().hex
        request_id = _request_id(given.get(b"x-request-id", b"")) or own
        parent = given.get(b"traceparent", b"").decode("latin-1")
        state = scope["state"] = {**scope.get("state", {}), "request_id": request_id}
        status = GONE

        async def identified(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                named = (b"x-request-id", request_id.encode())
                message["headers"] = [*message.get("headers", ()), named]
            await send(message)

        method = scope["method"]
        # Nobody samples that; of the id, the half that is random names the span.
        otherwise = f"00-{own}-{own[16:]}-00"
        said = {"service": self._service, "request_id": request_id}
        with telemetry.serving(method, parent, otherwise, **said) as span:
            try:
                await self._app(scope, receive, identified)
            except Exception as error:
                # Whatever could be answered has been; the server would log the message too.
                log.error("unexpected", exc_info=error)
                if status == GONE:
                    await _answer_500(identified)
            seconds = time.perf_counter() - began
            route = getattr(scope.get("route"), "path", NO_ROUTE)
            answered(self._service, route, method, status, seconds)
            if span.is_recording():
                span.update_name(f"{method} {route}")
                span.set_attribute("http.request.method", method)
                span.set_attribute("http.route", route)
                span.set_attribute("http.response.status_code", status)
            _log(method, route, status, seconds, scope, state)


def _request_id(given: bytes) -> str:
    """The caller's, if that is one."""
    return given.decode() if given and REQUEST_ID.fullmatch(given) else ""


def _log(
    method: str,
    route: str,
    status: int,
    seconds: float,
    scope: Scope,
    state: Mapping[str, Any],
) -> None:
    level = logging.ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else logging.INFO
    if not log.isEnabledFor(level):
        return
    caller = state.get("caller")
    case_id = state.get("case_id") or scope.get("path_params", {}).get("case_id")
    said = {
        "method": method,
        "route": route,
        "status": status,
        "ms": round(seconds * 1000, 3),
        "caller_kind": getattr(caller, "kind", None),
        "caller_id": getattr(caller, "id", None),
        "client_id": getattr(caller, "client_id", None),
        "mode": getattr(caller, "mode", None),
        # What stands in its place in the path may be anything.
        "case_id": case_id if case_id and UUID.fullmatch(str(case_id)) else None,
    }
    # `log.info` would look through the stack for who called, at a third of the cost of the line.
    message = f"{method} {route} {status}"
    record = log.makeRecord(log.name, level, "", 0, message, (), None, extra={"odr": said})
    log.handle(record)


async def _answer_500(send: Send) -> None:
    """For what failed outside the app's own handlers; plain, as nothing else can be relied on."""
    kind = (b"content-type", b"application/problem+json")
    await send({"type": "http.response.start", "status": 500, "headers": [kind]})
    body = b'{"type":"about:blank","status":500,"code":"internal_error"}'
    await send({"type": "http.response.body", "body": body})
