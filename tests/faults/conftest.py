"""Says by which seed the short forms have chosen."""

import pytest
from tests.faults.seeds import seed


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"ODR_SEED={seed()} has the same faults again")
