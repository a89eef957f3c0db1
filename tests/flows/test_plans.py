"""Every list and every sweep finds its rows by an index, however many there are."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event
from tests.conftest import World

from odr_intake.domain.cases import CaseStatus
from odr_intake.domain.searching import Sort, Wanted
from odr_intake.queries import cases, clocks, searching
from odr_negotiation import queries as negotiations
from odr_shared import outbox, testing
from odr_shared.contracts.intake import Reason, Stage
from odr_shared.db import Database, Session
from odr_shared.http import Place
from odr_shared.indexed import Field

MANY, PLATFORMS = 20_000, 50
CURSOR = UUID("01ffffff-ffff-7fff-bfff-ffffffffffff")
Asked = tuple[str, tuple[Any, ...]]

# One in fifty is the platform's own, one in a hundred is closed, all are due some time.
CASES = {
    "id": "gen_random_uuid()",
    "reference": "n::text",
    "platform_id": f"CASE WHEN n % {PLATFORMS} = 0 THEN platform_id ELSE"
    f" md5((n % {PLATFORMS})::text)::uuid END",
    "claimant": "gen_random_uuid()",
    "status": "CASE WHEN n % 100 = 0 THEN 'closed' ELSE status END",
    "lapses_at": "now() + n * interval '1 minute'",
    "test_clock_id": "NULL",
    "clock_now": "NULL",
}
BLIND = {
    "case_id": "gen_random_uuid()",
    "platform_id": CASES["platform_id"],
    "kind": "(ARRAY['name', 'email', 'phone', 'order_number'])[1 + n % 4]",
    "digest": "sha256(n::text::bytea)",
}
NEGOTIATIONS = {"case_id": CASES["id"], "lapses_at": CASES["lapses_at"]}
HEADS = {"subject": CASES["id"], "parked": "n % 1000 = 0"}
HISTORY = {"id": CASES["id"], "subject": CASES["id"]}
CLOCKS = {"id": CASES["id"], "platform_id": CASES["platform_id"]}
Fill = tuple[str, dict[str, str], str, UUID]
"""A table, what differs from copy to copy, and the row that is copied: its key and id."""


async def fill(session: Session, table: str, other: dict[str, str], key: str, like: UUID) -> None:
    names = await session.driver.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass"
        " AND attnum > 0 AND NOT attisdropped",
        table,
    )
    columns = [row["attname"] for row in names]
    values = [other.get(name, name) for name in columns]
    await session.driver.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)}"  # noqa: S608
        f" FROM (SELECT * FROM {table} WHERE {key} = $1 LIMIT 1) t, generate_series(1, {MANY}) n",
        like,
    )
    await session.driver.execute(f"ANALYZE {table}")


@asynccontextmanager
async def filled(database: Database, *fills: Fill) -> AsyncIterator[Session]:
    """A session that sees so many rows, of which nothing is left afterwards."""
    async with database.reading() as session:
        await session.driver.execute("BEGIN")
        try:
            for each in fills:
                await fill(session, *each)
            yield session
        finally:
            await session.driver.execute("ROLLBACK")


@contextmanager
def listening(session: Session) -> Iterator[list[Asked]]:
    """What it asks Postgres meanwhile, by SQLAlchemy or past it."""
    asked = list[Asked]()

    def heard(connection: Any, cursor: Any, sql: str, values: Any, *rest: Any) -> None:
        asked.append((sql, tuple(values)))

    engine = session.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", heard)
    try:
        with session.driver.query_logger(lambda query: asked.append((query.query, query.args))):
            yield asked
    finally:
        event.remove(engine, "before_cursor_execute", heard)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from nodes(part)


async def judge(session: Session, ask: Callable[[Session], Awaitable[Any]], name: str) -> None:
    with listening(session) as asked:
        await ask(session)
        await asyncio.sleep(0)  # the driver tells its listeners when the loop comes round
    assert asked, name
    for sql, values in asked:
        found = await session.driver.fetchval(f"EXPLAIN (FORMAT JSON) {sql}", *values)
        parts = list(nodes(found[0]["Plan"]))
        kinds = {(part["Node Type"], part.get("Relation Name")) for part in parts}
        assert not [kind for kind in kinds if kind[0] == "Seq Scan"], (name, sql, kinds)
        if name.startswith("overdue"):
            # Read to its end, an index is as long as its table.
            conditions = [part.get("Index Cond", "") for part in parts]
            assert any("lapses_at <=" in condition for condition in conditions), (sql, parts)


DIGEST = b"d" * 16


def case_lists(world: World, party: Any) -> dict[str, Callable[[Session], Awaitable[Any]]]:
    def listed(
        caller: Any, behind: Place | None = None, **wanted: Any
    ) -> Callable[[Session], Awaitable[Any]]:
        return lambda session: searching.listed(session, caller, Wanted(**wanted), 20, behind)

    since, own = datetime(2100, 1, 1, tzinfo=UTC), world.platform.id
    there, mine = Place(CURSOR, since), {"platform_id": own}
    named, known = {Field.NAME: DIGEST}, {Field.NAME: DIGEST, Field.EMAIL: DIGEST}
    whole = {"order": DIGEST, "party": known, "status": CaseStatus.AWAITING_RESPONDENT}
    return {
        "first page": listed(world.platform),
        "next page": listed(world.platform, Place(CURSOR)),
        "updated since": listed(world.platform, updated_since=since),
        "closed": listed(world.platform, status=CaseStatus.CLOSED),
        "waiting": listed(world.platform, status=CaseStatus.AWAITING_PARTIES),
        "stage": listed(world.platform, stage=Stage.NEGOTIATION),
        "reason": listed(world.platform, reason=Reason.DEFECTIVE),
        "filed": listed(world.platform, filed_from=since, filed_to=since),
        "reference": listed(world.platform, reference="0000-0000-0"),
        "reference, for staff": listed(testing.staff(), reference="0000-0000-0"),
        "order": listed(world.platform, order=DIGEST, **mine),
        "order, for staff": listed(testing.staff(), order=DIGEST, **mine),
        "name": listed(world.platform, party=named, **mine),
        "name, next page": listed(world.platform, Place(CURSOR), party=named, **mine),
        "name and e-mail": listed(world.platform, party=known, **mine),
        "name, by due": listed(world.platform, sort=Sort.DUE, party=named, **mine),
        "all of it": listed(world.platform, **whole, **mine),
        "duplicate": lambda s: searching.open_case(s, own, "test", [DIGEST]),
        "party": listed(party),
        "caseworker": listed(testing.staff()),
        "mediator": listed(testing.staff("mediator")),
        "overdue": lambda session: cases.overdue(session, 200),
        "next lapse": cases.next_lapse,
    } | {
        f"{sort}{', next page' if behind else ''}{', for staff' if caller.roles else ''}": listed(
            caller, behind, sort=sort, **mine
        )
        for sort in Sort
        for behind in (None, there)
        for caller in (world.platform, testing.staff())
    }


async def test_what_intake_looks_for_is_found_by_an_index(world: World) -> None:
    clock = UUID((await world.clock())["id"])
    case = await world.case(test_clock_id=str(clock))
    fills: list[Fill] = [
        ("test_clocks", CLOCKS, "id", clock),
        ("cases", CASES, "id", case.id),
        ("blind_index", BLIND, "case_id", case.id),
        ("heads", HEADS, "subject", case.id),
        ("history", HISTORY, "subject", case.id),
    ]
    async with filled(world.intake, *fills) as session:
        asks = case_lists(world, case.claimant) | {
            "timeline": lambda s: outbox.public(s, "case", case.id, 100, 1),
            "clocks": lambda s: clocks.listed(s, world.platform, 20, None),
            "turned clocks": lambda s: clocks.turned(s, 200),
            "cases behind a clock": lambda s: clocks.behind(s, clock, 200),
        }
        for name, ask in asks.items():
            await judge(session, ask, name)
        with pytest.raises(AssertionError, match="Seq Scan"):
            await judge(session, those_of_a_zone, "a list that has none")


async def those_of_a_zone(session: Session) -> None:
    await session.driver.fetch("SELECT id FROM cases WHERE zone = 'UTC'")


async def test_what_negotiation_looks_for_is_found_by_an_index(world: World) -> None:
    case = await world.contested()
    fills: list[Fill] = [
        ("negotiations", NEGOTIATIONS, "case_id", case.id),
        ("heads", HEADS, "subject", case.id),
        ("history", HISTORY, "subject", case.id),
    ]
    async with filled(world.negotiation, *fills) as session:
        await judge(session, lambda s: negotiations.overdue(s, 200), "overdue")
        await judge(session, negotiations.next_lapse, "next lapse")
        await judge(session, lambda s: outbox.public(s, "case", case.id, 100, 1), "timeline")
