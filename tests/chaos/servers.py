"""Postgres and Kafka as a run has them: real, on ports of their own, to be killed and started."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
from base64 import urlsafe_b64encode
from pathlib import Path
from uuid import uuid4

from tests import kafka

from odr_local.postgres import Postgres
from odr_local.trouble import Trouble

PATIENCE = 60.0
"""Seconds for a server to come up, on a machine that does much else."""


def free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


async def answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


class PostgresServer:
    """Durable as in production; what dies is started again by whoever killed it."""

    def __init__(self, home: Path) -> None:
        (self.port,) = free_ports(1)
        options = {"listen_addresses": "127.0.0.1", "port": str(self.port)}
        # Statements and deadlocks are waited for as briefly as the tests have time.
        self.server = Postgres(home, {**options, "deadlock_timeout": "200ms"})

    @property
    def socket(self) -> str:
        return f"{self.server.socket}"

    async def start(self) -> None:
        await asyncio.to_thread(self.server.start)

    async def kill(self) -> None:
        """The postmaster; its children notice and go."""
        await self._end(signal.SIGKILL)

    async def stop_at_once(self) -> None:
        """As `pg_ctl -m immediate`: without a checkpoint, so that it recovers when it starts."""
        await self._end(signal.SIGQUIT)

    async def _end(self, by: signal.Signals) -> None:
        pid = self.server.pid
        assert pid is not None, "it was up"
        os.kill(pid, by)
        async with asyncio.timeout(PATIENCE):
            while _runs(pid):  # noqa: ASYNC110  # it is no child of ours
                await asyncio.sleep(0.02)

    async def back(self, after: float = 0.0) -> None:
        """Start it again until it stays: its old children may still hold the shared memory."""
        await asyncio.sleep(after)
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    await self.start()
                except Trouble:
                    await asyncio.sleep(0.2)
                else:
                    if await answers(self.port):
                        return


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


class KafkaServer:
    """One node, which tells clients to come through `advertised`."""

    def __init__(self, home: Path, jars: Path, port: int, controller: int) -> None:
        self._home, self._jars = home, jars
        self.port, self._controller = port, controller
        self._process: subprocess.Popen[bytes] | None = None

    def _java(self) -> list[str]:
        return ["java", "-Xmx384m", "-cp", f"{self._jars}/*"]

    def make(self, advertised: int) -> None:
        self._home.mkdir(exist_ok=True)
        said = kafka.PROPERTIES.format(
            port=self.port, controller=self._controller, folder=self._home
        )
        told = f"advertised.listeners=PLAINTEXT://127.0.0.1:{advertised}\n"
        (self._home / "server.properties").write_text(said + told)

    async def start(self) -> None:
        properties = str(self._home / "server.properties")
        with (self._home / "log").open("ab") as log:
            if not (self._home / "data").exists():
                # One that began with a dash would be taken for an option.
                cluster = urlsafe_b64encode(b"\0" + uuid4().bytes[1:]).rstrip(b"=").decode()
                tool = [*self._java(), "kafka.tools.StorageTool", "format", "--standalone"]
                command = [*tool, "-t", cluster, "-c", properties]
                await asyncio.to_thread(subprocess.run, command, check=True, stdout=log, stderr=log)
            command = [*self._java(), "kafka.Kafka", properties]
            self._process = await asyncio.to_thread(
                subprocess.Popen, command, stdout=log, stderr=log
            )
        async with asyncio.timeout(PATIENCE):
            while not await answers(self.port):
                assert self._process.poll() is None, (self._home / "log").read_text()[-2000:]
                await asyncio.sleep(0.1)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def wipe(self) -> None:
        """All topics, and how far they were read, are gone."""
        self.kill()
        shutil.rmtree(self._home / "data")
