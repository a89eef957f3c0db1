"""Cases that belong together, over HTTP."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter

from odr_intake.api.asking import WRITES, AskedDep, refusals
from odr_intake.domain import linking
from odr_intake.domain import refusals as no
from odr_intake.domain.cases import Case
from odr_intake.schemas import links as bodies
from odr_intake.schemas.cases import CaseView
from odr_intake.schemas.links import LinkView
from odr_intake.service import linking as service
from odr_shared.auth import CallerDep, needs
from odr_shared.contracts import Fact
from odr_shared.errors import NotFound
from odr_shared.http import Page, Route, SessionDep, problems
from odr_shared.moves import Actor

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"], route_class=Route)


@router.get("/links", responses=problems(NotFound), **needs("cases:read"))
async def read_links(case_id: UUID, caller: CallerDep, session: SessionDep) -> Page[LinkView]:
    """The cases that this one belongs to, of those that the caller may see; all on one page."""
    found = await service.links(session, caller, case_id)
    return Page[LinkView](data=[bodies.shown(each) for each in found], next=None)


@router.post(
    "/link",
    responses=refusals(
        *(linking.NotLinkedByYou, no.NotTheCaseworker, linking.LinkedToItself),
        linking.LinkedAlready,
        *(linking.TooManyLinks, linking.GroupFull, linking.InAnotherGroup),
        *(linking.JoinedTooLate, linking.StagesDiffer, linking.RespondentsDiffer),
    ),
    **WRITES,
)
async def link_case(asked: AskedDep, body: bodies.Link) -> CaseView:
    """Say that the case repeats, is related to, is joined or grouped with another.

    Cases are joined before either is decided, in the same stage, against the same respondent or
    with the consent of both; by a caseworker. Each keeps its own clock, answer and outcome.
    """
    session, caller = asked.session, asked.caller
    row, papers = await service.link(
        session, caller, asked.case_id, body.case_id, body.kind, asked.now
    )
    return await asked.show(row, papers)


@router.post(
    "/unlink",
    responses=refusals(
        *(linking.NotLinkedByYou, no.NotTheCaseworker),
        *(linking.NothingLinked, linking.JoinedTooLate),
    ),
    **WRITES,
)
async def unlink_case(asked: AskedDep, body: bodies.Unlink) -> CaseView:
    """Sever the case from another, or take it out of its group."""
    session, caller = asked.session, asked.caller
    row, papers = await service.unlink(session, caller, asked.case_id, body.link_id, asked.now)
    return await asked.show(row, papers)


@router.post("/agree-joining", responses=refusals(no.NotTheRespondent, no.CaseOver), **WRITES)
async def agree_joining(asked: AskedDep, body: bodies.AgreeJoining) -> CaseView:
    """Let the case be joined with those against other respondents, or no longer."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return linking.agree(case, actor, given=body.given, now=at)

    return await asked.do(command, body.on_behalf_of)
