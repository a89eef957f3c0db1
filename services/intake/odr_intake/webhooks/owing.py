"""What platforms are to be told, noted in the transaction in which it happened."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from odr_intake.domain.heard import HEARD, EventType, said
from odr_intake.models.notices import NoticeRow
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


def owe_notice(session: Session, head: Head, notice: NoticeRow, at: datetime) -> None:
    """Note that a notice is to be brought to its addressee: which, and what runs from that."""
    data = {
        "case_id": str(notice.case_id),
        "notice_id": str(notice.id),
        "kind": notice.kind.value,
        "side": notice.side.value,
        "party_id": str(notice.party),
        "attempt": notice.attempts + 1,
    }
    if notice.starts is not None:
        data["starts"] = notice.starts.value
    if notice.due_at is not None:
        data["due_at"] = instant(notice.due_at)
    about = {"case_id": notice.case_id, "version": notice.version}
    _add(session, head.platform_id, head.mode, EventType.NOTICE_DUE, at, data, **about)


def owe_test(session: Session, endpoint: WebhookEndpointRow, now: datetime) -> UUID:
    """Note a `webhook.test` for one endpoint; returns the event's id."""
    data = {"endpoint_id": str(endpoint.id)}
    only = {"case_id": None, "version": 0, "only_endpoint": endpoint.id}
    return _add(session, endpoint.platform_id, endpoint.mode, EventType.TEST, now, data, **only)


def instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


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
        "timestamp": instant(at),
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
