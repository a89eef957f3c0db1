"""What an installation keeps beside its databases, and what is said when that is not right."""

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from odr_intake.app import service as intake
from odr_local import sandbox
from odr_local.home import Home
from odr_local.trouble import Trouble
from odr_shared.db import Database
from odr_shared.runtime import Service

NOW = datetime(2026, 1, 5, tzinfo=UTC)
SERVICES = ["intake", "negotiation"]


@pytest.fixture
def at(tmp_path: Path) -> Home:
    found = Home(tmp_path)
    found.make_keys()
    return found


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_keys_are_made_once_and_are_nobody_elses_to_read(at: Home) -> None:
    made = at.read(at.keys)
    at.make_keys()
    assert at.read(at.keys) == made
    assert mode(at.keys) == 0o600
    assert at.read_keys() == made


def test_keys_that_are_gone_are_not_made_again_where_there_is_data(at: Home) -> None:
    (at.folder / "postgres").mkdir()
    at.keys.unlink()
    with pytest.raises(Trouble, match=r"keys\.json is missing.*cannot be read"):
        at.make_keys()
    assert not at.keys.exists()


def not_json(file: Path) -> None:
    file.write_text("{")


def not_text(file: Path) -> None:
    file.write_bytes(b"\xff\x00")


def not_an_object(file: Path) -> None:
    file.write_text("[]")


def empty(file: Path) -> None:
    file.write_text("")


def no_key(file: Path) -> None:
    file.write_text("{}")


def half_a_key(file: Path) -> None:
    file.write_text('{"vault_keys": "first:AAAA"}')


@pytest.mark.parametrize("damage", [not_json, not_text, not_an_object, empty, no_key, half_a_key])
def test_a_file_that_says_nothing_is_damaged(at: Home, damage: Callable[[Path], None]) -> None:
    damage(at.keys)
    with pytest.raises(Trouble, match=r"keys\.json is damaged"):
        at.read_keys()


def test_a_file_is_written_whole_or_not_at_all(at: Home) -> None:
    kept = at.keys.read_bytes()
    with pytest.raises(TypeError):
        at.write(at.keys, {"vault_keys": object()})
    assert at.keys.read_bytes() == kept
    at.write(at.keys, {"after": "a draft was left behind"})
    assert mode(at.keys) == 0o600


async def provided(at: Home, database: Database, services: list[str] = SERVICES) -> dict[str, Any]:
    return await sandbox.provide(database, at, services, NOW)


async def test_a_sandbox_is_made_once_and_kept(
    at: Home, databases: dict[Service, Database]
) -> None:
    made = await provided(at, databases[intake])
    assert made["staff"].keys() == {"caseworker", "mediator", "arbitrator"}
    assert made["services"].keys() == set(SERVICES)
    assert made["test"]["client_secret"].startswith("odr_test_")
    assert made["live"]["client_secret"].startswith("odr_live_")
    assert mode(at.credentials) == 0o600
    assert await provided(at, databases[intake]) == made


async def test_a_service_that_is_new_gets_a_client_of_its_own(
    at: Home, databases: dict[Service, Database]
) -> None:
    made = await provided(at, databases[intake])
    more = await provided(at, databases[intake], [*SERVICES, "mediation"])
    assert more["services"].pop("mediation")["client_secret"]
    assert more == made


async def test_credentials_that_name_no_platform_are_damaged(
    at: Home, databases: dict[Service, Database]
) -> None:
    at.write(at.credentials, {"platform_id": 1})
    with pytest.raises(Trouble, match=r"credentials\.json is damaged"):
        await provided(at, databases[intake])
