"""Notices as JSON: what each says, in the case's language and the caller's, and its service."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from odr_intake.domain.notices import BounceReason, NoticeKind, NoticeStatus, ProofBy
from odr_intake.domain.papers import Side
from odr_intake.models.notices import NoticeAttemptRow
from odr_intake.service.notices import Found, binding_language, in_words
from odr_shared.contracts.codes import Channel, Served
from odr_shared.http import ActionView, Body, View, action_views
from odr_shared.levels import Level
from odr_shared.moves import Move
from odr_shared.texts import ExternalId
from odr_shared.translations import Language


class ConfirmService(Body):
    """Proof that a notice reached its addressee."""

    channel: Annotated[Channel, Level.PUBLIC]
    at: Annotated[datetime, Level.PUBLIC]
    """When it did."""
    reference: Annotated[ExternalId | None, Level.PARTY] = None
    """The platform's own, of the message or the delivery."""


class ReportBounce(Body):
    """That a notice did not reach its addressee."""

    channel: Annotated[Channel, Level.PUBLIC]
    at: Annotated[datetime, Level.PUBLIC]
    """When that was known."""
    reason: Annotated[BounceReason, Level.PUBLIC]


class WordsView(View):
    """A notice in words, in one language."""

    language: Annotated[Language, Level.PUBLIC]
    subject: Annotated[str, Level.PUBLIC]
    happened: Annotated[str, Level.PUBLIC]
    """What happened."""
    do: Annotated[str, Level.PUBLIC]
    """What its reader can do."""
    by_when: Annotated[str, Level.PUBLIC]
    silence: Annotated[str, Level.PUBLIC]
    """What follows if its reader does nothing."""


class ServiceView(View):
    """How and when a notice reached its addressee."""

    channel: Annotated[Channel, Level.PUBLIC]
    at: Annotated[datetime, Level.PUBLIC]
    confirmed_at: Annotated[datetime, Level.PUBLIC]
    """When we heard of it."""
    proved_by: Annotated[ProofBy, Level.PUBLIC]
    reference: Annotated[str | None, Level.PARTY]


class AttemptView(View):
    """An attempt that failed."""

    channel: Annotated[Channel, Level.PUBLIC]
    at: Annotated[datetime, Level.PUBLIC]
    noted_at: Annotated[datetime, Level.PUBLIC]
    reason: Annotated[BounceReason, Level.PUBLIC]


class NoticeSummary(View):
    """What one party is told of one step of its case."""

    id: Annotated[UUID, Level.PUBLIC]
    case_id: Annotated[UUID, Level.PUBLIC]
    kind: Annotated[NoticeKind, Level.PUBLIC]
    side: Annotated[Side, Level.PUBLIC]
    party_id: Annotated[UUID, Level.PUBLIC]
    """Its addressee."""
    made_at: Annotated[datetime, Level.PUBLIC]
    version: Annotated[int, Level.PUBLIC]
    """The case's, with what it is about."""
    status: Annotated[NoticeStatus, Level.PUBLIC]
    starts: Annotated[Served | None, Level.PUBLIC]
    """Whose period runs from the proof of its service, and not before."""
    rule: Annotated[str | None, Level.PUBLIC]
    due_at: Annotated[datetime | None, Level.PUBLIC]
    """The first instant that is too late."""
    if_nothing: Annotated[str | None, Level.PUBLIC]
    """What silence until then brings, and nothing else."""
    failed: Annotated[int, Level.PUBLIC]
    """How often it was tried in vain."""
    mailed_at: Annotated[datetime | None, Level.PUBLIC]
    """When a mail server took it from us, which proves nothing by itself."""
    served: Annotated[ServiceView | None, Level.PUBLIC]
    text: Annotated[WordsView, Level.PUBLIC]
    """In the language of the case: it is this that binds."""
    translation: Annotated[WordsView | None, Level.PUBLIC]
    """In the caller's language; none where that is the case's."""


class NoticeView(NoticeSummary):
    """A notice with all that was tried to bring it to its addressee."""

    attempts: Annotated[list[AttemptView], Level.PUBLIC]
    actions: Annotated[list[ActionView], Level.PUBLIC]


def summarise(found: Found, tongue: Language) -> NoticeSummary:
    return NoticeSummary(**_open(found, tongue))


def show(found: Found, moves: Sequence[Move], tongue: Language) -> NoticeView:
    path = f"/v1/cases/{found.case.id}/notices/{found.row.id}"
    hrefs = {name: f"{path}/{name}" for name in ("served", "bounced")}
    return NoticeView(
        **_open(found, tongue),
        attempts=[_attempt(each) for each in found.attempts],
        actions=action_views(moves, hrefs, None, tongue),
    )


def _open(found: Found, tongue: Language) -> dict[str, Any]:
    row = found.row
    binding = binding_language(found.case)
    return {
        "id": row.id,
        "case_id": row.case_id,
        "kind": row.kind,
        "side": row.side,
        "party_id": row.party,
        "made_at": row.made_at,
        "version": row.version,
        "status": row.status,
        "starts": row.starts,
        "rule": row.rule,
        "due_at": row.due_at,
        "if_nothing": row.consequence,
        "failed": row.attempts,
        "mailed_at": row.mailed_at,
        "served": _service(found),
        "text": words(found, binding),
        "translation": None if tongue == binding else words(found, tongue),
    }


def words(found: Found, tongue: Language) -> WordsView:
    said = in_words(found.row, found.case, tongue)
    return WordsView(
        language=tongue,
        subject=said.subject,
        happened=said.happened,
        do=said.do,
        by_when=said.by_when,
        silence=said.silence,
    )


def _service(found: Found) -> ServiceView | None:
    row = found.row
    if row.channel is None or row.served_at is None:
        return None
    return ServiceView.model_validate(
        {
            "channel": row.channel,
            "at": row.served_at,
            "confirmed_at": row.confirmed_at,
            "proved_by": row.proved_by,
            "reference": found.reference,
        }
    )


def _attempt(row: NoticeAttemptRow) -> AttemptView:
    return AttemptView(channel=row.channel, at=row.at, noted_at=row.noted_at, reason=row.reason)
