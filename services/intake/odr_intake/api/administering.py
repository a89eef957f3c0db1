"""Repairs of a case, and handing it to another caseworker, over HTTP."""

from datetime import datetime

from fastapi import APIRouter

from odr_intake.api.asking import WRITES, AskedDep, refusals
from odr_intake.domain import assigning, repairing
from odr_intake.domain import refusals as no
from odr_intake.domain.cases import Case
from odr_intake.schemas import administering as bodies
from odr_intake.schemas.cases import CaseView
from odr_shared.contracts import Fact
from odr_shared.http import Route
from odr_shared.moves import Actor

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"], route_class=Route)


@router.post(
    "/repair",
    responses=refusals(
        *(no.NotTheCaseworker, repairing.NothingToRepair, repairing.NotRepairable),
        *(repairing.RepairIncomplete, no.FutureDate, no.ReviewTooLate, no.Duplicate),
    ),
    **WRITES,
)
async def repair_case(asked: AskedDep, body: bodies.Repair) -> CaseView:
    """Put right what was recorded wrongly; both parties see that it was, and nothing is erased."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        more = {"notice": body.notice, "channel": body.channel, "at": body.at}
        return repairing.repair(case, actor, body.what, body.text, at, **more)  # type: ignore[arg-type]

    return await asked.do(command)


@router.post("/assign", responses=refusals(no.NotTheCaseworker, no.AnotherMustDecide), **WRITES)
async def assign_case(asked: AskedDep, body: bodies.Assign = bodies.Assign()) -> CaseView:  # noqa: B008
    """Hand the case to a caseworker or a team; the parties are not told who works on it."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return assigning.assign(case, actor, body.caseworker_id, body.team, at)

    return await asked.do(command)
