"""The long form: mutmut changes the rules and the domain in every small way that it knows.

`python -m tests.mutants.long [module…]`, as in `odr_rules.deadlines`; what survives is written to
`docs/mutation.md`. Pure tests alone judge, so that no mutant starts a Postgres.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.mutants.__main__ import ROOT, copy
from tests.mutants.survivors import PAGE, Figures, changes, is_wording, read, share, written

MUTMUT: Final = "mutmut==3.8.1"
LEAST: Final = 0.90
TIMED: Final = frozenset({36, 24, -24, 152, 255})
"""The tests did not end any more."""
KILLED: Final = TIMED | {1, 3}
SURVIVED: Final = 0
PLUGINS: Final = ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "tests.mutants.pure"]

JUDGES: Final[Mapping[str, Sequence[str]]] = {
    "odr_bargain": ("tests/bargain",),
    "odr_rules": ("tests/rules",),
    "odr_intake.domain": ("tests/intake",),
    "odr_negotiation.domain": ("tests/negotiation",),
}
"""By what is mutated: the tests that judge it, less those that need a database."""


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
        "pytest_add_cli_args": [
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
            "-p",
            "tests.mutants.pure",
            "--hypothesis-seed=0",
        ],
        "pytest_add_cli_args_test_selection": sorted(
            {j for said in modules.values() for j in said}
        ),
        # By the clock on the wall, of which a machine that does other things too takes its share.
        "timeout_constant": 5.0,
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


def changed(tree: Path) -> dict[str, list[str]]:
    """The lines of each mutant's change, by its name."""
    sources, found = tree / "mutants/src", dict[str, list[str]]()
    for meta in sorted(sources.rglob("*.meta")):
        file = meta.with_suffix("")
        module = ".".join(file.relative_to(sources).with_suffix("").parts)
        for name, lines in changes(file).items():
            found[f"{module.removesuffix('.__init__')}.{name}"] = lines
    return found


def judged(
    found: Sequence[tuple[str, int | None]], change: Callable[[str], list[str]]
) -> dict[str, Figures]:
    """The figures by module; a survivor in words alone is no survivor."""
    by_module = defaultdict[str, list[tuple[str, int | None]]](list)
    for mutant, code in found:
        by_module[mutant.rpartition(".")[0]].append((mutant, code))
    figures = dict[str, Figures]()
    for module, mutants in by_module.items():
        killed = sum(code in KILLED for _, code in mutants)
        survivors = list[str]()
        worded = 0
        for mutant, code in mutants:
            if code in KILLED:
                continue
            lines = change(mutant)
            if is_wording(lines):
                worded += 1
                continue
            how = "" if code == SURVIVED else f", not judged ({code})"
            name = mutant.rpartition(".")[2]
            survivors.append("\n".join([f"`{name}`{how}\n", "```diff", *lines, "```\n"]))
        figures[module] = Figures(
            killed,
            killed + len(survivors),
            sum(code in TIMED for _, code in mutants),
            worded,
            "\n".join(survivors).strip(),
        )
    return figures


def main(modules: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="odr-mutants-") as folder:
        tree, python = Path(folder, "tree"), environment(Path(folder, "venv"))
        lay_out(tree, wanted(modules))
        run = [
            python,
            "-m",
            "tests.mutants.running",
            "run",
            "--max-children",
            os.environ.get("WORKERS", "1"),
        ]
        with Path(folder, "said").open("w+") as said:
            code = subprocess.run(run, cwd=tree, stdout=said, stderr=said).returncode
            found = list(ended(tree))
            if code or not found:
                said.seek(0)
                sys.stderr.write(f"{said.read()[-4000:]}\nmutmut ended with {code}\n")
                return 2
        figures = judged(found, changed(tree).__getitem__)
    before = read(PAGE.read_text()) if PAGE.exists() else {}
    PAGE.write_text(written(before | figures))
    return 0 if enough(figures) else 1


def enough(figures: Mapping[str, Figures]) -> bool:
    """Says the figures by module; whether of all that was changed enough was killed."""
    for module, each in sorted(figures.items()):
        told = f"{each.killed:>5} of {each.of:>5}  {share(each.killed, each.of)}"
        sys.stdout.write(f"{module:<40} {told}\n")
    killed, of = (sum(getattr(f, n) for f in figures.values()) for n in ("killed", "of"))
    sys.stdout.write(f"{'':<40} {killed:>5} of {of:>5}  {share(killed, of)}\n")
    return killed >= LEAST * of


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
