"""`python -m odr_local` as a process, as these tests start it, call it and end it."""

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import Any, TextIO
from uuid import uuid4

import httpx
import pytest

READY = "ODR is ready on "
PATIENCE = 60
"""Seconds, on a machine that does much else."""


@dataclass(frozen=True)
class Odr:
    process: subprocess.Popen[str]
    home: Path
    http: httpx.Client
    """The sandbox platform's, in test mode."""
    shown: str
    """What it printed when it was ready."""

    def file_case(self) -> dict[str, Any]:
        example = self.http.get("/openapi.json").json()["components"]["schemas"]["FileCase"]
        said = example["examples"][0]
        said["order"]["number"] = uuid4().hex  # one that is in dispute already is refused
        answer = self.http.post("/v1/cases", json=said)
        assert answer.status_code == 201, answer.text
        filed: dict[str, Any] = answer.json()
        return filed

    def contest(self, case: dict[str, Any]) -> None:
        """Upon which intake opens the stage of negotiation, in the other service."""
        proof = {"notice": "claim", "channel": "app", "at": case["filed_at"]}
        served = self.http.post(f"/v1/cases/{case['id']}/serve", json=proof)
        assert served.is_success, served.text
        said = {"answer": "contest", "on_behalf_of": case["respondent_id"]}
        answer = self.http.post(f"/v1/cases/{case['id']}/answer", json=said)
        assert answer.is_success, answer.text

    def is_open(self, case: dict[str, Any]) -> bool:
        return self.http.get(f"/v1/negotiations/{case['id']}").is_success


def command(home: Path, port: int = 0) -> list[str]:
    return [sys.executable, "-m", "odr_local", "--home", str(home), "--port", str(port)]


@contextmanager
def odr(home: Path, ends_by: signal.Signals = signal.SIGTERM) -> Iterator[Odr]:
    """While entered it runs, on a port that was free; it must end as it is told to."""
    # A pipe that nobody reads would fill, and what writes there would wait for ever.
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(command(home), stdout=PIPE, stderr=errors, text=True)
        assert process.stdout is not None
        with process.stdout:
            try:
                shown = "".join(until_ready(process.stdout))
                with platform(home, shown.splitlines()[0].removeprefix(READY)) as http:
                    yield Odr(process, home, http, shown)
            finally:
                process.send_signal(ends_by)
                code = process.wait(PATIENCE)
                errors.seek(0)
                print(errors.read())  # noqa: T201
        assert code == (-ends_by if ends_by is signal.SIGKILL else 0)


def until_ready(said: TextIO) -> Iterator[str]:
    """All that it prints, which ends with how to stop it."""
    for line in said:
        yield line
        if line.startswith("Ctrl-C"):
            return
    pytest.fail("it ended before it was ready")


@contextmanager
def platform(home: Path, base: str) -> Iterator[httpx.Client]:
    """What calls for the sandbox platform, in test mode."""
    client = json.loads((home / "credentials.json").read_text())["test"]
    with httpx.Client(base_url=base, transport=httpx.HTTPTransport(retries=5)) as http:
        asked = {"grant_type": "client_credentials"}
        auth = (client["client_id"], client["client_secret"])
        answer = http.post("/oauth/token", data=asked, auth=auth).raise_for_status()
        http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        yield http


def refused(home: Path, port: int = 0) -> str:
    """The one sentence with which it ends."""
    done = subprocess.run(command(home, port), capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 1
    assert done.stdout == ""
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("odr: ")
    assert sentence.endswith(".")
    return sentence


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)
