"""How fair a case was, over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from odr_intake.api.asking import WRITES, refusals
from odr_intake.domain import refusals as no
from odr_intake.domain import unrated as un
from odr_intake.queries.cases import ground
from odr_intake.schemas.feedback import FeedbackView, GiveFeedback, show
from odr_intake.service import feedback as service
from odr_shared.auth import CallerDep, needs
from odr_shared.errors import NotFound
from odr_shared.http import NowDep, Page, Route, SessionDep, note_access, problems

router = APIRouter(prefix="/v1/cases/{case_id}/feedback", tags=["cases"], route_class=Route)


@router.get("", responses=problems(NotFound), **needs("cases:read"))
async def list_feedback(
    case_id: UUID, caller: CallerDep, session: SessionDep, request: Request
) -> Page[FeedbackView]:
    """What the parties answered: a party its own, its platform the numbers, nobody else any."""
    _, found = await service.read(session, caller, case_id)
    await note_access(request, caller, case_id, ground(caller))
    return Page[FeedbackView](data=[show(each) for each in found], next=None)


@router.post(
    "",
    status_code=201,
    responses=refusals(no.NotAParty, un.NotAsked, un.NotFinal, un.RatedAlready),
    **WRITES,
)
async def give_feedback(
    case_id: UUID,
    body: GiveFeedback,
    caller: CallerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
    response: Response,
) -> FeedbackView:
    """Answer the one question of how fair the case was, once it is final and all is performed."""
    row, given = await service.rate(
        session, caller, case_id, body.on_behalf_of, body.rating, body.text, now
    )
    response.headers["ETag"] = f'"{row.version}"'
    await note_access(request, caller, case_id, ground(caller))
    return show(given)
