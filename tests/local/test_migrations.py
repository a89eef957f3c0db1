"""The migrations make what the models say, one at a time, and know how far a database is."""

import asyncio
from typing import Any

import asyncpg
import pytest
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from odr_local.app import SERVICES
from odr_local.postgres import Postgres
from odr_local.roles import Place, copied, provide
from odr_shared.db import plumbing
from odr_shared.db.migrate import ONE_AT_A_TIME, chains, differences, is_current, migrate
from odr_shared.runtime import Service

EACH_SERVICE = pytest.mark.parametrize("service", SERVICES, ids=lambda each: each.name)

CATALOGUE = """
    SELECT 'column', table_name::text, column_name::text, concat_ws(' ', data_type,
        character_maximum_length, is_nullable, column_default, is_identity)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'index', tablename, indexname, indexdef
    FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'options', relname, array_to_string(reloptions, ','), ''
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND reloptions IS NOT NULL"""


async def made(server: Postgres, name: str) -> Place:
    place = Place(str(server.socket), name, "chains")
    await provide(place)
    return place


async def catalogue(place: Place) -> set[tuple[str, ...]]:
    connection = await place.connect()
    found = {tuple(row.values()) for row in await connection.fetch(CATALOGUE)}
    await connection.close()
    versions = {"alembic_version", "plumbing_version"}
    return {row for row in found if row[1] not in versions}


async def in_database(place: Place, what: Any) -> Any:
    engine = create_async_engine(place.url(place.owner))
    async with engine.begin() as connection:
        found = await connection.run_sync(what)
    await engine.dispose()
    return found


@EACH_SERVICE
async def test_they_make_exactly_what_the_models_say(server: Postgres, service: Service) -> None:
    by_migrations = await made(server, f"migrated_{service.name}")
    await migrate(by_migrations.url(by_migrations.owner), service.name)
    by_models = await made(server, f"created_{service.name}")

    def create(connection: Connection) -> None:
        plumbing.create_all(connection)
        service.tables.create_all(connection)

    await in_database(by_models, create)
    assert await catalogue(by_migrations) == await catalogue(by_models), "run `make migrations`"

    tables = (plumbing, service.tables)
    found = await in_database(by_migrations, lambda c: list(differences(c, tables)))
    assert found == [], "run `make migrations`"


async def test_a_table_that_no_model_has_is_a_difference(server: Postgres) -> None:
    place = await made(server, "more")
    await in_database(place, lambda c: c.exec_driver_sql("CREATE TABLE more (id int)"))
    found = await in_database(place, lambda c: list(differences(c, ())))
    assert [(what, table.name) for what, table in found] == [("remove_table", "more")]


@EACH_SERVICE
def test_they_are_numbered_in_order(service: Service) -> None:
    for chain in chains(service.name):
        names = sorted(file.name for file in chain.path.glob("[0-9]*.py"))
        assert [name[:4] for name in names] == [f"{n:04}" for n in range(1, len(names) + 1)]
        assert chain.newest == names[-1][:4]
        for name in names:
            assert f'revision = "{name[:4]}"' in (chain.path / name).read_text()


async def test_whoever_comes_second_waits_and_finds_all_done(server: Postgres) -> None:
    place = await made(server, "twice")
    holder = await place.connect()
    await holder.execute(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})")
    both = [
        asyncio.create_task(migrate(place.url(place.owner), SERVICES[0].name)) for _ in range(2)
    ]
    waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    async with asyncio.timeout(30):
        while await holder.fetchval(waiting) < 2:
            pass
    assert await holder.fetchval("SELECT to_regclass('heads')") is None
    await holder.execute(f"SELECT pg_advisory_unlock({ONE_AT_A_TIME})")
    await asyncio.gather(*both)
    assert await is_current(holder, SERVICES[0].name)
    await holder.close()


async def test_a_database_that_is_behind_is_not_current_and_one_ahead_is(server: Postgres) -> None:
    name = SERVICES[0].name
    place = await made(server, "behind")
    app = await place.connect(place.app)
    assert not await is_current(app, name)
    await migrate(place.url(place.owner), name)
    assert await is_current(app, name)

    owner = await place.connect(place.owner)
    await owner.execute("UPDATE alembic_version SET version_num = '0000'")
    assert not await is_current(app, name)
    await owner.execute("UPDATE alembic_version SET version_num = '9999'")
    assert await is_current(app, name)
    await migrate(place.url(place.owner), name)  # by a release that is older: nothing to do
    assert await owner.fetchval("SELECT version_num FROM alembic_version") == "9999"
    await owner.close()
    await app.close()


async def test_only_the_owner_can_migrate(server: Postgres) -> None:
    place = await made(server, "mine")
    with pytest.raises(Exception, match="permission denied"):
        await migrate(place.url(place.app), SERVICES[0].name)


async def test_a_copy_has_the_tables_and_the_rights(server: Postgres) -> None:
    template = await made(server, "template_of_chains")
    await migrate(template.url(template.owner), SERVICES[0].name)
    copy = await copied(template, "copy_of_chains")
    app = await copy.connect(copy.app)
    assert await is_current(app, SERVICES[0].name)
    await app.execute("INSERT INTO epochs VALUES (7)")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await app.execute("DROP TABLE epochs")
    await app.close()
