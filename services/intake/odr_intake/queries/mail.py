"""Which notices are to be mailed now, leased to whoever mails them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from odr_shared.db import Session

LEASE: Final = timedelta(minutes=3)
"""Longer than an attempt can take, and noting it."""
STALE: Final = timedelta(days=2)
"""What has waited so long is left to the platform: news of then would be taken for news of now."""
LOOK_AGAIN: Final = timedelta(seconds=1)

# One that another worker has is passed by; so is one whose case is held, as nothing could be noted.
TAKE: Final = """
WITH due AS (
    SELECT id FROM notices n
    WHERE mail_at <= statement_timestamp() AND mail_at > statement_timestamp() - $2::interval
      AND (mail_lease IS NULL OR mail_lease <= statement_timestamp())
      AND NOT (SELECT parked FROM heads h WHERE h.subject_kind = 'case' AND h.subject = n.case_id)
    ORDER BY mail_at, id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
)
UPDATE notices n SET mail_lease = statement_timestamp() + $3::interval FROM due
WHERE n.id = due.id RETURNING n.id, n.case_id, n.mail_lease"""
NEXT: Final = """
SELECT greatest(mail_at, mail_lease), statement_timestamp() + $2::interval FROM notices
WHERE mail_at > statement_timestamp() - $1::interval ORDER BY mail_at, id LIMIT 1"""
GIVE_BACK: Final = """
UPDATE notices SET mail_lease = NULL, mail_at = $3 WHERE id = $1 AND mail_lease = $2"""

Lease = tuple[UUID, UUID, datetime]
"""Notice, case, and until when: the token under which the outcome is noted."""


async def take(session: Session, at_most: int) -> Sequence[Lease]:
    """Lease what is due, the longest due first; none is leased twice at a time."""
    rows = await session.driver.fetch(TAKE, at_most, STALE, LEASE)
    return [tuple(row) for row in rows]


async def give_back(session: Session, lease: Lease, mail_at: datetime | None) -> None:
    """Nothing came of it: it is due again then, or no more if that is none."""
    notice_id, _, until = lease
    await session.driver.execute(GIVE_BACK, notice_id, until, mail_at)


async def next_due(session: Session) -> datetime | None:
    """When something can be due next, not before a moment from now."""
    row = await session.driver.fetchrow(NEXT, STALE, LOOK_AGAIN)
    return None if row is None else max(*row)
