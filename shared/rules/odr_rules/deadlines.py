"""Deadlines: an instant, and the derivation by which a party can work it out again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from odr_rules.calendars import Look, edition, is_superseded, look
from odr_rules.counting import ONE_DAY, Count, day_of, end_of, last_day_of, rolled, stretches
from odr_rules.periods import Deadline, Derivation, Length, Pause, Roll, Skipped, Unit

__all__ = [
    "LONGEST",
    "Deadline",
    "Derivation",
    "Length",
    "Pause",
    "Roll",
    "Skipped",
    "Unit",
    "derive",
    "derived_again",
    "extended",
    "recomputed",
    "resumed",
]

LONGEST: Final = 1000
"""Of any unit: no period is longer, so that no counting goes on for ever."""


def derive(
    length: Length,
    trigger: datetime,
    zone: str,
    *,
    rule: str,
    consequence: str,
    source: str,
    article: str,
    trigger_event: str,
    extended_by: int = 0,
    pauses: Sequence[Pause] = (),
    not_before: datetime | None = None,
    by: Look = look,
) -> Deadline:
    """When the period ends that `trigger` has set running, in the case's zone, and why then.

    The day of the event is not counted; the last day ends at 24:00 (UNCITRAL Arbitration Rules,
    article 2(6); PRC Civil Code, articles 201-203). Hours run from the instant, and do not roll
    (Regulation 1182/71, article 3(4)). A month ends on the day of the same number, or else on its
    last day. Pauses add exactly the time in which the period stood still, however many of them
    there were at once, and leave at least one business day. What it may not end before rolls as
    well: nobody has a last day on which nobody works. Raises `ValueError` for a length out
    of 1 … `LONGEST`, for hours that roll and for a pause that ends before it began.
    """
    total = length.length + extended_by
    if not 0 < length.length <= total <= LONGEST:
        raise ValueError(f"a period of {total} {length.unit} is not one")
    if length.unit is Unit.HOUR and length.roll is not Roll.NONE:
        raise ValueError("hours do not roll")
    if any(pause.ended < pause.began for pause in pauses):
        raise ValueError("a pause does not end before it began")
    place, count = ZoneInfo(zone), Count(length.calendar, by)
    began_on = trigger.astimezone(place).date()
    if length.unit is Unit.HOUR:
        due_at = trigger.astimezone(UTC) + timedelta(hours=total)
        last = day_of(due_at, place)
    else:
        last = last_day_of(length.unit, began_on, total, count)
        due_at = end_of(last, place)
    rolled_from = None
    if length.roll is Roll.FORWARD and not count.business(last):
        rolled_from, last = last, rolled(last, count)
        due_at = end_of(last, place)
    for pause in stretches(pauses, trigger):
        due_at = _after(pause, due_at, length, place, count)
    raised = not_before if not_before is not None and not_before > due_at else None
    due_at = raised or due_at
    last = day_of(due_at, place)
    if raised is not None and length.roll is Roll.FORWARD and not count.business(last):
        last = rolled(last, count)
        due_at = end_of(last, place)
    return Deadline(
        rule,
        trigger,
        due_at,
        zone,
        consequence,
        Derivation(
            source=source,
            article=article,
            trigger_event=trigger_event,
            length=length.length,
            unit=length.unit,
            calendar=length.calendar,
            roll=length.roll,
            edition=edition(length.calendar),
            first_day=began_on if length.unit is Unit.HOUR else began_on + ONE_DAY,
            last_day=last,
            skipped=tuple(count.skipped),
            rolled_from=rolled_from,
            extended_by=extended_by,
            pauses=tuple(pauses),
            not_before=raised,
            provisional=not count.published,
        ),
    )


def extended(deadline: Deadline, by: int) -> Deadline:
    """The same with so much more, in the period's own unit; never earlier than it was shown."""
    extended_by = _derivation(deadline).extended_by + by
    return _again(deadline, deadline.due_at, extended_by=extended_by)


def resumed(deadline: Deadline, pause: Pause) -> Deadline:
    """The same after it stood still: by exactly that much later, one business day left at least."""
    before = _derivation(deadline).pauses
    pauses = (*before, pause)
    stood = _stood(deadline, pauses) - _stood(deadline, before)
    return _again(deadline, deadline.due_at + stood, pauses=pauses)


def recomputed(deadline: Deadline, by: Look = look) -> Deadline:
    """The same by the tables of holidays as they are now, and never earlier than it was shown."""
    return _again(deadline, deadline.due_at, by=by)


def overtaken(deadline: Deadline) -> bool:
    """Whether it stands by a table of holidays of which a later edition is here now."""
    derived = deadline.derivation
    return derived is not None and derived.provisional and is_superseded(derived.edition)


def derived_again(deadline: Deadline, by: Look = look) -> Deadline:
    """The same, worked out from nothing but its stored derivation: as anybody can check it."""
    return _again(deadline, _derivation(deadline).not_before, by=by)


def _derivation(deadline: Deadline) -> Derivation:
    if deadline.derivation is None:
        raise ValueError(f"{deadline.rule} was stored without its derivation")
    return deadline.derivation


def _again(
    deadline: Deadline,
    not_before: datetime | None,
    *,
    extended_by: int | None = None,
    pauses: tuple[Pause, ...] | None = None,
    by: Look = look,
) -> Deadline:
    found = _derivation(deadline)
    return derive(
        Length(found.length, found.unit, found.calendar, found.roll),
        deadline.trigger,
        deadline.zone,
        rule=deadline.rule,
        consequence=deadline.consequence,
        source=found.source,
        article=found.article,
        trigger_event=found.trigger_event,
        extended_by=found.extended_by if extended_by is None else extended_by,
        pauses=found.pauses if pauses is None else pauses,
        not_before=not_before,
        by=by,
    )


def _stood(deadline: Deadline, pauses: Sequence[Pause]) -> timedelta:
    """How long it stood still before it would have ended."""
    found = stretches(pauses, deadline.trigger)
    return sum((p.ended - p.began for p in found if p.began < deadline.due_at), timedelta())


def _after(pause: Pause, due_at: datetime, length: Length, zone: tzinfo, count: Count) -> datetime:
    """When a period ends that stood still; one that had ended before the pause stays ended."""
    if pause.began >= due_at:
        return due_at
    due_at += pause.ended - pause.began
    if length.unit is Unit.HOUR:
        return due_at
    resumed_on = pause.ended.astimezone(zone).date()
    first = last_day_of(Unit.BUSINESS_DAY, resumed_on, 1, ahead := Count(count.calendar, count.by))
    due_at = max(due_at, end_of(first, zone))
    count.published &= ahead.published
    last = day_of(due_at, zone)
    if length.roll is Roll.FORWARD and not count.business(last):
        due_at = end_of(rolled(last, count), zone)
    return due_at
