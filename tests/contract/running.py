"""All of ODR as a process of its own, and who may call it."""

import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

STAFF: Final = ("caseworker", "mediator", "arbitrator")
Headers = dict[str, str]


@dataclass(frozen=True)
class Odr:
    """Where it answers, and each role's headers; the parties of a case come with the case."""

    base: str
    roles: dict[str, Headers] = field(default_factory=dict)
    client: Headers = field(default_factory=dict)
    """How the platform's client asks for a token."""


@contextmanager
def running(home: Path) -> Iterator[Odr]:
    """While entered it runs, on a port that was free; what it logs is in `log` beside its data."""
    for folder in (home, *home.parents[:3]):
        folder.chmod(0o755)  # Postgres runs as a user of its own
    data = home / "data"
    command = [sys.executable, "-m", "odr_local", "--home", str(data), "--port", "0"]
    with (home / "log").open("w") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        assert process.stdout is not None
        with process.stdout:
            first = process.stdout.readline()
            try:
                assert first.startswith("ODR is ready on "), first + (home / "log").read_text()
                base = first.removeprefix("ODR is ready on ").strip()
                known = json.loads((data / "credentials.json").read_text())
                yield Odr(base, tokens(base, known), basic(known["test"]))
            finally:
                process.terminate()
                process.wait(20)


def basic(client: dict[str, str]) -> Headers:
    said = f"{client['client_id']}:{client['client_secret']}"
    return {"Authorization": f"Basic {b64encode(said.encode()).decode()}"}


def tokens(base: str, known: dict[str, dict[str, dict[str, str]]]) -> dict[str, Headers]:
    clients = {
        "platform": known["test"],
        "live platform": known["live"],
        **{role: known["staff"][role] for role in STAFF},
    }
    with httpx.Client(base_url=base) as http:
        return {"nobody": {}} | {role: token(http, client) for role, client in clients.items()}


def token(http: httpx.Client, client: dict[str, str]) -> Headers:
    """What that client sends from now on."""
    asked = {"grant_type": "client_credentials"}
    answer = http.post("/oauth/token", data=asked, headers=basic(client))
    return {"Authorization": f"Bearer {answer.raise_for_status().json()['access_token']}"}
