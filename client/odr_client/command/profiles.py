"""Profiles: where ODR answers and who one is there; secrets are in a file of their own."""

import json
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

DEFAULT_URL: Final = "http://127.0.0.1:8000"
"""Where `make up` answers."""
FIELDS: Final = ("base_url", "client_id", "language")


class ProfileError(Exception):
    """The profiles cannot be used as they are."""


@dataclass(frozen=True, slots=True)
class Profile:
    base_url: str
    client_id: str | None = None
    language: str | None = None
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Profiles:
    """Those in one folder: `config.toml`, and `secrets.toml` for its owner's eyes only."""

    folder: Path

    @classmethod
    def usual(cls, environment: Mapping[str, str]) -> "Profiles":
        named = environment.get("ODR_CONFIG_HOME")
        if named:
            return cls(Path(named))
        home = environment.get("XDG_CONFIG_HOME") or Path.home() / ".config"
        return cls(Path(home) / "odr")

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets.toml"

    @property
    def current(self) -> str | None:
        found = _read(self.config).get("current")
        return found if isinstance(found, str) else None

    def names(self) -> list[str]:
        return sorted(self._profiles())

    def get(self, name: str) -> Profile:
        found = self._profiles().get(name)
        if not isinstance(found, dict) or "base_url" not in found:
            known = ", ".join(self.names()) or "none"
            raise ProfileError(f"There is no profile {name!r}; there is: {known}.")
        said = {each: found[each] for each in FIELDS if each in found}
        if not all(isinstance(value, str) for value in said.values()):
            raise ProfileError(f"The profile {name!r} in {self.config} is damaged.")
        return Profile(**said, secret=self._secrets().get(name))

    def put(self, name: str, profile: Profile, use: bool) -> None:
        config, secrets = _read(self.config), self._secrets()
        said = {each: getattr(profile, each) for each in FIELDS}
        profiles = self._profiles() | {name: {k: v for k, v in said.items() if v is not None}}
        current = name if use or "current" not in config else config["current"]
        if profile.secret is None:
            secrets.pop(name, None)
        else:
            secrets[name] = profile.secret
        # The secret first: a profile without one says so, a secret without one says nothing.
        self._write(self.secrets, _toml(secrets))
        self._write(self.config, _config(current, profiles))

    def use(self, name: str) -> None:
        self.get(name)
        self._write(self.config, _config(name, self._profiles()))

    def remove(self, name: str) -> None:
        self.get(name)
        profiles, secrets, current = self._profiles(), self._secrets(), self.current
        del profiles[name]
        secrets.pop(name, None)
        self._write(self.config, _config(None if current == name else current, profiles))
        self._write(self.secrets, _toml(secrets))

    def _profiles(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = _read(self.config).get("profiles", {})
        return found

    def _secrets(self) -> dict[str, str]:
        if self.secrets.exists() and self.secrets.stat().st_mode & 0o077:
            raise ProfileError(
                f"{self.secrets} can be read by others: chmod 600 {self.secrets}, and have the"
                " secrets in it changed if others may have seen them."
            )
        return _read(self.secrets)

    def _write(self, file: Path, text: str) -> None:
        """All of it or nothing, for nobody else to read."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = file.with_suffix(".new")
        draft.unlink(missing_ok=True)
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(text)
        draft.replace(file)


def from_credentials(file: Path, who: str) -> Profile:
    """The client that a sandbox made: `test`, `live`, or a role of its staff."""
    try:
        found = json.loads(file.read_text())
    except OSError as error:
        raise ProfileError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ProfileError(f"{file} is not JSON.") from error
    client: Any = None
    if isinstance(found, dict):
        staff = found.get("staff")
        client = found.get(who) or (staff.get(who) if isinstance(staff, dict) else None)
    try:
        return Profile(DEFAULT_URL, client["client_id"], secret=client["client_secret"])
    except (KeyError, TypeError) as error:
        raise ProfileError(f"{file} knows no client {who!r}.") from error


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise ProfileError(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ProfileError(f"{file} is damaged: {error}.") from error


def _config(current: str | None, profiles: Mapping[str, Mapping[str, str]]) -> str:
    parts = [] if current is None else [_toml({"current": current})]
    parts += [f"[profiles.{_quoted(name)}]\n{_toml(profile)}" for name, profile in profiles.items()]
    return "\n".join(parts)


def _toml(pairs: Mapping[str, str]) -> str:
    return "".join(f"{_quoted(name)} = {_quoted(value)}\n" for name, value in pairs.items())


def _quoted(said: str) -> str:
    """As TOML and JSON both have it; DEL alone they do not share."""
    return json.dumps(said).replace("\x7f", "\\u007f")
