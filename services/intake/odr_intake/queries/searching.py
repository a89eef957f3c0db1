"""Cases that are looked for: found by an index, sorted, and page by page."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, aliased, defer

from odr_intake.domain.searching import BY_FILING, Sort, Wanted
from odr_intake.models.cases import CaseRow
from odr_intake.models.searching import BlindRow
from odr_intake.queries.cases import SEALED, visible_to
from odr_shared.callers import Caller
from odr_shared.db import Session
from odr_shared.http import Place
from odr_shared.indexed import Field

BY: Final[dict[str, InstrumentedAttribute[Any]]] = {
    "updated": CaseRow.updated_at,
    "due": CaseRow.due_at,
}


async def listed(
    session: Session, caller: Caller, wanted: Wanted, limit: int, behind: Place | None
) -> Sequence[CaseRow]:
    """Those that the caller may see, one more than `limit` if there are more."""
    found = _filtered(visible_to(caller), caller, wanted)
    found = _sorted(found, wanted.sort, behind).limit(limit + 1)
    sealed = [defer(column, raiseload=True) for column in SEALED]
    return (await session.scalars(found.options(*sealed))).all()


def place(row: CaseRow, sort: Sort) -> Place:
    return Place(row.id) if sort in BY_FILING else Place(row.id, getattr(row, BY[sort.by].key))


def _sorted(found: Select[CaseRow], sort: Sort, behind: Place | None) -> Select[CaseRow]:
    """By the column and the id, or by the id alone: ids are made in the order of filing."""
    by: list[InstrumentedAttribute[Any]] = [CaseRow.id]
    last: list[UUID | datetime | None] = [] if behind is None else [behind.id]
    if sort not in BY_FILING:
        by, last = [BY[sort.by], CaseRow.id], [] if behind is None else [behind.at, behind.id]
        found = found.where(BY[sort.by].is_not(None))
    if last:
        here: ColumnElement[Any] = tuple_(*by)
        there = tuple_(*last)
        found = found.where(here < there if sort.latest_first else here > there)
    return found.order_by(*(each.desc() if sort.latest_first else each.asc() for each in by))


def _filtered(found: Select[CaseRow], caller: Caller, wanted: Wanted) -> Select[CaseRow]:
    for column, value in (
        (CaseRow.reference, wanted.reference),
        (CaseRow.platform_id, wanted.platform_id),
        (CaseRow.assignee, wanted.assignee),
        (CaseRow.team, wanted.team),
        (CaseRow.stage, wanted.stage),
        (CaseRow.status, wanted.status),
        (CaseRow.outcome, wanted.outcome),
    ):
        if value is not None:
            found = found.where(column == value)
    if wanted.reason is not None:
        found = found.where(CaseRow.reasons.contains([wanted.reason]))
    if wanted.updated_since is not None:
        found = found.where(CaseRow.updated_at >= wanted.updated_since)
    if wanted.filed_from is not None:
        found = found.where(CaseRow.filed_at >= wanted.filed_from)
    if wanted.filed_to is not None:
        found = found.where(CaseRow.filed_at < wanted.filed_to)
    if wanted.order is not None:
        found = found.where(_holding(caller, wanted, {Field.ORDER_NUMBER: wanted.order}))
    if wanted.party:
        found = found.where(_holding(caller, wanted, wanted.party))
    return found


def _holding(caller: Caller, wanted: Wanted, digests: dict[Field, bytes]) -> ColumnElement[bool]:
    """The case has these digests, all of one subject; they are of one platform and mode."""

    def holds(row: type[BlindRow], kind: Field, digest: bytes) -> list[ColumnElement[bool]]:
        place = row.platform_id == wanted.platform_id, row.mode == caller.mode
        return [*place, row.kind == kind, row.digest == digest]

    (first, *others), row = digests.items(), aliased(BlindRow)
    found = select(row.case_id).where(*holds(row, *first))
    for each in others:
        other = aliased(BlindRow)
        same = (other.case_id == row.case_id) & (other.subject == row.subject)
        found = found.join(other, same).where(*holds(other, *each))
    return CaseRow.id.in_(found)


async def open_case(
    session: Session, platform_id: UUID, mode: str, digests: Sequence[bytes]
) -> UUID | None:
    """The case that is open about an order and a respondent with one of these digests."""
    found: UUID | None = await session.driver.fetchval(
        "SELECT case_id FROM blind_index WHERE platform_id = $1 AND mode = $2"
        " AND kind = 'open_order' AND digest = ANY ($3::bytea[]) LIMIT 1",
        platform_id,
        mode,
        digests,
    )
    return found
