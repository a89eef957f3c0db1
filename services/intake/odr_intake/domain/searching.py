"""What cases can be looked for by, in which order they come, and what is refused of a search."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from odr_intake.domain.cases import CaseStatus
from odr_shared.callers import Caller, Kind
from odr_shared.contracts.codes import CaseOutcome, Reason, Stage
from odr_shared.errors import NotPermitted, Unprocessable
from odr_shared.indexed import Field


class RangeReversed(Unprocessable):
    """A range ends after it begins."""

    code = "range_reversed"


class PlatformMissing(Unprocessable):
    """Staff say whose cases they look through (`platform_id`)."""

    code = "platform_missing"
    explanation = "Orders and parties are known by each platform's own key, and sorted for each."


class PhoneUnclear(Unprocessable):
    """This is no telephone number: begin with + and the country's code, or name the country."""

    code = "phone_unclear"


class Sort(StrEnum):
    """A minus is for the latest first."""

    FILED = "filed"
    """In the order in which they came to us, whatever a test clock showed."""
    FILED_LAST = "-filed"
    UPDATED = "updated"
    UPDATED_LAST = "-updated"
    DUE = "due"
    """Only those in which a clock runs."""
    DUE_LAST = "-due"

    @property
    def latest_first(self) -> bool:
        return self.value.startswith("-")

    @property
    def by(self) -> str:
        return self.value.removeprefix("-")


BY_FILING: Final = frozenset({Sort.FILED, Sort.FILED_LAST})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What must hold of a case that is found: all of it."""

    reference: str | None = None
    platform_id: UUID | None = None
    assignee: UUID | None = None
    team: str | None = None
    stage: Stage | None = None
    status: CaseStatus | None = None
    outcome: CaseOutcome | None = None
    reason: Reason | None = None
    updated_since: datetime | None = None
    filed_from: datetime | None = None
    filed_to: datetime | None = None
    """The first instant that is too late."""
    sort: Sort = Sort.FILED_LAST
    order: bytes | None = None
    """The digest of the order's number."""
    party: dict[Field, bytes] = field(default_factory=dict)
    """Digests that are all of one party."""


def whose(caller: Caller, platform_id: UUID | None) -> UUID:
    """Whose cases are looked through, where that must be one platform's."""
    own = caller.id if caller.kind is Kind.PLATFORM else platform_id
    if own is None:
        raise PlatformMissing("/platform_id")
    return own


def check(caller: Caller, wanted: Wanted) -> None:
    if caller.kind is not Kind.STAFF and (wanted.assignee or wanted.team):
        raise NotPermitted  # who works on a case is told to nobody else
    if wanted.filed_from and wanted.filed_to and wanted.filed_from >= wanted.filed_to:
        raise RangeReversed("/filed_to")
    if caller.kind is Kind.STAFF and wanted.sort not in BY_FILING:
        whose(caller, wanted.platform_id)
