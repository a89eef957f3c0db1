"""A period whose holidays were not published yet, worked out again when they are."""

from datetime import datetime

from odr_intake.domain.running import said
from odr_intake.domain.state import Case
from odr_rules.calendars import Look, look
from odr_rules.deadlines import overtaken, recomputed
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_timing import PeriodRecomputed


def recompute(case: Case, now: datetime, by: Look = look) -> list[Fact]:
    """The running period by the tables as they are now; nothing where none is newer than its own.

    It never ends earlier than was shown. What is over stays over, what stands still is worked out
    anew when it runs on, and while a stage is open its procedure keeps time.
    """
    running = case.deadline
    if running is None or case.stage is not None or now >= running.due_at:
        return []
    if not overtaken(running):
        return []
    return [PeriodRecomputed(occurred_at=now, **said(recomputed(running, by)))]
