"""The guard at the door: what is too large, ambiguous or not JSON gets no further."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any, Final, TypeAlias

from fastapi import Request

from odr_shared.errors import Refusal
from odr_shared.http import strict
from odr_shared.http.problems import problem, problems

Message: TypeAlias = MutableMapping[str, Any]
Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
App: TypeAlias = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY: Final = 256 * 1024
HEADERS: Final = 32 * 1024
JSON: Final = "application/json"

# Proxies and we might each believe another one of two.
ONCE: Final = frozenset(
    {b"host", b"authorization", b"content-type", b"content-length", b"idempotency-key"}
)
HARDENED: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
)


class BodyTooLarge(Refusal):
    """The body is over the limit."""

    status = 413
    code = "body_too_large"
    explanation = "It may have {limit} bytes."


class UnsupportedMediaType(Refusal):
    """The body is of a type that is not read here."""

    status = 415
    code = "unsupported_media_type"
    explanation = "Send it as {expected}, in UTF-8."


class HeadersTooLarge(Refusal):
    """The request's headers are too large."""

    status = 431
    code = "headers_too_large"


class AmbiguousRequest(Refusal):
    """The request can be understood in more than one way."""

    code = "ambiguous_request"
    explanation = "The header {header} must be there once."


class MalformedUrl(Refusal):
    """The URL contains NUL."""

    code = "malformed_url"


GUARDED: Final = problems(
    *(AmbiguousRequest, MalformedUrl, HeadersTooLarge, BodyTooLarge, UnsupportedMediaType),
    *(strict.MalformedJson, strict.DuplicateKey),
    *(strict.NumberOutOfRange, strict.NotACharacter, strict.TooComplex),
)
"""What any operation may answer because of the guard, as OpenAPI's `responses` has it."""


class Guard:
    """ASGI middleware around all the rest.

    `limits` are the bytes of a body by path, where they are not `limit`; `types` the media
    types of bodies by path, where they are not JSON.
    """

    def __init__(
        self,
        app: App,
        limit: int = BODY,
        limits: Mapping[str, int] | None = None,
        types: Mapping[str, str] | None = None,
    ) -> None:
        self._app, self._limit = app, limit
        self._limits, self._types = limits or {}, types or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def hardened(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"] = list(message.get("headers", ()))
                names = {name for name, _ in headers}
                headers += [each for each in HARDENED if each[0] not in names]
            await send(message)

        try:
            said = _headers(scope)
            if b"%00" in scope.get("query_string", b"") or "\0" in scope["path"]:
                raise MalformedUrl
            body = await self._body(scope, said, receive)
        except Refusal as refusal:
            await problem(Request(scope), refusal)(scope, receive, hardened)
            return
        if body is not None:
            await self._app(scope, _replaying(body, receive), hardened)

    async def _body(
        self, scope: Scope, said: Mapping[bytes, bytes], receive: Receive
    ) -> bytes | None:
        """All of it, judged; none if the caller went away before its end."""
        limit = self._limits.get(scope["path"], self._limit)
        length = said.get(b"content-length", b"")
        if len(length) > 15 or int(length or b"0") > limit:  # int() of thousands of digits raises
            raise BodyTooLarge(limit=limit)
        if not length and b"transfer-encoding" not in said and scope["http_version"] < "2":
            return b""  # RFC 9112, section 6.3: there is none
        parts, so_far = [], 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            parts.append(part := message.get("body", b""))
            if (so_far := so_far + len(part)) > limit:
                raise BodyTooLarge(limit=limit)
            if not message.get("more_body", False):
                break
        if body := b"".join(parts):
            expected = self._types.get(scope["path"], JSON)
            if not _is(said.get(b"content-type", b""), expected):
                raise UnsupportedMediaType(expected=expected)
            if expected == JSON:
                strict.judge(body)
        return body


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """By name; of those that matter, each is there once."""
    size, found = 0, dict[bytes, bytes]()
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name in found and name in ONCE:
            raise AmbiguousRequest(header=name.decode())
        found[name] = value
    if size > HEADERS:
        raise HeadersTooLarge
    if b"host" not in found and scope["http_version"] != "1.0":
        raise AmbiguousRequest(header="host")
    if not found.get(b"content-length", b"0").isdigit():
        raise AmbiguousRequest(header="content-length")
    return found


def _is(content_type: bytes, expected: str) -> bool:
    kind, _, parameters = content_type.decode("latin-1").lower().partition(";")
    name, _, charset = parameters.strip().partition("=")
    return kind.strip() == expected and (
        name != "charset" or charset.strip('"') in ("utf-8", "utf8")
    )


def _replaying(body: bytes, receive: Receive) -> Receive:
    """What the app receives: the body at once, and then whatever comes."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
