"""A Postgres of these tests' own, and places to put another."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.places import enterable

from odr_local import postgres


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Postgres]:
    with enterable() as folder, postgres.running(folder / "home", {"fsync": "off"}) as server:
        yield server


@pytest.fixture
def home() -> Iterator[Path]:
    with enterable() as folder:
        yield folder / "home"
        stop(folder / "home")


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """Of 200 MB."""
    with enterable() as folder:
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
