"""A stack that runs, which ODR_E2E_URL names, and the sandbox's client on it."""

import json
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from odr_client import AsyncOdr

NONE = "NO RUNNING STACK"


@pytest.fixture(scope="session")
def stack() -> str:
    if not (url := os.environ.get("ODR_E2E_URL")):
        pytest.skip(f"{NONE}: ODR_E2E_URL names none; `make compose-up` starts one")
    return url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was not tried is said aloud."""
    skipped = terminalreporter.getreports("skipped")
    missed = [each for each in skipped if NONE in str(each.longrepr)]
    if missed:
        terminalreporter.section(NONE, red=True)
        terminalreporter.line(f"{len(missed)} tests were skipped: {missed[0].longrepr[2]}")


def sandbox(file: Path) -> tuple[str, str]:
    said = json.loads(file.read_text())["test"]
    return said["client_id"], said["client_secret"]


@pytest.fixture
async def odr(stack: str) -> AsyncIterator[AsyncOdr]:
    """The platform, by ODR_CLIENT_ID and ODR_CLIENT_SECRET or the file ODR_E2E_CREDENTIALS."""
    known = os.environ.get("ODR_CLIENT_ID"), os.environ.get("ODR_CLIENT_SECRET")
    if not all(known):
        known = sandbox(Path(os.environ["ODR_E2E_CREDENTIALS"]))
    async with AsyncOdr(stack, client_id=known[0], client_secret=known[1]) as client:
        yield client
