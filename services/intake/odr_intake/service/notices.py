"""Notices of a case read, and their service confirmed or found to have failed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from odr_intake import webhooks
from odr_intake.domain import notices as domain
from odr_intake.domain.cases import Case
from odr_intake.domain.notices import BounceReason, Notice, NoticeStatus, Proof, ProofBy
from odr_intake.domain.refusals import NothingToServe
from odr_intake.domain.response import may_serve
from odr_intake.domain.wording.saying import About, Words, say
from odr_intake.models.cases import CaseRow
from odr_intake.models.notices import NoticeAttemptRow, NoticeRow
from odr_intake.models.sealing import CASE
from odr_intake.queries import notices as queries
from odr_intake.queries.cases import visible_to
from odr_intake.service.cases import find, record
from odr_shared.callers import Caller
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Channel, Served
from odr_shared.contracts.intake import NoticeServed
from odr_shared.db import Keys, Session
from odr_shared.errors import NotFound
from odr_shared.moves import Actor, Move, acting, legal
from odr_shared.translations import CHINESE, ENGLISH, Language

REFERENCE: Final = "notices.reference/{}"


@dataclass(frozen=True, slots=True)
class Found:
    """A notice with its case, what was tried, and what is sealed of it opened."""

    row: NoticeRow
    case: CaseRow
    attempts: Sequence[NoticeAttemptRow] = ()
    reference: str | None = None


async def listed(
    session: Session,
    caller: Caller,
    case_id: UUID,
    status: NoticeStatus | None,
    limit: int,
    behind: UUID | None,
) -> list[Found]:
    """The caller's notices of the case, oldest first, one more than `limit` if there are more."""
    case = await find(session, caller, case_id)
    rows = await queries.listed(session, caller, case_id, status, limit, behind)
    keys = session.known_keys(case_id)
    return [Found(row, case, (), _reference(keys, row)) for row in rows]


async def read(session: Session, caller: Caller, case_id: UUID, notice_id: UUID) -> Found:
    case = await find(session, caller, case_id)
    row = await _find(session, caller, case_id, notice_id)
    tried = await queries.attempts(session, notice_id)
    return Found(row, case, tried, _reference(session.known_keys(case_id), row))


async def confirm(
    session: Session, caller: Caller, case_id: UUID, notice_id: UUID, proof: Proof, now: datetime
) -> Found:
    """It reached its addressee; said again in the same words, nothing changes."""
    case = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    row = await _find(session, caller, case_id, notice_id)
    keys = await session.keys(case_id)
    tried = await queries.attempts(session, notice_id)
    actor, at = acting(caller), session.heads["case", case_id].at(now)
    newest = await _is_newest(session, row)
    state = _state(row, case.state, _reference(keys, row), newest=newest)
    if state.proof != proof or not _may_report(actor):
        facts = domain.serve(state, actor, proof, at)
        _served(session, case, row, facts, _by(actor), proof, now)
    return Found(row, case, tried, proof.reference)


async def serve(
    session: Session,
    caller: Caller,
    case_id: UUID,
    served: Served,
    channel: Channel,
    at: datetime,
    now: datetime,
) -> CaseRow:
    """The same of the notice for which the case waits; before it was made it was not served."""
    case = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    actor, received = acting(caller), session.heads["case", case_id].at(now)
    may_serve(case.state, actor, received)
    row = await queries.awaited(session, case_id, served)
    if row is None or served is not case.progress.to_serve:
        raise NothingToServe("/notice", status=case.status.value)
    proof = Proof(channel, max(at, row.made_at))
    facts = domain.serve(_state(row, case.state, None), actor, proof, received)
    _served(session, case, row, facts, _by(actor), proof, now)
    return case


async def bounce(
    session: Session,
    caller: Caller,
    case_id: UUID,
    notice_id: UUID,
    channel: Channel,
    at: datetime,
    reason: BounceReason,
    now: datetime,
) -> Found:
    """It did not reach its addressee: it is owed again; said again, nothing changes."""
    case = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    row = await _find(session, caller, case_id, notice_id)
    head = session.heads["case", case_id]
    tried = await queries.attempts(session, notice_id)
    actor, received = acting(caller), head.at(now)
    said = channel, at, reason
    if _may_report(actor) and said in [(each.channel, each.at, each.reason) for each in tried]:
        return Found(row, case, tried)
    domain.bounce(_state(row, case.state, None), actor, at, received)
    if channel is Channel.EMAIL:
        row.status, row.mailed_at = NoticeStatus.DUE, None
    attempt = failed(session, row, channel, at, reason, received)
    return Found(row, case, [*tried, attempt])


def failed(
    session: Session,
    row: NoticeRow,
    channel: Channel,
    at: datetime,
    reason: BounceReason,
    noted_at: datetime,
) -> NoticeAttemptRow:
    """Note an attempt in vain at a notice whose case is locked: another is owed."""
    row.attempts += 1
    attempt = NoticeAttemptRow(
        notice_id=row.id,
        number=row.attempts,
        channel=channel,
        at=at,
        noted_at=noted_at,
        reason=reason,
    )
    session.add(attempt)
    webhooks.owe_notice(session, session.heads["case", row.case_id], row, noted_at)
    return attempt


def legal_moves(caller: Caller, found: Found, now: datetime) -> list[Move]:
    """What the caller may report of the notice now, by the commands' own guards."""
    state = _state(found.row, found.case.state, found.reference)
    at = found.case.clock_now or now
    return legal(caller, "cases:write", domain.MOVES, state, (found.row.party,), at)


def binding_language(case: CaseRow) -> Language:
    """The language in which a notice of the case binds; others translate it."""
    return CHINESE if case.language == CHINESE else ENGLISH


def in_words(row: NoticeRow, case: CaseRow, tongue: Language) -> Words:
    about = About(case.reference, case.zone, tuple(case.reasons), case.state.rules)
    return say(row.kind, row.side, row.told, row.due_at, row.consequence, about, tongue)


async def _is_newest(session: Session, row: NoticeRow) -> bool:
    if row.starts is None:
        return True
    return await queries.awaited(session, row.case_id, row.starts) is row


async def taken_by_mail(session: Session, case: CaseRow, row: NoticeRow, now: datetime) -> None:
    """A mail server has taken a notice whose case is locked; where the pack has it so, served."""
    at = session.heads["case", case.id].at(now)
    row.status, row.mailed_at = NoticeStatus.SENT, at
    row.mail_at = row.mail_lease = None
    if case.state.rules.mail_is_proof:
        proof, us = Proof(Channel.EMAIL, at), Actor(None, by_platform=True)
        state = _state(row, case.state, None, newest=await _is_newest(session, row))
        facts = domain.serve(state, us, proof, at)
        _served(session, case, row, facts, ProofBy.SMTP, proof, now)


def _served(
    session: Session,
    case: CaseRow,
    row: NoticeRow,
    facts: list[Fact],
    by: ProofBy,
    proof: Proof,
    now: datetime,
) -> None:
    row.status = NoticeStatus.SERVED
    row.channel, row.served_at = proof.channel, proof.at
    row.confirmed_at = session.heads["case", case.id].at(now)
    row.proved_by = by
    row.mail_at = row.mail_lease = None
    if proof.reference is not None:
        keys = session.known_keys(case.id)
        row.reference = keys.seal(CASE, proof.reference, REFERENCE.format(row.id))
    for fact in facts:
        if isinstance(fact, NoticeServed):
            row.rule, row.due_at, row.consequence = fact.rule, fact.due_at, fact.consequence
    record(session, case, facts, now)


def _state(row: NoticeRow, case: Case, reference: str | None, *, newest: bool = True) -> Notice:
    return Notice(case, row.made_at, row.starts, row.attempts, row.proof(reference), newest)


def _reference(keys: Keys, row: NoticeRow) -> str | None:
    if row.reference is None:
        return None
    return keys.unseal(CASE, row.reference, REFERENCE.format(row.id))


def _by(actor: Actor) -> ProofBy:
    return ProofBy.CASEWORKER if actor.caseworker else ProofBy.PLATFORM


def _may_report(actor: Actor) -> bool:
    return actor.by_platform or actor.caseworker is not None


async def _find(session: Session, caller: Caller, case_id: UUID, notice_id: UUID) -> NoticeRow:
    found = queries.of_case(caller, case_id).where(NoticeRow.id == notice_id)
    row: NoticeRow | None = await session.scalar(found)
    if row is None:
        raise NotFound
    return row
