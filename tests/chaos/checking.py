"""The one checker of all fault tests: what clients were told against what both services hold.

I1 what was acknowledged is there; I2 what was refused is not, and what nobody knows is there
once or not at all; I3 each fact has one effect; I4 in order; I5 histories are whole and lead to
the state that is stored; I6 no case is where the rules do not lead; I7 money stays what it was;
I8 nothing waits.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, pairwise
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from tests.chaos.journal import End, Journal, Operation

from odr_intake.domain import cases
from odr_intake.models.cases import CaseRow
from odr_negotiation import domain as negotiation
from odr_negotiation.models import NegotiationRow
from odr_shared import outbox
from odr_shared.db import Database


class Kind(StrEnum):
    LOST = "lost"
    DOUBLED = "doubled"
    REORDERED = "reordered"
    STUCK = "stuck"


@dataclass(frozen=True)
class Finding:
    kind: Kind
    invariant: str
    what: str


Row = Mapping[str, Any]
Histories = Mapping[UUID, Sequence[Row]]

HISTORY: Final = """SELECT subject, version, sequence, type, data::text AS data FROM history
    WHERE platform_id = $1 AND subject_kind = 'case' ORDER BY subject, version"""
HEADS: Final = """SELECT subject, version, sequence, parked FROM heads
    WHERE platform_id = $1 AND subject_kind = 'case'"""
ANSWERS: Final = "SELECT key, status FROM answers WHERE caller = $1"
CURSORS: Final = """SELECT subject, sequence, waiting, parked FROM cursors
    WHERE subject = ANY ($1::uuid[])"""
WAITING: Final = """SELECT
    (SELECT count(*) FROM unsent WHERE subject = ANY ($1::uuid[])) AS unsent,
    (SELECT count(*) FROM held WHERE subject = ANY ($1::uuid[])) AS held"""
LEFT: Final = "SELECT (SELECT count(*) FROM unsent) + (SELECT count(*) FROM held)"
LETTERS: Final = "SELECT value FROM dead_letters"
OWED: Final = """SELECT
    (SELECT count(*) FROM webhook_events WHERE platform_id = $1 AND position IS NULL)
    + (SELECT count(*) FROM webhook_deliveries d JOIN webhook_endpoints e
       ON e.id = d.endpoint_id WHERE e.platform_id = $1 AND d.status <> 'delivered')"""
EVENTS: Final = """SELECT e.id, e.case_id, e.version, e.type FROM webhook_events e
    WHERE e.platform_id = $1 AND e.case_id IS NOT NULL ORDER BY e.case_id, e.version, e.owed"""

SAYS: Final = {
    "file": {"intake.case_filed.v1"},
    "serve": {"intake.notice_served.v1"},
    "answer": {"intake.case_answered.v1"},
    "withdraw": {"intake.withdraw_requested.v1", "intake.case_closed.v1"},
    "offer": {"negotiation.offer_made.v1"},
    "accept": {"negotiation.ended.v1"},
    "decline": {"negotiation.ended.v1"},
}
OURS: Final = frozenset({"file", "serve", "answer", "withdraw"})
"""What intake is asked for; the rest is negotiation's."""

FOLLOWS: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset({"case_filed", "opened"}),
    "case_filed": frozenset({"claims_stated"}),
    "claims_stated": frozenset({"notice_served", "case_closed"}),
    "notice_served": frozenset({"case_answered", "case_closed"}),
    "case_answered": frozenset({"answer_stated", "stage_opened", "case_closed"}),
    "answer_stated": frozenset({"stage_opened", "case_closed"}),
    "stage_opened": frozenset({"offer_heard", "withdraw_requested", "case_closed"}),
    "withdraw_requested": frozenset({"offer_heard", "withdraw_void", "case_closed"}),
    "offer_heard": frozenset({"offer_heard", "withdraw_requested", "withdraw_void", "case_closed"}),
    "withdraw_void": frozenset({"case_closed"}),
    "case_closed": frozenset({"remedy_ordered"}),
    "remedy_ordered": frozenset({"remedy_ordered"}),
    "opened": frozenset({"offer_made", "ended"}),
    "offer_made": frozenset({"offer_made", "ended"}),
    "ended": frozenset(),
}
"""Which fact may come after which: after an end only what it brings to be owed."""
BY_TIME: Final = frozenset({"default", "lapsed"})
"""Ends that only a deadline brings, and in no run of ours does one pass."""


@dataclass(frozen=True)
class Told:
    """A webhook as its receiver got it, in the order of arrival."""

    id: str
    case: UUID


class Checker:
    def __init__(self, intake: Database, talks: Database, journal: Journal) -> None:
        self._intake, self._talks, self._journal = intake, talks, journal
        self.found: list[Finding] = []

    def _say(self, kind: Kind, invariant: str, what: str) -> None:
        self.found.append(Finding(kind, invariant, what))

    async def check(
        self, told: Sequence[Told] | None = None, dead_letters: Set[bytes] = frozenset()
    ) -> list[Finding]:
        """All of it; `told` are the webhooks, if received, `dead_letters` what was malformed."""
        self.found = []
        ours, theirs = await self._histories(self._intake), await self._histories(self._talks)
        await self._acknowledged(ours, theirs)
        self._effects(ours, theirs)
        for histories in (ours, theirs):
            self._whole(histories)
        await self._replayed(ours, theirs)
        self._money(ours, theirs)
        await self._cursors(ours, theirs)
        await self._nothing_waits([*ours])
        if lacking := len(dead_letters - await self.letters()):
            self._say(Kind.LOST, "I8", f"{lacking} malformed records are not kept")
        await self._owed(ours)
        if told is not None:
            await self._webhooks(told)
        return self.found

    async def is_at_rest(self) -> bool:
        """Nothing unsent, held or owed, and each has heard all that the other said."""
        self.found = []
        ours, theirs = await self._histories(self._intake), await self._histories(self._talks)
        await self._cursors(ours, theirs)
        await self._nothing_waits([*ours])
        await self._owed(ours)
        return not any(each.kind is Kind.STUCK for each in self.found)

    async def left(self) -> int:
        """How much is unsent, held or owed: quick to say, and not all of what rest is."""
        left = 0
        for database in (self._intake, self._talks):
            (row,) = await self._fetch(database, LEFT)
            left += sum(row.values())
        (row,) = await self._fetch(self._intake, OWED, self._journal.platform)
        return left + sum(row.values())

    async def _fetch(self, database: Database, sql: str, *values: Any) -> list[Row]:
        async with database.reading() as session:
            return [dict(row) for row in await session.driver.fetch(sql, *values)]

    async def _histories(self, database: Database) -> Histories:
        found = defaultdict[UUID, list[Row]](list)
        for row in await self._fetch(database, HISTORY, self._journal.platform):
            found[row["subject"]].append(row)
        return found

    # I1, I2: commands.

    async def _acknowledged(self, ours: Histories, theirs: Histories) -> None:
        done = {True: set[bytes](), False: set[bytes]()}
        for mine, database in ((True, self._intake), (False, self._talks)):
            rows = await self._fetch(database, ANSWERS, self._journal.platform)
            done[mine] = {row["key"] for row in rows}
        committed = Counter[tuple[UUID | None, str]]()
        for op in self._journal.operations:
            mine = op.what in OURS
            history = (ours if mine else theirs).get(op.case, ()) if op.case else ()
            if not op.is_command:
                self._read(op, ours, theirs)
                continue
            stored = op.digest in done[mine]
            committed[op.case if op.what != "file" else None, op.what] += stored
            if op.end is End.OK and not stored:
                self._say(Kind.LOST, "I1", f"{op.what} of {op.case}: acknowledged, not there")
            if op.end is End.OK and not _states(history, op):
                self._say(Kind.LOST, "I1", f"{op.what} of {op.case}: no fact at {op.version}")
            if op.end is End.FAIL and stored:
                self._say(Kind.DOUBLED, "I2", f"{op.what} of {op.case}: {op.code}, yet done")
        self._counted(committed, ours, theirs)
        self._in_real_time()

    def _read(self, op: Operation, ours: Histories, theirs: Histories) -> None:
        known = max((len(h.get(op.case, ())) for h in (ours, theirs) if op.case), default=0)
        if op.end is End.OK and op.version is not None and op.version > known:
            self._say(Kind.LOST, "I1", f"{op.case} was read at {op.version}, is at {known}")

    def _counted(
        self, committed: Counter[tuple[UUID | None, str]], ours: Histories, theirs: Histories
    ) -> None:
        """As many facts as commands done: one more was done twice, one less not at all."""
        self._same("I2", "cases", committed[None, "file"], len(ours))
        for case in ours:
            kinds = Counter(row["type"] for row in ours[case])
            made = Counter(row["type"] for row in theirs.get(case, ()))
            self._same("I2", f"answers in {case}", committed[case, "answer"], kinds[_A])
            offers = made["negotiation.offer_made.v1"]
            self._same("I2", f"offers in {case}", committed[case, "offer"], offers)
            ends = [_data(r) for r in theirs.get(case, ()) if r["type"] == "negotiation.ended.v1"]
            for what, outcome in (("accept", "settled"), ("decline", "declined")):
                seen = sum(end["outcome"] == outcome for end in ends)
                self._same("I2", f"{what} in {case}", committed[case, what], seen)

    def _same(self, invariant: str, what: str, asked: int, there: int) -> None:
        if asked != there:
            kind = Kind.LOST if there < asked else Kind.DOUBLED
            self._say(kind, invariant, f"{what}: {asked} done, {there} there")

    def _in_real_time(self) -> None:
        """What ended before another began has the lower version (linearizable, by case)."""
        by_case = defaultdict[tuple[UUID | None, bool], list[Operation]](list)
        for op in self._journal.operations:
            # A command asked for again may have been done long before it was answered.
            if op.end is End.OK and op.is_command and op.version is not None:
                by_case[op.case, op.what in OURS].append(op)
        for (case, _), ops in by_case.items():
            ops.sort(key=lambda op: op.version or 0)
            for earlier, later in combinations(ops, 2):
                if later.ended < earlier.invoked:
                    what = f"{case}: {later.what} ended before {earlier.what} began, yet is later"
                    self._say(Kind.REORDERED, "I4", what)

    # I3, I4: what one service's facts do in the other.

    def _effects(self, ours: Histories, theirs: Histories) -> None:
        for case in {*ours, *theirs}:
            mine, other = ours.get(case, ()), theirs.get(case, ())
            self._once(case, _of(mine, "intake.stage_opened.v1"), _of(other, _OPENED))
            self._once(case, _of(other, "negotiation.ended.v1"), _of(mine, _CLOSED), _of(mine, _O))
            offered = [_data(row)["offer_id"] for row in _of(other, "negotiation.offer_made.v1")]
            heard = [_data(row)["offer_id"] for row in _of(mine, "intake.offer_heard.v1")]
            self._lists("I3", f"offers heard of in {case}", offered, heard)
            if _of(mine, "intake.withdraw_requested.v1") and not _of(other, "negotiation.ended.v1"):
                self._say(Kind.LOST, "I3", f"{case}: asked to withdraw, and the stage is open")

    def _once(
        self, case: UUID, causes: Sequence[Row], effects: Sequence[Row], if_: Sequence[Row] = ()
    ) -> None:
        # Without a stage a case is closed by itself.
        if (causes or if_) and len(causes) != len(effects):
            kind = Kind.LOST if len(effects) < len(causes) else Kind.DOUBLED
            self._say(kind, "I3", f"{case}: {len(causes)} facts, {len(effects)} effects")

    def _lists(self, invariant: str, what: str, said: list[Any], heard: list[Any]) -> None:
        if said == heard:
            return
        if Counter(said) == Counter(heard):
            self._say(Kind.REORDERED, "I4", what)
        elif Counter(heard) - Counter(said):
            self._say(Kind.DOUBLED, invariant, what)
        else:
            self._say(Kind.LOST, invariant, what)

    # I5, I6, I7: each history by itself.

    def _whole(self, histories: Histories) -> None:
        for case, history in histories.items():
            versions = [row["version"] for row in history]
            self._lists("I5", f"versions of {case}", [*range(1, len(history) + 1)], versions)
            public = [row["sequence"] for row in history if row["sequence"] is not None]
            self._lists("I5", f"numbers of {case}", [*range(1, len(public) + 1)], public)
            names = [row["type"].split(".")[1] for row in history]
            for before, after in pairwise(["", *names]):
                if after not in FOLLOWS[before]:
                    kind = Kind.DOUBLED if after == before else Kind.REORDERED
                    self._say(kind, "I6", f"{case}: {after} after {before or 'nothing'}")
            for row in history:
                if _data(row).get("outcome") in BY_TIME:
                    self._say(Kind.REORDERED, "I6", f"{case}: a deadline fired before its time")

    async def _replayed(self, ours: Histories, theirs: Histories) -> None:
        model: Any  # either's, and their facts with it
        evolve: Any
        for database, model, evolve, known, histories in (
            (self._intake, CaseRow, cases.evolve, cases.FACTS, ours),
            (self._talks, NegotiationRow, negotiation.evolve, negotiation.FACTS, theirs),
        ):
            async with database.reading() as session:
                mine = select(model).where(model.platform_id == self._journal.platform)
                rows: dict[UUID, Any] = {row.subject: row for row in await session.scalars(mine)}
                for case in {*rows, *histories}:
                    row, history = rows.get(case), histories.get(case, ())
                    if row is None or not history:
                        lacks = "history" if row else "row"
                        self._say(Kind.LOST, "I5", f"{case} has no {lacks}")
                        continue
                    facts = await outbox.facts(session, "case", case, known)
                    try:
                        same: bool = evolve(None, facts) == row.state
                    except TypeError:
                        same = False
                    if not same or row.version != history[-1]["version"]:
                        self._say(Kind.LOST, "I5", f"{case}: its history leads elsewhere")
            heads = await self._fetch(database, HEADS, self._journal.platform)
            for head in heads:
                history = histories.get(head["subject"], ())
                last = history[-1]["version"] if history else 0
                self._same("I5", f"version of {head['subject']}", head["version"], last)
                if head["parked"]:
                    self._say(Kind.STUCK, "I8", f"{head['subject']} is parked")

    def _money(self, ours: Histories, theirs: Histories) -> None:
        settled, paid = 0, 0
        for case, history in ours.items():
            ends = [_data(row) for row in _of(theirs.get(case, ()), "negotiation.ended.v1")]
            for closed in map(_data, _of(history, _CLOSED)):
                due = None
                if closed["outcome"] == "settled" and ends:
                    due = ends[0]["amount"]
                if closed["outcome"] == "admitted":
                    due = _data(history[0])["claimed"]
                if closed["amount"] != due:
                    self._say(Kind.LOST, "I7", f"{case}: {closed['amount']} is owed for {due}")
                if closed["outcome"] == "settled":
                    paid += closed["amount"]["amount"]
            settled += sum(end["amount"]["amount"] for end in ends if end["outcome"] == "settled")
        if settled != paid:
            kind = Kind.LOST if paid < settled else Kind.DOUBLED
            self._say(kind, "I7", f"settled for {settled} in all, owed {paid}")

    # I8: what is still on its way.

    async def _cursors(self, ours: Histories, theirs: Histories) -> None:
        for database, said in ((self._talks, ours), (self._intake, theirs)):
            heard = await self._fetch(database, CURSORS, [*said])
            cursors = {row["subject"]: row for row in heard}
            for case, history in said.items():
                public = sum(row["sequence"] is not None for row in history)
                cursor = cursors.get(case, {"sequence": 0, "waiting": 0, "parked": False})
                if cursor["sequence"] < public or cursor["waiting"] or cursor["parked"]:
                    self._say(Kind.STUCK, "I8", f"{case}: heard {cursor}, said {public}")
                elif cursor["sequence"] > public:
                    self._say(Kind.LOST, "I3", f"{case}: heard {cursor['sequence']} of {public}")

    async def _nothing_waits(self, subjects: Iterable[UUID]) -> None:
        for database in (self._intake, self._talks):
            (row,) = await self._fetch(database, WAITING, list(subjects))
            for name in ("unsent", "held"):
                if row[name]:
                    self._say(Kind.STUCK, "I8", f"{row[name]} facts {name}")

    async def letters(self) -> set[bytes]:
        """The malformed records that either service has kept."""
        both = (self._intake, self._talks)
        rows = [row for each in both for row in await self._fetch(each, LETTERS)]
        return {bytes(row["value"]) for row in rows}

    async def _owed(self, ours: Histories) -> None:
        (row,) = await self._fetch(self._intake, OWED, self._journal.platform)
        (owed,) = row.values()
        if owed:
            self._say(Kind.STUCK, "I8", f"{owed} webhooks are owed")
        events = await self._fetch(self._intake, EVENTS, self._journal.platform)
        closed = Counter(row["case_id"] for row in events if row["type"] == "case.closed")
        for case, history in ours.items():
            self._same("I3", f"case.closed of {case}", len(_of(history, _CLOSED)), closed[case])

    async def _webhooks(self, told: Sequence[Told]) -> None:
        """Each id arrives, for each case in its order; a copy has the id of the first."""
        events = await self._fetch(self._intake, EVENTS, self._journal.platform)
        owed = defaultdict[UUID, list[str]](list)
        for row in events:
            owed[row["case_id"]].append(str(row["id"]))
        arrived = defaultdict[UUID, dict[str, None]](dict)
        for each in told:
            arrived[each.case].setdefault(each.id)
        for case in {*owed, *arrived}:
            self._lists("I3", f"webhooks of {case}", owed[case], [*arrived[case]])


_OPENED: Final = "negotiation.opened.v1"
_CLOSED: Final = "intake.case_closed.v1"
_O: Final = "intake.stage_opened.v1"
_A: Final = "intake.case_answered.v1"


def _of(history: Sequence[Row], type_: str) -> list[Row]:
    return [row for row in history if row["type"] == type_]


def _data(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row["data"])
    return found


def _states(history: Sequence[Row], op: Operation) -> bool:
    """Is there a fact that says what was acknowledged, no later than the version it was told?"""
    return any(
        row["type"] in SAYS[op.what] and row["version"] <= (op.version or 0) for row in history
    )
