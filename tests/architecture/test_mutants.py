"""The runner of mutants tells a killed one from one that survives, or that proves nothing."""

import subprocess
from pathlib import Path

import pytest
from tests.mutants.__main__ import ROOT, Mutant, main

CODE = "def half(n):\n    return n // 2\n"
TESTS = (
    "from tests.half import half\n\n\ndef test_half():\n    assert half(4) == 2\n\n\n"
    "def test_nothing():\n    pass\n\n\ndef test_red():\n    assert half(4) == 3\n"
)
CHANGE = "--- a/tests/half.py\n+++ b/tests/half.py\n@@ -2 +2 @@\n-    return {}\n+    return {}\n"


def project(home: Path, test: str, before: str = "n // 2", after: str = "n") -> Path:
    (home / "tests/mutants").mkdir(parents=True)
    (home / "tests/half.py").write_text(CODE)
    (home / "tests/test_half.py").write_text(TESTS)
    (home / "tests/mutants/half.patch").write_text(
        f"Removes: halving\nKilled-by: tests/test_half.py::{test}\n\n"
        + CHANGE.format(before, after)
    )
    (home / "pytest.ini").write_text("[pytest]\n")  # so that it takes none from above it
    return repository(home)


def repository(home: Path) -> Path:
    command = ["git", "init", "-q"]
    subprocess.run(command, cwd=home, check=True)
    return home


@pytest.mark.parametrize(
    ("case", "code", "said"),
    [
        ({"test": "test_half"}, 0, "killed by tests/test_half.py::test_half"),
        ({"test": "test_nothing"}, 1, "SURVIVED"),
        ({"test": "test_red"}, 1, "its test fails without it"),
        ({"test": "test_gone"}, 1, "its test fails without it"),
        ({"test": "test_half", "before": "n / 2"}, 1, "the patch no longer applies"),
        ({"test": "test_half", "after": "(n"}, 1, "nothing was judged"),
    ],
    ids=["killed", "survives", "red before", "no such test", "stale patch", "breaks the import"],
)
def test_a_mutant_counts_only_when_its_test_fails_because_of_it(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    case: dict[str, str],
    code: int,
    said: str,
) -> None:
    # Its tests need no plugin, and loading all of them is most of what each run takes.
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    home = project(tmp_path, **case)
    assert main([], home) == code
    assert said in capsys.readouterr().out
    assert (home / "tests/half.py").read_text() == CODE, "the work tree is never touched"


def test_no_mutants_are_no_proof(tmp_path: Path) -> None:
    (tmp_path / "tests/mutants").mkdir(parents=True)
    assert main([], repository(tmp_path)) == 1


def test_each_patch_names_a_test_that_is_there() -> None:
    mutants = [Mutant.read(patch) for patch in (ROOT / "tests/mutants").glob("*.patch")]
    assert len(mutants) >= 6
    for mutant in mutants:
        file, _, name = mutant.test.partition("::")
        assert f"def {name.partition('[')[0].rpartition('::')[2]}(" in (ROOT / file).read_text()


def _applied(patch: Path) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "apply", "--check", str(patch)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False)


def test_every_patch_still_applies() -> None:
    """One that does not would take nothing away, and be found only by who runs them all."""
    stale = [
        patch.name
        for patch in sorted((ROOT / "tests/mutants").glob("*.patch"))
        if _applied(patch).returncode
    ]
    assert stale == []
