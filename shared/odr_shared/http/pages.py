"""Cursors: where a list goes on, opaque to callers and refused where they are not ours."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final, NamedTuple, TypeVar
from uuid import UUID

from fastapi import Query, Request, Response

from odr_shared.errors import Refusal

MOST = 100
EPOCH: Final = datetime(1, 1, 1, tzinfo=UTC)
OURS = 7
"""The version of UUID that ids are (RFC 9562)."""

LimitQuery = Annotated[int, Query(ge=1, le=MOST)]
CursorQuery = Annotated[str | None, Query(max_length=100)]


class CursorUnknown(Refusal):
    """This cursor is not one of ours."""

    code = "cursor_unknown"


class Place(NamedTuple):
    """Where a sorted list goes on: behind this row, which had that time."""

    id: UUID
    at: datetime | None = None


R = TypeVar("R")


def after(cursor: str | None) -> UUID | None:
    """The id that the list goes on behind; `CursorUnknown` if the cursor says none."""
    if cursor is None:
        return None
    try:
        found = UUID(bytes=urlsafe_b64decode(cursor.encode("ascii") + b"=="))
    except (ValueError, NotBase64) as error:
        raise CursorUnknown from error
    # The decoder passes over what is not of its alphabet, and over bits to spare.
    if found.version != OURS or _said(found) != cursor:
        raise CursorUnknown
    return found


def after_place(cursor: str | None, by: str) -> Place | None:
    """The place that a list sorted by that goes on behind; a cursor of another sort is unknown."""
    if cursor is None:
        return None
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"==")
    except (ValueError, NotBase64) as error:
        raise CursorUnknown from error
    mark, at, own = raw[:1], raw[1:9], raw[9:]
    if len(own) != len(UUID(int=0).bytes) or mark != by[:1].encode():
        raise CursorUnknown
    try:
        found = Place(UUID(bytes=own), EPOCH + timedelta(microseconds=int.from_bytes(at)))
    except OverflowError as error:
        raise CursorUnknown from error
    if found.id.version != OURS or say_place(found, by) != cursor:
        raise CursorUnknown
    return found


def say_place(place: Place, by: str) -> str:
    if place.at is None:
        return _said(place.id)
    since = (place.at - EPOCH) // timedelta(microseconds=1)
    raw = by[:1].encode() + since.to_bytes(8) + place.id.bytes
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _said(behind: UUID) -> str:
    return urlsafe_b64encode(behind.bytes).rstrip(b"=").decode()


def page(
    found: Sequence[R], limit: int, key: Callable[[R], UUID]
) -> tuple[Sequence[R], str | None]:
    """Of one more row than was asked for: those that were, and the cursor if there are more."""
    shown = found[:limit]
    more = len(found) > limit
    return shown, _said(key(shown[-1])) if more else None


def link(request: Request, response: Response, next_: str | None) -> None:
    """Say where the list goes on (RFC 8288)."""
    if next_ is not None:
        target = request.url.include_query_params(cursor=next_)
        response.headers["Link"] = f'<{target.path}?{target.query}>; rel="next"'
