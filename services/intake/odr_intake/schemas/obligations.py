"""What is owed after the end of a case, as JSON, and the commands about it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from odr_intake.domain.confirming import GUARDS
from odr_intake.domain.obligations import Obligation, Part, PartStanding, Standing, waiting
from odr_intake.models.cases import CaseRow
from odr_intake.schemas.instalments import ProposalView, proposal_view
from odr_intake.schemas.procedure import OnBehalf
from odr_intake.service.obligations import Owing, Said
from odr_rules.packs import Remedy
from odr_shared.contracts.codes import DisputeReason
from odr_shared.http import (
    ActionView,
    Body,
    ClockView,
    DerivationView,
    View,
    action_views,
    clock_view,
    derivation_view,
)
from odr_shared.levels import Level
from odr_shared.money import Money
from odr_shared.moves import Move
from odr_shared.texts import ExternalId, Text
from odr_shared.translations import Language

PartNumber = Annotated[int, Field(strict=True, ge=1, le=1000)]


class ReportPerformance(OnBehalf):
    """A remedy was performed, all of it or a part."""

    amount: Annotated[Money | None, Level.PUBLIC] = None
    """How much was paid; nothing for an act."""
    reference: Annotated[ExternalId | None, Level.PARTY] = None
    """The payment's: said again it counts once. Of an act, what shows it, as a parcel's number."""


class ReceiveReturn(OnBehalf):
    """The goods are back."""


class OfPart(OnBehalf):
    part: Annotated[PartNumber | None, Level.PUBLIC] = None
    """Which of the reports; none: all that wait for it."""


class ConfirmPerformance(OfPart):
    """What was reported was performed."""


class DisputePerformance(OfPart):
    """What was reported was not performed."""

    reason: Annotated[DisputeReason, Level.PUBLIC]
    text: Annotated[Text | None, Level.PARTY] = None


class DecideDispute(Body):
    """A caseworker's decision on a dispute."""

    part: Annotated[PartNumber | None, Level.PUBLIC] = None
    performed: Annotated[bool, Level.PUBLIC]
    text: Annotated[Text, Level.PARTY]


class PartView(View):
    """One report of performance."""

    part: Annotated[int, Level.PUBLIC]
    amount: Annotated[Money | None, Level.PUBLIC]
    standing: Annotated[PartStanding, Level.PUBLIC]
    reported_at: Annotated[datetime, Level.PUBLIC]
    reference: Annotated[str | None, Level.PARTY]
    confirm_by: Annotated[ClockView, Level.PUBLIC]
    """Until when its creditor may dispute it, and that silence confirms it then."""
    reason: Annotated[DisputeReason | None, Level.PUBLIC]
    """Why it is disputed."""
    dispute_text: Annotated[str | None, Level.PARTY]
    decision_text: Annotated[str | None, Level.PARTY]
    ended_at: Annotated[datetime | None, Level.PUBLIC]
    """When it was confirmed, or decided on."""


class RemedyView(View):
    """Something that one party owes the other by the outcome."""

    number: Annotated[int, Level.PUBLIC]
    """Its name within the case."""
    remedy: Annotated[Remedy, Level.PUBLIC]
    amount: Annotated[Money | None, Level.PUBLIC]
    """None: an act is owed, and not a sum."""
    debtor_id: Annotated[UUID, Level.PUBLIC]
    creditor_id: Annotated[UUID, Level.PUBLIC]
    standing: Annotated[Standing, Level.PUBLIC]
    performed: Annotated[int, Level.PUBLIC]
    """In minor units what is confirmed, deemed so or decided to be; of an act one, or nothing."""
    left: Annotated[int, Level.PUBLIC]
    """What has not even been reported, counted in the same way."""
    after: Annotated[int | None, Level.PUBLIC]
    """The remedy that must be performed first."""
    waits: Annotated[bool, Level.PUBLIC]
    """For that one: it is not due before."""
    carriage_paid_by: Annotated[UUID | None, Level.PUBLIC]
    """Of a return that was agreed on: the party that pays for it."""
    is_overdue: Annotated[bool, Level.PUBLIC]
    overdue_at: Annotated[datetime | None, Level.PUBLIC]
    """When its time was over with something of it not even reported; that stays said."""
    proposal: Annotated[ProposalView | None, Level.PUBLIC]
    """Instalments that one side has proposed to the other."""
    instalments: Annotated[list[int], Level.PUBLIC]
    """The remedies that are owed in place of what was left of it."""
    instalment_of: Annotated[int | None, Level.PUBLIC]
    """The remedy of which this is a part."""
    ordered_at: Annotated[datetime, Level.PUBLIC]
    clock: Annotated[DerivationView, Level.PUBLIC]
    """Until when it is to be performed, and how that was worked out."""
    parts: Annotated[list[PartView], Level.PUBLIC]
    actions: Annotated[list[ActionView], Level.PUBLIC]


Moves = Callable[[CaseRow, Obligation], Sequence[Move]]


def show_all(owing: Owing, moves: Moves, tongue: Language) -> list[RemedyView]:
    return [show(owing, each, moves, tongue) for each in owing.row.obligations]


def show(owing: Owing, of: Obligation, moves: Moves, tongue: Language) -> RemedyView:
    row = owing.row
    due = of.due if of.is_open else None
    return RemedyView(
        number=of.number,
        remedy=of.remedy,
        amount=of.amount,
        debtor_id=of.debtor,
        creditor_id=of.creditor,
        standing=of.standing,
        performed=of.performed,
        left=of.left if of.is_open else 0,
        after=of.after,
        waits=of.waits and of.is_open,
        carriage_paid_by=of.carriage_paid_by,
        is_overdue=of.is_open and of.overdue_at is not None,
        overdue_at=of.overdue_at,
        proposal=proposal_view(of.proposal),
        instalments=list(of.instalments),
        instalment_of=of.instalment_of,
        ordered_at=of.ordered_at,
        clock=derivation_view(due, row.clock_now, tongue),
        parts=[_part(row, each, owing.said[of.number, each.number]) for each in of.parts],
        actions=_actions(row, of, moves(row, of), tongue),
    )


def _part(row: CaseRow, part: Part, said: Said) -> PartView:
    until = part.confirm_by if part.standing is PartStanding.CLAIMED else None
    return PartView(
        part=part.number,
        amount=part.amount,
        standing=part.standing,
        reported_at=part.reported_at,
        reference=said.reference,
        confirm_by=clock_view(until, row.clock_now),
        reason=part.reason,
        dispute_text=said.dispute,
        decision_text=said.decision,
        ended_at=part.ended_at,
    )


REACTIONS = frozenset({"confirm", "dispute"})
"""What is done about a report, until its own time is over."""


def _actions(
    row: CaseRow, of: Obligation, found: Sequence[Move], tongue: Language
) -> list[ActionView]:
    path = f"/v1/cases/{row.id}/remedies/{of.number}"
    hrefs = {name: f"{path}/{name.replace('_', '-')}" for name in GUARDS}
    asked = [part.confirm_by for part in waiting(of) if part.confirm_by]
    reported = min(asked, default=None, key=lambda until: until.due_at)
    about = [move for move in found if move.name in REACTIONS]
    others = [move for move in found if move.name not in REACTIONS]
    late = of.overdue_at is not None or of.due is None
    return [
        *action_views(others, hrefs, None if late else of.due, tongue),
        *action_views(about, hrefs, reported, tongue),
    ]
