"""Payments known again by their references, in every case of their platform."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from sqlalchemy import Table, inspect

from odr_intake.domain.cases import Case
from odr_intake.domain.obligations import Obligation
from odr_intake.domain.unperformed import ReferenceElsewhere
from odr_intake.models.cases import CaseRow
from odr_intake.models.references import ReferenceRow
from odr_shared.blind import code
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_remedies import RemedyCancelled
from odr_shared.db import Session
from odr_shared.errors import Refusal
from odr_shared.indexed import Field

TABLE: Final = cast(Table, inspect(ReferenceRow).local_table)
SLOTS: Final = (0, 1)
ABOUT: Final = "payment_reference"


async def note(session: Session, row: CaseRow, of: Obligation, part: int, reference: str) -> None:
    """Have the payment known; if another case has it already, the report is refused."""
    keys = await session.database.index_keys.indexes(row.platform_id, row.mode)
    digests = [key.digest(Field.PAYMENT_REFERENCE, code(reference)) for key in keys]
    for key, digest in zip(keys, digests, strict=True):
        about = {"case_id": row.id, "number": of.number, "part": part, "slot": key.slot}
        whose = {"party": of.debtor, "platform_id": row.platform_id, "mode": row.mode}
        session.changes.insert(TABLE, about | whose | {"digest": digest})
    session.info[ABOUT] = row.platform_id, row.mode, digests


def release(session: Session, row: CaseRow, before: Case, facts: Sequence[Fact]) -> None:
    """What was cancelled before it counted may be reported of something else."""
    gone = {fact.number for fact in facts if isinstance(fact, RemedyCancelled)}
    for each in before.obligations:
        for part in each.parts if each.number in gone and each.amount else ():
            for slot in SLOTS if part.ended_at is None else ():
                about = {"case_id": row.id, "number": each.number, "part": part.number}
                session.changes.delete(TABLE, about | {"slot": slot})


async def counted_elsewhere(session: Session, info: Mapping[Any, Any]) -> Refusal | None:
    """Why the report is refused; None: what was in its way is gone, and it may come again."""
    found = await session.driver.fetchval(
        "SELECT 1 FROM payment_references WHERE platform_id = $1 AND mode = $2"
        " AND digest = ANY ($3::bytea[]) LIMIT 1",
        *info[ABOUT],
    )
    return ReferenceElsewhere("/reference") if found else None
