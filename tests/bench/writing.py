"""B2, B7 and B8: what a change costs in the database, and what its being heard costs."""

import asyncio
import itertools
import secrets
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from sqlalchemy import inspect
from tests.bench import facts
from tests.bench.measuring import Figure, Goal, Readings, compare, per_second, seconds_for
from tests.bench.world import World
from tests.conftest import FILING

from odr_intake.models.cases import CaseRow
from odr_intake.schemas.cases import FileCase
from odr_intake.service import cases as service
from odr_shared.broker.local import LocalBroker
from odr_shared.db import Session, new_id
from odr_shared.db.write import Changes
from odr_shared.outbox import Relay, unsent
from odr_shared.references import BITS, reference
from odr_shared.testing import platform

Renewed = dict[UUID | str, UUID | str]
"""What is another's in each filing: its ids, and its reference."""

CONNECTIONS = 16
WRITERS = 8


async def storing(world: World) -> list[Figure]:
    """B2: the rows of a filing by our session, against the very same statement by asyncpg."""
    template = await _filed(world)
    seconds = world.seconds(1.5)
    pool = await asyncpg.create_pool(world.intake.dsn, min_size=CONNECTIONS, max_size=CONNECTIONS)
    sql, given = template.statement()

    async def bare() -> None:
        new = template.anew()
        async with pool.acquire() as connection:
            await connection.execute(sql, *[_renewed(new, value) for value in given])

    async def by_session() -> None:
        async with world.intake.transaction() as session:
            template.stage(session)

    async def floor() -> Readings:
        return {"floor": await per_second(bare, CONNECTIONS, seconds)}

    async def ours() -> Readings:
        return {"B2": await per_second(by_session, CONNECTIONS, seconds)}

    what = "the rows of a filing by our session; asyncpg, one statement, 16 connections"
    figures = await compare([Goal("B2", what, 0.5, 0.8)], floor, ours)
    await pool.close()
    return figures


class Template:
    """All rows of one filing, to be stored again under new ids."""

    def __init__(self, session: Session) -> None:
        self._models = [
            (type(row), {k: v for k, v in row.__dict__.items() if k in inspect(type(row)).attrs})
            for row in session._new.values()
        ]
        for head in session.heads.values():
            head.stage(session.changes)
        self._rows = {part: list(rows) for part, rows in session.changes._rows.items()}
        self._ids = _uuids([*(v for _, r in self._models for v in r.values())])
        self._ids |= _uuids([v for rows in self._rows.values() for row in rows for v in row])
        (self._reference,) = (r["reference"] for model, r in self._models if model is CaseRow)

    def anew(self) -> Renewed:
        new: Renewed = {each: new_id() for each in self._ids}
        return new | {self._reference: reference(secrets.randbits(BITS))}

    def stage(self, session: Session) -> None:
        new = self.anew()
        for model, values in self._models:
            session.add(model(**{k: _renewed(new, v) for k, v in values.items()}))
        for (operation, table, names), rows in self._rows.items():
            assert operation == "insert"
            for row in rows:
                again = [_renewed(new, v) for v in row]
                session.changes.insert(table, dict(zip(names, again, strict=True)))

    def statement(self) -> tuple[str, list[Any]]:
        """As our session says it."""
        changes = Changes()
        for model, values in self._models:
            changes.insert_model(model(**values))
        for part, rows in self._rows.items():
            changes._rows[part].extend(rows)
        return changes.statement()


def _uuids(values: list[Any]) -> set[UUID]:
    return {v for v in values if isinstance(v, UUID)}


def _renewed(new: Renewed, value: Any) -> Any:
    if type(value) is list:  # a column of several rows
        return [_renewed(new, each) for each in value]
    return new.get(value, value) if type(value) in (UUID, str) else value


async def _filed(world: World) -> Template:
    """The rows of a filing with a key, which is not stored itself."""
    caller, said = platform(), FileCase.model_validate(FILING)
    now = await world.intake.now()

    class Seen(Exception):
        """Enough: nothing is to be written."""

    made: list[Template] = []
    try:
        async with world.intake.transaction() as session:
            about = said.language, said.time_zone, said.claimant, said.respondent
            rest = said.order, said.claims, said.circumstances, said.metadata
            times = said.test_clock_id, said.limits, now
            await service.file_case(session, caller, said.rule_pack, *about, *rest, *times)
            made.append(Template(session))
            raise Seen
    except Seen:
        return made[0]


async def keeping_up(world: World) -> list[Figure]:
    """B7: eight writers until every effect is committed, against the writers alone."""
    changes = world.rows(4000)

    async def written() -> float:
        left = itertools.repeat(None, changes)

        async def go() -> None:
            for _ in left:
                await facts.write(world.negotiation, uuid4())

        return changes / await seconds_for(asyncio.gather(*(go() for _ in range(WRITERS))))

    async def floor() -> Readings:
        await world.empty()
        return {"floor": await written()}

    async def ours() -> Readings:
        await world.empty()
        broker, consumer = LocalBroker(), facts.first_hop(world.intake)
        async with broker.listening("intake", consumer.topics, consumer.receive):
            relay = asyncio.create_task(Relay(world.negotiation, broker, "negotiation").run())

            async def all_of_it() -> None:
                await written()
                await consumer.hears_all(changes)

            took = await seconds_for(all_of_it())
            relay.cancel()
        async with world.intake.reading() as session:
            done = await session.driver.fetchval("SELECT count(*) FROM effects")
        assert done == changes, f"{done} effects of {changes} changes"
        return {"B7": changes / took}

    what = "8 writers, until all effects are there once; the writers alone"
    return await compare([Goal("B7", what, 0.75, 0.9)], floor, ours)


async def waking(world: World) -> list[Figure]:
    """B8: what it costs the writers that somebody is woken by each commit."""
    seconds = world.seconds(1.5)

    async def written() -> float:
        await world.empty()
        return await per_second(lambda: facts.write(world.negotiation, uuid4()), WRITERS, seconds)

    async def floor() -> Readings:
        return {"floor": await written()}

    async def ours() -> Readings:
        with world.negotiation.rung_by(unsent) as bell:

            async def awake() -> None:
                while True:
                    bell.clear()
                    await bell.wait()

            sleeper = asyncio.create_task(awake())
            found = await written()
            sleeper.cancel()
        return {"B8": found}

    return await compare(
        [Goal("B8", "8 writers, who wake somebody or nobody", 0.95, 1.0)], floor, ours
    )
