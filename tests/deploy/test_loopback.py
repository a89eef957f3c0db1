"""The door to this machine lets test webhooks through, and ends as it should."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from tests.deploy.processes import PATIENCE, until
from tests.intake.receivers import receiving

from odr_intake.webhooks.sending import Answer, Sender

HEADERS = {"webhook-id": "e1", "content-type": "application/json"}


@pytest.fixture
def door() -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    with TemporaryDirectory() as folder:  # a socket's path must be short
        socket = Path(folder) / "loopback"
        command = [sys.executable, "-m", "odr_local.compose", "loopback", str(socket)]
        running = subprocess.Popen(command)
        try:
            until(socket.is_socket)
            yield running, socket
        finally:
            running.kill()
            running.wait(PATIENCE)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_end_it_exits_0(
    door: tuple[subprocess.Popen[bytes], Path], told: signal.Signals
) -> None:
    running, socket = door
    async with receiving() as receiver:
        sender = Sender(loopback=socket, local=True)
        assert await sender.post(receiver.url(), "test", HEADERS, b"{}") == Answer(204)
        assert len(receiver.got) == 1
    running.send_signal(told)
    assert await asyncio.to_thread(running.wait, 10) == 0
