"""The long form: mutmut changes the rules and the domain in every small way that it knows.

`python -m tests.mutants.long [module…]`, as in `odr_rules.deadlines`; what survives is shown, and
`docs/mutants.md` says why it may. Pure tests alone judge, so that no mutant starts a Postgres.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.mutants.__main__ import ROOT, copy

MUTMUT: Final = "mutmut==3.8.1"
LEAST: Final = 0.90
KILLED: Final = frozenset({1, 3, 36, 24, -24, 152, 255})
"""A test failed, or did not end any more; that limit is of processor time."""
SURVIVED: Final = 0

JUDGES: Final[Mapping[str, Sequence[str]]] = {
    "odr_rules": ("tests/rules",),
    "odr_intake.domain": ("tests/intake/test_cases_domain.py", "tests/intake/test_addresses.py"),
}
"""By what is mutated: the tests that judge it, none of which needs a database."""


def wanted(modules: Sequence[str]) -> dict[str, Sequence[str]]:
    """The modules, or all that there are, each with its judges."""
    found = dict[str, Sequence[str]]()
    for module in modules or JUDGES:
        judges = next(
            (said for of, said in JUDGES.items() if f"{module}.".startswith(f"{of}.")), ()
        )
        if not judges:
            sys.exit(f"{module} is none of {', '.join(JUDGES)} or of what is in them")
        found[module] = judges
    return found


def lay_out(tree: Path, modules: Mapping[str, Sequence[str]]) -> None:
    """As mutmut takes it: all packages in `src`, and what it is to do in pyproject.toml."""
    copy(ROOT, tree)
    for package in sorted(tree.glob("**/odr_*/__init__.py")):
        shutil.copytree(package.parent, tree / "src" / package.parent.name)
    named = [f"src/{module.replace('.', '/')}" for module in modules]
    said = {
        "source_paths": ["src"],
        "only_mutate": [f"{name}{end}" for name in named for end in (".py", "/*")],
        "also_copy": sorted(each.name for each in tree.iterdir() if each.name != "src"),
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0"],
        "pytest_add_cli_args_test_selection": sorted(
            {j for said in modules.values() for j in said}
        ),
        "use_git_change_detection": False,
        "track_dependencies": False,
    }
    lines = "".join(f"{key} = {json.dumps(value)}\n" for key, value in said.items())
    with (tree / "pyproject.toml").open("a") as file:
        file.write(f"\n[tool.mutmut]\n{lines}")


def environment(folder: Path) -> Path:
    """Of its own, that mutmut weighs on nobody who does not ask for it."""
    python = folder / "bin/python"
    for command in (
        ["uv", "venv", "-q", "--python", sys.executable, folder],
        ["uv", "pip", "install", "-q", "-p", python, "-r", ROOT / "requirements.lock", MUTMUT],
    ):
        subprocess.run(command, check=True)
    return python


def ended(tree: Path) -> Iterator[tuple[str, int | None]]:
    """Each mutant's name, and how its tests ended."""
    for meta in sorted((tree / "mutants/src").rglob("*.meta")):
        yield from json.loads(meta.read_text())["exit_code_by_key"].items()


def shown(python: Path, tree: Path, mutant: str) -> str:
    command = [python, "-m", "mutmut", "show", mutant]
    said = subprocess.run(command, cwd=tree, capture_output=True, text=True).stdout
    return "\n".join(line for line in said.splitlines() if re.match(r"[-+] ", line))


def main(modules: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="odr-mutants-") as folder:
        tree, python = Path(folder, "tree"), environment(Path(folder, "venv"))
        lay_out(tree, wanted(modules))
        run = [python, "-m", "mutmut", "run", "--max-children", os.environ.get("WORKERS", "2")]
        with Path(folder, "said").open("w+") as said:
            code = subprocess.run(run, cwd=tree, stdout=said, stderr=said).returncode
            found = list(ended(tree))
            if code or not found:
                said.seek(0)
                sys.stderr.write(f"{said.read()[-4000:]}\nmutmut ended with {code}\n")
                return 2
        for mutant, judged in found:
            if judged not in KILLED:
                how = "survived" if judged == SURVIVED else f"not judged ({judged})"
                sys.stdout.write(f"{mutant} {how}\n{shown(python, tree, mutant)}\n")
    return 0 if told(found) else 1


def told(found: Sequence[tuple[str, int | None]]) -> bool:
    """The table by module; whether enough were killed."""
    whole, killed = Counter[str](), Counter[str]()
    for mutant, judged in found:
        module = mutant.rpartition(".")[0]
        whole[module] += 1
        killed[module] += judged in KILLED
    for module in sorted(whole):
        share = killed[module] / whole[module]
        sys.stdout.write(f"{module:<40} {killed[module]:>5} of {whole[module]:>5}  {share:.1%}\n")
    share = killed.total() / whole.total()
    sys.stdout.write(f"{'':<40} {killed.total():>5} of {whole.total():>5}  {share:.1%}\n")
    return share >= LEAST


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
