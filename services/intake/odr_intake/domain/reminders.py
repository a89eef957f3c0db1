"""When whoever can act is reminded of the time that runs: halfway, and a day before its end."""

from datetime import datetime

from odr_intake.domain.facts import Reminded
from odr_intake.domain.state import Case
from odr_intake.domain.turns import to_act
from odr_shared.contracts import Fact


def next_reminder(case: Case) -> datetime | None:
    """When somebody is to be reminded next; none where nobody can act."""
    coming = case.progress.reminders
    return coming[0] if coming and to_act(case) else None


def remind(case: Case, now: datetime) -> list[Fact]:
    """The reminder that is due; of two that are due at once by real time only the later.

    After the end of the period there is nothing to remind of; on a test clock what was due
    before that happens at its own time, when the clock is turned past it.
    """
    first = next_reminder(case)
    if first is None or now < first:
        return []
    if case.clock_now is not None:
        return [Reminded(occurred_at=first)]
    if case.deadline is None or now >= case.deadline.due_at:
        return []
    due = [at for at in case.progress.reminders if at <= now]
    return [Reminded(occurred_at=due[-1])]
