"""A service's two roles: what its app may do, what it may not, and how long it may take."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from odr_local.postgres import Postgres
from odr_local.roles import APP_CONNECTIONS, TIMEOUTS, Place, provide


@pytest.fixture
async def places(server: Postgres) -> tuple[Place, Place]:
    """Two services on one server, each with a table."""
    both = tuple(Place(str(server.socket), name, name) for name in ("one", "other"))
    for place in both:
        await provide(place)
        owner = await place.connect(place.owner)
        await owner.execute("CREATE TABLE IF NOT EXISTS notes (id int PRIMARY KEY, text text)")
        await owner.close()
    return both


@pytest.fixture
async def app(places: tuple[Place, Place]) -> AsyncIterator[asyncpg.Connection]:
    connection = await places[0].connect(places[0].app)
    yield connection
    await connection.close()


async def test_it_works_with_rows(app: asyncpg.Connection) -> None:
    await app.execute("DELETE FROM notes")
    await app.execute("INSERT INTO notes VALUES (1, 'a')")
    await app.execute("UPDATE notes SET text = 'b'")
    assert await app.fetchval("SELECT text FROM notes") == "b"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE mine (id int)",
        "ALTER TABLE notes ADD COLUMN more text",
        "CREATE INDEX ON notes (text)",
        "DROP TABLE notes",
        "TRUNCATE notes",
        "CREATE ROLE friend",
        "SET ROLE one_owner",
        "COPY notes TO PROGRAM 'cat'",
        "ALTER DATABASE one CONNECTION LIMIT 1",
        "GRANT SELECT ON notes TO other_app",
    ],
)
async def test_it_cannot_change_what_there_is(app: asyncpg.Connection, statement: str) -> None:
    try:
        await app.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return
    # Postgres only warns of a grant that it did not make.
    assert statement.startswith("GRANT")
    assert not await app.fetchval("SELECT has_table_privilege('other_app', 'notes', 'SELECT')")


@pytest.mark.parametrize("role", ["one_app", "one_owner"])
@pytest.mark.parametrize("database", ["other", "postgres", "template1"])
async def test_it_cannot_enter_another_database(
    places: tuple[Place, Place], role: str, database: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await Place(places[0].socket, database, "one").connect(role)


async def test_nothing_of_it_can_wait_for_ever(app: asyncpg.Connection) -> None:
    for name, value in TIMEOUTS.items():
        assert await app.fetchval(f"SHOW {name}") == value
    limit = "SELECT rolconnlimit FROM pg_roles WHERE rolname = 'one_app'"
    assert await app.fetchval(limit) == APP_CONNECTIONS


async def test_all_of_it_is_safe_to_repeat_after_a_crash(
    places: tuple[Place, Place], app: asyncpg.Connection
) -> None:
    admin = await Place(places[0].socket, "postgres", "half").connect()
    await admin.execute("CREATE ROLE half_owner LOGIN")  # and then it crashed
    await admin.close()
    half = Place(places[0].socket, "half", "half")
    await provide(half)
    await provide(half)
    await (await half.connect(half.app)).close()
    await provide(places[0])
    assert await app.fetchval("SELECT count(*) >= 0 FROM notes")
