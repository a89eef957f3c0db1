"""Which test shows which invariant of `docs/invariants.md`: `python -m tests.invariants`."""

import re
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import pytest

ROOT: Final = Path(__file__).parents[1]
REQUIRED: Final = frozenset({1, 15, 20, 63, 64, 66, 68})
"""What must be shown by now; further work adds to it."""

Test = TypeVar("Test", bound=Callable[..., object])


def known() -> dict[int, str]:
    text = (ROOT / "docs/invariants.md").read_text()
    found = re.findall(r"^(\d+)\. (.+)$", text, re.MULTILINE)
    return {int(number): said for number, said in found}


def invariant(*numbers: int) -> Callable[[Test], Test]:
    """This test shows the invariants of these numbers."""
    if unknown := set(numbers) - set(known()) or not numbers:
        raise ValueError(f"no such invariant: {unknown}")

    def mark(test: Test) -> Test:
        shown: tuple[int, ...] = getattr(test, "invariants", ())
        test.invariants = (*shown, *numbers)  # type: ignore[attr-defined]
        return test

    return mark


class Reporter:
    """Runs only the tests that show an invariant, and keeps how each ended."""

    def __init__(self) -> None:
        self.tests = defaultdict[int, set[str]](set)
        self.outcomes = dict[str, str]()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = []
        for item in items:
            numbers = getattr(getattr(item, "function", None), "invariants", ())
            for number in numbers:
                self.tests[number].add(item.nodeid)
            if numbers:
                chosen.append(item)
        items[:] = chosen

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # A call that passed counts until something fails after it.
        if report.when == "call" or report.outcome != "passed":
            self.outcomes[report.nodeid] = report.outcome


def lines(
    tests: dict[int, set[str]], outcomes: dict[str, str], required: frozenset[int]
) -> tuple[list[str], bool]:
    """The table, and whether every invariant required is shown by a test that passed."""
    table, good = list[str](), True
    for number, said in known().items():
        ended = {test: outcomes.get(test, "not run") for test in sorted(tests.get(number, ()))}
        shown = bool(ended) and set(ended.values()) == {"passed"}
        good = good and (shown or (not ended and number not in required))
        if ended or number in required:
            table.append(f"{number:>3}  {'shown' if shown else 'NOT SHOWN'}  {said}")
            table += [f"       {outcome:<8} {test}" for test, outcome in ended.items()]
    return table, good


def main(arguments: Sequence[str]) -> int:
    reporter = Reporter()
    code = pytest.main(["-q", "--no-header", *arguments], plugins=[reporter])
    table, good = lines(reporter.tests, reporter.outcomes, REQUIRED)
    sys.stdout.write("\n" + "\n".join(table) + "\n")
    return 0 if good and code == pytest.ExitCode.OK else 1


if __name__ == "__main__":
    # `tests` is imported by that name from the tests; it stands in the working directory.
    sys.exit(main(sys.argv[1:]))
