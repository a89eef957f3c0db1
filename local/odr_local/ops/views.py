"""What an operator is shown, as rows of a table or as JSON."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from odr_shared.inbox.deciding import Blocked


class BlockedView(BaseModel):
    """A fact that blocks its subject in that service."""

    service: str
    state: str
    subject_kind: str
    subject: UUID
    source: str
    type: str
    epoch: int
    sequence: int
    heard: int
    behind: int
    attempts: int
    error: str | None
    """The class of the error."""
    where: str | None
    """The functions it came through; messages may quote what people wrote, and are not kept."""
    since: datetime

    @classmethod
    def of(cls, service: str, found: Blocked) -> "BlockedView":
        said = {name: getattr(found, name) for name in Blocked.__slots__}
        kind, _, where = (found.error or "").partition(": ")
        return cls(**said | {"service": service, "error": kind or None, "where": where or None})


class LetterView(BaseModel):
    """A message that was no fact, by where it was."""

    service: str
    topic: str
    partition: int
    offset: int
    size: int


class DecisionView(BaseModel):
    """What was decided."""

    service: str
    what: str
    subject: UUID
    type: str
    sequence: int
    envelope_id: UUID
    by: str

    @classmethod
    def of(cls, service: str, what: str, fact: Any, by: str) -> "DecisionView":
        said = {"type": fact.type, "sequence": fact.sequence, "envelope_id": fact.id}
        return cls(service=service, what=what, subject=fact.subject, by=by, **said)


class DoneView(BaseModel):
    """What a command about a whole service came to."""

    service: str
    what: str
    count: int
    """Of a replay the subjects, of a restore the epoch."""


class SparedView(BaseModel):
    """How many periods of a service end later because of an outage."""

    service: str
    extended: int
    left: int
    """What others had in hand just then, or what is held: run it again."""
