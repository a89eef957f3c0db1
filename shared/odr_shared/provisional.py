"""Deadlines that stand until holidays are published: found by the edition that they stand by."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from odr_rules.calendars import is_superseded
from odr_shared.db import Database, Session
from odr_shared.sweeping import FIRST, Change, Due, R, Sweep, once


@dataclass(frozen=True, slots=True)
class Provisional:
    """The table that has them in `provisional_by`, and its key: names of ours, never a caller's."""

    table: str
    key: str

    async def editions(self, session: Session) -> Sequence[str]:
        """By which editions of calendars they stand; one row is read of each."""
        found = list[str]()
        sql = (
            f"SELECT provisional_by FROM {self.table} WHERE provisional_by > $1"  # noqa: S608
            " ORDER BY provisional_by LIMIT 1"
        )
        while edition := await session.driver.fetchval(sql, found[-1] if found else ""):
            found.append(edition)
        return found

    async def page(
        self, session: Session, limit: int, behind: Due = FIRST, *, edition: str
    ) -> Sequence[Due]:
        """Those that stand by that edition; none held.

        They go by their ids alone: the time of each is the same.
        """
        rows = await session.driver.fetch(
            f"""SELECT {self.key} AS id FROM {self.table} t
                WHERE provisional_by = $1 AND {self.key} > $2 AND NOT (SELECT parked FROM heads h
                  WHERE h.subject_kind = 'case' AND h.subject = t.{self.key})
                ORDER BY {self.key} LIMIT $3""",  # noqa: S608
            *(edition, behind[1], limit),
        )
        return [(behind[0], row["id"]) for row in rows]


async def work_out_again(
    database: Database, kept: Provisional, model: type[R], change: Change[R]
) -> None:
    """Change what stands by an edition of which a later one is here now.

    Each look reads one row of each edition, and then what stands by an old one.
    """
    async with database.reading() as session:
        found = await kept.editions(session)
    for edition in filter(is_superseded, found):
        due = partial(kept.page, edition=edition)
        await once(database, Sweep(model, due, change, "cannot be recomputed"))
