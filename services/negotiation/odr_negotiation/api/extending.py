"""More time to negotiate, over HTTP: asked for by one party, decided by the other."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Depends, Request, Response

from odr_negotiation import domain, service
from odr_negotiation import refusals as no
from odr_negotiation.api.negotiations import OPENING, ActingBody, SpeakerDep, known, shown
from odr_negotiation.domain import Negotiation
from odr_negotiation.schemas import Acting, AskMoreTime, NegotiationView
from odr_shared import extending
from odr_shared.auth import needs
from odr_shared.contracts import Fact
from odr_shared.errors import CaseHeld
from odr_shared.http import NowDep, Route, SessionDep, problems
from odr_shared.moves import Actor, NotYours, OutOfScope

router = APIRouter(
    prefix="/v1/negotiations/{case_id}",
    tags=["negotiations"],
    route_class=Route,
    dependencies=[Depends(known, scope="function")],
)
ANY = (*OPENING, no.NotAParty, NotYours, OutOfScope, no.NegotiationClosed, CaseHeld)


@router.post(
    "/ask-extension",
    responses=problems(
        *ANY,
        extending.NotExtendable,
        extending.ExtendedAlready,
        extending.ExtensionPending,
        extending.ExtensionTooLong,
    ),
    **needs("negotiations:write"),
)
async def ask_extension(
    case_id: UUID,
    by: SpeakerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
    response: Response,
    body: Annotated[AskMoreTime, Body()] = AskMoreTime(),  # noqa: B008  # it cannot change
) -> NegotiationView:
    """Ask the other party to agree that the negotiation last longer, as the pack allows."""

    def command(n: Negotiation, actor: Actor, at: datetime) -> list[Fact]:
        return domain.ask_extension(n, actor, body.more, at)

    row = await service.decide(
        session, by, case_id, body.on_behalf_of, now, "ask_extension", command
    )
    return shown(by.caller, row, now, request, response)


@router.post(
    "/grant-extension",
    responses=problems(*ANY, extending.NothingAsked, extending.OwnRequest),
    **needs("negotiations:write"),
)
async def grant_extension(
    case_id: UUID,
    by: SpeakerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
    response: Response,
    body: ActingBody = Acting(),  # noqa: B008  # it cannot change
) -> NegotiationView:
    """Agree to what the other party asked for: the negotiation lasts so much longer."""
    row = await service.decide(
        session, by, case_id, body.on_behalf_of, now, "grant_extension", domain.grant_extension
    )
    return shown(by.caller, row, now, request, response)


@router.post(
    "/refuse-extension",
    responses=problems(*ANY, extending.NothingAsked, extending.OwnRequest),
    **needs("negotiations:write"),
)
async def refuse_extension(
    case_id: UUID,
    by: SpeakerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
    response: Response,
    body: ActingBody = Acting(),  # noqa: B008  # it cannot change
) -> NegotiationView:
    """Let the negotiation end when it would have."""
    row = await service.decide(
        session, by, case_id, body.on_behalf_of, now, "refuse_extension", domain.refuse_extension
    )
    return shown(by.caller, row, now, request, response)
