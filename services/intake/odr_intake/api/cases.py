"""Cases over HTTP."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response

from odr_intake.domain.certificate import certify
from odr_intake.domain.non_material import NonMaterialNotAllowed
from odr_intake.domain.refusals import (
    AmountExceedsCap,
    AmountMissing,
    CaseOpen,
    CaseResolved,
    CurrencyDiffers,
    Duplicate,
    FutureDate,
    GroundHolds,
    RemedyNotAllowed,
    RuleNotInForce,
    SameParty,
    Unreachable,
)
from odr_intake.models.cases import CaseRow
from odr_intake.models.sealing import Papers
from odr_intake.queries import cases as queries
from odr_intake.schemas.cases import CaseView, FileCase
from odr_intake.schemas.certificate import CertificateView, certified
from odr_intake.schemas.showing import show
from odr_intake.service import cases as service
from odr_intake.service.clocks import NoSuchTestClock
from odr_shared import outbox
from odr_shared.auth import CallerDep, needs
from odr_shared.errors import NotFound, NotPermitted
from odr_shared.http import (
    MOST,
    CursorQuery,
    DerivationView,
    EventView,
    LimitQuery,
    NowDep,
    Page,
    Route,
    SessionDep,
    after_version,
    derivation_view,
    language,
    note_access,
    note_with,
    problems,
    timeline,
)
from odr_shared.http.pages import CursorUnknown

router = APIRouter(prefix="/v1/cases", tags=["cases"], route_class=Route)

FILING = (
    *(SameParty, Unreachable, FutureDate, RemedyNotAllowed, AmountMissing, CurrencyDiffers),
    *(NonMaterialNotAllowed, AmountExceedsCap, GroundHolds, NoSuchTestClock),
    *(RuleNotInForce, NotPermitted),
)


@router.post("", status_code=201, responses=problems(*FILING, Duplicate), **needs("cases:write"))
async def file_case(
    body: FileCase,
    caller: CallerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
    response: Response,
) -> CaseView:
    """File a case for the claimant; the respondent then has the rule pack's time to answer."""
    row, papers = await service.file_case(
        session,
        caller,
        body.rule_pack,
        body.language,
        body.time_zone,
        body.claimant,
        body.respondent,
        body.order,
        body.claims,
        body.circumstances,
        body.metadata,
        body.test_clock_id,
        body.limits,
        now,
    )
    response.headers["Location"] = f"/v1/cases/{row.id}"
    request.state.case_id = row.id
    note_with(session, request, caller, row.id, queries.ground(caller), now)
    return shown(caller, row, papers, now, request, response)


@router.get("/{case_id}", responses=problems(NotFound), **needs("cases:read"))
async def read_case(
    case_id: UUID,
    caller: CallerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
    response: Response,
) -> CaseView:
    """One case, as far as the caller may see it, with the caller's legal moves."""
    row, papers = await service.read(session, caller, case_id)
    await note_access(request, caller, case_id, queries.ground(caller))
    return shown(caller, row, papers, now, request, response)


@router.get("/{case_id}/clock", responses=problems(NotFound), **needs("cases:read"))
async def read_clock(
    case_id: UUID, caller: CallerDep, session: SessionDep, request: Request
) -> DerivationView:
    """What runs in the case, and how its end was worked out, step by step."""
    row = await service.find(session, caller, case_id)
    return derivation_view(row.deadline, row.clock_now, language(request))


@router.get(
    "/{case_id}/certificate",
    responses=problems(NotFound, CaseOpen, CaseResolved),
    **needs("cases:read"),
)
async def read_certificate(
    case_id: UUID, caller: CallerDep, session: SessionDep, request: Request
) -> CertificateView:
    """That the case ended without a resolution: what was tried, and which ways remain."""
    row = await service.find(session, caller, case_id)
    return certified(row, certify(row.state), language(request))


@router.get(
    "/{case_id}/timeline", responses=problems(NotFound, CursorUnknown), **needs("cases:read")
)
async def read_timeline(
    case_id: UUID,
    caller: CallerDep,
    session: SessionDep,
    request: Request,
    response: Response,
    limit: LimitQuery = MOST,
    cursor: CursorQuery = None,
) -> Page[EventView]:
    """What happened to the case in intake, oldest first; other services have their own parts."""
    behind = after_version(cursor)
    await service.find(session, caller, case_id)
    found = await outbox.public(session, "case", case_id, limit, behind)
    return timeline(found, limit, "intake", request, response)


def shown(
    caller: CallerDep,
    row: CaseRow,
    papers: Papers,
    now: datetime,
    request: Request,
    response: Response,
) -> CaseView:
    response.headers["ETag"] = f'"{row.version}"'
    found = service.legal_moves(caller, row, now)
    return show(caller, row, papers, found, language(request))
