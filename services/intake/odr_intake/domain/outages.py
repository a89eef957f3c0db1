"""Outages of ours: the period that would have ended in one ends later."""

from datetime import datetime

from odr_intake.domain.running import said
from odr_intake.domain.state import Case
from odr_rules.outages import Outage, spared
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_timing import (
    ExtendedBy,
    OutageAllowed,
    PeriodExtended,
    PeriodRecomputed,
)
from odr_shared.contracts.negotiation import (
    NegotiationExtended,
    NegotiationLonger,
    NegotiationRecomputed,
)


def allow(case: Case, outage: Outage, now: datetime) -> list[Fact]:
    """Whatever the pack says: nobody loses time to an outage of ours.

    While a stage is open its own service spares it; a test clock knows no outage.
    """
    if case.deadline is None or case.stage is not None or case.clock_now is not None:
        return []
    later = spared(case.deadline, outage)
    if later is None:
        return []
    times = {"outage_from": outage.began, "outage_until": outage.ended}
    grace = int(outage.grace.total_seconds())
    return [OutageAllowed(occurred_at=now, grace=grace, **times, **said(later))]


def stage_spared(case: Case, told: NegotiationLonger) -> list[Fact]:
    """What the open stage's service says of its own period; void once the stage has ended."""
    if case.stage is None or case.deadline is None or case.deadline.rule != told.rule:
        return []
    if isinstance(told, NegotiationExtended):
        return [PeriodExtended(by=ExtendedBy.PARTIES, **told.model_dump())]
    if isinstance(told, NegotiationRecomputed):
        return [PeriodRecomputed(**told.model_dump())]
    return [OutageAllowed(**told.model_dump())]
