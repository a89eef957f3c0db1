"""What a case has come through, as far as later decisions need it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from odr_intake.domain.links import Links
from odr_intake.domain.timekeeping import Timing
from odr_rules.deadlines import Deadline
from odr_shared.contracts.codes import Answer, Cure, Served, Stage
from odr_shared.money import Money


@dataclass(frozen=True, slots=True)
class Tried:
    """A stage that was opened, or (without times of its own) one that a consent was missing for."""

    stage: Stage
    opened_at: datetime | None
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """What the case has come through, as far as later decisions need it."""

    accepted_at: datetime | None = None
    missing: tuple[Cure, ...] = ()
    cures: Mapping[Cure, int] = field(default_factory=dict)
    """How often each was asked for."""
    screening: Deadline | None = None
    """The time to screen the case, as it stood when it was decided on."""
    returned_at: datetime | None = None
    paused: Deadline | None = None
    """What stands still meanwhile."""
    refused_by: UUID | None = None
    """The caseworker whose refusal it is: the one person who may not review it."""
    ground: str | None = None
    to_serve: Served | None = None
    owed_since: datetime | None = None
    """Since when `to_serve` waits."""
    defaulted: UUID | None = None
    """Whose silence ended the case."""
    transferred_to: str | None = None
    served: Mapping[Served, datetime] = field(default_factory=dict)
    admitted: Money | None = None
    counterclaim: Money | None = None
    answered_by_platform: bool = False
    counter_answer: Answer | None = None
    claim_withdrawn: bool = False
    consents: Mapping[str, bool] = field(default_factory=dict)
    """By `stage/party`."""
    tried: tuple[Tried, ...] = ()
    closed_at: datetime | None = None
    set_aside_asked: bool = False
    undone: int = 0
    """How often an outcome was undone: a default set aside, an error repaired."""
    is_final: bool = False
    assignee: UUID | None = None
    """The caseworker who answers for the case."""
    team: str | None = None
    amendments: int = 0
    """How often the claims were changed."""
    shown_until: datetime | None = None
    """The latest end of its time to answer that the respondent was shown before an amendment."""
    answered_before: bool = False
    """Whether the respondent had answered the claims as they were before the amendment."""
    non_material: Money | None = None
    """What of the claims is for non-material damage."""
    links: Links = field(default_factory=Links)
    rated: tuple[UUID, ...] = ()
    """The parties that have said how fair it was."""
    timing: Timing = field(default_factory=Timing)
    reminders: tuple[datetime, ...] = ()
    """When whoever can act is still to be reminded of the deadline."""
