"""What the views of all procedures have in common: clocks, legal moves, what happened."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from odr_client.views.open import View


class Deadline(View):
    """What runs, until when, by which rule, and what silence brings."""

    running: bool
    due_at: datetime | None = None
    """The first instant that is too late."""
    rule: str | None = None
    began_at: datetime | None = None
    zone: str | None = None
    if_nothing: str | None = None
    provisional: bool = False
    """Holidays in it have not been announced yet: it may become later, not earlier."""
    now: datetime | None = None
    """What the case's test clock shows; none: real time."""


class Derivation(Deadline):
    """What runs, and how anybody can work its end out again."""

    derivation: dict[str, Any] | None = None
    """All that `due_at` was worked out from: rule, first and last day, days not counted, pauses."""
    explained: list[str] = Field(default_factory=list)
    """The same in words, step by step."""


class Refusal(View):
    """Why a move is refused just now: as the command itself would say it."""

    code: str
    title: str
    detail: str = ""


class Action(View):
    """A legal move, or why it is not one just now."""

    name: str
    method: str
    href: str
    on_behalf_of: UUID | None = None
    """For a platform: the party for which it would act."""
    until: datetime | None = None
    if_nothing: str | None = None
    """What follows if nobody makes a move until then."""
    refused_because: Refusal | None = None

    @property
    def legal(self) -> bool:
        return self.refused_because is None


class Event(View):
    """Something that happened, as a case's timeline has it."""

    version: int
    """Counts what happened to the case in this source; gaps are what is private."""
    type: str
    time: datetime
    source: str
    data: dict[str, Any] = Field(default_factory=dict)
