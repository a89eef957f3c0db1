"""Timelines: what happened to a case in one service, page by page, oldest first."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from typing import Final

from fastapi import Request, Response

from odr_shared.http.pages import CursorUnknown, link
from odr_shared.http.views import EventView, Page
from odr_shared.outbox import PublicEvent

MARK: Final = b"v"
"""Of a cursor that says a version, so that one of another list is unknown."""
WIDTH: Final = 4
"""Bytes of a version: it is an integer of Postgres's."""


def after_version(cursor: str | None) -> int:
    """The version that the timeline goes on behind; `CursorUnknown` if the cursor says none."""
    if cursor is None:
        return 0
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"==")
    except (ValueError, NotBase64) as error:
        raise CursorUnknown from error
    said = raw.removeprefix(MARK)
    found = int.from_bytes(said)
    # The decoder passes over what is not of its alphabet; Postgres's integers have a sign.
    if len(said) != WIDTH or found >= 1 << 31 or _said(found) != cursor:
        raise CursorUnknown
    return found


def _said(version: int) -> str:
    raw = MARK + version.to_bytes(WIDTH)
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def timeline(
    found: list[PublicEvent], limit: int, source: str, request: Request, response: Response
) -> Page[EventView]:
    """Of one more event than was asked for: those that were, and where the timeline goes on."""
    shown = [
        EventView(
            version=event.version, type=event.type, time=event.time, source=source, data=event.data
        )
        for event in found[:limit]
    ]
    next_ = _said(shown[-1].version) if len(found) > limit else None
    link(request, response, next_)
    return Page[EventView](data=shown, next=next_)
