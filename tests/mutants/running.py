"""mutmut, which collects the tests once: each mutant is forked from there, and runs those it is to.

As mutmut comes, each mutant starts pytest anew, which takes longer than most of its tests.
"""

from collections.abc import Iterable

import pytest
from _pytest.config import _prepareconfig
from mutmut.__main__ import cli
from mutmut.runners import harness
from mutmut.utils.file_utils import change_cwd
from mutmut.workers import isolation


class Collected(harness.PytestRunner):
    """Runs each mutant's tests in a session that its parent has collected."""

    session: pytest.Session | None = None

    def collect(self) -> None:
        with change_cwd("mutants"):
            chosen = self._pytest_add_cli_args + self._pytest_add_cli_args_test_selection
            config = _prepareconfig(["--rootdir=.", "-p", "no:terminal", "-x", "-s", *chosen])
            session = pytest.Session.from_config(config)
            config._do_configure()
            config.hook.pytest_sessionstart(session=session)
            session.perform_collect()
        self.session = session

    def run_tests(self, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        """0 where all pass, 1 where one fails."""
        if self.session is None:
            return super().run_tests(mutant_name=mutant_name, tests=tests)
        named = {item.nodeid: item for item in self.session.items}
        self.session.items = [named[test] for test in tests]
        with change_cwd("mutants"):
            try:
                self.session.config.hook.pytest_runtestloop(session=self.session)
            except pytest.Session.Failed:
                return 1
        return 1 if self.session.testsfailed else 0


class Runner(isolation.ForkRunner):
    def startup(self) -> None:
        self.test_runner.collect()
        super().startup()


isolation.PytestRunner = Collected
isolation.ForkRunner = Runner

if __name__ == "__main__":
    cli()
