"""Test clocks over HTTP."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from odr_intake.domain.clocks import ClockGoesBack, ClockTooFar, LiveHasNoTestClocks
from odr_intake.models.clocks import TestClockRow
from odr_intake.queries import clocks as queries
from odr_intake.schemas.clocks import MakeClock, TestClockView, TurnClock
from odr_intake.service import clocks as service
from odr_shared.auth import CallerDep, needs
from odr_shared.errors import NotFound, NotPermitted
from odr_shared.http import (
    CursorQuery,
    LimitQuery,
    NowDep,
    Page,
    Route,
    SessionDep,
    after,
    link,
    page,
    problems,
)
from odr_shared.http.pages import CursorUnknown

router = APIRouter(prefix="/v1/test-clocks", tags=["test mode"], route_class=Route)


@router.post(
    "",
    status_code=201,
    responses=problems(LiveHasNoTestClocks, NotPermitted),
    **needs("clocks:write"),
)
async def make_clock(
    body: MakeClock, caller: CallerDep, session: SessionDep, now: NowDep
) -> TestClockView:
    """Make a clock on which test cases can be filed; it stands still until it is turned."""
    return _shown(service.make(session, caller, body.now, now))


@router.get("", responses=problems(CursorUnknown), **needs("clocks:read"))
async def list_clocks(
    caller: CallerDep,
    session: SessionDep,
    request: Request,
    response: Response,
    limit: LimitQuery = 20,
    cursor: CursorQuery = None,
) -> Page[TestClockView]:
    """The platform's test clocks, newest first."""
    found = await queries.listed(session, caller, limit, after(cursor))
    shown, next_ = page(found, limit, lambda row: row.id)
    link(request, response, next_)
    return Page[TestClockView](data=[_shown(row) for row in shown], next=next_)


@router.get("/{clock_id}", responses=problems(NotFound), **needs("clocks:read"))
async def read_clock(clock_id: UUID, caller: CallerDep, session: SessionDep) -> TestClockView:
    """What the clock shows, and whether all its cases know."""
    return _shown(await service.read(session, caller, clock_id))


@router.post(
    "/{clock_id}/advance",
    status_code=202,
    responses=problems(NotFound, ClockGoesBack, ClockTooFar),
    **needs("clocks:write"),
)
async def advance_clock(
    clock_id: UUID, body: TurnClock, caller: CallerDep, session: SessionDep
) -> TestClockView:
    """Turn the clock forward; what is due by then happens, each thing at its own time."""
    return _shown(await service.turn(session, caller, clock_id, body.to))


def _shown(row: TestClockRow) -> TestClockView:
    return TestClockView(id=row.id, now=row.now, started_at=row.started_at, ready=not row.behind)
