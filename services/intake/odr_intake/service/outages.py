"""Outages of ours: what of the cases would have ended in one is spared it."""

from datetime import datetime
from functools import partial

from odr_intake.domain import outages as domain
from odr_intake.models.cases import CaseRow
from odr_intake.queries import cases as queries
from odr_intake.service.cases import record
from odr_rules.outages import Outage
from odr_shared.db import Database, Session
from odr_shared.sweeping import Sweep, Swept, until_done


async def allow(database: Database, outage: Outage) -> Swept:
    """Extend every period of ours that would have ended in the outage; twice is as once."""

    def spare(session: Session, row: CaseRow, now: datetime) -> bool:
        facts = domain.allow(row.state, outage, now)
        record(session, row, facts, now)
        return bool(facts)

    due = partial(queries.ending_in, outage=outage)
    return await until_done(database, Sweep(CaseRow, due, spare, "cannot be spared an outage"))
