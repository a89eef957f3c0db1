"""Notices: what a party is told of a step of its case, and whether it reached it."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from odr_client.views.open import OpenEnum, View
from odr_client.views.procedures import Action


class NoticeStatus(OpenEnum):
    DUE = "due"
    SENT = "sent"
    """A mail server has taken it, which proves nothing yet."""
    SERVED = "served"


class Words(View):
    """A notice in words, in one language."""

    language: str
    subject: str
    happened: str
    do: str
    by_when: str
    silence: str
    """What follows if its reader does nothing."""

    @property
    def body(self) -> str:
        """All of it, as a message to its addressee says it."""
        return "\n".join((self.happened, self.do, self.by_when, self.silence))


class Service(View):
    """How and when a notice reached its addressee."""

    channel: str
    at: datetime
    confirmed_at: datetime
    proved_by: str
    reference: str | None = None


class Attempt(View):
    """An attempt that failed."""

    channel: str
    at: datetime
    noted_at: datetime
    reason: str


class NoticeSummary(View):
    """A notice, as lists show it."""

    id: UUID
    case_id: UUID
    kind: str
    side: str
    party_id: UUID
    made_at: datetime
    version: int
    status: NoticeStatus
    starts: str | None = None
    """Whose period runs from the proof of its service, and not before."""
    rule: str | None = None
    due_at: datetime | None = None
    if_nothing: str | None = None
    failed: int = 0
    mailed_at: datetime | None = None
    """When a mail server took it, which proves nothing by itself."""
    """How often it was tried in vain."""
    served: Service | None = None
    text: Words
    """In the language of the case: it is this that binds."""
    translation: Words | None = None
    """In the caller's language; none where that is the case's."""


class Notice(NoticeSummary):
    """A notice, with all that was tried."""

    attempts: list[Attempt] = Field(default_factory=list)
    actions: list[Action] = Field(default_factory=list)
