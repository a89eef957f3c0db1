"""A process is ready only where the database has all that its release needs."""

import asyncio

import asyncpg
import pytest
from tests.deploy.conftest import Prepared
from tests.deploy.processes import Running, process, until


async def set_revision(database: Prepared, table: str, revision: str) -> str:
    connection = await asyncpg.connect(database.url.replace("+asyncpg", ""))
    try:
        was: str = await connection.fetchval(f"SELECT version_num FROM {table}")  # noqa: S608
        await connection.execute(f"UPDATE {table} SET version_num = $1", revision)  # noqa: S608
        return was
    finally:
        await connection.close()


@pytest.mark.parametrize("table", ["alembic_version", "plumbing_version"])
async def test_an_api_is_not_ready_on_a_database_that_is_older_than_it(
    database: Prepared, table: str
) -> None:
    def run(api: Running) -> None:
        until(api.is_ready)
        was = asyncio.run(set_revision(database, table, "0000"))
        until(lambda: not api.is_ready())
        found = api.get("/readyz")
        assert found.status_code == 503
        assert found.json()["parts"] == {"database": True, "schema": False}
        assert api.get("/livez").status_code == 200
        asyncio.run(set_revision(database, table, was))
        until(api.is_ready)
        asyncio.run(set_revision(database, table, "9999"))
        for _ in range(2):  # the next release's tables serve this one as well
            assert api.is_ready()

    with process("intake", "api", database.url, ODR_DRAIN_SECONDS="0") as api:
        await asyncio.to_thread(run, api)
