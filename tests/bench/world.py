"""What is measured: a Postgres with fsync on, and a database of each service on it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy import Column, MetaData, Table, Text, Uuid

from odr_intake.app import service as intake
from odr_local import postgres
from odr_negotiation.app import service as negotiation
from odr_shared import testing
from odr_shared.db import Database, plumbing
from odr_shared.db.migrate import migrate
from odr_shared.runtime import connect

effects = Table(
    "effects",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("note", Text, nullable=False),
)

KEPT = ("epochs", "keys")


@dataclass(frozen=True, slots=True)
class World:
    intake: Database
    negotiation: Database
    scale: float
    """1: as it is told of; less: shorter and smaller, to see that it works."""

    def seconds(self, full: float) -> float:
        return max(0.3, full * self.scale)

    def rows(self, full: int) -> int:
        """In whole thousands."""
        return max(1000, int(full * self.scale) // 1000 * 1000)

    async def empty(self) -> None:
        """Begin each pass alike: no rows, and nothing for vacuum to do."""
        for database in (self.intake, self.negotiation):
            names = [t.name for t in plumbing.sorted_tables if t.name not in KEPT]
            connection = await asyncpg.connect(database.dsn)
            await connection.execute(f"TRUNCATE {', '.join([*names, 'effects'])}")
            await connection.close()


@asynccontextmanager
async def world(scale: float) -> AsyncIterator[World]:
    with tempfile.TemporaryDirectory(prefix="odr-bench-") as folder:
        home = Path(folder)
        await asyncio.to_thread(home.chmod, 0o755)
        with postgres.running(home) as server:
            made = []
            for service in (intake, negotiation):
                url = await testing.create_database(server.dsn, service.name)
                await migrate(url, service.name)
                database = await connect(service, testing.settings_for(url), pool_size=16)
                async with database.engine.begin() as connection:
                    await connection.run_sync(effects.metadata.create_all)
                made.append(database)
            ours, theirs = made
            yield World(ours, theirs, scale)
            for database in made:
                await database.close()
