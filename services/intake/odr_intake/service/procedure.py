"""The commands of a case after its filing: lock, decide, record."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from odr_intake.domain.cases import Case, follow
from odr_intake.domain.facts import AnswerStated
from odr_intake.models.cases import CaseRow
from odr_intake.models.sealing import Papers, seal_answer, unseal
from odr_intake.queries.cases import visible_to
from odr_intake.service import searching
from odr_intake.service.cases import record
from odr_shared.callers import Caller
from odr_shared.contracts import Fact
from odr_shared.db import Session
from odr_shared.moves import Actor, acting

Decide: TypeAlias = Callable[[Case, Actor, datetime], list[Fact]]


async def decide(
    session: Session,
    caller: Caller,
    case_id: UUID,
    on_behalf_of: UUID | None,
    now: datetime,
    command: Decide,
) -> tuple[CaseRow, Papers]:
    """Lock the case, let the domain decide, and record what it answers with."""
    row = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    at = session.heads["case", case_id].at(now)
    facts = follow(row.state, command(row.state, acting(caller, on_behalf_of), at))
    keys = await session.keys(case_id)
    for fact in facts:
        if isinstance(fact, AnswerStated):
            seal_answer(row, keys, _only(fact.texts))
    had_ended = row.outcome is not None
    record(session, row, facts, now)
    papers = unseal(row, keys)
    if had_ended and row.outcome is None:
        await searching.reopen(session, row, papers)
    return row, papers


def _only(texts: Sequence[str]) -> str:
    (text,) = texts
    return text
