"""When telling a platform of its cases is tried again, or given up."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Final
from uuid import UUID

from odr_intake.domain.heard import EventType

AT_MOST: Final = 16
"""Endpoints of a platform in one mode."""
OVERLAP: Final = timedelta(hours=24)
"""So long the secret that was replaced signs too."""

DELAYS: Final = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
)
"""What passes between one failure and the next try (Standard Webhooks, "Retry schedule")."""
JITTER: Final = 0.1

GONE: Final = 410


class DeliveryStatus(StrEnum):
    """Where the delivery of one event to one endpoint stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class Because(StrEnum):
    """Why we no longer send to an endpoint."""

    GONE = "gone"
    """It answered 410."""
    UNDELIVERABLE = "undeliverable"
    """The last try of an event has failed."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The receiver has it."""


@dataclass(frozen=True, slots=True)
class Again:
    """To be tried again, so long after now."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Not to be tried again; with a reason, the endpoint is to be disabled too."""

    because: Because | None


Verdict = Delivered | Again | GivenUp


def judge(event_id: UUID, kind: EventType, failures: int, status: int | None) -> Verdict:
    """What comes of an attempt, made after `failures` that failed; no status: no answer."""
    if status is not None and 200 <= status < 300:
        return Delivered()
    if status == GONE:
        return GivenUp(Because.GONE)
    if kind is EventType.TEST:
        # It was asked for by someone who is looking now, and says nothing that must be known.
        return GivenUp(None)
    if failures >= len(DELAYS):
        return GivenUp(Because.UNDELIVERABLE)
    return Again(DELAYS[failures] * (1 + JITTER * _spread(event_id, failures)))


def _spread(event_id: UUID, failures: int) -> float:
    """From -1 to 1, always the same for the same attempt: time and chance are passed in."""
    drawn = int.from_bytes(sha256(b"%b/%d" % (event_id.bytes, failures)).digest()[:4])
    return 2 * drawn / 0xFFFF_FFFF - 1
