"""What is owed after the end of a case, read and performed: lock, decide, record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias
from uuid import UUID

from odr_intake.domain import confirming, performing
from odr_intake.domain.cases import Case, follow
from odr_intake.domain.facts import DecisionStated, DisputeStated
from odr_intake.domain.obligations import Obligation
from odr_intake.domain.performing import Owed
from odr_intake.models.cases import CaseRow
from odr_intake.models.obligations import PerformanceRow
from odr_intake.models.sealing import CASE
from odr_intake.queries.cases import visible_to
from odr_intake.queries.obligations import performances
from odr_intake.service import references
from odr_intake.service.cases import find, record
from odr_shared.blind import code
from odr_shared.callers import Caller, Kind
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_remedies import (
    PerformanceConfirmed,
    PerformanceDisputed,
    PerformanceRejected,
    PerformanceReported,
)
from odr_shared.db import Keys, Session
from odr_shared.money import Money
from odr_shared.moves import Actor, Move, acting, legal

Decide: TypeAlias = Callable[[Case, Actor, datetime], list[Fact]]
ELSEWHERE: Final = frozenset(
    {
        *("wrong_state", "not_permitted", "case_over", "performed_already"),
        *("in_instalments", "instalments_not_allowed", "performance_open"),
    }
)
"""Why a move is not shown at all: it is another's, or there is nothing about which to make it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one part, open again; none where nothing was, or `erased`."""

    reference: str | None
    dispute: str | None
    decision: str | None


@dataclass(frozen=True, slots=True)
class Owing:
    """A case's obligations, with what was said of their parts, by `(number, part)`."""

    row: CaseRow
    said: Mapping[tuple[int, int], Said]


async def read(session: Session, caller: Caller, case_id: UUID) -> Owing:
    row = await find(session, caller, case_id)
    rows = await performances(session, row.id) if row.obligations else []
    return _owing(row, rows, session.known_keys(case_id))


async def report(
    session: Session,
    caller: Caller,
    case_id: UUID,
    number: int,
    on_behalf_of: UUID | None,
    amount: Money | None,
    reference: str | None,
    now: datetime,
) -> Owing:
    """Report a performance; the reference is kept sealed, and known again by its digest alone."""
    row, keys, at = await _locked(session, caller, case_id, now)
    mark = None if reference is None else _mark(keys, reference)
    actor = acting(caller, on_behalf_of)
    facts = performing.report(row.state, actor, number, amount, mark, at)
    rows = list(await performances(session, case_id))
    for fact in facts:
        if isinstance(fact, PerformanceReported):
            rows.append(said := PerformanceRow(case_id=case_id, number=number, part=fact.part))
            said.reference = said.dispute_text = said.decision_text = None
            if reference is not None:
                of = performing.owed(row.state, number).obligation
                said.reference = keys.seal(str(of.debtor), reference, _place(said, "reference"))
                if amount is not None:
                    await references.note(session, row, of, fact.part, reference)
            session.add(said)
    record(session, row, follow(row.state, facts), now)
    return _owing(row, rows, keys)


def _mark(keys: Keys, reference: str) -> str:
    """Equal for equal references of one case, however they are spelled; 128 bits of its key's."""
    return keys.key(CASE).digest(f"reference\0{code(reference)}".encode())[:16].hex()


async def decide(
    session: Session,
    caller: Caller,
    case_id: UUID,
    on_behalf_of: UUID | None,
    now: datetime,
    command: Decide,
) -> Owing:
    """Any other command about an obligation; what is said with it is kept beside its part."""
    row, keys, at = await _locked(session, caller, case_id, now)
    before = row.state
    facts = command(before, acting(caller, on_behalf_of), at)
    rows = {(each.number, each.part): each for each in await performances(session, case_id)}
    for about, column, keeper, text in _worded(before, facts):
        said = rows[about]
        setattr(said, column, keys.seal(keeper, text, _place(said, column)))
    record(session, row, follow(before, facts), now)
    return _owing(row, list(rows.values()), keys)


def _worded(case: Case, facts: Sequence[Fact]) -> list[tuple[tuple[int, int], str, str, str]]:
    """Of which part something was said, in which column, under whose key, and what."""
    found = []
    text = next((f for f in facts if isinstance(f, DisputeStated | DecisionStated)), None)
    if text is None:
        return []
    column = "dispute_text" if isinstance(text, DisputeStated) else "decision_text"
    for fact in facts:
        if isinstance(fact, PerformanceDisputed | PerformanceConfirmed | PerformanceRejected):
            found.append(((fact.number, fact.part), column, text.keeper, text.texts[0]))
    return found


async def _locked(
    session: Session, caller: Caller, case_id: UUID, now: datetime
) -> tuple[CaseRow, Keys, datetime]:
    row = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    return row, await session.keys(case_id), session.heads["case", case_id].at(now)


def _owing(row: CaseRow, rows: Sequence[PerformanceRow], keys: Keys) -> Owing:
    known = {each.number: each for each in row.obligations}
    return Owing(row, {(r.number, r.part): _opened(r, known[r.number], keys) for r in rows})


def _opened(row: PerformanceRow, obligation: Obligation, keys: Keys) -> Said:
    def read(column: str, keeper: str) -> str | None:
        sealed: bytes | None = getattr(row, column)
        return None if sealed is None else keys.unseal(keeper, sealed, _place(row, column))

    return Said(
        reference=read("reference", str(obligation.debtor)),
        dispute=read("dispute_text", str(obligation.creditor)),
        decision=read("decision_text", CASE),
    )


def _place(row: PerformanceRow, column: str) -> str:
    return f"performances.{column}/{row.case_id}/{row.number}/{row.part}"


def legal_moves(caller: Caller, row: CaseRow, obligation: Obligation, now: datetime) -> list[Move]:
    """What the caller may do about it now, by the commands' own guards."""
    parties, at = (row.claimant, row.respondent), row.clock_now or now
    guards = confirming.DECISIONS if caller.kind is Kind.STAFF else confirming.MOVES
    found = legal(caller, "cases:write", guards, Owed(row.state, obligation), parties, at)
    return [m for m in found if m.refusal is None or m.refusal.code not in ELSEWHERE]
