"""The commands of a case after its filing, over HTTP."""

from datetime import datetime

from fastapi import APIRouter

from odr_intake.api.asking import WRITES, AskedDep, refusals
from odr_intake.domain import ending, response, screening, stages
from odr_intake.domain import refusals as no
from odr_intake.domain import untimely as late
from odr_intake.domain.cases import Case
from odr_intake.models.sealing import unseal
from odr_intake.schemas import procedure as bodies
from odr_intake.schemas.cases import CaseView
from odr_intake.service import notices
from odr_shared.contracts import Fact
from odr_shared.http import Route
from odr_shared.moves import Actor

router = APIRouter(prefix="/v1/cases/{case_id}", tags=["cases"], route_class=Route)


@router.post("/accept", responses=refusals(no.NotTheCaseworker, no.NotScreened), **WRITES)
async def accept_case(asked: AskedDep, body: bodies.Accept = bodies.Accept()) -> CaseView:  # noqa: B008
    """Take the case: its notice is to be served on the respondent next."""
    return await asked.do(screening.accept)


@router.post(
    "/return", responses=refusals(no.NotTheCaseworker, no.NotScreened, no.AskedTooOften), **WRITES
)
async def return_case(asked: AskedDep, body: bodies.Return) -> CaseView:
    """Return the case for what is missing; the time to screen it stands still meanwhile."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return screening.send_back(case, actor, body.missing, body.text, at)

    return await asked.do(command)


@router.post(
    "/refuse",
    responses=refusals(no.NotTheCaseworker, no.NotScreened, no.RefusedTooLate, no.UnknownGround),
    **WRITES,
)
async def refuse_case(asked: AskedDep, body: bodies.Refuse) -> CaseView:
    """Refuse the case on one ground of its rule pack's closed list, within the time for it."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return screening.refuse(case, actor, body.ground, body.text, at)

    return await asked.do(command)


@router.post(
    "/resubmit",
    responses=refusals(no.NotTheClaimant, no.NothingMissing, no.ReviewTooLate),
    **WRITES,
)
async def resubmit_case(asked: AskedDep, body: bodies.Resubmit = bodies.Resubmit()) -> CaseView:  # noqa: B008
    """Say that what was missing has been supplied; the case is screened again."""
    return await asked.do(screening.resubmit, body.on_behalf_of)


@router.post(
    "/ask-review", responses=refusals(no.NotTheClaimant, no.NotScreened, no.ReviewTooLate), **WRITES
)
async def ask_review(asked: AskedDep, body: bodies.AskReview = bodies.AskReview()) -> CaseView:  # noqa: B008
    """Ask that another caseworker look at the refusal."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return screening.ask_review(case, actor, body.text, at)

    return await asked.do(command, body.on_behalf_of)


@router.post(
    "/review",
    responses=refusals(no.NotTheCaseworker, no.NotScreened, no.AnotherMustDecide),
    **WRITES,
)
async def review_refusal(asked: AskedDep, body: bodies.Review) -> CaseView:
    """Decide whether a refusal stands, as another person than the one who refused."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return screening.review(case, actor, upheld=body.upheld, text=body.text, now=at)

    return await asked.do(command)


@router.post(
    "/serve",
    responses=refusals(no.NotServedByYou, no.NothingToServe, no.FutureDate),
    **WRITES,
)
async def serve_notice(asked: AskedDep, body: bodies.Serve) -> CaseView:
    """Confirm that the notice for which the case waits reached its addressee.

    The same as confirming it by its id, for who knows the case alone.
    """
    session, caller, case_id = asked.session, asked.caller, asked.case_id
    row = await notices.serve(
        session, caller, case_id, body.notice, body.channel, body.at, asked.now
    )
    return await asked.show(row, unseal(row, await session.keys(case_id)))


@router.post(
    "/answer",
    responses=refusals(
        *(no.NotTheRespondent, no.AlreadyAnswered, no.AnswerTooLate, no.CaseOver, no.NotServed),
        late.StandsStill,
        *(no.NotAPart, no.CurrencyDiffers, no.CounterclaimExceeds, no.NoCounterclaim),
    ),
    **WRITES,
)
async def answer_case(asked: AskedDep, body: bodies.AnswerCase) -> CaseView:
    """Admit the claims, which ends the case; or contest them, which opens the first stage."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        more = {"admitted": body.admitted, "counterclaim": body.counterclaim}
        return response.answer(case, actor, body.answer, body.text, at, **more)

    return await asked.do(command, body.on_behalf_of)


@router.post(
    "/answer-counterclaim",
    responses=refusals(
        *(no.NotTheClaimant, no.NothingToServe, no.AnswerTooLate, no.NotAPart),
        late.StandsStill,
    ),
    **WRITES,
)
async def answer_counterclaim(asked: AskedDep, body: bodies.AnswerCounterclaim) -> CaseView:
    """Admit or contest what the respondent asks for in turn."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return response.answer_counterclaim(case, actor, body.answer, at)

    return await asked.do(command, body.on_behalf_of)


@router.post(
    "/consent", responses=refusals(no.NotAParty, no.CaseOver, no.NoConsentNeeded), **WRITES
)
async def consent_to_stage(asked: AskedDep, body: bodies.Consent) -> CaseView:
    """Say whether one takes part in a stage that needs one's consent; it may be taken back."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return stages.consent(case, actor, body.stage, given=body.given, now=at)

    return await asked.do(command, body.on_behalf_of)


@router.post(
    "/withdraw",
    responses=refusals(no.NotTheClaimant, no.CaseOver)
    | {202: {"model": CaseView, "description": "The open stage has been asked to end."}},
    **WRITES,
)
async def withdraw_case(
    asked: AskedDep,
    body: bodies.WithdrawCase = bodies.WithdrawCase(),  # noqa: B008  # it cannot change
) -> CaseView:
    """Withdraw the claims: at once, or (202) as soon as the open stage says that it has ended."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return ending.withdraw(case, _for_claimant(case, actor), at)

    return await asked.leave(command, body.on_behalf_of)


def _for_claimant(case: Case, actor: Actor) -> Actor:
    """For whom else a platform withdraws claims is no question."""
    if actor.by_platform and actor.party is None:
        return Actor(case.claimant, by_platform=True)
    return actor


@router.post(
    "/transfer-out",
    responses=refusals(no.NotTheClaimant, no.CaseOver, no.UnknownWay)
    | {202: {"model": CaseView, "description": "The open stage has been asked to end."}},
    **WRITES,
)
async def transfer_case(asked: AskedDep, body: bodies.TransferOut) -> CaseView:
    """Take the claims to a court or another way of the rule pack: nothing here blocks that."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return ending.transfer_out(case, _for_claimant(case, actor), body.to, at)

    return await asked.leave(command, body.on_behalf_of)


@router.post(
    "/ask-set-aside",
    responses=refusals(
        *(no.NotAParty, no.NotTheDefaulted),
        no.NoDefault,
        no.CaseOver,
        no.ReviewTooLate,
        no.UnknownCause,
    ),
    **WRITES,
)
async def ask_set_aside(asked: AskedDep, body: bodies.AskSetAside) -> CaseView:
    """Ask that one's default be set aside, for a good cause that the rule pack knows."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return ending.ask_set_aside(case, actor, body.cause, body.text, at)

    return await asked.do(command, body.on_behalf_of)


@router.post(
    "/decide-set-aside",
    responses=refusals(no.NotTheCaseworker, no.NoDefault, no.Duplicate),
    **WRITES,
)
async def decide_set_aside(asked: AskedDep, body: bodies.DecideSetAside) -> CaseView:
    """Set a default aside, so that the respondent can answer after all; or let it stand."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return ending.decide_set_aside(case, actor, granted=body.granted, text=body.text, now=at)

    return await asked.do(command)
