"""Access lines: who read which case, when and on what ground, stored before the answer goes out."""

import asyncio
from collections import deque
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

import asyncpg
from fastapi import Request
from sqlalchemy import Column, DateTime, Index, Table, Text, Uuid

from odr_shared.callers import Caller
from odr_shared.db import Database, Session, new_id, plumbing
from odr_shared.levels import Level

PUBLIC: Final = Level.PUBLIC.info

accesses = Table(
    "accesses",
    plumbing,
    Column("id", Uuid, primary_key=True, info=PUBLIC),
    Column("at", DateTime(timezone=True), nullable=False, info=PUBLIC),
    Column("subject_kind", Text, nullable=False, info=PUBLIC),
    Column("subject", Uuid, nullable=False, info=PUBLIC),
    Column("caller_kind", Text, nullable=False, info=PUBLIC),
    Column("caller_id", Uuid, nullable=False, info=PUBLIC),
    Column("client_id", Uuid, nullable=False, info=PUBLIC),
    Column("mode", Text, nullable=False, info=PUBLIC),
    Column("platform_id", Uuid, info=PUBLIC),
    Column("ground", Text, nullable=False, info=PUBLIC),
    Column("route", Text, nullable=False, info=PUBLIC),
    Column("request_id", Text, nullable=False, info=PUBLIC),
    Index(None, "subject", "at"),
)

# The time is the database's: it is what an auditor compares with, and no caller's to choose.
INSERT = """INSERT INTO accesses (id, at, subject_kind, subject, caller_kind, caller_id, client_id,
    mode, platform_id, ground, route, request_id)
SELECT id, clock_timestamp(), subject_kind, subject, caller_kind, caller_id, client_id,
    mode, platform_id, ground, route, request_id
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::uuid[], $6::uuid[], $7::text[],
    $8::uuid[], $9::text[], $10::text[], $11::text[])
AS t (id, subject_kind, subject, caller_kind, caller_id, client_id,
    mode, platform_id, ground, route, request_id)"""

TOGETHER: Final = 500
"""Lines in one statement, at most."""
MOST_WAITING: Final = 5000
PATIENCE: Final = 5.0
"""Seconds that a statement may take."""


class Ground(StrEnum):
    """Why one may see it."""

    OWN_CASE = "own_case"
    """The platform's own."""
    PARTY_TO_CASE = "party_to_case"
    CASEWORKER = "caseworker"
    APPOINTED = "appointed"
    """As the case's mediator or arbitrator."""


class Access(NamedTuple):
    """One line, in the order in which the statement takes it."""

    id: UUID
    subject_kind: str
    subject: UUID
    caller_kind: str
    caller_id: UUID
    client_id: UUID
    mode: str
    platform_id: UUID | None
    ground: str
    route: str
    request_id: str


class Noted(NamedTuple):
    """What of a line does not follow from the request and from who sent it."""

    subject_kind: str
    subject: UUID
    ground: Ground


class NotNoted(TimeoutError):
    """The line could not be stored, so there is no answer; an outage like any other."""


Waiting = tuple[Access, asyncio.Future[None]]


class AccessLog:
    """Commits in groups: while one statement is under way, lines gather for the next.

    It has a connection of its own, since whoever waits for a line holds one of the pool's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[Waiting] = deque()
        self._writer: asyncio.Task[None] | None = None
        self._connection: asyncpg.Connection | None = None

    async def note(self, request: Request, caller: Caller, noted: Noted) -> None:
        """Return once the line is stored; called before anything of the subject is answered.

        `noted_of` tells it from then on.
        """
        await self.line(_line(request, caller, noted))
        request.state.noted = {**noted_of(request), noted: None}

    async def line(self, access: Access) -> None:
        if len(self._waiting) >= MOST_WAITING:
            raise NotNoted("too many lines wait")
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((access, stored))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        try:
            await stored
        except Exception as error:
            # One each: a raised exception keeps the frames of all who raised it.
            raise NotNoted("the access log was not reached") from error

    async def _write(self) -> None:
        while self._waiting:
            count = min(TOGETHER, len(self._waiting))
            group = [self._waiting.popleft() for _ in range(count)]
            try:
                await self._insert([access for access, _ in group])
            except Exception as error:
                await self._drop()
                for _, stored in group:
                    if not stored.done():
                        stored.set_exception(error)
            else:
                for _, stored in group:
                    if not stored.done():  # its request may have been given up
                        stored.set_result(None)

    async def _insert(self, lines: Sequence[Access]) -> None:
        columns: list[list[Any]] = [list(column) for column in zip(*lines, strict=True)]
        async with asyncio.timeout(PATIENCE):
            if self._connection is None or self._connection.is_closed():
                self._connection = await asyncpg.connect(self._database.dsn)
            await self._connection.execute(INSERT, *columns)

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()

    async def close(self) -> None:
        """What waits is stored first."""
        if self._writer is not None:
            await self._writer
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


def _line(request: Request, caller: Caller, noted: Noted) -> Access:
    subject_kind, subject, ground = noted
    who = caller.kind.value, caller.id, caller.client_id, caller.mode, caller.platform_id
    route = f"{request.method} {request.scope['route'].path}"
    said = ground.value, route, request.state.request_id
    return Access(new_id(), subject_kind, subject, *who, *said)


def noted_of(request: Request) -> dict[Noted, None]:
    """What was noted of this request, each once however often it was tried."""
    found: dict[Noted, None] = getattr(request.state, "noted", {})
    return found


def note_with(
    session: Session, request: Request, caller: Caller, subject: UUID, ground: Ground, at: datetime
) -> None:
    """Have the line stored with the subject itself, or neither: for what the request makes.

    `at` is the database's time when the request came.
    """
    noted = Noted("case", subject, ground)
    line = _line(request, caller, noted)
    session.changes.insert(accesses, line._asdict() | {"at": at})
    request.state.noted = {noted: None}  # of a try that failed nothing was stored


async def note_access(request: Request, caller: Caller, subject: UUID, ground: Ground) -> None:
    """Have it stored that the caller reads this, before it is answered."""
    log: AccessLog = request.app.state.accesses
    await log.note(request, caller, Noted("case", subject, ground))
