"""Attempts: what a leased lane sends next, and what is noted of it."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from odr_intake.domain.heard import EventType
from odr_intake.domain.webhooks import (
    Again,
    Because,
    Delivered,
    DeliveryStatus,
    GivenUp,
    Verdict,
    judge,
)
from odr_intake.webhooks import signing
from odr_intake.webhooks.lanes import Lease, halt, leave, renew
from odr_intake.webhooks.sending import Answer
from odr_shared.db import Database, Destroyed, Session
from odr_shared.vault import Altered

log = logging.getLogger(__name__)

FIRST: Final = """
SELECT d.event_id, w.type, w.body, w.traceparent, clock_timestamp() AS now, e.mode, e.url,
       e.generation, e.previous_until
FROM webhook_endpoints e LEFT JOIN LATERAL (
    SELECT event_id FROM webhook_deliveries
    WHERE endpoint_id = e.id AND subject = $2 AND status = 'pending' ORDER BY position LIMIT 1
) d ON true LEFT JOIN webhook_events w ON w.id = d.event_id
WHERE e.id = $1"""

# The endpoint first, then its lane: whoever enables, disables or deletes it goes the same way.
# What was taken changes nothing of the endpoint, so those that note it do not wait for each other.
OWN: Final = """
WITH endpoint AS MATERIALIZED (
    SELECT id, disabled_at FROM webhook_endpoints WHERE id = $1 FOR {}
)
SELECT endpoint.disabled_at FROM endpoint JOIN webhook_lanes l ON l.endpoint_id = endpoint.id
WHERE l.subject = $2 AND l.lease_until = $3 FOR UPDATE OF l"""
OWN_TAKEN, OWN_FAILED = OWN.format("SHARE"), OWN.format("NO KEY UPDATE")
HELD: Final = """SELECT true FROM webhook_lanes
WHERE endpoint_id = $1 AND subject = $2 AND lease_until = $3 FOR UPDATE"""
TRIED: Final = """
UPDATE webhook_deliveries SET attempts = attempts + 1, last_at = clock_timestamp(),
       last_status_code = $3, last_error = $4
WHERE endpoint_id = $1 AND event_id = $2 RETURNING failures"""
DELIVERED: Final = """
UPDATE webhook_deliveries SET status = 'delivered', failures = 0, attempts = attempts + 1,
       last_at = clock_timestamp(), last_status_code = $3, last_error = $4,
       delivered_at = clock_timestamp()
WHERE endpoint_id = $1 AND event_id = $2"""
FAILED: Final = """
UPDATE webhook_deliveries SET status = $3, failures = failures + 1
WHERE endpoint_id = $1 AND event_id = $2"""
WAIT: Final = """
UPDATE webhook_lanes SET lease_until = NULL, next_at = clock_timestamp() + $3::interval
WHERE endpoint_id = $1 AND subject = $2"""
DISABLE: Final = """
UPDATE webhook_endpoints SET disabled_at = clock_timestamp(), disabled_because = $2
WHERE id = $1 AND disabled_at IS NULL"""
RETIRED: Final = """
SELECT id, generation FROM webhook_endpoints WHERE previous_until <= clock_timestamp()
ORDER BY id LIMIT 100 FOR NO KEY UPDATE SKIP LOCKED"""


@dataclass(frozen=True, slots=True, repr=False)
class Posting:
    """What is to be sent, signed for now."""

    lease: Lease
    event_id: UUID
    type: EventType
    mode: str
    url: str
    headers: dict[str, str]
    body: bytes


async def prepare(database: Database, lease: Lease) -> Posting | None:
    """The first event of the lane, signed; none if there is nothing that could be sent."""
    async with database.reading() as session:
        row = await session.driver.fetchrow(FIRST, *lease[:2])
        if row is None:
            return None  # deleted, and its lanes with it
        if row["event_id"] is not None:
            return await _signed(session, lease, row)
    async with database.transaction() as session:
        if await _held(session, lease):
            await leave(session, *lease[:2])
    return None


async def _first(session: Session, lease: Lease) -> Posting | None:
    return await _signed(session, lease, await session.driver.fetchrow(FIRST, *lease[:2]))


async def _signed(session: Session, lease: Lease, row: Any) -> Posting | None:
    try:
        return await _sign(session, lease, row)
    except (Altered, Destroyed, KeyError):
        # One endpoint that we cannot sign for must not hold up those that we can.
        log.exception("webhook endpoint %s: its keys do not open", lease[0])
        return None


async def _sign(session: Session, lease: Lease, row: Any) -> Posting:
    endpoint_id, now = lease[0], row["now"]
    keys = await session.keys(endpoint_id)
    if signing.subject(row["generation"]) not in keys.live:
        raise Destroyed(endpoint_id)
    generations = [row["generation"]]
    if row["previous_until"] is not None and now < row["previous_until"]:
        generations.append(row["generation"] - 1)
    body = row["body"].encode()
    signers = [signing.signer(keys, each) for each in generations]
    headers = signing.headers(signers, row["event_id"], now, body)
    headers |= {
        "content-type": "application/json",
        "accept-encoding": "identity",
        "connection": "close",
        "user-agent": "odr-webhooks/1",
    }
    if row["traceparent"]:
        headers["traceparent"] = row["traceparent"]
    return Posting(
        lease,
        row["event_id"],
        EventType(row["type"]),
        row["mode"],
        keys.unseal(signing.URL, row["url"], signing.url_place(endpoint_id)),
        headers,
        body,
    )


async def note(
    database: Database, posting: Posting, answer: Answer, *, goes_on: bool = False
) -> Posting | None:
    """What came of it, unless the lease ran out and another has taken the lane.

    Where it was taken and we go on, what comes next in the lane, under a lease that was renewed.
    """
    taken = answer.status is not None and 200 <= answer.status < 300
    async with database.transaction() as session:
        await session.hold()
        own = OWN_TAKEN if taken else OWN_FAILED
        endpoint = await session.driver.fetchrow(own, *posting.lease)
        if endpoint is None:
            log.warning("webhook %s: its lease ran out before it was noted", posting.event_id)
            return None
        disabled = endpoint["disabled_at"] is not None
        if taken:
            following = await _note_taken(session, posting, answer, goes_on and not disabled)
            verdict: Verdict = Delivered()
        else:
            following, verdict = None, await _note_failed(session, posting, answer, disabled)
    _log(posting, answer, verdict)
    return following


async def _note_taken(
    session: Session, posting: Posting, answer: Answer, goes_on: bool
) -> Posting | None:
    endpoint_id, subject, _ = posting.lease
    key = endpoint_id, posting.event_id
    await session.driver.execute(DELIVERED, *key, answer.status, _error(answer))
    renewed = await renew(session, endpoint_id, subject) if goes_on else None
    if renewed is None:
        await leave(session, endpoint_id, subject)
        return None
    return await _first(session, (endpoint_id, subject, renewed))


async def _note_failed(
    session: Session, posting: Posting, answer: Answer, disabled: bool
) -> Verdict:
    endpoint_id, subject, _ = posting.lease
    driver, key = session.driver, (endpoint_id, posting.event_id)
    failures = await driver.fetchval(TRIED, *key, answer.status, _error(answer))
    verdict = judge(posting.event_id, posting.type, failures, answer.status)
    match verdict:
        case Again(after):
            await driver.execute(FAILED, *key, DeliveryStatus.PENDING)
            await driver.execute(WAIT, endpoint_id, subject, None if disabled else after)
        case GivenUp(because):
            await _give_up(session, posting, because)
    return verdict


async def _give_up(session: Session, posting: Posting, because: Because | None) -> None:
    endpoint_id, subject, _ = posting.lease
    await session.driver.execute(FAILED, endpoint_id, posting.event_id, DeliveryStatus.FAILED)
    if because is not None:
        await session.driver.execute(DISABLE, endpoint_id, because)
        await halt(session, endpoint_id)
    if posting.type is EventType.TEST:
        await leave(session, endpoint_id, subject)
    else:
        # It keeps its place: what comes after it in the case waits for it.
        await session.driver.execute(WAIT, endpoint_id, subject, None)


async def retire_secrets(database: Database) -> None:
    """Destroy what signed before a rotation, once its time is over."""
    async with database.transaction() as session:
        await session.hold()
        for endpoint_id, generation in await session.driver.fetch(RETIRED):
            signing.retire(await session.keys(endpoint_id), generation - 1)
            await session.driver.execute(
                "UPDATE webhook_endpoints SET previous_until = NULL WHERE id = $1", endpoint_id
            )


async def _held(session: Session, lease: Lease) -> bool:
    await session.hold()
    return await session.driver.fetchval(HELD, *lease) is True


def _error(answer: Answer) -> str | None:
    if answer.status is None or answer.error is not None:
        return answer.error
    return None if 200 <= answer.status < 300 else f"answered_{answer.status}"


def _log(posting: Posting, answer: Answer, verdict: Verdict) -> None:
    after: timedelta | None = verdict.after if isinstance(verdict, Again) else None
    log.info(
        "webhook %s to %s: %s, %s, again after %s",
        posting.event_id,
        posting.lease[0],
        type(verdict).__name__.lower(),
        answer.status or answer.error,
        after,
    )
