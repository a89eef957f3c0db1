"""Where the databases are that an operator works on: of an installation here, or of services."""

import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Final

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from odr_intake.app import service as intake
from odr_local import postgres
from odr_local.roles import Place
from odr_local.trouble import Trouble
from odr_negotiation.app import service as negotiation
from odr_shared.db import Database
from odr_shared.runtime import Service
from odr_shared.settings import SECRETS
from odr_shared.vault import Vault

SERVICES: Final = {service.name: service for service in (intake, negotiation)}
CONNECTIONS: Final = 2


class Urls(BaseSettings):
    """Of the services' databases, where an operator reaches them."""

    model_config = SettingsConfigDict(env_prefix="ODR_", frozen=True)

    intake_database_url: SecretStr
    negotiation_database_url: SecretStr

    def of(self, service: Service) -> str:
        url: SecretStr = getattr(self, f"{service.name}_database_url")
        return url.get_secret_value()


Databases = dict[str, Database]


@asynccontextmanager
async def opened(home: Path | None) -> AsyncIterator[Databases]:
    """Each service's database by its name; a server that does not run does so meanwhile."""
    async with AsyncExitStack() as stack:
        if home is None:
            urls = _urls()
            where = {name: urls.of(service) for name, service in SERVICES.items()}
        else:
            if not (home / "postgres").exists():
                raise Trouble(f"There is no installation in {home}: `make up` makes one.")
            server = postgres.Postgres(home)
            if not server.is_up():
                stack.enter_context(postgres.claimed(home))
                stack.enter_context(postgres.running(home))
            places = {name: Place(str(server.socket), name, name) for name in SERVICES}
            where = {name: place.url(place.app) for name, place in places.items()}
        found: Databases = {}
        for name, url in where.items():
            # Nothing that is sealed is read here, so no key is asked for.
            database = found[name] = Database(url, _no_vault(), CONNECTIONS, f"odr-ops-{name}")
            stack.push_async_callback(database.close)
            await database.prepare()
        yield found


def chosen(databases: Databases, service: str | None) -> Databases:
    """That one, or all of them."""
    if service is None:
        return databases
    if service not in databases:
        raise Trouble(f"There is no service {service}: {', '.join(databases)} are known.")
    return {service: databases[service]}


def operator(environment: Sequence[str] = ("SUDO_USER", "USER", "LOGNAME")) -> str:
    """Who decides, as the system knows them; they may say otherwise, as in a container."""
    named = (os.environ[name] for name in environment if os.environ.get(name))
    return next(named, f"uid {os.getuid()}")


def _urls() -> Urls:
    folder = Path(os.environ.get("ODR_SECRETS_DIR", SECRETS))
    try:
        return Urls(_secrets_dir=folder if folder.is_dir() else None)
    except ValidationError as error:
        missing = ", ".join(f"ODR_{each['loc'][0]}".upper() for each in error.errors())
        raise Trouble(
            f"Which databases? Name an installation by --home .odr, or set {missing}."
        ) from error


def _no_vault() -> Vault:
    return Vault({"none": bytes(32)})
