"""Outages of ours: a period that would have ended in one ends later."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from odr_rules.deadlines import Deadline, Pause, recomputed, resumed
from odr_rules.packs.vocabulary import Pauser

LONGEST: Final = timedelta(days=60)
"""Of an outage, and of its grace."""


@dataclass(frozen=True, slots=True)
class Outage:
    """From when to when nobody could act here, and how long after it nobody has to."""

    began: datetime
    ended: datetime
    grace: timedelta

    def __post_init__(self) -> None:
        if not self.began < self.ended <= self.began + LONGEST:
            raise ValueError(f"an outage ends after it begins, within {LONGEST.days} days")
        if not timedelta() <= self.grace <= LONGEST:
            raise ValueError(f"a grace is from nothing to {LONGEST.days} days")

    @property
    def costs(self) -> timedelta:
        return self.ended - self.began + self.grace

    def covers(self, due_at: datetime) -> bool:
        """Whether a period that ends then ended in it."""
        return self.began < due_at <= self.ended


def spared(deadline: Deadline, outage: Outage) -> Deadline | None:
    """The same, later by at least the outage and its grace; none if it did not end in it.

    What has been spared no longer ends in that outage: a second time there is nothing to do.
    """
    if not outage.covers(deadline.due_at):
        return None
    stood = Pause(outage.began, outage.ended + outage.grace, Pauser.OUTAGE)
    later, least = resumed(deadline, stood), deadline.due_at + outage.costs
    # A period that began in the outage stood still for less than all of it.
    return later if later.due_at >= least else recomputed(replace(later, due_at=least))
