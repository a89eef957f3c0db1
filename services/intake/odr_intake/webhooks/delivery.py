"""The worker's job: everything that is due is sent, and no receiver waits for another."""

import asyncio
from datetime import datetime
from typing import Final

from odr_intake.models.webhooks import (
    WebhookDeliveryRow,
    WebhookEndpointRow,
    WebhookEventRow,
)
from odr_intake.webhooks.attempts import note, prepare, retire_secrets
from odr_intake.webhooks.lanes import Lease, next_due, take
from odr_intake.webhooks.sending import Sender
from odr_shared.db import Database

RUNG_BY: Final = (WebhookEventRow, WebhookEndpointRow, WebhookDeliveryRow)
"""A change to one of these may make something due: owed, enabled, to be tried again."""
SLOTS: Final = 64
"""Attempts at once, of one worker."""
IN_A_ROW: Final = 8
"""Events of one lane before the others have their turn."""
LOOK: Final = 0.2
"""Seconds between looks for what is due, while attempts are under way."""


async def deliver_due(database: Database, sender: Sender | None = None) -> datetime | None:
    """Send all that is due, until nothing is; returns when something will be.

    It takes new work while it waits for slow receivers. Cancelled or killed, it leaves leases
    behind that run out, and what they were for is sent again under the same id.
    """
    sender = sender or Sender()
    under_way: set[asyncio.Task[None]] = set()
    await retire_secrets(database)
    try:
        while True:
            for lease in await take(database, SLOTS - len(under_way)):
                under_way.add(asyncio.create_task(_attempt(database, sender, lease)))
            if not under_way:
                return await next_due(database)
            done, under_way = await asyncio.wait(
                under_way, timeout=LOOK, return_when=asyncio.FIRST_COMPLETED
            )
            for task in done:
                task.result()
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


async def _attempt(database: Database, sender: Sender, lease: Lease) -> None:
    """What waits in a lane, one after the other while it is taken, and not for ever."""
    posting = await prepare(database, lease)
    for left in reversed(range(IN_A_ROW)):
        if posting is None:
            return
        answer = await sender.post(posting.url, posting.mode, posting.headers, posting.body)
        posting = await note(database, posting, answer, goes_on=left > 0)
