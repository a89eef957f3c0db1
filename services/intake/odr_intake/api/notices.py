"""Notices of a case over HTTP: what each party is told, and the proof that it was."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from odr_intake.domain.notices import NoticeStatus, Proof
from odr_intake.domain.refusals import FutureDate, NotServedByYou
from odr_intake.domain.unserved import AlreadyServed, BeforeTheNotice, TooManyAttempts
from odr_intake.queries.cases import ground
from odr_intake.schemas.notices import (
    ConfirmService,
    NoticeSummary,
    NoticeView,
    ReportBounce,
    show,
    summarise,
)
from odr_intake.service import notices as service
from odr_shared.auth import CallerDep, needs
from odr_shared.errors import CaseHeld, NotFound
from odr_shared.http import (
    CursorQuery,
    LimitQuery,
    NowDep,
    Page,
    Route,
    SessionDep,
    after,
    language,
    link,
    note_access,
    page,
    problems,
)
from odr_shared.http.pages import CursorUnknown

router = APIRouter(prefix="/v1/cases/{case_id}/notices", tags=["notices"], route_class=Route)
REPORTS = (NotFound, CaseHeld, NotServedByYou, AlreadyServed, FutureDate, BeforeTheNotice)


@router.get("", responses=problems(NotFound, CursorUnknown), **needs("cases:read"))
async def list_notices(
    case_id: UUID,
    caller: CallerDep,
    session: SessionDep,
    request: Request,
    response: Response,
    status: NoticeStatus | None = None,
    limit: LimitQuery = 20,
    cursor: CursorQuery = None,
) -> Page[NoticeSummary]:
    """What the parties are told of each step, oldest first; a party sees what is told to it."""
    found = await service.listed(session, caller, case_id, status, limit, after(cursor))
    shown, next_ = page(found, limit, lambda each: each.row.id)
    link(request, response, next_)
    tongue = language(request)
    return Page[NoticeSummary](data=[summarise(each, tongue) for each in shown], next=next_)


@router.get("/{notice_id}", responses=problems(NotFound), **needs("cases:read"))
async def read_notice(
    case_id: UUID,
    notice_id: UUID,
    caller: CallerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
) -> NoticeView:
    """One notice, with what was tried to bring it to its addressee."""
    found = await service.read(session, caller, case_id, notice_id)
    return show(found, service.legal_moves(caller, found, now), language(request))


@router.post(
    "/{notice_id}/served", responses=problems(*REPORTS, TooManyAttempts), **needs("cases:write")
)
async def confirm_service(
    case_id: UUID,
    notice_id: UUID,
    body: ConfirmService,
    caller: CallerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
) -> NoticeView:
    """Confirm that the notice reached its addressee: what it announced runs from then.

    The same confirmation again is answered in the same way; another is refused.
    """
    proof = Proof(body.channel, body.at, body.reference)
    found = await service.confirm(session, caller, case_id, notice_id, proof, now)
    await note_access(request, caller, case_id, ground(caller))
    return show(found, service.legal_moves(caller, found, now), language(request))


@router.post(
    "/{notice_id}/bounced", responses=problems(*REPORTS, TooManyAttempts), **needs("cases:write")
)
async def report_bounce(
    case_id: UUID,
    notice_id: UUID,
    body: ReportBounce,
    caller: CallerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
) -> NoticeView:
    """Report that the notice did not reach its addressee: nothing runs, and it is owed again."""
    found = await service.bounce(
        session, caller, case_id, notice_id, body.channel, body.at, body.reason, now
    )
    return show(found, service.legal_moves(caller, found, now), language(request))
