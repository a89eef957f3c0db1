"""`python -m odr_local.revise WHAT`: writes the migrations that the models have made necessary.

With `--anew` the chains begin again with 0001; that is for the time before a first release.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine

from odr_local import postgres
from odr_local.app import SERVICES
from odr_local.roles import Place, provide
from odr_shared.db import plumbing
from odr_shared.db.migrate import Chain, chains, migrate
from odr_shared.runtime import Service


async def revise(service: Service, what: str, place: Place) -> None:
    """Add to its chains what they lack; a revision that would do nothing is not written."""
    await provide(place)
    await migrate(place.url(place.owner), service.name)
    engine = create_async_engine(place.url(place.owner))
    ours, its = chains(service.name)
    versions = {ours.version_table, its.version_table}
    async with engine.connect() as connection:
        await connection.run_sync(
            _write, ours, plumbing, versions | service.tables.tables.keys(), what
        )
        await connection.run_sync(
            _write, its, service.tables, versions | plumbing.tables.keys(), what
        )
    await engine.dispose()


def _write(
    connection: Connection, chain: Chain, tables: MetaData, others: set[str], what: str
) -> None:
    number = f"{int(chain.newest) + 1:04}"
    config = chain.config(connection=connection, tables=tables, others=others)
    command.revision(config, what, autogenerate=True, rev_id=number, version_path=str(chain.path))
    connection.rollback()
    ruff = Path(sys.executable).with_name("ruff")
    for made in chain.path.glob(f"{number}_*.py"):
        said = made.read_text().splitlines(keepends=True)
        made.write_text("".join(line for line in said if "# ###" not in line))
        # Formatted first: only then is no line too long, and nothing is left to say.
        for arguments in (("format", "-q"), ("check", "--fix", "-q"), ("format", "-q")):
            subprocess.run([ruff, *arguments, made], check=True)  # noqa: S603


async def _all(what: str, anew: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # noqa: S103  # Postgres may run as another user
        with postgres.running(Path(folder) / "home") as server:
            for service in SERVICES:
                if anew:
                    for chain in chains(service.name):
                        if service is SERVICES[0] or chain.package != "odr_shared":
                            for old in chain.path.glob("[0-9]*.py"):
                                old.unlink()
                await revise(service, what, Place(str(server.socket), service.name, service.name))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("what", help="what it does, as a short sentence without a full stop")
    options.add_argument("--anew", action="store_true")
    chosen = options.parse_args()
    asyncio.run(_all(chosen.what, chosen.anew))


if __name__ == "__main__":
    main()
