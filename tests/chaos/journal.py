"""What clients asked for and what they were told: the one side that the checker compares."""

import asyncio
import statistics
import time
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from uuid import UUID


class End(StrEnum):
    OK = "ok"
    FAIL = "fail"
    """Refused, which is definite: nothing was done."""
    UNKNOWN = "unknown"
    """No answer, or one that says nothing: done once or not at all."""


@dataclass
class Operation:
    what: str
    """file, answer, offer, accept, decline, withdraw or read."""
    key: str
    case: UUID | None
    invoked: float
    ended: float = 0.0
    end: End = End.UNKNOWN
    status: int = 0
    version: int | None = None
    """The case's in that service, as the answer said."""
    code: str = ""
    attempts: int = 0

    @property
    def digest(self) -> bytes:
        """As the service keeps the key."""
        return sha256(self.key.encode()).digest()

    @property
    def is_command(self) -> bool:
        return self.what != "read"


@dataclass
class Journal:
    platform: UUID
    operations: list[Operation] = field(default_factory=list)
    bare: int = 0
    """Answers that were a 500, or no problem document where there had to be one."""

    def invoke(self, what: str, key: str, case: UUID | None) -> Operation:
        operation = Operation(what, key, case, time.monotonic())
        self.operations.append(operation)
        return operation

    @property
    def acknowledged(self) -> int:
        return sum(operation.end is End.OK for operation in self.operations)

    def latency(self, what: str, since: float) -> float | None:
        """The median of those that were asked once, from then on, and acknowledged; in seconds."""
        found = [
            op.ended - op.invoked
            for op in self.operations
            if op.what == what and op.invoked >= since and op.end is End.OK and op.attempts == 1
        ]
        return statistics.median(found) if found else None

    async def reaches(self, count: int, within: float) -> bool:
        """Wait until so many are acknowledged; whether they were, in that time."""
        until = time.monotonic() + within
        while self.acknowledged < count:  # clients do not ring
            if time.monotonic() > until:
                return False
            await asyncio.sleep(0.2)
        return True
