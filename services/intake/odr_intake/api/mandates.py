"""Mandates over HTTP: given, listed, ended, and the tokens of those who act under them."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Response

from odr_intake.api.asking import WRITES, refusals
from odr_intake.api.identity import token_view
from odr_intake.api.oauth import IssuerDep, SigningKeyDep
from odr_intake.domain import mandates as no
from odr_intake.domain.refusals import CaseOver, NotAParty
from odr_intake.schemas.identity import MintToken, TokenView
from odr_intake.schemas.mandates import (
    GiveMandate,
    MandatesView,
    MandateView,
    RevokeMandate,
    view,
)
from odr_intake.service import mandates as service
from odr_shared.auth import CallerDep, needs
from odr_shared.errors import NotFound
from odr_shared.http import NowDep, Route, SessionDep, problems
from odr_shared.mandates import MandateEnded

router = APIRouter(prefix="/v1/cases/{case_id}/mandates", tags=["mandates"], route_class=Route)


@router.post(
    "",
    status_code=201,
    responses=refusals(
        *(NotAParty, CaseOver, no.ScopeUnknown, no.MandateOutOfBounds, no.TooManyMandates)
    ),
    **WRITES,
)
async def give_mandate(
    case_id: UUID, body: GiveMandate, caller: CallerDep, session: SessionDep, now: NowDep
) -> MandateView:
    """Let somebody act for a party, in these commands and until then."""
    given = await service.give(
        session, caller, case_id, body.on_behalf_of, body.scope, body.since, body.until, now
    )
    return view(given)


@router.get("", responses=problems(NotFound), **needs("cases:read"))
async def list_mandates(case_id: UUID, caller: CallerDep, session: SessionDep) -> MandatesView:
    """The mandates that were given; a party sees its own alone."""
    found = await service.listed(session, caller, case_id)
    return MandatesView(data=[view(each) for each in found])


@router.post("/{mandate_id}/revoke", responses=refusals(no.NotYourMandate), **WRITES)
async def revoke_mandate(
    case_id: UUID,
    mandate_id: UUID,
    caller: CallerDep,
    session: SessionDep,
    now: NowDep,
    body: RevokeMandate = RevokeMandate(),  # noqa: B008  # it cannot change
) -> MandateView:
    """End a mandate: what was done under it stands, and nothing more can be done."""
    return view(await service.revoke(session, caller, case_id, mandate_id, body.on_behalf_of, now))


@router.post(
    "/{mandate_id}/tokens",
    status_code=201,
    responses=problems(NotFound, MandateEnded),
    **needs("tokens:write", answers_a_secret=True),
)
async def mint_representative_token(
    case_id: UUID,
    mandate_id: UUID,
    caller: CallerDep,
    key: SigningKeyDep,
    issuer: IssuerDep,
    now: NowDep,
    session: SessionDep,
    response: Response,
    body: MintToken | None = None,
) -> TokenView:
    """A token for whoever acts under the mandate; the platform vouches that it is that person."""
    lasts = timedelta(seconds=(body or MintToken()).expires_in)
    minted = await service.mint(session, caller, case_id, mandate_id, lasts, key, issuer, now)
    return token_view(minted, response)
