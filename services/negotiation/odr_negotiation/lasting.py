"""What makes a negotiation last longer without its parties: outages of ours, and new holidays."""

from datetime import datetime

from odr_negotiation.domain import Negotiation, NegotiationStatus
from odr_rules.calendars import Look, look
from odr_rules.deadlines import overtaken, recomputed
from odr_rules.outages import Outage, spared
from odr_shared.contracts import Fact
from odr_shared.contracts.intake import said
from odr_shared.contracts.negotiation import NegotiationRecomputed, NegotiationSpared


def allow(n: Negotiation, outage: Outage, now: datetime) -> list[Fact]:
    """What would have ended in an outage of ours ends later; a second time changes nothing."""
    later = spared(n.deadline, outage) if n.status is NegotiationStatus.OPEN else None
    if later is None:
        return []
    times = {"outage_from": outage.began, "outage_until": outage.ended}
    grace = int(outage.grace.total_seconds())
    return [NegotiationSpared(occurred_at=now, grace=grace, **times, **said(later))]


def recompute(n: Negotiation, now: datetime, by: Look = look) -> list[Fact]:
    """Its end by the tables of holidays as they are now, never earlier than it was shown.

    Nothing where none is newer than its own; what is over stays over.
    """
    if n.status is not NegotiationStatus.OPEN or now >= n.deadline.due_at:
        return []
    if not overtaken(n.deadline):
        return []
    return [NegotiationRecomputed(occurred_at=now, **said(recomputed(n.deadline, by)))]
