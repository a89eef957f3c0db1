"""What other services may ask: a case's card, never routed by the gateway."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select

from odr_intake.models.cases import CaseRow
from odr_intake.queries import mandates
from odr_shared.auth import CallerDep, needs
from odr_shared.errors import NotFound
from odr_shared.http import Route, SessionDep, problems
from odr_shared.internal import CaseCard

router = APIRouter(prefix="/internal/v1", route_class=Route, include_in_schema=False)


@router.get("/cases/{case_id}", responses=problems(NotFound), **needs("internal:read"))
async def read_card(case_id: UUID, caller: CallerDep, session: SessionDep) -> CaseCard:
    """Who may know of the case, and where it is; nothing personal."""
    row = await session.scalar(select(CaseRow).where(CaseRow.id == case_id))
    if row is None:
        raise NotFound
    known = [each.state for each in await mandates.of_case(session, case_id)]
    return CaseCard.model_validate(row).model_copy(update={"mandates": known})
