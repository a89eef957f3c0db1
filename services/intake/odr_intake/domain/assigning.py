"""Whose a case is among caseworkers: it is handed to one of them, to a team, or to nobody."""

from datetime import datetime
from uuid import UUID

from odr_intake.domain.facts import Assigned
from odr_intake.domain.refusals import AnotherMustDecide, NotTheCaseworker
from odr_intake.domain.state import Case
from odr_intake.domain.statuses import CaseStatus
from odr_shared.contracts import Fact
from odr_shared.moves import Actor


def may_assign(case: Case, actor: Actor, now: datetime) -> None:
    """At any time, also after the end: somebody has to answer for it."""
    if actor.caseworker is None:
        raise NotTheCaseworker


def assign(
    case: Case, actor: Actor, to: UUID | None, team: str | None, now: datetime
) -> list[Fact]:
    """Hand the case over; while a refusal is under review not to the one who refused it."""
    may_assign(case, actor, now)
    assert actor.caseworker is not None  # noqa: S101  # the guard has seen to it
    reviewed = case.status is CaseStatus.UNDER_REVIEW
    if to is not None and reviewed and to == case.progress.refused_by:
        raise AnotherMustDecide("/caseworker_id")
    if (case.progress.assignee, case.progress.team) == (to, team):
        return []
    return [Assigned(occurred_at=now, by=actor.caseworker, to=to, team=team)]
