"""Where containers find their secrets: a folder each, of which nobody else sees anything."""

import os
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from odr_intake.app import service as intake
from odr_local.roles import Place
from odr_local.trouble import Trouble, on_disk
from odr_negotiation.app import service as negotiation

SERVICES: Final = (intake, negotiation)
ROOT: Final = Path("/secrets")
SERVER: Final = "postgres"
"""The host name of the database server, and what its own folder is called."""
URL, KEYS = "odr_database_url", "odr_vault_keys"
"""Files are named as the settings that read them."""


def is_live() -> bool:
    """Is this more than a developer's own installation?"""
    return os.environ.get("ODR_ENV", "development") == "live"


def put(file: Path, content: str, mode: int = 0o400) -> None:
    """All of it or nothing."""
    draft = file.with_name(f".{file.name}.new")
    with on_disk(file.parent):
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        draft.chmod(mode)
        draft.replace(file)


def read(file: Path) -> str:
    try:
        with on_disk(file.parent):
            return file.read_text().strip()
    except Trouble as error:
        raise Trouble(f"{file} is missing, and nothing makes it anew: {error}") from error


def place(root: Path, service: str) -> Place:
    """The service's database, with the passwords that its folders hold."""
    urls = [make_url(read(root / folder / URL)) for folder in (f"{service}-owner", service)]
    passwords = {str(url.username): str(url.password) for url in urls}
    passwords["postgres"] = read(root / SERVER / "password")
    return Place(str(urls[0].host), str(urls[0].database), service, passwords)
