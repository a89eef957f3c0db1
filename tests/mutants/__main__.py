"""Applies each patch beside it to a copy of the tree, and runs the one test that must then fail.

A patch opens with `Removes: …` and `Killed-by: path::test`. `python -m tests.mutants [name…]`.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PASSED, FAILED = 0, 1
"""How pytest ends; any other code means that it did not get to judge."""


@dataclass(frozen=True)
class Mutant:
    name: str
    removes: str
    test: str
    patch: Path

    @classmethod
    def read(cls, patch: Path) -> "Mutant":
        text = patch.read_text()
        removes = re.search(r"^Removes: (.+)$", text, re.MULTILINE)
        test = re.search(r"^Killed-by: (\S+::.+)$", text, re.MULTILINE)
        if removes is None or test is None:
            sys.exit(f"{patch.name} does not say what it removes, or which test kills it")
        return cls(patch.stem, removes[1], test[1], patch)


@dataclass(frozen=True)
class Verdict:
    mutant: Mutant
    said: str
    good: bool = False


def copy(root: Path, to: Path) -> None:
    """All that is, or is about to be, in the repository, as it stands in the work tree."""
    command = ["git", "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, to / name)


def packages(tree: Path) -> str:
    """A path on which the copy's packages are found before the installed ones."""
    parents = {each.parent.parent for each in tree.glob("**/odr_*/__init__.py")}
    return os.pathsep.join(map(str, [tree, *sorted(parents)]))


def judge(tree: Path, tests: Sequence[str]) -> tuple[int, str]:
    """Pytest's exit code and what it said, in the copy."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": packages(tree), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    return run.returncode, run.stdout + run.stderr


def patched(tree: Path, patch: Path, *how: str) -> bool:
    command = ["git", "apply", "--unidiff-zero", *how, str(patch)]
    # Without this, git looks for a repository around the copy and skips what is not in it.
    env = os.environ | {"GIT_CEILING_DIRECTORIES": str(tree.parent)}
    return subprocess.run(command, cwd=tree, env=env, capture_output=True).returncode == 0


def verdicts(tree: Path, mutants: Sequence[Mutant]) -> Iterator[Verdict]:
    """One for each; the copy is as it was after each."""
    # All in one go first: only where one of them is red is each asked for itself.
    tests = list(dict.fromkeys(mutant.test for mutant in mutants))
    green = bool(tests) and judge(tree, tests)[0] == PASSED
    for mutant in mutants:
        code, said = (PASSED, "") if green else judge(tree, [mutant.test])
        if code != PASSED:
            yield Verdict(mutant, f"its test fails without it:\n{said[-2000:]}")
        elif not patched(tree, mutant.patch):
            yield Verdict(mutant, "the patch no longer applies")
        else:
            code, said = judge(tree, [mutant.test])
            if code == FAILED:
                yield Verdict(mutant, f"killed by {mutant.test}", good=True)
            elif code == PASSED:
                yield Verdict(mutant, f"SURVIVED {mutant.test}")
            else:
                yield Verdict(mutant, f"nothing was judged (pytest said {code}):\n{said[-2000:]}")
            if not patched(tree, mutant.patch, "--reverse"):
                raise RuntimeError(f"{mutant.name} could not be taken back")


def main(names: Sequence[str], root: Path = ROOT) -> int:
    mutants = [Mutant.read(patch) for patch in sorted((root / "tests/mutants").glob("*.patch"))]
    if names:
        mutants = [mutant for mutant in mutants if mutant.name in names]
    good = bool(mutants)
    with tempfile.TemporaryDirectory(prefix="odr-mutants-") as folder:
        # Postgres, which tests start as a user of its own, must get through to its data.
        Path(folder).chmod(0o755)
        copy(root, Path(folder))
        for verdict in verdicts(Path(folder), mutants):
            good = good and verdict.good
            mutant = verdict.mutant
            sys.stdout.write(f"{mutant.name:<28} {mutant.removes}\n{'':<28} → {verdict.said}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(mutants)} mutants, {'all killed' if good else 'NOT all killed'}\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
