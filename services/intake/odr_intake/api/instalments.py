"""Instalments proposed and agreed, over HTTP."""

from datetime import datetime

from fastapi import APIRouter

from odr_intake.api.asking import WRITES, AskedDep, refusals
from odr_intake.api.obligations import OPEN, Number, do
from odr_intake.domain import instalments
from odr_intake.domain import refusals as no
from odr_intake.domain import undivided as un
from odr_intake.domain.cases import Case
from odr_intake.domain.instalments import Part
from odr_intake.schemas import instalments as bodies
from odr_intake.schemas.obligations import RemedyView
from odr_shared.contracts import Fact
from odr_shared.http import Route
from odr_shared.moves import Actor

router = APIRouter(prefix="/v1/cases/{case_id}/remedies", tags=["remedies"], route_class=Route)
DIVIDING = (
    *(*OPEN, un.NotBetweenYou, un.NotDivisible),
    *(un.InstalmentsNotAllowed, un.PerformanceOpen),
)


@router.post(
    "/{number}/propose-instalments",
    responses=refusals(
        *(*DIVIDING, un.TooManyProposals, un.InstalmentCount, un.InstalmentsDiffer),
        *(un.InstalmentDay, un.OnePlanOnly, no.CurrencyDiffers),
    ),
    **WRITES,
)
async def propose_instalments(
    asked: AskedDep, number: Number, body: bodies.ProposeInstalments
) -> RemedyView:
    """Propose to the other side that the sum be paid in instalments.

    The plan takes the place of any that was proposed before.
    """

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        plan = [Part(each.amount, each.due_on) for each in body.instalments or ()]
        said = body.count is not None or body.first_on is not None
        if (body.instalments is not None) == said:
            raise un.OnePlanOnly("/instalments")
        if body.instalments is None:
            if body.count is None or body.first_on is None:
                raise un.OnePlanOnly("/count" if body.count is None else "/first_on")
            of = body.count, body.first_on, body.every
            plan = instalments.even(case, actor, number, *of, at)
        return instalments.propose(case, actor, number, plan, at)

    return await do(asked, number, command, body.on_behalf_of)


@router.post(
    "/{number}/agree-instalments",
    responses=refusals(
        *(*DIVIDING, un.NothingProposed, un.OwnProposal, un.AnotherProposal, un.ProposalStale)
    ),
    **WRITES,
)
async def agree_instalments(
    asked: AskedDep, number: Number, body: bodies.AgreeInstalments
) -> RemedyView:
    """Agree to what the other proposed: from now on each instalment is owed by itself."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return instalments.agree(case, actor, number, body.proposal, at)

    return await do(asked, number, command, body.on_behalf_of)
