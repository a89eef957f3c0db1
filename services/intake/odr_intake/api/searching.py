"""Lists of cases over HTTP: by what may stand in an address, and by what may not."""

import asyncio
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from odr_intake.domain.cases import CaseStatus
from odr_intake.domain.searching import (
    BY_FILING,
    PhoneUnclear,
    PlatformMissing,
    RangeReversed,
    Sort,
    Wanted,
)
from odr_intake.models.cases import CaseRow
from odr_intake.queries.cases import ground
from odr_intake.queries.searching import place
from odr_intake.schemas.administering import Team
from odr_intake.schemas.cases import CaseSummary
from odr_intake.schemas.searching import SearchCases
from odr_intake.schemas.showing import summarise
from odr_intake.service import searching as service
from odr_shared.auth import CallerDep, needs
from odr_shared.callers import Caller
from odr_shared.contracts.codes import CaseOutcome, Reason, Stage
from odr_shared.errors import NotPermitted
from odr_shared.exact import Instant
from odr_shared.http import (
    CursorQuery,
    LimitQuery,
    Page,
    Place,
    Route,
    SessionDep,
    after,
    after_place,
    link,
    note_access,
    problems,
    say_place,
)
from odr_shared.http.pages import CursorUnknown
from odr_shared.references import Reference

router = APIRouter(prefix="/v1/cases", tags=["cases"], route_class=Route)

WRONG = RangeReversed, PlatformMissing, CursorUnknown
Moment = Annotated[Instant | None, Query()]


@router.get("", responses=problems(*WRONG, NotPermitted), **needs("cases:read"))
async def list_cases(
    caller: CallerDep,
    session: SessionDep,
    request: Request,
    response: Response,
    limit: LimitQuery = 20,
    cursor: CursorQuery = None,
    reference: Annotated[Reference | None, Query()] = None,
    stage: Stage | None = None,
    status: CaseStatus | None = None,
    outcome: CaseOutcome | None = None,
    reason: Reason | None = None,
    updated_since: Moment = None,
    filed_from: Moment = None,
    filed_to: Moment = None,
    platform_id: UUID | None = None,
    assignee: UUID | None = None,
    team: Annotated[Team | None, Query()] = None,
    sort: Sort = Sort.FILED_LAST,
) -> Page[CaseSummary]:
    """The cases that the caller may see, without what is personal in them.

    By order and by party one looks with `POST /v1/cases/search`: an address is written down in
    too many places.
    """
    wanted = Wanted(
        reference=reference,
        platform_id=platform_id,
        assignee=assignee,
        team=team,
        stage=stage,
        status=status,
        outcome=outcome,
        reason=reason,
        updated_since=updated_since,
        filed_from=filed_from,
        filed_to=filed_to,
        sort=sort,
    )
    found = await service.search(session, caller, wanted, limit, _behind(cursor, sort))
    shown = _page(caller, found, limit, sort)
    link(request, response, shown.next)
    return shown


@router.post(
    "/search",
    responses=problems(*WRONG, PhoneUnclear, NotPermitted),
    **needs("cases:read"),
)
async def search_cases(
    body: SearchCases, caller: CallerDep, session: SessionDep, request: Request
) -> Page[CaseSummary]:
    """Cases by order, by party, and by all that a list takes; for platforms and caseworkers.

    Words must be whole. That the caller was shown a case by its order or a party is noted.
    """
    wanted = await service.by_words(
        session, caller, body.open, body.order_number, body.party, body.party_country
    )
    behind = _behind(body.cursor, body.sort)
    found = await service.search(session, caller, wanted, body.limit, behind)
    shown = _page(caller, found, body.limit, body.sort)
    if body.personal:
        why = ground(caller)
        notes = [note_access(request, caller, each.id, why) for each in shown.data]
        await asyncio.gather(*notes)
    return shown


def _behind(cursor: str | None, sort: Sort) -> Place | None:
    if sort not in BY_FILING:
        return after_place(cursor, sort.by)
    found = after(cursor)
    return None if found is None else Place(found)


def _page(caller: Caller, found: Sequence[CaseRow], limit: int, sort: Sort) -> Page[CaseSummary]:
    shown, more = found[:limit], len(found) > limit
    next_ = say_place(place(shown[-1], sort), sort.by) if more else None
    return Page[CaseSummary](data=[summarise(caller, row) for row in shown], next=next_)
