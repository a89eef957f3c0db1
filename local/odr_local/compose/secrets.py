"""The secrets of a developer's installation, made where there are none and never changed."""

import os
import secrets
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from odr_local.compose.places import KEYS, SERVER, SERVICES, URL, is_live, put
from odr_local.roles import Place
from odr_local.trouble import Trouble

EVERYBODY: Final = 0o444
"""Postgres is another user; its folder is in no container but its own and the one that sets up."""

Make = Callable[[], str]


def provide(root: Path) -> list[str]:
    """The names of those that were made."""
    if is_live() and os.environ.get("ODR_LOOPBACK", "0") != "0":
        raise Trouble(
            "With ODR_ENV=live webhooks never go to this machine: set ODR_LOOPBACK=0 too."
        )
    missing = [(file, make) for file, make in _all(root) if not file.exists()]
    if missing and is_live():
        names = ", ".join(str(file.relative_to(root)) for file, _ in missing)
        raise Trouble(
            f"These secrets are missing: {names}. With ODR_ENV=live none is made up:"
            " put them there from where you keep them."
        )
    for file, make in missing:
        put(file, make(), EVERYBODY if file.parent.name == SERVER else 0o400)
    return [str(file.relative_to(root)) for file, _ in missing]


def _all(root: Path) -> Iterator[tuple[Path, Make]]:
    yield root / SERVER / "password", _password
    for service in SERVICES:
        place = Place(SERVER, service.name, service.name)
        yield root / f"{service.name}-owner" / URL, _url(place, place.owner)
        yield root / service.name / URL, _url(place, place.app)
        yield root / service.name / KEYS, _vault_keys


def _password() -> str:
    return secrets.token_hex(24)


def _url(place: Place, role: str) -> Make:
    return lambda: f"postgresql+asyncpg://{role}:{_password()}@{place.socket}:5432/{place.database}"


def _vault_keys() -> str:
    return "first:" + b64encode(secrets.token_bytes(32)).decode()
