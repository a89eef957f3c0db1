"""What this installation keeps beside its databases: its keys, and the sandbox's credentials."""

import json
import os
import secrets
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from odr_local.trouble import Trouble, on_disk
from odr_shared.vault import Vault


@dataclass(frozen=True, slots=True)
class Home:
    folder: Path

    @property
    def credentials(self) -> Path:
        return self.folder / "credentials.json"

    @property
    def keys(self) -> Path:
        return self.folder / "keys.json"

    @property
    def has_data(self) -> bool:
        return (self.folder / "postgres").exists()

    def make_keys(self) -> None:
        """Before the first database is: without them nothing that it will hold can be read."""
        if self.keys.exists():
            return
        if self.has_data:
            raise Trouble(
                f"{self.keys} is missing, and without it {self.folder / 'postgres'} cannot be read:"
                f" restore it from a backup, or move {self.folder} away to begin anew."
            )
        vault = "first:" + b64encode(secrets.token_bytes(32)).decode()
        self.write(self.keys, {"vault_keys": vault})

    def read_keys(self) -> dict[str, Any]:
        """As settings; each is of a form in which it can be used."""
        found = self.read(self.keys)
        try:
            Vault.read(SecretStr(found["vault_keys"]))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._damaged(self.keys) from error
        return found

    def read(self, file: Path) -> dict[str, Any]:
        with on_disk(self.folder):
            try:
                found = json.loads(file.read_text())
            except ValueError:
                found = None
        if not isinstance(found, dict):
            raise self._damaged(file)
        return found

    def write(self, file: Path, content: dict[str, Any]) -> None:
        """All of it or nothing, for nobody else to read."""
        draft = file.with_suffix(".new")
        with on_disk(self.folder):
            draft.unlink(missing_ok=True)
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                json.dump(content, out, indent=2)
                out.flush()
                os.fsync(out.fileno())
            draft.replace(file)

    def _damaged(self, file: Path) -> Trouble:
        return Trouble(f"{file} is damaged: restore it from a backup.")
