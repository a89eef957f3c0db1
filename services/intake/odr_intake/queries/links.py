"""Which cases belong to one, as far as the caller may see them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

from odr_intake.domain.linking import MOST_LINKS, MOST_MEMBERS
from odr_intake.models.cases import CaseRow
from odr_intake.models.links import LinkRow
from odr_intake.queries.cases import SEALED, visible_to
from odr_shared.callers import Caller
from odr_shared.contracts.intake_links import LinkKind
from odr_shared.db import Session

Seen = tuple[LinkRow, CaseRow]
"""A link, and the case at its other end."""


async def linked(session: Session, case_id: UUID, other_id: UUID) -> bool:
    """Whether the two are linked, in whatever way but by a group."""
    found = select(LinkRow.link).where(LinkRow.case_id == case_id, LinkRow.other_id == other_id)
    return await session.scalar(found) is not None


async def find(session: Session, case_id: UUID, link: UUID) -> LinkRow | None:
    found = select(LinkRow).where(LinkRow.case_id == case_id, LinkRow.link == link)
    row: LinkRow | None = await session.scalar(found)
    return row


async def members(session: Session, group: UUID) -> Sequence[UUID]:
    found = select(LinkRow.case_id).where(LinkRow.link == group).order_by(LinkRow.case_id)
    return (await session.scalars(found.limit(MOST_MEMBERS))).all()


async def seen(session: Session, caller: Caller, case_id: UUID) -> list[Seen]:
    """Its links, oldest first, each with a case that the caller may see."""
    own = select(LinkRow).where(LinkRow.case_id == case_id).limit(MOST_LINKS)
    rows = (await session.scalars(own.order_by(LinkRow.made_at, LinkRow.link))).all()
    ends: list[tuple[LinkRow, UUID]] = []
    for row in rows:
        if row.kind is LinkKind.GROUP:
            others = await members(session, row.link)
            ends += [(row, each) for each in others if each != case_id]
        elif row.other_id is not None:
            ends.append((row, row.other_id))
    if not ends:
        return []
    sealed = [defer(column, raiseload=True) for column in SEALED]
    theirs = visible_to(caller).where(CaseRow.id.in_({end for _, end in ends})).options(*sealed)
    cases = {each.id: each for each in (await session.scalars(theirs)).all()}
    return [(row, cases[end]) for row, end in ends if end in cases]
