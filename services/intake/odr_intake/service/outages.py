"""Outages of ours: what of the cases would have ended in one is spared it."""

from collections.abc import Sequence
from datetime import datetime

from odr_intake.domain import outages as domain
from odr_intake.models.cases import CaseRow
from odr_intake.queries import cases as queries
from odr_intake.service.cases import record
from odr_rules.outages import Outage
from odr_shared.db import Database, Session
from odr_shared.sweeping import Due, Swept, sweep

AT_ONCE = 200


async def allow(database: Database, outage: Outage) -> Swept:
    """Extend every period of ours that would have ended in the outage; twice is as once."""

    async def page(session: Session, behind: Due) -> Sequence[Due]:
        return await queries.ending_in(session, outage, AT_ONCE, behind)

    def spare(session: Session, row: CaseRow, now: datetime) -> bool:
        facts = domain.allow(row.state, outage, now)
        record(session, row, facts, now)
        return bool(facts)

    return await sweep(database, CaseRow, page, spare)
