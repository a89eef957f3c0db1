"""The period of a case that runs now, where it is intake's to change."""

from datetime import datetime

from odr_intake.domain.refusals import ReviewTooLate
from odr_intake.domain.state import Case
from odr_intake.domain.untimely import NothingRuns, StageKeepsTime, StandsStill
from odr_rules.deadlines import Deadline
from odr_rules.packs.parts import Period
from odr_shared.exact import spelled


def current(case: Case, now: datetime) -> Deadline:
    """What runs and is not over; refused in a stage, in a pause, and where nobody's time runs."""
    if case.stage is not None:
        raise StageKeepsTime(stage=case.stage.value)
    must_run(case)
    if case.deadline is None:
        raise NothingRuns(status=case.status.value)
    if now >= case.deadline.due_at:
        raise ReviewTooLate(due_at=spelled(case.deadline.due_at), rule=case.deadline.rule)
    return case.deadline


def must_run(case: Case) -> None:
    """Refused while the period stands still."""
    standing = case.progress.timing.standing
    if standing is not None:
        raise StandsStill(why=standing.why.value, until=spelled(standing.until))


def governed(case: Case, running: Deadline) -> Period:
    """What the pack says of the period that runs."""
    found = case.rules.period(running.rule.rpartition("/")[2])
    if found is None:
        raise LookupError(f"{running.rule} is none of its pack's")
    return found
