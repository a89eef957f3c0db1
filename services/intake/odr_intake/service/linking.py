"""Linking cases and parting them again: both under their locks, taken in one order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Table, inspect

from odr_intake.domain import linking as domain
from odr_intake.models.cases import CaseRow
from odr_intake.models.links import LinkRow
from odr_intake.models.sealing import Papers, unseal
from odr_intake.queries import links as queries
from odr_intake.queries.cases import visible_to
from odr_intake.service.cases import find, record
from odr_shared import blind
from odr_shared.callers import Caller
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_links import CaseLinked, CaseUnlinked, LinkKind
from odr_shared.db import Session, new_id
from odr_shared.errors import NotFound
from odr_shared.moves import acting

TABLE: Final = cast(Table, inspect(LinkRow).local_table)


async def links(session: Session, caller: Caller, case_id: UUID) -> list[queries.Seen]:
    await find(session, caller, case_id)
    return await queries.seen(session, caller, case_id)


async def link(
    session: Session, caller: Caller, case_id: UUID, other_id: UUID, kind: LinkKind, now: datetime
) -> tuple[CaseRow, Papers]:
    """Link two cases of one platform; one that the caller may not see is not found."""
    own = await find(session, caller, case_id)
    domain.may_link(own.state, acting(caller), own.clock_now or now)
    if case_id == other_id:
        raise domain.LinkedToItself("/case_id")
    row, other = await _both(session, caller, case_id, other_id)
    papers = unseal(row, await session.keys(case_id))
    theirs = unseal(other, await session.keys(other_id))
    group = domain.group_of(row.state, other.state)
    if group is not None:
        await session.alone(f"groups/{group}")
    compared = domain.Other(
        case=other.state,
        same_respondent=_same(papers, theirs),
        linked=await queries.linked(session, case_id, other_id),
        members=0 if group is None else len(await queries.members(session, group)),
    )
    at, link_id = session.heads["case", case_id].at(now), new_id()
    if kind is LinkKind.GROUP and group is not None:
        link_id = group
    here, there = domain.link(row.state, compared, acting(caller), kind, link_id, at)
    _keep(session, row, other, here, now)
    _keep(session, other, row, there, now)
    return row, papers


async def unlink(
    session: Session, caller: Caller, case_id: UUID, link_id: UUID, now: datetime
) -> tuple[CaseRow, Papers]:
    own = await find(session, caller, case_id)
    domain.may_unlink(own.state, acting(caller), own.clock_now or now)
    found = await queries.find(session, case_id, link_id)
    other_id = None if found is None else found.other_id
    if other_id is None:
        row, other = await session.lock(visible_to(caller).where(CaseRow.id == case_id)), None
    else:
        row, other = await _both(session, caller, case_id, other_id)
    at = session.heads["case", case_id].at(now)
    theirs = None if other is None else other.state
    facts = domain.unlink(row.state, theirs, acting(caller), link_id, at)
    _keep(session, row, other, facts, now)
    back = None if other is None else other.progress.links.find(link_id)
    if other is not None and back is not None:
        _keep(session, other, row, domain.parted(back, at), now)
    return row, unseal(row, await session.keys(case_id))


async def _both(
    session: Session, caller: Caller, case_id: UUID, other_id: UUID
) -> tuple[CaseRow, CaseRow]:
    """Both locked, the lower id first, so that no two who link them wait for each other."""
    found = {}
    for each in sorted((case_id, other_id)):
        found[each] = await session.lock(visible_to(caller).where(CaseRow.id == each))
    row, other = found[case_id], found[other_id]
    if row.platform_id != other.platform_id:
        raise NotFound  # also for those who see all: platforms have nothing in common here
    return row, other


def _same(mine: Papers, theirs: Papers) -> bool:
    """By the platform's own name of the respondent; of one who is erased nothing is known."""
    if mine.respondent is None or theirs.respondent is None:
        return False
    return blind.code(mine.respondent.external_id) == blind.code(theirs.respondent.external_id)


def _keep(
    session: Session, row: CaseRow, other: CaseRow | None, facts: Sequence[Fact], now: datetime
) -> None:
    record(session, row, facts, now)
    for fact in facts:
        if isinstance(fact, CaseLinked):
            grouped = fact.kind is LinkKind.GROUP
            kept = LinkRow(
                case_id=row.id,
                link=fact.link,
                kind=fact.kind,
                other_id=None if grouped or other is None else other.id,
                made_at=fact.occurred_at,
            )
            session.add(kept)
        elif isinstance(fact, CaseUnlinked):
            session.changes.delete(TABLE, {"case_id": row.id, "link": fact.link})
