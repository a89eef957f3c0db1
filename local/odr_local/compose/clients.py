"""Who may call: each service's own client, and for developers the sandbox platform's."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from odr_intake.app import service as intake
from odr_intake.service import identity
from odr_local import sandbox
from odr_local.compose.places import KEYS, SERVICES, URL, is_live, put, read
from odr_local.home import Home
from odr_shared.callers import Kind
from odr_shared.db import Database
from odr_shared.runtime import connect
from odr_shared.settings import Settings

OPERATOR = "operator"
"""The folder from which who runs this takes the credentials of the sandbox."""


async def provide(root: Path) -> None:
    """Make those that there are none of yet; safe to repeat after a crash."""
    own = root / intake.name
    settings = Settings.model_validate(
        {"database_url": read(own / URL), "vault_keys": read(own / KEYS)}
    )
    database = await connect(intake, settings, pool_size=1)
    try:
        if is_live():
            await _services_alone(root, database)
            return
        names = [service.name for service in SERVICES]
        home = Home(root / OPERATOR)
        made = await sandbox.provide(database, home, names, datetime.now(UTC))
        for name in names:
            _hand(root / name, made["services"][name])
    finally:
        await database.close()


async def _services_alone(root: Path, database: Database) -> None:
    """Where cases are real, nobody calls but whom the operator lets."""
    for service in SERVICES:
        folder = root / service.name
        if not (folder / "odr_client_id").exists():
            async with database.transaction() as session:
                made = identity.create_client(
                    session, Kind.SERVICE, "live", None, (), None, datetime.now(UTC)
                )
            _hand(folder, {"client_id": str(made.client_id), "client_secret": made.secret})


def _hand(folder: Path, client: dict[str, Any]) -> None:
    # The id last: it says that both are there.
    put(folder / "odr_client_secret", str(client["client_secret"]))
    put(folder / "odr_client_id", str(client["client_id"]))
