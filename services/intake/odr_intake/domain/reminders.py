"""When whoever can act is reminded of the time that runs: halfway, and a day before its end."""

from datetime import datetime

from odr_intake.domain.facts import RemedyReminded, Reminded
from odr_intake.domain.obligations import Obligation
from odr_intake.domain.state import Case
from odr_intake.domain.turns import to_act
from odr_shared.contracts import Fact


def next_reminder(case: Case) -> datetime | None:
    """When somebody is to be reminded next, of the period or of what is owed; none if nobody is."""
    coming = [each.reminds_at for each in case.obligations]
    return min((at for at in (_of_period(case), *coming) if at), default=None)


def _of_period(case: Case) -> datetime | None:
    coming = case.progress.reminders
    return coming[0] if coming and to_act(case) else None


def remind(case: Case, now: datetime) -> list[Fact]:
    """The reminders that are due; of two about the same by real time only the later.

    After the end of a period there is nothing to remind of; on a test clock what was due
    before that happens at its own time, when the clock is turned past it.
    """
    first = next_reminder(case)
    if first is None or now < first:
        return []
    if case.clock_now is not None:
        return _due_at(case, first)
    return [*_period_due(case, now), *_remedies_due(case, now)]


def _due_at(case: Case, at: datetime) -> list[Fact]:
    period: list[Fact] = [Reminded(occurred_at=at)] if _of_period(case) == at else []
    due = [each for each in case.obligations if each.reminds_at == at]
    return [*period, *(RemedyReminded(occurred_at=at, number=each.number) for each in due)]


def _period_due(case: Case, now: datetime) -> list[Fact]:
    first = _of_period(case)
    if first is None or now < first or case.deadline is None or now >= case.deadline.due_at:
        return []
    return [Reminded(occurred_at=_latest(case.progress.reminders, now))]


def _remedies_due(case: Case, now: datetime) -> list[Fact]:
    due = [each for each in case.obligations if _is_due(each, now)]
    found = [
        RemedyReminded(occurred_at=_latest(each.reminders, now), number=each.number) for each in due
    ]
    return sorted(found, key=lambda fact: fact.occurred_at)


def _is_due(obligation: Obligation, now: datetime) -> bool:
    first, due = obligation.reminds_at, obligation.due
    return first is not None and first <= now and due is not None and now < due.due_at


def _latest(times: tuple[datetime, ...], now: datetime) -> datetime:
    return max(at for at in times if at <= now)
