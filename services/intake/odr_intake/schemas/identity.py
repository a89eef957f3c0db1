"""Tokens, keys and the issuer's metadata as JSON."""

from typing import Annotated, Any, Literal

from pydantic import Field

from odr_shared.callers import SCOPES
from odr_shared.http import Body, View
from odr_shared.levels import Level


class TokenView(View):
    """A token, as RFC 6749 (5.1) has it: seen once, by whom it is for."""

    access_token: Annotated[str, Level.CONFIDENTIAL]
    token_type: Annotated[Literal["Bearer"], Level.PUBLIC] = "Bearer"  # noqa: S105  # a kind
    expires_in: Annotated[int, Level.PUBLIC]
    """Seconds."""
    scope: Annotated[str, Level.PUBLIC]
    """What it may do; names with a space between them."""


class TokenRefusedView(View):
    """Why there is no token, as RFC 6749 (5.2) has it."""

    error: Annotated[
        Literal["invalid_request", "invalid_client", "invalid_scope", "unsupported_grant_type"],
        Level.PUBLIC,
    ]
    error_description: Annotated[str, Level.PUBLIC]


class MintToken(Body):
    """How long a party's token shall last."""

    expires_in: Annotated[int, Field(ge=60, le=3600), Level.PUBLIC] = 900
    """Seconds."""


class JwksView(View):
    """The keys by which tokens are verified (RFC 7517)."""

    keys: Annotated[list[dict[str, Any]], Level.PUBLIC]


class IssuerView(View):
    """Where tokens and keys are to be had (RFC 8414)."""

    issuer: Annotated[str, Level.PUBLIC]
    token_endpoint: Annotated[str, Level.PUBLIC]
    jwks_uri: Annotated[str, Level.PUBLIC]
    scopes_supported: Annotated[list[str], Level.PUBLIC]
    response_types_supported: Annotated[list[Literal["none"]], Level.PUBLIC]
    """The RFC wants one, and nothing is to be had here by way of a browser."""
    grant_types_supported: Annotated[list[Literal["client_credentials"]], Level.PUBLIC]
    token_endpoint_auth_methods_supported: Annotated[list[str], Level.PUBLIC]

    @classmethod
    def of(cls, issuer: str) -> "IssuerView":
        base = issuer.rstrip("/")
        return cls(
            issuer=issuer,
            token_endpoint=f"{base}/oauth/token",
            jwks_uri=f"{base}/.well-known/jwks.json",
            scopes_supported=sorted(frozenset().union(*SCOPES.values())),
            response_types_supported=["none"],
            grant_types_supported=["client_credentials"],
            token_endpoint_auth_methods_supported=["client_secret_basic", "client_secret_post"],
        )
