"""The platform, the staff and the services that this installation begins with."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from odr_intake.schemas.cases import FileCase
from odr_intake.service import identity
from odr_local.home import Home
from odr_local.trouble import Trouble
from odr_shared.callers import Kind
from odr_shared.db import Database

NAME: Final = "Sandbox"
STAFF: Final = ("caseworker", "mediator", "arbitrator")
Credentials = dict[str, Any]


async def provide(
    database: Database, home: Home, services: list[str], now: datetime
) -> Credentials:
    """Who may call here, and with which secrets: made once, and kept in a file.

    What the file lacks is made anew: secrets are stored as digests and cannot be told again.
    """
    known = home.read(home.credentials) if home.credentials.exists() else {}
    platform = _platform(home, known)
    async with database.transaction() as session:
        if platform is None:
            platform = identity.create_platform(session, NAME, now).id
        owner = platform

        def client(kind: Kind, mode: str, *roles: str) -> dict[str, str]:
            of = owner if kind is Kind.PLATFORM else None
            made = identity.create_client(session, kind, mode, of, roles, None, now)
            return {"client_id": str(made.client_id), "client_secret": made.secret}

        staff, inside = known.get("staff", {}), known.get("services", {})
        all_of_them: Credentials = {
            "platform_id": str(platform),
            "test": known.get("test") or client(Kind.PLATFORM, "test"),
            "live": known.get("live") or client(Kind.PLATFORM, "live"),
            "staff": {r: staff.get(r) or client(Kind.STAFF, "test", r) for r in STAFF},
            "services": {s: inside.get(s) or client(Kind.SERVICE, "live") for s in services},
        }
        # Written before the commit: a secret whose client never came to be opens nothing, and
        # a client whose secret nobody knows could never be used.
        draft = home.credentials.with_suffix(".made")
        home.write(draft, all_of_them)
    draft.replace(home.credentials)
    return all_of_them


def _platform(home: Home, known: Credentials) -> UUID | None:
    if "platform_id" not in known:
        return None
    try:
        return UUID(str(known["platform_id"]))
    except ValueError as error:
        raise Trouble(f"{home.credentials} is damaged: restore it from a backup.") from error


def shown(base: str, folder: Path, credentials: Credentials) -> str:
    """What is printed once all is ready: where it is, who one is, and what to try first."""
    client, secret = credentials["test"]["client_id"], credentials["test"]["client_secret"]
    return f"""ODR is ready on {base}

  API            {base}/v1
  Documentation  {base}/docs
  Client id      {client}   (test mode)
  Client secret  {secret}
  All the data   {folder}   (further clients in credentials.json, the log in odr.log)

Try it, in another terminal:

  TOKEN=$(curl -s -u {client}:{secret} \\
    -d grant_type=client_credentials {base}/oauth/token | cut -d '"' -f 4)
  curl -s {base}/v1/cases -H "Authorization: Bearer $TOKEN" \\
    -H 'Content-Type: application/json' -d '{_first_case()}'

Ctrl-C stops it; the data stays."""


def _first_case() -> str:
    """A case to file, as the API's own documentation shows it; for quoting in a shell."""
    extra: Any = FileCase.model_config["json_schema_extra"]
    return json.dumps(extra["examples"][0]).replace("'", "\\u0027")
