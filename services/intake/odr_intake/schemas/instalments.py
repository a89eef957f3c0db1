"""Instalments proposed and agreed, as JSON."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from odr_intake.domain.circumstances import Day
from odr_intake.domain.divided import Proposal
from odr_intake.domain.instalments import Every
from odr_intake.schemas.procedure import OnBehalf
from odr_shared.http import Body, View
from odr_shared.levels import Level
from odr_shared.money import Money

MOST = 24
Count = Annotated[int, Field(strict=True, ge=2, le=MOST)]


class PartSaid(Body):
    amount: Annotated[Money, Level.PUBLIC]
    due_on: Annotated[Day, Level.PUBLIC]
    """The last day on which it is in time, where the case's days are counted."""


class ProposeInstalments(OnBehalf):
    """A plan for all that is left of the sum: each instalment said, or as equal as can be."""

    instalments: Annotated[
        list[PartSaid] | None, Field(min_length=1, max_length=100), Level.PUBLIC
    ] = None
    count: Annotated[Count | None, Level.PUBLIC] = None
    """So many, the larger ones first where they cannot be equal."""
    first_on: Annotated[Day | None, Level.PUBLIC] = None
    every: Annotated[Every, Level.PUBLIC] = Every.MONTH


class AgreeInstalments(OnBehalf):
    """Agreement to the plan that the other proposed."""

    proposal: Annotated[int, Field(strict=True, ge=1, le=1000), Level.PUBLIC]
    """Which: another that took its place is not agreed to."""


class InstalmentView(View):
    amount: Annotated[Money, Level.PUBLIC]
    due_on: Annotated[date, Level.PUBLIC]
    due_at: Annotated[datetime, Level.PUBLIC]
    """The first instant that is too late."""


class ProposalView(View):
    """A plan that waits for the other's word; silence never agrees to it."""

    proposal: Annotated[int, Level.PUBLIC]
    by: Annotated[UUID, Level.PUBLIC]
    instalments: Annotated[list[InstalmentView], Level.PUBLIC]


def proposal_view(found: Proposal | None) -> ProposalView | None:
    if found is None:
        return None
    plan = [
        InstalmentView(amount=each.amount, due_on=each.due_on, due_at=each.due_at)
        for each in found.plan
    ]
    return ProposalView(proposal=found.number, by=found.by, instalments=plan)
