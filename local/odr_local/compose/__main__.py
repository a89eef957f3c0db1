"""`python -m odr_local.compose secrets | databases | topics | clients | credentials | loopback`."""

import asyncio
import os
import sys
from pathlib import Path

from odr_local import roles
from odr_local.compose import clients, loopback, secrets, topics
from odr_local.compose.clients import OPERATOR
from odr_local.compose.places import ROOT, SERVICES, place, read
from odr_local.home import Home
from odr_local.trouble import Trouble
from odr_shared.telemetry import configure_logs


async def databases(root: Path) -> None:
    for service in SERVICES:
        await roles.provide(place(root, service.name))


def main() -> None:
    configure_logs()
    try:
        match sys.argv[1:]:
            case ["secrets"]:
                made = secrets.provide(ROOT)
                print(f"made: {', '.join(made) or 'nothing, all of them are there'}")  # noqa: T201
            case ["databases"]:
                asyncio.run(databases(ROOT))
            case ["topics"]:
                names = [f"odr.{service.name}" for service in SERVICES]
                asyncio.run(topics.provide(os.environ["ODR_KAFKA_SERVERS"], names))
            case ["clients"]:
                asyncio.run(clients.provide(ROOT))
            case ["credentials"]:
                print(read(Home(ROOT / OPERATOR).credentials))  # noqa: T201
            case ["loopback", socket]:
                asyncio.run(loopback.stand(Path(socket)))
            case _:
                sys.exit(f"usage: {__doc__}")
    except Trouble as trouble:
        sys.exit(f"odr: {trouble}")


if __name__ == "__main__":
    main()
