"""The databases and the roles on a server: who owns tables, and who only works with them.

A service connects as its `…_app`, which can neither change a table's form nor see another
service's database, and which no forgotten transaction can hold up. Its tables belong to its
`…_owner`, as whom only migrations run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urlencode

import asyncpg

TIMEOUTS: Final = {
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "transaction_timeout": "30s",
    "lock_timeout": "3s",
}
"""For the app's role: what holds a connection longer is at fault."""
MIGRATING: Final = {
    "statement_timeout": "10min",
    "idle_in_transaction_session_timeout": "1min",
    "transaction_timeout": "15min",
    "lock_timeout": "2s",
}
APP_CONNECTIONS: Final = 40
OWNER_CONNECTIONS: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A service's database on a server, and its two roles."""

    socket: str
    """Or the host's name, where there are passwords."""
    database: str
    service: str
    passwords: Mapping[str, str] = field(default_factory=dict)
    """By role; a server that is reached by its socket asks for none."""

    @property
    def owner(self) -> str:
        return f"{self.service}_owner"

    @property
    def app(self) -> str:
        return f"{self.service}_app"

    def url(self, role: str) -> str:
        """As SQLAlchemy takes it."""
        return f"postgresql+asyncpg://{role}@/{self.database}?{urlencode({'host': self.socket})}"

    async def connect(self, role: str = "postgres") -> asyncpg.Connection:
        password = self.passwords.get(role)
        return await asyncpg.connect(
            host=self.socket, user=role, password=password, database=self.database
        )


async def provide(place: Place) -> None:
    """See that database and roles are there, as they should be; safe to repeat after a crash."""
    admin = await replace(place, database="postgres").connect()
    try:
        await _role(admin, place.owner, OWNER_CONNECTIONS, MIGRATING)
        await _role(admin, place.app, APP_CONNECTIONS, TIMEOUTS)
        for role in (place.owner, place.app):
            if password := place.passwords.get(role):
                await _password(admin, role, password)
        if not await _exists(admin, "pg_database WHERE datname", place.database):
            await admin.execute(f'CREATE DATABASE "{place.database}" OWNER "{place.owner}"')
        for database in (place.database, "postgres", "template1"):
            await admin.execute(f'REVOKE ALL ON DATABASE "{database}" FROM PUBLIC')
        await admin.execute(f'GRANT CONNECT ON DATABASE "{place.database}" TO "{place.app}"')
    finally:
        await admin.close()
    inside = await place.connect()
    try:
        for kind, rights in (
            ("TABLES", "SELECT, INSERT, UPDATE, DELETE"),
            ("SEQUENCES", "USAGE, SELECT"),
        ):
            await inside.execute(
                f'ALTER DEFAULT PRIVILEGES FOR ROLE "{place.owner}" IN SCHEMA public'
                f' GRANT {rights} ON {kind} TO "{place.app}"'
            )
    finally:
        await inside.close()


async def copied(of: Place, name: str) -> Place:
    """A new database like that one, which nobody may be connected to; tests start from it."""
    place = Place(of.socket, name, of.service)
    admin = await Place(of.socket, "postgres", of.service).connect()
    try:
        await admin.execute(
            f'CREATE DATABASE "{name}" OWNER "{of.owner}" TEMPLATE "{of.database}"'
            " STRATEGY file_copy"
        )
        await admin.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
        await admin.execute(f'GRANT CONNECT ON DATABASE "{name}" TO "{of.app}"')
    finally:
        await admin.close()
    return place


async def _role(
    admin: asyncpg.Connection, name: str, connections: int, settings: dict[str, str]
) -> None:
    if not await _exists(admin, "pg_roles WHERE rolname", name):
        await admin.execute(f'CREATE ROLE "{name}" LOGIN')
    await admin.execute(f'ALTER ROLE "{name}" CONNECTION LIMIT {connections}')
    for setting, value in settings.items():
        await admin.execute(f"""ALTER ROLE "{name}" SET {setting} = '{value}'""")


async def _password(admin: asyncpg.Connection, role: str, password: str) -> None:
    # A utility statement takes no parameters, so Postgres itself quotes it.
    quote = "SELECT format('ALTER ROLE %I PASSWORD %L', $1::text, $2::text)"
    await admin.execute(await admin.fetchval(quote, role, password))


async def _exists(admin: asyncpg.Connection, where: str, name: str) -> bool:
    # The condition is one of the two above, the name a value.
    found = await admin.fetchval(f"SELECT EXISTS (SELECT FROM {where} = $1)", name)  # noqa: S608
    return bool(found)
