"""Lanes: events put where they wait for their turn, and lanes leased to whoever sends."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from odr_shared.db import Database, Session

ONE_AT_A_TIME: Final = "webhooks"
"""The lock under which events get their position, and the limits below are kept."""
BATCH: Final = 500
PER_ENDPOINT: Final = 4
PER_PLATFORM: Final = 16
"""At once, so that many slow endpoints of one platform leave room for the others."""
LEASE: Final = timedelta(seconds=30)
"""Longer than an attempt can take, and noting it."""
LOOK_AGAIN: Final = timedelta(milliseconds=200)
"""Before what is due and in other hands, or over a limit, is looked at again."""

# An event committed later has a later `owed` if it is of the same case: the case was locked.
# A lane is locked by adding to it, so whoever takes the last from it sees this, or makes us wait.
FAN_OUT: Final = """
WITH owed AS (
    SELECT id, platform_id, mode, case_id, type, only_endpoint,
           coalesce((SELECT max(position) FROM webhook_events), 0)
           + row_number() OVER (ORDER BY owed) AS position
    FROM (SELECT * FROM webhook_events WHERE position IS NULL ORDER BY owed LIMIT $1) oldest
), placed AS (
    UPDATE webhook_events w SET position = o.position FROM owed o WHERE w.id = o.id
    RETURNING w.id
), matched AS (
    SELECT e.id AS endpoint_id, o.id AS event_id, coalesce(o.case_id, o.id) AS subject,
           o.position
    FROM owed o JOIN webhook_endpoints e ON e.platform_id = o.platform_id AND e.mode = o.mode
    WHERE e.disabled_at IS NULL
      AND CASE WHEN o.only_endpoint IS NULL THEN e.events ? o.type OR e.events ? '*'
               ELSE o.only_endpoint = e.id END
    FOR KEY SHARE OF e
), made AS (
    INSERT INTO webhook_deliveries (endpoint_id, event_id, subject, position, status)
    SELECT endpoint_id, event_id, subject, position, 'pending' FROM matched
), waiting AS (
    INSERT INTO webhook_lanes AS l (endpoint_id, subject, next_at)
    SELECT endpoint_id, subject, clock_timestamp()
    FROM (SELECT DISTINCT endpoint_id, subject FROM matched ORDER BY 1, 2) each_once
    ON CONFLICT (endpoint_id, subject) DO UPDATE SET next_at = coalesce(l.next_at, excluded.next_at)
)
SELECT count(*) FROM placed"""

# One look-up for each endpoint that has something waiting, however much that is: a backlog of one
# costs the others nothing.
LEASE_DUE: Final = """
WITH RECURSIVE endpoint AS (
    (SELECT endpoint_id AS id FROM webhook_lanes ORDER BY endpoint_id LIMIT 1)
    UNION ALL
    SELECT (SELECT endpoint_id FROM webhook_lanes WHERE endpoint_id > before.id
            ORDER BY endpoint_id LIMIT 1)
    FROM endpoint before WHERE before.id IS NOT NULL
), leased AS (
    SELECT l.endpoint_id, e.platform_id, count(*) AS lanes
    FROM webhook_lanes l JOIN webhook_endpoints e ON e.id = l.endpoint_id
    WHERE l.lease_until > clock_timestamp() GROUP BY 1, 2
), due AS (
    SELECT l.endpoint_id, l.subject, l.next_at, e.platform_id,
           row_number() OVER (PARTITION BY l.endpoint_id ORDER BY l.next_at)
           + coalesce((SELECT lanes FROM leased WHERE endpoint_id = e.id), 0) AS nth
    FROM endpoint JOIN webhook_endpoints e ON e.id = endpoint.id, LATERAL (
        SELECT * FROM webhook_lanes WHERE endpoint_id = e.id AND next_at <= clock_timestamp()
          AND (lease_until IS NULL OR lease_until <= clock_timestamp())
        ORDER BY next_at LIMIT $2
    ) l
    WHERE e.disabled_at IS NULL
), fair AS (
    SELECT endpoint_id, subject, next_at,
           row_number() OVER (PARTITION BY platform_id ORDER BY nth, next_at)
           + coalesce((SELECT sum(lanes) FROM leased WHERE platform_id = due.platform_id), 0) AS nth
    FROM due WHERE nth <= $2
), chosen AS (
    SELECT l.endpoint_id, l.subject FROM webhook_lanes l JOIN fair USING (endpoint_id, subject)
    WHERE fair.nth <= $3
    ORDER BY fair.nth, fair.next_at LIMIT $1 FOR UPDATE OF l SKIP LOCKED
)
UPDATE webhook_lanes l SET lease_until = clock_timestamp() + $4::interval
FROM chosen c WHERE l.endpoint_id = c.endpoint_id AND l.subject = c.subject
RETURNING l.endpoint_id, l.subject, l.lease_until"""

NEXT: Final = """
SELECT min(at) AS at, clock_timestamp() + $1::interval AS soon FROM (
    SELECT min(greatest(l.next_at, l.lease_until)) AS at
    FROM webhook_lanes l JOIN webhook_endpoints e ON e.id = l.endpoint_id
    WHERE e.disabled_at IS NULL
    UNION ALL SELECT min(previous_until) FROM webhook_endpoints WHERE previous_until IS NOT NULL
) waiting"""

# Sorted, as fan-out is: two that lock several lanes never wait for each other.
RESCHEDULE: Final = """
WITH mine AS (
    SELECT subject FROM webhook_lanes WHERE endpoint_id = $1 ORDER BY subject FOR UPDATE
)
UPDATE webhook_lanes l SET next_at = {} FROM mine m
WHERE l.endpoint_id = $1 AND l.subject = m.subject"""
# By the clock that says what is due: another machine's may be ahead of it.
RESUMED, HALTED = RESCHEDULE.format("clock_timestamp()"), RESCHEDULE.format("NULL")

TURN: Final = """
UPDATE webhook_lanes SET next_at = clock_timestamp(), lease_until = NULL
WHERE endpoint_id = $1 AND subject = $2"""
RENEW: Final = """
UPDATE webhook_lanes l SET lease_until = clock_timestamp() + $3::interval
WHERE endpoint_id = $1 AND subject = $2 AND EXISTS (
    SELECT FROM webhook_deliveries WHERE endpoint_id = $1 AND subject = $2 AND status = 'pending'
)
RETURNING lease_until"""
DONE: Final = "DELETE FROM webhook_lanes WHERE endpoint_id = $1 AND subject = $2"

Lease = tuple[UUID, UUID, datetime]
"""Endpoint, subject, and until when: the token under which the outcome is noted."""


async def take(database: Database, at_most: int) -> list[Lease]:
    """Fan out what is owed, then lease lanes that are due; none is leased twice at a time."""
    fanned_out = BATCH
    while fanned_out == BATCH:
        # A transaction each: lanes are locked in order within one batch, not across two.
        async with database.transaction() as session:
            await session.alone(ONE_AT_A_TIME)
            fanned_out = await session.driver.fetchval(FAN_OUT, BATCH)
    async with database.transaction() as session:
        await session.alone(ONE_AT_A_TIME)
        limits = at_most, PER_ENDPOINT, PER_PLATFORM, LEASE
        rows = await session.driver.fetch(LEASE_DUE, *limits)
    return [tuple(row) for row in rows]


async def next_due(database: Database) -> datetime | None:
    """When something can be due next, not before a moment from now."""
    async with database.reading() as session:
        row = await session.driver.fetchrow(NEXT, LOOK_AGAIN)
    return None if row["at"] is None else max(row["at"], row["soon"])


async def renew(session: Session, endpoint_id: UUID, subject: UUID) -> datetime | None:
    """Keep a lane that we hold, for what waits in it; none if nothing does."""
    until: datetime | None = await session.driver.fetchval(RENEW, endpoint_id, subject, LEASE)
    return until


async def leave(session: Session, endpoint_id: UUID, subject: UUID) -> None:
    """Give a lane back: to its next event, which is due now, or to nobody if it has none."""
    waiting = await session.driver.fetchval(
        """SELECT EXISTS (SELECT FROM webhook_deliveries
           WHERE endpoint_id = $1 AND subject = $2 AND status = 'pending')""",
        endpoint_id,
        subject,
    )
    change = TURN if waiting else DONE
    await session.driver.execute(change, endpoint_id, subject)


async def halt(session: Session, endpoint_id: UUID) -> None:
    """Nothing of a disabled endpoint is due, so nothing of it is looked at."""
    await session.driver.execute(HALTED, endpoint_id)


async def resume(session: Session, endpoint_id: UUID) -> None:
    """All that is owed to it is due at once, with its whole schedule before it."""
    await session.driver.execute(RESUMED, endpoint_id)
    await session.driver.execute(
        """UPDATE webhook_deliveries d SET status = 'pending', failures = 0 FROM webhook_lanes l
           WHERE d.endpoint_id = $1 AND d.status <> 'delivered'
             AND l.endpoint_id = $1 AND l.subject = d.subject""",
        endpoint_id,
    )


async def hurry(
    session: Session, endpoint_id: UUID, subject: UUID, position: int
) -> datetime | None:
    """What waits in this lane is due now; answers when, if that begins with this position."""
    now: datetime = await session.driver.fetchval(
        """INSERT INTO webhook_lanes (endpoint_id, subject, next_at)
           VALUES ($1, $2, clock_timestamp())
           ON CONFLICT (endpoint_id, subject) DO UPDATE SET next_at = excluded.next_at
           RETURNING next_at""",
        endpoint_id,
        subject,
    )
    waits: bool = await session.driver.fetchval(
        """SELECT EXISTS (SELECT FROM webhook_deliveries WHERE endpoint_id = $1
           AND subject = $2 AND status = 'pending' AND position < $3)""",
        endpoint_id,
        subject,
        position,
    )
    return None if waits else now
