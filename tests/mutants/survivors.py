"""The page of what survived the long form: figures by module, and each change that no test saw."""

import ast
import io
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).parents[2] / "docs/mutation.md"
INTRODUCTION: Final = """\
# What survives when the rules are changed in every small way

Made by `make mutants LONG=1`, which has [mutmut](https://github.com/boxed/mutmut) (BSD-3-Clause)
change `odr_rules` and the `domain` of intake and negotiation in every small way that it knows, and
runs the tests of what was changed. `ONLY="odr_rules.deadlines odr_intake.domain.stages"` takes some
modules; the others keep the figures they had. It makes an environment of its own with `uv`, and
fails where less than 90 % of what it ran was killed. It is not part of CI: all modules take about
half an hour of one processor.

The tests are collected once; each mutant is forked from there and runs those alone that reached
what it changes (`tests/mutants/running.py`). Only tests that need no database judge
(`tests/mutants/pure.py`), so a change that only the API's tests would notice counts as a survivor.
Where a function was reached by no test that judges, its mutants are called *not judged*, and count
as survivors too. mutmut leaves alone what stands outside functions and what is decorated (cached
tables, properties, pydantic's models), and what runs while modules are imported is over before a
mutant is: constants and tables are judged by no mutant. A change inside words for people (a string
with a space in it) is left out of the figures and counted apart: a test that repeats a sentence
says nothing about the rules, and what the words must name is held by the tests of the packs and of
the languages.
"""
ROW: Final = re.compile(
    r"^\| `(?P<module>[\w.]+)` \| (?P<killed>\d+) \| (?P<of>\d+) \|[^|]*\| (?P<timed>\d+) \| "
    r"(?P<worded>\d+) \|$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Figures:
    """A module's mutants; `timed` of the killed did not end, `worded` are left out."""

    killed: int
    of: int
    timed: int
    worded: int
    survivors: str = ""
    """Each as a heading and its change, as Markdown."""


def share(killed: int, of: int) -> str:
    return f"{killed / of:.1%}" if of else "none"


def read(page: str) -> dict[str, Figures]:
    """What an earlier run wrote."""
    sections = {
        module: text.strip()
        for module, text in re.findall(
            r"^## Survivors of `([\w.]+)`\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL
        )
    }
    return {
        row["module"]: Figures(
            int(row["killed"]),
            int(row["of"]),
            int(row["timed"]),
            int(row["worded"]),
            sections.get(row["module"], ""),
        )
        for row in ROW.finditer(page)
    }


def written(found: Mapping[str, Figures]) -> str:
    """The page of all modules, by name."""
    lines = [
        INTRODUCTION,
        "## Figures\n",
        "| module | killed | of | share | killed by time | in words |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for module, each in sorted(found.items()):
        lines.append(
            f"| `{module}` | {each.killed} | {each.of} | {share(each.killed, each.of)} "
            f"| {each.timed} | {each.worded} |"
        )
    killed, of = sum(f.killed for f in found.values()), sum(f.of for f in found.values())
    timed, worded = sum(f.timed for f in found.values()), sum(f.worded for f in found.values())
    lines.append(f"| all | {killed} | {of} | {share(killed, of)} | {timed} | {worded} |")
    for module, each in sorted(found.items()):
        if each.survivors:
            lines += [f"\n## Survivors of `{module}`\n", each.survivors]
    return "\n".join(lines) + "\n"


def changes(file: Path) -> dict[str, list[str]]:
    """By mutant of a file that mutmut has written: the lines of its change, each with its sign."""
    lines = file.read_text().splitlines()
    functions = {
        node.name: node
        for node in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    def text(name: str) -> list[str]:
        node = functions[name]
        return [each.replace(f"{name}(", "(") for each in lines[node.lineno - 1 : node.end_lineno]]

    found = dict[str, list[str]]()
    for name in functions:
        of, mark, number = name.rpartition("__mutmut_")
        if mark and number != "orig":
            _, _, *said = unified_diff(text(f"{of}__mutmut_orig"), text(name), n=0, lineterm="")
            found[name] = [line for line in said if line[0] in "-+"]
    return found


def tokens(line: str) -> list[tuple[int, str]] | None:
    """Of one line of a change, which need not be a whole statement."""
    try:
        return [
            (each.type, each.string)
            for each in tokenize.generate_tokens(io.StringIO(line.strip()).readline)
        ]
    except (tokenize.TokenError, IndentationError):
        return None


def is_wording(change: Sequence[str]) -> bool:
    """Whether lines `- …` and `+ …` differ in nothing but a string that has a space in it."""
    before = [line[1:] for line in change if line.startswith("-")]
    after = [line[1:] for line in change if line.startswith("+")]
    if len(before) != 1 or len(after) != 1:
        return False
    old, new = tokens(before[0]), tokens(after[0])
    if old is None or new is None or len(old) != len(new):
        return False
    differing = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    return bool(differing) and all(
        a[0] == b[0] == tokenize.STRING and " " in a[1].strip("\"'frb").strip()
        for a, b in differing
    )
