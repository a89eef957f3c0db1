"""The commands of a case after its filing: lock, decide, record."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from odr_intake.domain import mandates, pausing
from odr_intake.domain.cases import Case, follow
from odr_intake.domain.facts import AnswerStated
from odr_intake.models.cases import CaseRow
from odr_intake.models.sealing import Papers, seal_answer, unseal
from odr_intake.queries import mandates as held
from odr_intake.queries.cases import visible_to
from odr_intake.service import searching
from odr_intake.service.cases import record
from odr_shared.callers import Caller
from odr_shared.contracts import Fact
from odr_shared.contracts.intake import CaseAnswered
from odr_shared.db import Session
from odr_shared.errors import NotFound
from odr_shared.mandates import Mandate, must_cover
from odr_shared.moves import Actor, acting

Decide: TypeAlias = Callable[[Case, Actor, datetime], list[Fact]]


async def decide(
    session: Session,
    caller: Caller,
    case_id: UUID,
    on_behalf_of: UUID | None,
    now: datetime,
    command: Decide,
    name: str = "",
) -> tuple[CaseRow, Papers]:
    """Lock the case, let the domain decide, and record what it answers with.

    By its `name` a representative's mandate covers the command, or does not.
    """
    row = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    at = session.heads["case", case_id].at(now)
    mandate = await covering(session, caller, case_id, name, at)
    brought, case = pausing.by_its_clock(row.state, at)
    facts = command(case, acting(caller, on_behalf_of, mandated=mandate is not None), at)
    if mandate is not None and facts:
        facts = [mandates.acted(mandate, name, at), *facts]
    facts = follow(row.state, [*brought, *facts])
    keys = await session.keys(case_id)
    for fact in facts:
        if isinstance(fact, CaseAnswered):
            row.answer_text = None  # of an answer before
        if isinstance(fact, AnswerStated):
            seal_answer(row, keys, _only(fact.texts))
    had_ended = row.outcome is not None
    record(session, row, facts, now)
    papers = unseal(row, keys)
    if had_ended and row.outcome is None:
        await searching.reopen(session, row, papers)
    return row, papers


async def covering(
    session: Session, caller: Caller, case_id: UUID, name: str, at: datetime
) -> Mandate | None:
    """The mandate of a representative, looked at under the case's lock."""
    if caller.mandate_id is None:
        return None
    found = await held.one(session, case_id, caller.mandate_id)
    if found is None:
        raise NotFound  # its case can be seen by its own party's representative alone
    must_cover(found.state, name, at)
    return found.state


def _only(texts: Sequence[str]) -> str:
    (text,) = texts
    return text
