"""A service's own processes, as these tests start them, call them and end them."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from odr_shared.testing import VAULT

PATIENCE = 60
"""Seconds, on a machine that does much else."""


@dataclass(frozen=True)
class Running:
    process: subprocess.Popen[str]
    base: str
    log: Path

    def get(self, path: str) -> httpx.Response:
        """On a connection of its own, as who asks for health has it."""
        return httpx.get(f"{self.base}{path}", timeout=PATIENCE)

    def is_ready(self) -> bool:
        try:
            return self.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def answers(self, path: str) -> bool:
        try:
            return self.get(path).is_success
        except httpx.TransportError:
            return False

    def says(self, what: str) -> Callable[[], bool]:
        return lambda: what in self.log.read_text()

    def is_gone(self) -> bool:
        return self.process.poll() is not None

    def asked_to_stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def ends_within(self, seconds: float) -> int:
        return self.process.wait(seconds)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextmanager
def process(service: str, kind: str, database_url: str, **more: str) -> Iterator[Running]:
    """While entered it runs, unless the test ends it; `more` is of its environment."""
    port = free_port()
    set_ = {"ODR_DATABASE_URL": database_url, "ODR_VAULT_KEYS": VAULT, "ODR_PORT": str(port)}
    environment = {**os.environ, **set_, **more}
    command = [sys.executable, "-m", f"odr_{service}", kind]
    with tempfile.NamedTemporaryFile("w+") as said:
        running = subprocess.Popen(command, env=environment, stderr=said, text=True)
        try:
            yield Running(running, f"http://127.0.0.1:{port}", Path(said.name))
        finally:
            running.kill()
            running.wait(PATIENCE)
            said.seek(0)
            print(said.read())  # noqa: T201  # pytest shows it where a test fails


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
