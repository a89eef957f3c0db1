"""A sweep costs what is due, not what there is; what is due at once lapses in batches, once."""

import asyncio
import time
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

import pytest
from tests.conftest import World
from tests.flows.test_plans import listening, nodes

from odr_intake.queries import cases
from odr_intake.service import timers
from odr_shared.db import Database, Session

MILLION, DUE = 1_000_000, 100
AT_THE_SAME_TIME: Final = 10_000
KEPT = {"pk_cases", "ix_cases_lapses_at", "ix_cases_reminds_at"}

# Copies of one case, of which some are due: each with a head, as the sweep looks at those.
COPY = """INSERT INTO {table} ({names}) SELECT {values}
    FROM (SELECT * FROM public.{table} WHERE {key} = $1 LIMIT 1) t,
    (SELECT n, md5(n::text || $2)::uuid AS own FROM generate_series(1, $3::int) n) each"""


async def copies(
    session: Session, table: str, key: str, like: UUID, count: int, **other: str
) -> None:
    names = await session.driver.fetch(
        "SELECT attname FROM pg_attribute WHERE attrelid = ('public.' || $1::text)::regclass"
        " AND attnum > 0 AND NOT attisdropped",
        table,
    )
    columns = [row["attname"] for row in names]
    values = [other.get(name, name) for name in columns]
    sql = COPY.format(table=table, names=", ".join(columns), values=", ".join(values), key=key)
    await session.driver.execute(sql, like, str(like), count, timeout=60)


async def shadow(session: Session, table: str, kept: set[str]) -> None:
    """A table of this connection alone, by the same name, and with those of its indexes."""
    await session.driver.execute(
        f"CREATE TEMPORARY TABLE {table} (LIKE public.{table}) ON COMMIT DROP"
    )
    found = await session.driver.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = $1",
        table,
    )
    for name, made in found:
        if name in kept:
            await session.driver.execute(made.replace(f"public.{table}", f"pg_temp.{table}"))


async def cost(session: Session, asked: tuple[str, Any]) -> tuple[int, int]:
    """The rows that its nodes read of tables and indexes, and the buffers that they touched."""
    sql, values = asked
    found = await session.driver.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *values)
    plan = found[0]["Plan"]
    scans = [part for part in nodes(plan) if "Scan" in part["Node Type"]]
    rows = sum(
        (part["Actual Rows"] + part.get("Rows Removed by Filter", 0)) * part["Actual Loops"]
        for part in scans
    )
    kinds = ("Shared Hit", "Shared Read", "Local Hit", "Local Read")
    return round(rows), sum(plan[f"{kind} Blocks"] for kind in kinds)


async def test_sweeps_of_a_million_cases_read_the_hundred_that_are_due(world: World) -> None:
    case = await world.case()
    async with world.intake.reading() as session:
        await session.driver.execute("BEGIN; SET LOCAL statement_timeout = 0")
        try:
            await shadow(session, "cases", KEPT)
            await shadow(session, "heads", {"pk_heads"})
            small = dict.fromkeys(
                ("claimant_profile", "respondent_profile", "claims", "order_details"), "''::bytea"
            )
            when = f"now() + (n - {DUE}) * interval '1 hour' - interval '20 seconds'"
            own = {"id": "own", "lapses_at": when, "reminds_at": when, **small}
            await copies(session, "cases", "id", case.id, MILLION, **own)
            await copies(session, "heads", "subject", case.id, 10 * DUE, subject="own")
            await session.driver.execute("ANALYZE cases", timeout=60)
            await session.driver.execute("ANALYZE heads")
            for due_by_now, next_ in (
                (cases.overdue, cases.next_lapse),
                (cases.to_remind, cases.next_reminder),
            ):
                with listening(session) as asked:
                    due = await due_by_now(session, 200)
                    await due_by_now(session, 200, due[-1])
                    await next_(session)
                    await asyncio.sleep(0)
                assert len(due) == DUE
                costs = [await cost(session, each) for each in asked]
                # Each due case is read once, and its head once.
                assert costs[0][0] == 2 * DUE
                assert costs[1][0] == 0
                assert costs[2][0] == 2
                assert costs[0][1] < 10 * DUE, costs
                assert max(costs[1][1], costs[2][1]) < 20, costs
            whole = await cost(session, ("SELECT count(*) FROM cases WHERE zone <> ''", ()))
            assert whole[0] == MILLION, "this way of counting sees what is read"
        finally:
            await session.driver.execute("ROLLBACK")


async def look(database: Database, sql: str, *values: Any) -> list[Any]:
    async with database.reading() as session:
        return list(await session.driver.fetch(sql, *values))


async def test_ten_thousand_that_are_due_at_once_lapse_once_while_the_api_answers(
    world: World,
) -> None:
    case = await world.case()
    sql = "SELECT md5(n::text || $1)::uuid AS own FROM generate_series(1, $2::int) n"
    made = await look(world.intake, sql, str(case.id), AT_THE_SAME_TIME)
    ours = [row["own"] for row in made]
    url = world.intake.engine.url.render_as_string(hide_password=False)
    other = Database(url, world.intake.vault, 5, "another worker")
    try:
        async with world.intake.reading() as session:
            at = "now() - interval '1 minute'"
            deadline = (
                "jsonb_set(deadline, '{due_at}', to_jsonb(to_char((now() - interval '1 minute')"
                " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')))"
            )
            own = {"id": "own", "reference": "own::text", "lapses_at": at, "deadline": deadline}
            count = AT_THE_SAME_TIME
            await copies(session, "cases", "id", case.id, count, **own)
            await copies(session, "heads", "subject", case.id, count, subject="own")
        took = list[float]()
        sweeps = asyncio.gather(*(timers.lapse_overdue(each) for each in (world.intake, other)))
        while not sweeps.done():
            began = time.monotonic()
            read, filed = await asyncio.gather(world.get(case.path, case.claimant), world.file())
            took.append(time.monotonic() - began)
            assert (read.status_code, filed.status_code) == (200, 201)
        await sweeps
        versions, heads, ends = [
            sorted(tuple(row) for row in await look(world.intake, sql, ours))
            for sql in (
                "SELECT id, version FROM cases WHERE lapses_at IS NULL AND id = ANY ($1::uuid[])",
                "SELECT subject, version FROM heads WHERE subject = ANY ($1::uuid[])",
                "SELECT subject, version FROM history WHERE subject = ANY ($1::uuid[])"
                " AND type LIKE 'intake.case_closed.%'",
            )
        ]
        assert versions == heads == ends, "each has ended once, in its own order"
        assert len(ends) == AT_THE_SAME_TIME
        assert len(took) > 5, "the API was asked meanwhile"
        assert max(took) < 3, took
    finally:
        await other.close()
        for sql in (
            "DELETE FROM cases WHERE id = ANY ($1::uuid[])",
            "DELETE FROM heads WHERE subject = ANY ($1::uuid[])",
            "DELETE FROM history WHERE subject = ANY ($1::uuid[])",
            "DELETE FROM unsent WHERE subject = ANY ($1::uuid[])",
        ):
            await look(world.intake, sql, ours)


async def test_a_case_that_cannot_lapse_keeps_none_of_the_others_from_it(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    made = [await world.case() for _ in range(5)]
    ids = [each.id for each in made]
    await look(
        world.intake,
        """UPDATE cases SET lapses_at = now() - interval '1 minute', deadline = jsonb_set(deadline,
             '{due_at}', '"2026-01-01T00:00:00Z"') WHERE id = ANY ($1::uuid[])""",
        ids,
    )
    lapse = timers.LAPSE.change

    def broken(session: Session, row: Any, now: Any) -> bool:
        if row.id == ids[0]:
            raise ZeroDivisionError
        return lapse(session, row, now)

    with monkeypatch.context() as patched:
        patched.setattr(timers, "LAPSE", replace(timers.LAPSE, change=broken))
        await timers.lapse_overdue(world.intake)
    assert f"{ids[0]} cannot lapse" in caplog.text
    still = "SELECT id FROM cases WHERE lapses_at IS NOT NULL AND id = ANY ($1::uuid[])"
    assert [row["id"] for row in await look(world.intake, still, ids)] == [ids[0]]
    await timers.lapse_overdue(world.intake)
    assert await look(world.intake, still, ids) == []
