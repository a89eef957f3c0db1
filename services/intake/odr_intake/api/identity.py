"""How callers come by tokens, and anyone by the keys that verify them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response

from odr_intake.api.oauth import (
    ASKED_AS,
    NO_STORE,
    REFUSALS,
    IssuerDep,
    OAuthRoute,
    OpenSessionDep,
    SigningKeyDep,
    TokenRequestDep,
)
from odr_intake.queries import identity as queries
from odr_intake.schemas.identity import IssuerView, JwksView, MintToken, TokenView
from odr_intake.service import identity as service
from odr_intake.service.identity import Granted
from odr_shared.auth import CallerDep, Fetch, needs
from odr_shared.db import Database
from odr_shared.errors import NotFound
from odr_shared.http import NowDep, Route, SessionDep, problems

KEYS_MAX_AGE = 60
"""Seconds for which what is between us and a verifier may keep the keys."""

oauth = APIRouter(tags=["tokens"], route_class=OAuthRoute)
router = APIRouter(prefix="/v1/cases", tags=["tokens"], route_class=Route)


@oauth.post("/oauth/token", responses=REFUSALS, openapi_extra=ASKED_AS)
async def issue_token(
    asked: TokenRequestDep,
    key: SigningKeyDep,
    issuer: IssuerDep,
    now: NowDep,
    session: OpenSessionDep,
    response: Response,
) -> TokenView:
    """A token for a client that knows its secret (OAuth 2.0 client credentials)."""
    return token_view(await service.grant(session, asked, key, issuer, now), response)


@oauth.get("/.well-known/jwks.json")
async def read_keys(
    key: SigningKeyDep, now: NowDep, session: OpenSessionDep, response: Response
) -> JwksView:
    """The public keys: those that sign, are about to, or have signed what may still be in use."""
    response.headers["Cache-Control"] = f"public, max-age={KEYS_MAX_AGE}"
    return JwksView(**await queries.jwks(session, now))


@oauth.get("/.well-known/oauth-authorization-server")
async def read_issuer(issuer: IssuerDep) -> IssuerView:
    """What a client library asks first."""
    return IssuerView.of(issuer)


@router.post(
    "/{case_id}/parties/{party_id}/tokens",
    status_code=201,
    responses=problems(NotFound),
    **needs("tokens:write", answers_a_secret=True),
)
async def mint_party_token(
    case_id: UUID,
    party_id: UUID,
    caller: CallerDep,
    key: SigningKeyDep,
    issuer: IssuerDep,
    now: NowDep,
    session: SessionDep,
    response: Response,
    body: MintToken | None = None,
) -> TokenView:
    """A token for one party to one case; the platform vouches that it is that party's."""
    lasts = timedelta(seconds=(body or MintToken()).expires_in)
    minted = await service.mint_party_token(
        session, caller, case_id, party_id, lasts, key, issuer, now
    )
    return token_view(minted, response)


def own_keys(database: Database) -> Fetch:
    """For this service's own verifier, which need not ask itself over HTTP."""

    async def fetch() -> Mapping[str, Any]:
        now = await database.now()
        # An empty set would be believed for a minute, and the first tokens be refused meanwhile.
        async with database.transaction() as session:
            await service.signing_key(session, now)
        async with database.reading() as session:
            return await queries.jwks(session, now)

    return fetch


def token_view(granted: Granted, response: Response) -> TokenView:
    response.headers.update(NO_STORE)
    scope = " ".join(sorted(granted.scopes))
    return TokenView(access_token=granted.access_token, expires_in=granted.expires_in, scope=scope)
