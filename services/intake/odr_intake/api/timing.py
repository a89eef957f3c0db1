"""The commands about the time of a case, over HTTP."""

from datetime import datetime

from fastapi import APIRouter

from odr_intake.api.asking import WRITES, AskedDep, refusals
from odr_intake.domain import extending, pausing
from odr_intake.domain import refusals as no
from odr_intake.domain import untimely as late
from odr_intake.domain.cases import Case
from odr_intake.schemas import timing as bodies
from odr_intake.schemas.cases import CaseView
from odr_shared import extending as longer
from odr_shared.contracts import Fact
from odr_shared.http import Route
from odr_shared.moves import Actor

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"], route_class=Route)
RUNNING = (late.StageKeepsTime, late.StandsStill, late.NothingRuns, no.ReviewTooLate)
LONGER = (*RUNNING, longer.NotExtendable, longer.ExtendedAlready, longer.ExtensionTooLong)


@router.post(
    "/ask-extension", responses=refusals(no.NotAParty, longer.ExtensionPending, *LONGER), **WRITES
)
async def ask_extension(
    asked: AskedDep,
    body: bodies.AskExtension = bodies.AskExtension(),  # noqa: B008  # it cannot change
) -> CaseView:
    """Ask the other party to agree that the running period be longer, as the pack allows."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return extending.ask(case, actor, body.more, at)

    return await asked.do(command, body.on_behalf_of)


DECIDING = refusals(no.NotAParty, longer.OwnRequest, longer.NothingAsked, *RUNNING)


@router.post("/grant-extension", responses=DECIDING, **WRITES)
async def grant_extension(
    asked: AskedDep,
    body: bodies.DecideExtension = bodies.DecideExtension(),  # noqa: B008
) -> CaseView:
    """Agree to what the other party asked for: the period is so much longer."""
    return await asked.do(extending.grant, body.on_behalf_of)


@router.post("/refuse-extension", responses=DECIDING, **WRITES)
async def refuse_extension(
    asked: AskedDep,
    body: bodies.DecideExtension = bodies.DecideExtension(),  # noqa: B008
) -> CaseView:
    """Let the period end when it would have."""
    return await asked.do(extending.refuse, body.on_behalf_of)


@router.post("/extend", responses=refusals(no.NotTheCaseworker, *LONGER), **WRITES)
async def extend_period(asked: AskedDep, body: bodies.Extend) -> CaseView:
    """Make the running period longer, as a caseworker, where its pack leaves it to one."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return extending.extend(case, actor, body.more, body.text, at)

    return await asked.do(command)


STANDING = (late.NotPausable, late.PausedTooOften, late.PauseOutOfBounds)


@router.post("/pause", responses=refusals(no.NotTheCaseworker, *RUNNING, *STANDING), **WRITES)
async def pause_case(asked: AskedDep, body: bodies.PauseCase) -> CaseView:
    """Have the running period stand still, as a caseworker, for a reason that its pack knows."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return pausing.pause(case, actor, body.why, body.until, body.text, at)

    return await asked.do(command)


@router.post("/resume", responses=refusals(no.NotTheCaseworker, late.NotPaused), **WRITES)
async def resume_case(
    asked: AskedDep,
    body: bodies.ResumeCase = bodies.ResumeCase(),  # noqa: B008
) -> CaseView:
    """Have the period run on, by exactly as much later as it stood still."""
    return await asked.do(pausing.resume)
