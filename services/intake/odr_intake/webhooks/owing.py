"""What platforms are to be told, noted in the transaction in which it happened."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from odr_intake.domain.webhooks import HEARD, EventType, said
from odr_intake.models.webhooks import WebhookEndpointRow, WebhookEventRow
from odr_shared.contracts import Fact
from odr_shared.db import Head, Session, new_id

# `json.dumps` would make an encoder for each.
ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


def owe(session: Session, head: Head, facts: Iterable[Fact]) -> None:
    """Note the webhooks that these facts call for; the worker delivers them.

    The facts are all that are about to be recorded, private ones too, in order: each gets the
    version that the head will have with it, as `outbox.record` counts.
    """
    for version, fact in enumerate(facts, head.version + 1):
        if (kind := HEARD.get(type(fact))) is not None:
            data = {"case_id": str(head.subject), **said(fact)}
            about = {"case_id": head.subject, "version": version}
            _add(session, head.platform_id, head.mode, kind, fact.occurred_at, data, **about)


def owe_test(session: Session, endpoint: WebhookEndpointRow, now: datetime) -> UUID:
    """Note a `webhook.test` for one endpoint; returns the event's id."""
    data = {"endpoint_id": str(endpoint.id)}
    only = {"case_id": None, "version": 0, "only_endpoint": endpoint.id}
    return _add(session, endpoint.platform_id, endpoint.mode, EventType.TEST, now, data, **only)


def _add(
    session: Session,
    platform_id: UUID,
    mode: str,
    kind: EventType,
    at: datetime,
    data: dict[str, Any],
    **where: Any,
) -> UUID:
    body = {
        "type": kind.value,
        "timestamp": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "data": data,
    }
    row = WebhookEventRow(
        id=new_id(),
        platform_id=platform_id,
        mode=mode,
        type=kind.value,
        body=ENCODE(body),
        traceparent=session.info.get("traceparent", ""),
        at=at,
        **where,
    )
    session.add(row)
    return row.id
