"""Bringing a database's tables to where this release needs them.

Each database has two chains of revisions: the plumbing's, which all services share, and its
service's own. They go forward only: a release adds what it needs and stops using what it does
not, and a later one takes that away, so that two releases can run side by side.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import asyncpg
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from asyncpg import LockNotAvailableError
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from odr_shared.db.types import NAMING

ONE_AT_A_TIME: Final = 0x0D12
"""The advisory lock that whoever migrates holds."""
LOCK_TIMEOUT: Final = "2s"
"""What waits for a lock on a table has everybody else wait behind it."""
TRIES: Final = 10


@dataclass(frozen=True, slots=True)
class Chain:
    """Revisions numbered 0001, 0002, … without a fork, and the table that says how far it is."""

    package: str
    folder: str
    version_table: str

    @property
    def path(self) -> Path:
        # Our packages are installed as folders, never zipped.
        with as_file(files(self.package) / self.folder) as path:
            return path

    @property
    def newest(self) -> str:
        return max((file.name[:4] for file in self.path.glob("[0-9]*.py")), default="0000")

    def config(self, **attributes: Any) -> Config:
        """What Alembic's commands take; `attributes` are for our `env.py`."""
        config = Config(
            attributes={"version_table": self.version_table, "others": {}, **attributes}
        )
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.set_main_option("script_location", "odr_shared:migrations")
        config.set_main_option("version_locations", f"{self.package}:{self.folder}")
        config.set_main_option("path_separator", "newline")
        return config


PLUMBING: Final = Chain("odr_shared", "migrations/plumbing", "plumbing_version")


def chains(service: str) -> tuple[Chain, Chain]:
    return PLUMBING, Chain(f"odr_{service}", "migrations", "alembic_version")


async def migrate(url: str, service: str) -> None:
    """Apply what is missing, as the owner of the database; another who does so is waited for."""
    for _ in range(TRIES - 1):
        try:
            await _migrate(url, service)
        except DBAPIError as error:
            if error.orig is None or not isinstance(error.orig.__cause__, LockNotAvailableError):
                raise
        else:
            return
        await asyncio.sleep(1)
    await _migrate(url, service)


async def _migrate(url: str, service: str) -> None:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SET lock_timeout = 0"))
            await connection.execute(text(f"SELECT pg_advisory_lock({ONE_AT_A_TIME})"))
            await connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
            await connection.commit()
            for chain in chains(service):
                await connection.run_sync(_upgrade, chain)
    finally:
        await engine.dispose()


def _upgrade(connection: Connection, chain: Chain) -> None:
    versions = {"version_table": chain.version_table}
    found = MigrationContext.configure(connection, opts=versions).get_current_revision()
    connection.rollback()
    # A database that is further than we are was migrated by the release that follows ours.
    if (found or "") < chain.newest:
        command.upgrade(chain.config(connection=connection), "head")


async def is_current(driver: asyncpg.Connection, service: str) -> bool:
    """Has the database all that this release needs? One that is further has."""
    try:
        for chain in chains(service):
            found = await driver.fetchval(f"SELECT max(version_num) FROM {chain.version_table}")  # noqa: S608
            if found is None or found < chain.newest:
                return False
    except asyncpg.UndefinedTableError:
        return False
    return True


def differences(connection: Connection, tables: Sequence[MetaData]) -> Iterator[Any]:
    """What a migration would have to do for the database to be as these tables say."""
    merged = MetaData(naming_convention=NAMING)
    for metadata in tables:
        for table in metadata.tables.values():
            table.to_metadata(merged)
    versions = {PLUMBING.version_table, "alembic_version"}
    options = {
        "compare_type": True,
        "compare_server_default": True,
        "include_object": lambda _, name, kind, *__: kind != "table" or name not in versions,
    }
    yield from compare_metadata(MigrationContext.configure(connection, opts=options), merged)
