"""What a creditor says to a reported performance, and what a caseworker decides of a dispute."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from odr_intake.domain import instalments
from odr_intake.domain.facts import DecisionStated, DisputeStated, Screened
from odr_intake.domain.obligations import Obligation, Part, PartStanding, waiting
from odr_intake.domain.performing import (
    Owed,
    is_deemed,
    may_receive_return,
    may_report,
    must_be_creditor,
    must_be_open,
    owed,
)
from odr_intake.domain.refusals import NotTheCaseworker, ReviewTooLate
from odr_intake.domain.state import Case
from odr_intake.domain.unperformed import (
    NothingDisputed,
    NothingReported,
    PartMissing,
)
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import ConfirmedBy, DisputeReason
from odr_shared.contracts.intake_remedies import (
    PerformanceConfirmed,
    PerformanceDisputed,
    PerformanceRejected,
)
from odr_shared.exact import spelled
from odr_shared.moves import Actor, Guard


def may_confirm(of: Owed, actor: Actor, now: datetime) -> None:
    must_be_creditor(of, actor)
    must_be_open(of)
    if not _open(of.obligation):
        raise NothingReported


def confirm(case: Case, actor: Actor, number: int, part: int | None, now: datetime) -> list[Fact]:
    """What was reported was performed: that part of it, or all; what was disputed is no more."""
    of = owed(case, number)
    may_confirm(of, actor, now)
    return [
        PerformanceConfirmed(
            occurred_at=now,
            number=number,
            part=each.number,
            by=ConfirmedBy.CREDITOR,
            by_platform=actor.by_platform,
        )
        for each in _chosen(_open(of.obligation), part)
    ]


def _open(obligation: Obligation) -> list[Part]:
    """The reports on which nothing is final yet."""
    return [part for part in obligation.parts if part.counts and part.ended_at is None]


def _chosen(among: Sequence[Part], part: int | None) -> list[Part]:
    found = [each for each in among if part in (None, each.number)]
    if not found:
        raise PartMissing("/part")
    return found


def may_dispute(of: Owed, actor: Actor, now: datetime) -> None:
    must_be_creditor(of, actor)
    must_be_open(of)
    found = waiting(of.obligation)
    if not found:
        raise NothingReported
    if not [part for part in found if not is_deemed(part, now)] and found[-1].confirm_by:
        late = found[-1].confirm_by
        raise ReviewTooLate(due_at=spelled(late.due_at), rule=late.rule)


def dispute(
    case: Case,
    actor: Actor,
    number: int,
    part: int | None,
    reason: DisputeReason,
    text: str | None,
    now: datetime,
) -> list[Fact]:
    """What was reported was not performed: that part of it, or all; a caseworker decides."""
    of = owed(case, number)
    may_dispute(of, actor, now)
    in_time = [each for each in waiting(of.obligation) if not is_deemed(each, now)]
    facts: list[Fact] = [
        PerformanceDisputed(
            occurred_at=now,
            number=number,
            part=each.number,
            reason=reason,
            by_platform=actor.by_platform,
        )
        for each in _chosen(in_time, part)
    ]
    if text is not None:
        facts.append(DisputeStated(occurred_at=now, by=of.obligation.creditor, texts=[text]))
    return facts


def may_decide(of: Owed, actor: Actor, now: datetime) -> None:
    if actor.caseworker is None:
        raise NotTheCaseworker
    if not _disputed(of.obligation):
        raise NothingDisputed


def decide(
    case: Case,
    actor: Actor,
    number: int,
    part: int | None,
    *,
    performed: bool,
    text: str,
    now: datetime,
) -> list[Fact]:
    """Whether what is disputed was performed; what was not is owed as before."""
    of = owed(case, number)
    may_decide(of, actor, now)
    assert actor.caseworker is not None  # noqa: S101  # the guard has seen to it
    kind = PerformanceConfirmed if performed else PerformanceRejected
    more = {"by": ConfirmedBy.DECISION, "by_platform": False} if performed else {}
    facts: list[Fact] = [
        kind.model_validate({"occurred_at": now, "number": number, "part": each.number, **more})
        for each in _chosen(_disputed(of.obligation), part)
    ]
    decided = DecisionStated(occurred_at=now, by=of.obligation.creditor, texts=[text])
    return [*facts, Screened(occurred_at=now, caseworker=actor.caseworker), decided]


def _disputed(obligation: Obligation) -> list[Part]:
    found = [] if obligation.is_cancelled else obligation.parts
    return [part for part in found if part.standing is PartStanding.DISPUTED]


MOVES: Final[Mapping[str, Guard[Owed]]] = {
    "performance": may_report,
    "return_received": may_receive_return,
    "confirm": may_confirm,
    "dispute": may_dispute,
    "propose_instalments": instalments.may_propose,
    "agree_instalments": instalments.may_agree,
}
"""What parties and their platform do about an obligation, each with its own guard."""
DECISIONS: Final[Mapping[str, Guard[Owed]]] = {"decide": may_decide}
"""What caseworkers do."""
GUARDS: Final[Mapping[str, Guard[Owed]]] = {**MOVES, **DECISIONS}
