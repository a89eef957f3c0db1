"""The certificate of a case that ended without a resolution: what was tried, what remains."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from odr_intake.domain.progress import Tried
from odr_intake.domain.refusals import CaseOpen, CaseResolved
from odr_intake.domain.state import Case
from odr_intake.domain.statuses import ENDED
from odr_rules.packs.parts import Ground, Way
from odr_shared.contracts.codes import CaseOutcome, Served

RESOLVED: Final = frozenset({CaseOutcome.ADMITTED, CaseOutcome.SETTLED, CaseOutcome.AWARDED})


@dataclass(frozen=True, slots=True)
class Certificate:
    """No word of who wanted what: a court may read it."""

    outcome: CaseOutcome
    closed_at: datetime
    served_at: datetime | None
    """When the claim's notice reached the respondent, if it did."""
    tried: tuple[Tried, ...]
    ground: Ground | None
    """On which the case was refused."""
    ways: tuple[Way, ...]


def certify(case: Case) -> Certificate:
    """What can be said of the case to whoever takes it up next; refused until it has failed."""
    closed = case.status in ENDED
    if not closed or case.outcome is None or case.progress.closed_at is None:
        raise CaseOpen
    if case.outcome in RESOLVED:
        raise CaseResolved(outcome=case.outcome.value)
    pack = case.rules
    refused = case.outcome is CaseOutcome.REFUSED and case.progress.ground
    return Certificate(
        outcome=case.outcome,
        closed_at=case.progress.closed_at,
        served_at=case.progress.served.get(Served.CLAIM),
        tried=case.progress.tried,
        ground=pack.ground(refused) if refused else None,
        ways=pack.ways,
    )
