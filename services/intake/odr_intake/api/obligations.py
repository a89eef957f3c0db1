"""What is owed after the end of a case, over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path

from odr_intake.api.asking import WRITES, Asked, AskedDep, refusals
from odr_intake.domain import confirming, performing
from odr_intake.domain import refusals as no
from odr_intake.domain import unperformed as un
from odr_intake.domain.cases import Case
from odr_intake.schemas import obligations as bodies
from odr_intake.schemas.obligations import RemedyView, show, show_all
from odr_intake.service import obligations as service
from odr_intake.service.obligations import Decide, Owing
from odr_shared.auth import needs
from odr_shared.contracts import Fact
from odr_shared.errors import NotFound
from odr_shared.http import Page, Route, language, problems
from odr_shared.moves import Actor

router = APIRouter(prefix="/v1/cases/{case_id}/remedies", tags=["remedies"], route_class=Route)
Number = Annotated[int, Path(ge=1, le=1_000_000)]
OPEN = (un.NoSuchRemedy, no.CaseOver, un.PerformedAlready, un.InInstalments)


async def do(
    asked: Asked, number: int, command: Decide, on_behalf_of: UUID | None = None
) -> RemedyView:
    """Have it decided and recorded, and the obligation shown as it stands then."""
    owing = await service.decide(
        asked.session, asked.caller, asked.case_id, on_behalf_of, asked.now, command
    )
    return await _shown(asked, owing, number)


async def _shown(asked: Asked, owing: Owing, number: int) -> RemedyView:
    await _seen(asked, owing)
    found = performing.owed(owing.row.state, number).obligation
    return show(owing, found, _moves(asked), language(asked.request))


async def _seen(asked: Asked, owing: Owing) -> None:
    asked.response.headers["ETag"] = f'"{owing.row.version}"'
    await asked.seen()


def _moves(asked: Asked) -> bodies.Moves:
    return lambda row, of: service.legal_moves(asked.caller, row, of, asked.now)


@router.get("", responses=problems(NotFound), **needs("cases:read"))
async def list_remedies(asked: AskedDep) -> Page[RemedyView]:
    """What is owed by the case's outcome, in the order in which it was ordered."""
    owing = await service.read(asked.session, asked.caller, asked.case_id)
    await _seen(asked, owing)
    found = show_all(owing, _moves(asked), language(asked.request))
    return Page[RemedyView](data=found, next=None)


@router.get("/{number}", responses=problems(NotFound), **needs("cases:read"))
async def read_remedy(asked: AskedDep, number: Number) -> RemedyView:
    """One obligation, with all that was reported of it and the caller's legal moves."""
    owing = await service.read(asked.session, asked.caller, asked.case_id)
    return await _shown(asked, owing, number)


@router.post(
    "/{number}/performance",
    responses=refusals(
        *(*OPEN, un.NotTheDebtor, un.PreconditionOpen, un.PerformedBeyond, un.TooManyParts),
        *(un.ReferenceMissing, un.ReferenceCounted, un.ReferenceElsewhere, no.CurrencyDiffers),
    ),
    **WRITES,
)
async def report_performance(
    asked: AskedDep,
    number: Number,
    body: bodies.ReportPerformance = bodies.ReportPerformance(),  # noqa: B008  # it cannot change
) -> RemedyView:
    """Report that it was performed, all or in part; the same payment said again changes nothing.

    Its creditor has from now on the time that `confirm_by` says to confirm or to dispute it;
    silence confirms it then.
    """
    owing = await service.report(
        *(asked.session, asked.caller, asked.case_id, number),
        *(body.on_behalf_of, body.amount, body.reference, asked.now),
    )
    return await _shown(asked, owing, number)


@router.post(
    "/{number}/return-received",
    responses=refusals(*OPEN, un.NotTheCreditor, un.NoReturn),
    **WRITES,
)
async def receive_return(
    asked: AskedDep,
    number: Number,
    body: bodies.ReceiveReturn = bodies.ReceiveReturn(),  # noqa: B008
) -> RemedyView:
    """Say that the goods are back; the time for a refund that waited for them runs from now."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return performing.receive_return(case, actor, number, at)

    return await do(asked, number, command, body.on_behalf_of)


@router.post(
    "/{number}/confirm",
    responses=refusals(*OPEN, un.NotTheCreditor, un.NothingReported, un.PartMissing),
    **WRITES,
)
async def confirm_performance(
    asked: AskedDep,
    number: Number,
    body: bodies.ConfirmPerformance = bodies.ConfirmPerformance(),  # noqa: B008
) -> RemedyView:
    """Confirm what was reported, as the one to whom it is owed."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return confirming.confirm(case, actor, number, body.part, at)

    return await do(asked, number, command, body.on_behalf_of)


@router.post(
    "/{number}/dispute",
    responses=refusals(
        *OPEN, un.NotTheCreditor, un.NothingReported, un.PartMissing, no.ReviewTooLate
    ),
    **WRITES,
)
async def dispute_performance(
    asked: AskedDep, number: Number, body: bodies.DisputePerformance
) -> RemedyView:
    """Dispute what was reported, in the time for it; a caseworker decides."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return confirming.dispute(case, actor, number, body.part, body.reason, body.text, at)

    return await do(asked, number, command, body.on_behalf_of)


@router.post(
    "/{number}/decide",
    responses=refusals(un.NoSuchRemedy, no.NotTheCaseworker, un.NothingDisputed, un.PartMissing),
    **WRITES,
)
async def decide_dispute(asked: AskedDep, number: Number, body: bodies.DecideDispute) -> RemedyView:
    """Decide, as a caseworker, whether what is disputed was performed."""

    def command(case: Case, actor: Actor, at: datetime) -> list[Fact]:
        return confirming.decide(
            case, actor, number, body.part, performed=body.performed, text=body.text, now=at
        )

    return await do(asked, number, command)
