"""What blocks a subject, and what a person decides about it, with a trail."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from odr_shared.broker import Envelope
from odr_shared.db import Database, Session, new_id
from odr_shared.inbox.cursor import Verdict
from odr_shared.inbox.lanes import lock, number, parsed, stage
from odr_shared.inbox.races import alone
from odr_shared.inbox.tables import interventions

log = logging.getLogger(__name__)

PATIENCE: Final = timedelta(seconds=10)
"""For which a gap may be one that closes by itself."""
MOST: Final = 1000
"""Lines of a list."""

# The first of each lane; a lane without a failure waits for what has not come at all, unless
# another source's fact holds the whole subject up.
BLOCKED = """
SELECT * FROM (
    SELECT DISTINCT ON (h.source, h.subject) h.subject, h.source, h.epoch, h.sequence,
        h.envelope->>3 AS subject_kind, h.envelope->>6 AS type, h.attempts,
        CASE WHEN h.error IS NULL THEN 'gap' WHEN h.retry_at IS NULL THEN 'parked'
            ELSE 'retrying' END AS state,
        h.error, h.held_at AS since, c.sequence AS heard, c.waiting - 1 AS behind,
        h.error IS NULL AND coalesce(heads.parked, false) AS held_by_another
    FROM held h JOIN cursors c USING (source, subject)
    LEFT JOIN heads ON heads.subject_kind = h.envelope->>3 AND heads.subject = h.subject
    WHERE $1::uuid IS NULL OR h.subject = $1
    ORDER BY h.source, h.subject, h.error IS NULL, h.epoch, h.sequence) b
WHERE NOT held_by_another AND (state <> 'gap' OR since < clock_timestamp() - $2::interval)
ORDER BY since, source, subject LIMIT $3"""
FAILED = """SELECT envelope::text FROM held
    WHERE subject = $1 AND error IS NOT NULL AND ($2::text IS NULL OR source = $2)
    ORDER BY source, epoch, sequence"""
RETRY = """UPDATE held SET retry_at = clock_timestamp()
    WHERE source = $1 AND subject = $2 AND epoch = $3 AND sequence = $4 AND error IS NOT NULL
    RETURNING 1"""
LETTERS = """SELECT topic, partition, "offset", headers, length(value) AS size
    FROM dead_letters ORDER BY topic, partition, "offset", digest LIMIT $1"""
RESTORED = "INSERT INTO epochs SELECT max(epoch) + 1 FROM epochs RETURNING epoch"


class NothingBlocks(Exception):
    """No fact of that subject has failed here, so there is nothing to decide."""


class SeveralBlock(Exception):
    """Facts of several sources have failed: say of which."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """The fact for which those behind it wait; of a gap, the first that came after it."""

    subject_kind: str
    subject: UUID
    source: str
    epoch: int
    sequence: int
    type: str
    state: str
    """parked: for a person; retrying: for a time; gap: for a fact that has not come."""
    attempts: int
    error: str | None
    since: datetime
    heard: int
    """The last number of this source that was handled."""
    behind: int


@dataclass(frozen=True, slots=True)
class Trail:
    """Who decides."""

    by: str
    reason: str | None = None

    def note(self, session: Session, what: str, fact: Envelope | None = None) -> None:
        """Stage the line, to be stored with what it is about or not at all."""
        row: dict[str, Any] = {"id": new_id(), "by": self.by, "what": what, "reason": self.reason}
        row["subject"] = fact.subject if fact else None
        row["envelope_id"] = fact.id if fact else None
        session.changes.insert(interventions, row)


async def blocked(
    database: Database,
    subject: UUID | None = None,
    patience: timedelta = PATIENCE,
    most: int = MOST,
) -> Sequence[Blocked]:
    """What blocks, oldest first; a gap only if it did not close by itself for so long."""
    async with database.reading() as session:
        rows = await session.driver.fetch(BLOCKED, subject, patience, most)
    return [Blocked(**{name: row[name] for name in Blocked.__slots__}) for row in rows]


async def retry(
    database: Database, subject: UUID, trail: Trail, source: str | None = None
) -> Envelope:
    """Have what blocks the subject tried again by the service's worker, which looks soon."""
    fact = await _blocking(database, subject, source)
    async with database.transaction() as session:
        await lock(session, [fact])
        key = fact.source, fact.subject, fact.epoch, fact.sequence
        if not await session.driver.fetchval(RETRY, *key):
            raise NothingBlocks(NothingBlocks.__doc__)
        trail.note(session, "retry", fact)
    _told("retry", fact, trail)
    return fact


async def skip(
    database: Database, subject: UUID, trail: Trail, source: str | None = None
) -> Envelope:
    """Count what blocks the subject as heard, without its effects; what waited goes on."""
    fact = await _blocking(database, subject, source)
    await alone(lambda: _skip(database, fact, trail))
    _told("skip", fact, trail)
    return fact


async def _skip(database: Database, fact: Envelope, trail: Trail) -> None:
    async with database.transaction() as session:
        lanes = await lock(session, [fact])
        lane = lanes[fact.source, fact.subject]
        verdict = lane.cursor.judge(fact)
        if not lane.is_blocked_by(fact) or verdict not in (Verdict.NEXT, Verdict.SUSPECT):
            raise NothingBlocks(NothingBlocks.__doc__)  # the worker was faster
        lane.passed(fact)
        stage(session, lanes)
        trail.note(session, "skip", fact)


async def restored(database: Database, trail: Trail) -> int:
    """Raise the epoch: who heard what we no longer know will notice; return the new one.

    A process learns it when it starts.
    """
    async with database.transaction() as session:
        await session.alone("epochs")
        epoch: int = await session.driver.fetchval(RESTORED)
        trail.note(session, "restored")
    log.warning("restored: the epoch is %d from now on, by %s", epoch, trail.by)
    return epoch


async def letters(database: Database, most: int = MOST) -> Sequence[Any]:
    """Where the messages were that are no facts, and how long they are."""
    async with database.reading() as session:
        found: Sequence[Any] = await session.driver.fetch(LETTERS, most)
    return found


async def failed(
    database: Database, subject: UUID, source: str | None = None
) -> Sequence[Envelope]:
    """The facts that block the subject, of each source the one that is its turn."""
    async with database.reading() as session:
        rows = await session.driver.fetch(FAILED, subject, source)
    return [parsed(row["envelope"]) for row in rows]


async def _blocking(database: Database, subject: UUID, source: str | None) -> Envelope:
    facts = await failed(database, subject, source)
    if not facts:
        raise NothingBlocks(NothingBlocks.__doc__)
    if len({fact.source for fact in facts}) > 1:
        raise SeveralBlock(SeveralBlock.__doc__)
    return facts[0]


def _told(what: str, fact: Envelope, trail: Trail) -> None:
    # The reason is for the trail: it may say more than a log should.
    said = fact.type, fact.subject, number(fact), fact.id, trail.by
    log.warning("%s by hand: %s of %s, %s, envelope %s, by %s", what, *said)
