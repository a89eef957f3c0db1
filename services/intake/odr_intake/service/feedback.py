"""How fair a case was, taken down and shown: lock, decide, record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from pydantic import BaseModel

from odr_intake.domain import feedback as domain
from odr_intake.domain.facts import FeedbackGiven
from odr_intake.models.cases import CaseRow
from odr_intake.models.feedback import FeedbackRow
from odr_intake.queries.cases import visible_to
from odr_intake.queries.feedback import visible
from odr_intake.service.cases import find, record
from odr_shared.callers import Caller, Kind
from odr_shared.contracts import ERASED
from odr_shared.db import Keys, Session
from odr_shared.moves import acting


class Answer(BaseModel):
    """What is sealed of it."""

    rating: int
    text: str | None


GONE: Final = Answer(rating=0, text=ERASED)


@dataclass(frozen=True, slots=True)
class Feedback:
    party: UUID
    given_at: datetime
    rating: int | None
    """None: erased."""
    text: str | None
    """Its author's alone to read."""


async def rate(
    session: Session,
    caller: Caller,
    case_id: UUID,
    on_behalf_of: UUID | None,
    rating: int,
    text: str | None,
    now: datetime,
) -> tuple[CaseRow, Feedback]:
    row = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    at = session.heads["case", case_id].at(now)
    facts = domain.rate(row.state, acting(caller, on_behalf_of), rating, text, at)
    keys = await session.keys(case_id)
    kept = None
    for fact in facts:
        if isinstance(fact, FeedbackGiven):
            kept = FeedbackRow(case_id=case_id, party=fact.by, given_at=at)
            plain = Answer(rating=rating, text=text).model_dump_json()
            kept.answer = keys.seal(str(fact.by), plain, _place(kept))
            session.add(kept)
    record(session, row, facts, now)
    assert kept is not None  # noqa: S101  # the domain refuses, or answers with it
    return row, _opened(kept, keys, caller)


async def read(session: Session, caller: Caller, case_id: UUID) -> tuple[CaseRow, list[Feedback]]:
    row = await find(session, caller, case_id)
    keys = session.known_keys(case_id)
    found: Sequence[FeedbackRow] = await visible(session, caller, case_id)
    return row, [_opened(each, keys, caller) for each in found]


def _opened(row: FeedbackRow, keys: Keys, caller: Caller) -> Feedback:
    plain = keys.unseal(str(row.party), row.answer, _place(row))
    answer = GONE if plain == ERASED else Answer.model_validate_json(plain)
    own = caller.kind is Kind.PARTY and caller.id == row.party
    text = answer.text if own else None
    return Feedback(row.party, row.given_at, answer.rating or None, text)


def _place(row: FeedbackRow) -> str:
    return f"feedback.answer/{row.case_id}/{row.party}"
