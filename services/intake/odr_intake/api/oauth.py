"""The form in which clients ask for tokens, and are refused them (RFC 6749)."""

from base64 import b64decode
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl, unquote_plus
from uuid import UUID

from fastapi import Depends, Request, Response
from fastapi.responses import JSONResponse

from odr_intake.domain.identity import (
    InvalidClient,
    InvalidTokenRequest,
    TokenRefused,
    TokenRequest,
)
from odr_intake.schemas.identity import TokenRefusedView
from odr_intake.service.identity import Signer
from odr_shared.db import Database, Session
from odr_shared.http import NowDep, Route
from odr_shared.signing import SigningKey

FORM: Final = "application/x-www-form-urlencoded"
LONGEST: Final = 8192
"""Bytes of a form."""
NO_STORE: Final = {"Cache-Control": "no-store", "Pragma": "no-cache"}
CHALLENGE: Final = {"WWW-Authenticate": 'Basic realm="odr", charset="UTF-8"'}
NOBODY: Final = UUID(int=0)

REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    400: {"model": TokenRefusedView, "description": "What was asked for cannot be granted."},
    401: {"model": TokenRefusedView, "description": "`invalid_client`"},
}
ASKED_AS: Final[dict[str, Any]] = {
    "security": [{"client": []}],
    "x-secret-answer": True,
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["grant_type"],
                    "properties": {
                        "grant_type": {"type": "string", "enum": ["client_credentials"]},
                        "scope": {"type": "string", "description": "Some of the client's scopes."},
                        "client_id": {"type": "string", "format": "uuid"},
                        "client_secret": {"type": "string", "format": "password"},
                    },
                }
            }
        },
    },
}
"""The route's part of the OpenAPI document, as FastAPI's own forms cannot refuse a second value."""


class OAuthRoute(Route):
    """Answers `TokenRefused` as the RFC has it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def or_refuse(request: Request) -> Response:
            try:
                return await handle(request)
            except TokenRefused as refused:
                said = {"error": refused.error, "error_description": refused.description}
                headers = NO_STORE | (CHALLENGE if refused.status == InvalidClient.status else {})
                return JSONResponse(said, refused.status, headers)

        return or_refuse


async def token_request(request: Request) -> TokenRequest:
    form = await _form(request)
    client_id, secret = _credentials(request, form)
    if "grant_type" not in form:
        raise InvalidTokenRequest
    # A scope that is only spaces is one that nobody has, and not the same as none.
    scopes = frozenset(form["scope"].split(" ")) if "scope" in form else frozenset()
    return TokenRequest(client_id, secret, form["grant_type"], scopes)


TokenRequestDep = Annotated[TokenRequest, Depends(token_request)]


async def signing_key(request: Request, now: NowDep) -> SigningKey:
    """Asked for before the transaction begins: two connections for one request could starve."""
    state = request.app.state
    if not hasattr(state, "signer"):
        state.signer = Signer(state.database)
    signer: Signer = state.signer
    return await signer.key(now)


SigningKeyDep = Annotated[SigningKey, Depends(signing_key)]


async def session(request: Request) -> AsyncIterator[Session]:
    """A transaction of somebody who has no token yet."""
    database: Database = request.app.state.database
    async with database.transaction() as session:
        yield session


OpenSessionDep = Annotated[Session, Depends(session, scope="function")]


async def issuer(request: Request) -> str:
    return str(request.app.state.settings.issuer)


IssuerDep = Annotated[str, Depends(issuer)]


async def _form(request: Request) -> dict[str, str]:
    """The fields that have a value; those without count as left out (3.1)."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != FORM:
        raise InvalidTokenRequest
    said = bytearray()
    async for chunk in request.stream():
        said += chunk
        if len(said) > LONGEST:
            raise InvalidTokenRequest
    try:
        pairs = parse_qsl(said.decode(), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as error:
        raise InvalidTokenRequest from error
    if len(dict(pairs)) != len(pairs):
        raise InvalidTokenRequest
    return {name: value for name, value in pairs if value}


def _credentials(request: Request, form: dict[str, str]) -> tuple[UUID, str]:
    header = request.headers.get("Authorization")
    name, secret = form.get("client_id"), form.get("client_secret")
    if header is not None:
        if secret is not None:
            raise InvalidTokenRequest
        said, secret = _basic(header)
        if name not in (None, said):
            raise InvalidTokenRequest
        name = said
    if name is None or secret is None:
        raise InvalidClient
    try:
        return UUID(name), secret
    except ValueError:
        # Looked up all the same, so that it is refused as any other unknown client.
        return NOBODY, secret


def _basic(header: str) -> tuple[str, str]:
    scheme, _, said = header.partition(" ")
    if scheme.lower() != "basic":
        raise InvalidClient
    try:
        name, _, secret = b64decode(said.strip(), validate=True).decode().partition(":")
        # Each was form-encoded before (2.3.1).
        return unquote_plus(name, errors="strict"), unquote_plus(secret, errors="strict")
    except ValueError as error:
        raise InvalidClient from error
