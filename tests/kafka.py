"""A real Apache Kafka for the tests: the server that `ODR_TEST_KAFKA` names, or one from Maven.

Run as a program, it keeps a server for as long as anybody uses it.
"""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

ROOT = Path(__file__).parents[1]
VERSION = "4.1.0"
NONE = "no Apache Kafka"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
<modelVersion>4.0.0</modelVersion>
<groupId>odr</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies>{}</dependencies></project>"""
NEEDED = """<dependency><groupId>org.apache.kafka</groupId><artifactId>{}</artifactId>
<version>{}</version></dependency>"""
PROPERTIES = """process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:{controller}
log.dirs={folder}/data
num.partitions=4
offsets.topic.num.partitions=4
offsets.topic.replication.factor=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
"""


@pytest.fixture(scope="session")
def kafka_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where it listens; all workers of a test run share one, which ends with the last of them."""
    if named := os.environ.get("ODR_TEST_KAFKA"):
        yield named
        return
    jars = _jars()
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    with _locked(folder / "kafka.users", fcntl.LOCK_SH):
        where = folder / "kafka.servers"
        with _locked(folder / "kafka.turn", fcntl.LOCK_EX):
            if not where.exists():
                _start(folder, jars, where)
        yield where.read_text()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was not tried is said aloud."""
    skipped = terminalreporter.getreports("skipped")
    missed = [r for r in skipped if NONE in str(r.longrepr)]
    if missed:
        terminalreporter.section(NONE.upper(), red=True)
        terminalreporter.line(f"{len(missed)} tests were skipped: {missed[0].longrepr[2]}")


@contextmanager
def _locked(path: Path, how: int) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, how)
        yield


def _jars() -> Path:
    """Those of Kafka, which Maven brings once to this machine."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "odr"
    cache.mkdir(parents=True, exist_ok=True)
    jars = cache / f"kafka-{VERSION}"
    with _locked(cache / "kafka.turn", fcntl.LOCK_EX):
        if not jars.exists():
            if missing := [name for name in ("java", "mvn") if not shutil.which(name)]:
                pytest.skip(f"{NONE}: {' and '.join(missing)} not found, ODR_TEST_KAFKA not set")
            with tempfile.TemporaryDirectory(dir=cache) as made:
                artifacts = [NEEDED.format(name, VERSION) for name in ("kafka_2.13", "kafka-tools")]
                (Path(made) / "pom.xml").write_text(POM.format("".join(artifacts)))
                into = f"-DoutputDirectory={made}/jars"
                maven = ["mvn", "-q", "-B", COPY, "-DincludeScope=runtime", into]
                done = subprocess.run(maven, cwd=made, capture_output=True, text=True, check=False)
                if done.returncode:
                    said = next(iter(done.stdout.splitlines()), "")
                    end = pytest.fail if os.environ.get("CI") else pytest.skip
                    end(f"{NONE}: Maven could not bring it: {said}")
                (Path(made) / "jars").rename(jars)
    if not shutil.which("java"):
        pytest.skip(f"{NONE}: java not found, ODR_TEST_KAFKA not set")
    return jars


def _start(folder: Path, jars: Path, where: Path) -> None:
    command = [sys.executable, __file__, str(folder), str(jars)]
    with (folder / "kafka.log").open("w") as log:
        keeper = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
        )
    assert keeper.stdout is not None
    with keeper.stdout:
        servers = keeper.stdout.readline().strip()
    if not servers:
        keeper.wait()
        pytest.fail(f"Kafka did not start:\n{(folder / 'kafka.log').read_text()[-2000:]}")
    where.write_text(servers)
    keeper.returncode = 0  # it outlives us, and is nobody's to wait for


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _keep(folder: Path, jars: Path) -> None:
    """Start it, say where it listens, and stop it once its last user is gone, however that went."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and so through `finally`
    home = folder / "kafka"
    home.mkdir()
    port, controller = _free_ports(2)
    properties = home / "server.properties"
    properties.write_text(PROPERTIES.format(port=port, controller=controller, folder=home))
    java = ["java", "-Xmx512m", "-cp", f"{jars}/*"]
    # One that began with a dash would be taken for an option.
    cluster = urlsafe_b64encode(b"\0" + uuid4().bytes[1:]).rstrip(b"=").decode()
    tool = [*java, "kafka.tools.StorageTool", "format", "--standalone", "-t", cluster]
    subprocess.run([*tool, "-c", properties], check=True, stdout=sys.stderr)
    server = subprocess.Popen([*java, "kafka.Kafka", properties], stdout=sys.stderr)
    try:
        while not _answers(port):
            if server.poll() is not None:
                return
            time.sleep(0.1)
        sys.stdout.write(f"127.0.0.1:{port}\n")
        sys.stdout.flush()
        with _locked(folder / "kafka.users", fcntl.LOCK_EX):
            (folder / "kafka.servers").unlink(missing_ok=True)
            server.terminate()
            server.wait()
            shutil.rmtree(home)
    finally:
        server.kill()
        server.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


if __name__ == "__main__":
    _keep(Path(sys.argv[1]), Path(sys.argv[2]))
