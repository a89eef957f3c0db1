"""The server that the demo plays on: found where it runs, or started if one is told to."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from odr_client import AsyncOdr

READY = "ODR is ready on "


class NoServer(Exception):
    """There is nothing to play on."""


def client(url: str, home: Path) -> AsyncOdr:
    """The sandbox platform, in test mode; the environment may name another."""
    return _client(url, home, "ODR_CLIENT", "test")


def caseworker(url: str, home: Path) -> AsyncOdr:
    """The sandbox's caseworker, who takes the cases of packs that have them looked at first."""
    return _client(url, home, "ODR_CASEWORKER", "staff", "caseworker")


def _client(url: str, home: Path, variable: str, *place: str) -> AsyncOdr:
    known = os.environ.get(f"{variable}_ID"), os.environ.get(f"{variable}_SECRET")
    client_id, secret = known if all(known) else _sandbox(home / "credentials.json", place)
    return AsyncOdr(url, client_id=client_id, client_secret=secret)


@contextmanager
def started(home: Path, port: int) -> Iterator[str]:
    """All of ODR in a process of its own, which ends with the demo; its URL."""
    command = [sys.executable, "-m", "odr_local", "--home", str(home), "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603
    assert process.stdout is not None  # noqa: S101  # it was asked for
    try:
        first = process.stdout.readline()
        if not first.startswith(READY):
            raise NoServer("ODR did not start; what it says is above.")
        yield first.removeprefix(READY).strip()
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


def _sandbox(file: Path, place: Sequence[str]) -> tuple[str, str]:
    try:
        known = json.loads(file.read_text())
        for name in place:
            known = known[name]
        return known["client_id"], known["client_secret"]
    except FileNotFoundError:
        raise NoServer(
            f"There is no {file}: start ODR with `make up` in another terminal, which makes it."
        ) from None
    except (KeyError, TypeError, ValueError):
        raise NoServer(f"{file} does not say who the sandbox's {place[-1]} client is.") from None
