"""A Postgres of these tests' own, and places to put another."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from odr_local import postgres


def reachable(folder: Path) -> Path:
    """Postgres may run as another user, who must get through."""
    for each in (folder, *folder.parents[:3]):
        each.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Postgres]:
    home = reachable(tmp_path_factory.mktemp("local")) / "home"
    with postgres.running(home, {"fsync": "off"}) as server:
        yield server


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    home = reachable(tmp_path) / "home"
    yield home
    stop(home)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Of 200 MB."""
    folder = reachable(tmp_path) / "small"
    folder.mkdir()
    mount = ["/bin/mount", "-t", "tmpfs", "-o", "size=200m,mode=755", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("A FULL DISK WAS NOT TRIED: this user may not mount a small one")
    yield folder
    stop(folder / "home")
    subprocess.run(["/bin/umount", str(folder)], check=True)


def stop(home: Path) -> None:
    """What a killed process left behind."""
    server = postgres.Postgres(home)
    if server.data.exists():
        server.stop()
