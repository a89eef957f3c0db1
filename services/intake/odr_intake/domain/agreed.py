"""Until when a settlement is to be performed, where the parties agreed on a time of their own."""

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from odr_intake.domain.state import Case
from odr_rules.counting import end_of
from odr_rules.deadlines import Deadline, Length, Unit, derive
from odr_rules.packs.vocabulary import Consequence, Trigger
from odr_shared.contracts.intake import CaseClosed

OVERDUE: Final = Consequence.OVERDUE.value


def time_for(case: Case, closed: CaseClosed) -> Deadline | None:
    """By the terms; none where they leave it to the rule pack.

    Days are counted as those of a pack are: that of the acceptance is none.
    """
    terms, at = closed.terms, closed.occurred_at
    rule = f"{case.pack}/{case.pack_version}/settlement"
    if terms is None:
        return None
    if terms.perform_by is not None:
        until = end_of(terms.perform_by, ZoneInfo(case.zone))
        return Deadline(rule, at, until, case.zone, OVERDUE, None)
    if terms.perform_within is None:
        return None
    return derive(
        Length(terms.perform_within, Unit.CALENDAR_DAY),
        at,
        case.zone,
        rule=rule,
        consequence=OVERDUE,
        source="Settlement agreement",
        article="time to perform",
        trigger_event=Trigger.ENDED.value,
    )


def day(case: Case, closed: CaseClosed) -> datetime | None:
    """When the time that was agreed on ends."""
    found = time_for(case, closed)
    return None if found is None else found.due_at
