"""Envelopes as Kafka messages: CloudEvents 1.0, Kafka binding 1.0.2, in binary mode."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final
from uuid import UUID

from odr_shared.broker import Envelope, Malformed

MOST: Final = 2**31 - 1
"""Of a number, as the inbox's columns have room for it."""
LARGEST: Final = 512 << 10
"""Bytes of a value; Kafka takes a megabyte, and what is held is kept with quotes escaped."""
WORD: Final = re.compile(r"[!-~]{1,255}")
"""An attribute of ours: no spaces, and nothing that Postgres has no place for."""
MODES: Final = frozenset({"live", "test"})
JSON: Final = re.compile(r"application/(?:[a-z.]+\+)?json(?:;.*)?", re.IGNORECASE)

Place = tuple[str, int, int]
"""Topic, partition, offset."""
Headers = Sequence[tuple[str, bytes | None]]


def headers(e: Envelope) -> list[tuple[str, bytes]]:
    """Attributes have a prefix and no underscores; one without a value is left out (3.2.3)."""
    found = [
        *_of_many(e.source, e.epoch, e.subject_kind, e.type, e.mode),
        ("ce_id", str(e.id).encode()),
        ("ce_subject", str(e.subject).encode()),
        ("ce_sequence", b"%d" % e.sequence),
        ("ce_time", e.time.isoformat().encode()),
        ("ce_platformid", str(e.platform_id).encode()),
    ]
    if e.traceparent:
        found.append(("ce_traceparent", e.traceparent.encode()))
    return found


@lru_cache(1000)
def _of_many(
    source: str, epoch: int, kind: str, type_: str, mode: str
) -> tuple[tuple[str, bytes], ...]:
    """What many events say alike: to say it anew for each took a third of what its headers cost."""
    return (
        ("ce_specversion", b"1.0"),
        ("ce_source", source.encode()),
        ("ce_epoch", b"%d" % epoch),
        ("ce_subjectkind", kind.encode()),
        ("ce_type", type_.encode()),
        ("ce_mode", mode.encode()),
        ("content-type", b"application/json"),
    )


def parse(at: Place, given: Headers, value: bytes | None) -> Envelope | Malformed:
    """The envelope, or what the bytes were: whoever may write to a topic may write anything."""
    try:
        return _envelope({name: (raw or b"").decode() for name, raw in given}, value or b"")
    except (KeyError, ValueError, OverflowError):
        shown = json.dumps([[name, raw.hex() if raw else ""] for name, raw in given])
        return Malformed(*at, shown, value or b"")


def _envelope(said: Mapping[str, str], value: bytes) -> Envelope:
    if said["ce_specversion"] != "1.0" or not JSON.fullmatch(said["content-type"]):
        raise ValueError("another form of event")
    if len(value) > LARGEST:
        raise ValueError("too long to be a fact")
    data, time = value.decode(), datetime.fromisoformat(said["ce_time"])
    if "\0" in data or time.tzinfo is None or said["ce_mode"] not in MODES:
        raise ValueError("not one of ours")
    return Envelope(
        id=UUID(said["ce_id"]),
        source=_word(said["ce_source"]),
        epoch=_number(said["ce_epoch"]),
        subject_kind=_word(said["ce_subjectkind"]),
        subject=UUID(said["ce_subject"]),
        sequence=_number(said["ce_sequence"]),
        type=_word(said["ce_type"]),
        time=time,
        mode=said["ce_mode"],
        platform_id=UUID(said["ce_platformid"]),
        traceparent=_word(said["ce_traceparent"]) if said.get("ce_traceparent") else "",
        data=data,
    )


def _word(text: str) -> str:
    if not WORD.fullmatch(text):
        raise ValueError("no word")
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST):
        raise ValueError("no number")
    return int(text)
