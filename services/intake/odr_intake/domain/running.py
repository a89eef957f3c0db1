"""Periods of a case: how a fact says one, and how it is read back."""

from datetime import datetime, timedelta
from typing import Final

from odr_rules.deadlines import Deadline
from odr_rules.packs.schema import Pack
from odr_shared.contracts.intake import Dated, Period
from odr_shared.contracts.intake import said as said

LEAST: Final = timedelta(days=1)
"""So long whoever is served has at least from when we hear of it."""
REMINDED_FROM: Final = timedelta(days=2)
"""Of a shorter period nobody is reminded."""
APART: Final = timedelta(days=1)
"""Two reminders that are closer together are one, the later."""


def reminders(of: Deadline | None, since: datetime) -> tuple[datetime, ...]:
    """When to remind of it: halfway and a day before its end, as far as that is still to come."""
    if of is None or of.due_at - of.trigger < REMINDED_FROM:
        return ()
    halfway = of.trigger + (of.due_at - of.trigger) / 2
    eve = of.due_at - timedelta(days=1)
    times = (eve,) if eve - halfway < APART else (halfway, eve)
    return tuple(at for at in times if at > since)


def running(fact: Dated | Period) -> Deadline | None:
    """The period that begins with the fact, if one does."""
    if isinstance(fact, Period):
        return Deadline(
            *(fact.rule, fact.occurred_at, fact.due_at, fact.zone, fact.consequence),
            fact.derivation,
        )
    if fact.rule is None or fact.due_at is None or fact.began_at is None:
        return None
    zone, consequence = fact.zone or "UTC", fact.consequence or ""
    return Deadline(fact.rule, fact.began_at, fact.due_at, zone, consequence, fact.derivation)


def due(
    of: Pack, rule: str, at: datetime, zone: str, not_before: datetime | None = None
) -> Deadline | None:
    """When that period of the pack ends if it begins then; none where the pack has none."""
    return of.due(rule, at, zone, not_before) if of.period(rule) else None
