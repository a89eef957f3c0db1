"""A real ODR on this machine's loopback, for what must be tried over a network."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.client.server import Server
from tests.contract.running import running

from odr_client import Odr


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("client")
    with running(home) as odr:
        credentials: Path = home / "data" / "credentials.json"
        known = json.loads(credentials.read_text())["test"]
        yield Server(odr.base, credentials, known["client_id"], known["client_secret"])


@pytest.fixture
def odr(server: Server) -> Iterator[Odr]:
    with Odr(server.base, client_id=server.client_id, client_secret=server.secret) as made:
        yield made


@pytest.fixture
def free_port() -> Iterator[int]:
    """One at which nobody answers, for as long as the test runs."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]
