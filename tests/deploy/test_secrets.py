"""Secrets under Compose: made once, never changed, and never where cases are real."""

import stat
from pathlib import Path

import pytest

from odr_local.compose import secrets
from odr_local.compose.places import SERVICES, place
from odr_local.trouble import Trouble
from odr_shared.vault import Vault


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("postgres", *(s.name for s in SERVICES), *(f"{s.name}-owner" for s in SERVICES)):
        (tmp_path / name).mkdir()
    return tmp_path


def test_all_are_made_and_none_is_made_twice(root: Path) -> None:
    assert len(secrets.provide(root)) == 7
    first = {file: file.read_text() for file in root.rglob("*") if file.is_file()}
    assert secrets.provide(root) == []
    assert {file: file.read_text() for file in root.rglob("*") if file.is_file()} == first
    assert len(set(first.values())) == len(first)


def test_what_is_missing_is_made_and_the_rest_is_kept(root: Path) -> None:
    secrets.provide(root)
    kept = (root / "intake" / "odr_vault_keys").read_text()
    (root / "intake" / "odr_database_url").unlink()
    assert secrets.provide(root) == ["intake/odr_database_url"]
    assert (root / "intake" / "odr_vault_keys").read_text() == kept


def test_they_are_nobody_elses_to_read(root: Path) -> None:
    secrets.provide(root)
    for file in root.rglob("odr_*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o400


def test_for_real_cases_none_is_made_up(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ODR_ENV", "live")
    with pytest.raises(Trouble, match="intake/odr_vault_keys"):
        secrets.provide(root)
    assert not any(file.is_file() for file in root.rglob("*"))
    monkeypatch.delenv("ODR_ENV")
    secrets.provide(root)
    monkeypatch.setenv("ODR_ENV", "live")
    assert secrets.provide(root) == []


@pytest.mark.parametrize("service", [each.name for each in SERVICES])
def test_they_are_of_a_form_in_which_they_can_be_used(root: Path, service: str) -> None:
    from pydantic import SecretStr

    secrets.provide(root)
    found = place(root, service)
    assert (found.socket, found.database) == ("postgres", service)
    assert set(found.passwords) == {f"{service}_owner", f"{service}_app", "postgres"}
    Vault.read(SecretStr((root / service / "odr_vault_keys").read_text()))


def test_for_real_cases_webhooks_never_go_to_this_machine(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets.provide(root)
    monkeypatch.setenv("ODR_ENV", "live")
    monkeypatch.setenv("ODR_LOOPBACK", "1")
    with pytest.raises(Trouble, match="ODR_LOOPBACK=0"):
        secrets.provide(root)
    monkeypatch.setenv("ODR_LOOPBACK", "0")
    assert secrets.provide(root) == []
