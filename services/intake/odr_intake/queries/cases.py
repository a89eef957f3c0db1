"""Which cases can be read, and by whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, exists, false, func, select

from odr_intake.models.cases import CaseRow
from odr_intake.models.mandates import MandateRow
from odr_rules.outages import Outage
from odr_shared.callers import Caller, Kind
from odr_shared.db import Reading, Session
from odr_shared.http import Ground
from odr_shared.provisional import Provisional
from odr_shared.sweeping import FIRST, Due

GRACE = timedelta(seconds=10)
"""A command received in time may still be under way; no statement takes longer."""
SEALED = (
    CaseRow.claimant_profile,
    CaseRow.respondent_profile,
    CaseRow.claims,
    CaseRow.answer_text,
    CaseRow.order,
    CaseRow.circumstances,
    CaseRow.notes,
)


def visible_to(caller: Caller) -> Select[CaseRow]:
    """The cases that the caller may know of; of others nothing is told, not that they exist."""
    cases = select(CaseRow).where(CaseRow.mode == caller.mode)
    match caller.kind:
        case Kind.PLATFORM:
            return cases.where(CaseRow.platform_id == caller.id)
        case Kind.PARTY:
            own = (CaseRow.claimant == caller.id) | (CaseRow.respondent == caller.id)
            mine = cases.where(CaseRow.id == caller.case_id, own)
            return mine if caller.mandate_id is None else mine.where(_mandated(caller))
        case Kind.STAFF if "caseworker" in caller.roles:
            return cases
        case _:
            return cases.where(false())


def _mandated(caller: Caller) -> ColumnElement[bool]:
    """Whether the mandate lets its representative see the case: until it ends, and not after."""
    now = func.coalesce(CaseRow.clock_now, func.statement_timestamp())
    return exists().where(
        MandateRow.id == caller.mandate_id,
        MandateRow.party == caller.id,
        MandateRow.case_id == CaseRow.id,
        MandateRow.since <= now,
        now < func.coalesce(MandateRow.revoked_at, MandateRow.until),
    )


READING: Final = Reading(CaseRow, visible_to)


def ground(caller: Caller) -> Ground:
    """Why the caller may read a case: the access line says it."""
    own = {Kind.PLATFORM: Ground.OWN_CASE, Kind.PARTY: Ground.PARTY_TO_CASE}
    return own.get(caller.kind, Ground.CASEWORKER)


async def overdue(session: Session, limit: int, behind: Due = FIRST) -> Sequence[Due]:
    """Cases whose respondent let the time go by and `GRACE` more, by Postgres's clock; none held.

    The time is the statement's, as an index cannot be searched for one that may change.
    """
    rows = await session.driver.fetch(
        """SELECT lapses_at, id FROM cases c WHERE lapses_at <= statement_timestamp() - $2::interval
           AND (lapses_at, id) > ($3, $4) AND NOT (SELECT parked FROM heads h
             WHERE h.subject_kind = 'case' AND h.subject = c.id)
           ORDER BY lapses_at, id LIMIT $1""",
        *(limit, GRACE, *behind),
    )
    return [(row["lapses_at"], row["id"]) for row in rows]


async def ending_in(session: Session, limit: int, behind: Due, *, outage: Outage) -> Sequence[Due]:
    """Cases of real time whose running period ends in the outage."""
    rows = await session.driver.fetch(
        """SELECT lapses_at, id FROM cases WHERE lapses_at > $2 AND lapses_at <= $3
           AND (lapses_at, id) > ($4, $5) AND (deadline->>'due_at')::timestamptz = lapses_at
           ORDER BY lapses_at, id LIMIT $1""",
        *(limit, outage.began, outage.ended, *behind),
    )
    return [(row["lapses_at"], row["id"]) for row in rows]


async def next_lapse(session: Session) -> datetime | None:
    """When the next case that is not held will be overdue, if nobody acts."""
    found: datetime | None = await session.driver.fetchval(
        """SELECT lapses_at + $1::interval FROM cases c WHERE lapses_at IS NOT NULL
           AND NOT (SELECT parked FROM heads h
             WHERE h.subject_kind = 'case' AND h.subject = c.id)
           ORDER BY lapses_at LIMIT 1""",
        GRACE,
    )
    return found


async def to_remind(session: Session, limit: int, behind: Due = FIRST) -> Sequence[Due]:
    """Cases in which somebody is to be reminded by now, by Postgres's clock; none that is held.

    None either whose time is over: what is late is no reminder.
    """
    rows = await session.driver.fetch(
        """SELECT reminds_at, id FROM cases c WHERE reminds_at <= statement_timestamp()
           AND due_at > statement_timestamp()
           AND (reminds_at, id) > ($2, $3) AND NOT (SELECT parked FROM heads h
             WHERE h.subject_kind = 'case' AND h.subject = c.id)
           ORDER BY reminds_at, id LIMIT $1""",
        *(limit, *behind),
    )
    return [(row["reminds_at"], row["id"]) for row in rows]


async def next_reminder(session: Session) -> datetime | None:
    """When somebody in a case that is not held is to be reminded, if nobody acts."""
    found: datetime | None = await session.driver.fetchval(
        """SELECT reminds_at FROM cases c WHERE reminds_at IS NOT NULL
           AND due_at > statement_timestamp() AND NOT (SELECT parked FROM heads h
             WHERE h.subject_kind = 'case' AND h.subject = c.id)
           ORDER BY reminds_at LIMIT 1"""
    )
    return found


PROVISIONAL: Final = Provisional("cases", "id")
"""Cases whose deadline stands until its holidays are published."""
