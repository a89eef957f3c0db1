"""Connections that were lost while nobody used them are nobody's trouble."""

import asyncio
from typing import Any

import pytest

from odr_intake.app import service as intake
from odr_shared.db import Database
from odr_shared.runtime import Service

KILL = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()"""


async def lose(database: Database) -> Any:
    """Have several connections in the pool, all of them dead."""

    async def use(all_here: asyncio.Barrier) -> Any:
        async with database.reading() as session:
            await session.driver.fetchval("SELECT 1")
            await all_here.wait()
            return session.driver

    drivers = set(await asyncio.gather(*[use(asyncio.Barrier(1)) for _ in range(3)]))
    barrier = asyncio.Barrier(3)
    drivers |= set(await asyncio.gather(*[use(barrier) for _ in range(3)]))
    async with database.reading() as session:
        name = await session.driver.fetchval("SHOW application_name")
        await session.driver.fetch(KILL, name)
        own = session.driver
    own.terminate()
    async with asyncio.timeout(10):
        while not all(driver.is_closed() for driver in drivers):  # noqa: ASYNC110
            await asyncio.sleep(0)


@pytest.mark.parametrize("how", ["reading", "transaction"])
async def test_the_next_to_come_does_not_notice(
    databases: dict[Service, Database], how: str
) -> None:
    database = databases[intake]
    await lose(database)
    async with getattr(database, how)() as session:
        assert await session.driver.fetchval("SELECT 1") == 1
