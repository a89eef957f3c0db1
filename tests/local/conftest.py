"""A Postgres of these tests' own, whose roles they make and try."""

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
    server = postgres.Postgres(home)
    if server.data.exists():
        server.stop()
