"""The embedded Postgres: what is wrong with its folder is said in one sentence."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.places import enterable

from odr_local.postgres import Postgres, claimed, running
from odr_local.trouble import Trouble

NO_SYNC = {"fsync": "off"}


@pytest.fixture(scope="module")
def whole() -> Iterator[Path]:
    """A folder that is well, to copy."""
    with enterable() as folder:
        with running(folder / "home", NO_SYNC):
            pass
        yield folder / "home"


@pytest.fixture
def copy(whole: Path, home: Path) -> Path:
    subprocess.run(["/bin/cp", "-a", whole, home], check=True)
    return home


def no_version(data: Path) -> None:
    (data / "PG_VERSION").unlink()


def another_version(data: Path) -> None:
    (data / "PG_VERSION").write_text("17\n")


def no_control(data: Path) -> None:
    (data / "global" / "pg_control").unlink()


def no_log(data: Path) -> None:
    for file in (data / "pg_wal").glob("0*"):
        file.unlink()


def no_configuration(data: Path) -> None:
    (data / "postgresql.conf").unlink()


def empty(data: Path) -> None:
    shutil.rmtree(data)
    data.mkdir()


@pytest.mark.parametrize(
    "damage", [no_version, another_version, no_control, no_log, no_configuration, empty]
)
def test_a_damaged_folder_is_said_to_be_and_left_as_it_is(
    copy: Path, damage: Callable[[Path], None]
) -> None:
    damage(copy / "postgres")
    before = sorted(file.name for file in (copy / "postgres").iterdir())
    with pytest.raises(
        Trouble, match=r"^The data folder .* is damaged: .*to begin anew\.$"
    ) as said:
        Postgres(copy, NO_SYNC).start()
    assert "\n" not in str(said.value)
    after = {file.name for file in (copy / "postgres").iterdir()} - {"log"}
    assert after == set(before) - {"log"}


def test_a_folder_that_may_not_be_used_is_not_called_damaged(home: Path) -> None:
    with pytest.raises(Trouble, match=r"cannot be used: .*denied") as said:
        raise Postgres(home)._failed("It does not start", b"initdb: error: Permission denied\n")
    assert "damaged" not in str(said.value)


def test_what_was_half_made_is_made_again(home: Path) -> None:
    half = home / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with running(home, NO_SYNC) as server:
        assert server.is_up()
    assert not half.exists()


def test_it_is_started_once_and_left_down(copy: Path) -> None:
    with running(copy, NO_SYNC) as server:
        pid = server.pid
        server.start()
        assert server.pid == pid
    assert not server.is_up()
    assert server.pid is None


def test_one_process_at_a_time(tmp_path: Path) -> None:
    with (
        claimed(tmp_path),
        pytest.raises(Trouble, match="in use by another process"),
        claimed(tmp_path),
    ):
        pytest.fail("both have it")
    with claimed(tmp_path):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as another user")
def test_root_is_told_of_a_folder_that_its_postgres_cannot_enter(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with pytest.raises(Trouble, match=f"may not enter {tmp_path}"):
        Postgres(tmp_path / "home").start()


def fill(folder: Path, but: int) -> None:
    """Leave that many bytes free."""
    left = shutil.disk_usage(folder).free - but
    with (folder / "ballast").open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, left)


def test_a_disk_too_full_to_begin_on_is_said_to_be(small_disk: Path) -> None:
    fill(small_disk, but=10 << 20)
    with pytest.raises(Trouble, match=r"^The disk that holds .* is full: 10 MB are free"):
        Postgres(small_disk / "home").start()
    (small_disk / "ballast").unlink()
    with running(small_disk / "home") as server:
        assert server.is_up()


def test_a_disk_that_fills_while_it_begins_is_said_to_be(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if somebody else had taken the room between our look and initdb's need."""
    monkeypatch.setattr("odr_local.postgres.ROOM_TO_BEGIN", 0)
    fill(small_disk, but=20 << 20)
    with pytest.raises(Trouble, match=r"^The disk that holds .* is full: "):
        Postgres(small_disk / "home").start()
    (small_disk / "ballast").unlink()
    with running(small_disk / "home") as server:
        assert server.is_up()
