"""The shape of the house: which files a service has, how they are called, how long they are."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
from tests.places import syntax_of

ROOT = Path(__file__).parents[2]
SERVICES = sorted(path for path in (ROOT / "services").glob("*/odr_*") if path.is_dir())
NINE = {
    *("domain", "models", "service", "queries", "schemas", "api", "consumers"),
    *("app", "__main__"),
}
BESIDE = {"__init__", "migrations", "locale", "py.typed"}
FURTHER = {
    "odr_intake": {"mail", "webhooks"},
    "odr_negotiation": {"lasting", "refusals", "state", "terms"},
}
"""What a service has beyond the nine, each with a name that says what is inside."""

NAMELESS = re.compile(
    r"utils?|core|commons?|helpers?|base|constants|misc|managers?|repositor(y|ies)|dtos?|types_?"
)
# Each says what it is in its own package: the one base class of a service's tables, and
# the types of one plumbing.
MAY_BE_CALLED = {"models/base.py", "db/types.py"}
LONGEST = 300
LONGEST_TEST = 700
"""Tables of cases are long, and are read by the row."""
OURS = ("shared", "services", "local", "client", "demo", "tests")


def sources() -> list[Path]:
    """Every Python file that is, or is about to be, in the repository."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "--", *OURS]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / line for line in listed.stdout.splitlines() if line.endswith(".py")]


def file_faults(path: Path, text: str) -> list[str]:
    found = []
    longest = LONGEST_TEST if path.parts[0] == "tests" else LONGEST
    # Migrations are written by a machine, and as long as the tables are.
    if len(text.splitlines()) > longest and "migrations" not in path.parts:
        found.append("is long")
    for part in (path.stem, *(part for part in path.parts[:-1])):
        if NAMELESS.fullmatch(part) and "/".join(path.parts[-2:]) not in MAY_BE_CALLED:
            found.append(f"{part} does not say what is inside")
    if not text.strip() or "migrations/versions" in path.as_posix():
        return found
    doc = ast.get_docstring(syntax_of(text)) or ""
    first = doc.partition("\n")[0]
    if not first or first[-1] not in ".;:":
        found.append("does not open with a sentence that says what is in it")
    return found


def service_faults(name: str, has: set[str]) -> list[str]:
    allowed = NINE | BESIDE | FURTHER.get(name, set())
    return [f"lacks {each}" for each in sorted(NINE - has)] + [
        f"has {each}, which is none of the nine" for each in sorted(has - allowed)
    ]


def test_each_file_is_short_well_named_and_says_what_it_is() -> None:
    found = {}
    for file in sources():
        if file.exists():
            path = file.relative_to(ROOT)
            if faults := file_faults(path, file.read_text()):
                found[path.as_posix()] = faults
    assert found == {}


def test_every_service_has_the_same_nine_files() -> None:
    assert len(SERVICES) > 1
    found = {}
    for service in SERVICES:
        has = {path.stem if path.suffix == ".py" else path.name for path in service.iterdir()}
        if faults := service_faults(service.name, has - {"__pycache__"}):
            found[service.name] = faults
    assert found == {}


GOOD = '"""What is in it."""\n'


@pytest.mark.parametrize(
    ("path", "text", "complaint"),
    [
        ("services/x/odr_x/utils.py", GOOD, "utils does not say"),
        ("services/x/odr_x/helpers/dates.py", GOOD, "helpers does not say"),
        ("services/x/odr_x/base.py", GOOD, "base does not say"),
        ("services/x/odr_x/domain.py", GOOD + "\n" * LONGEST, "is long"),
        ("tests/x/test_domain.py", GOOD + "\n" * LONGEST_TEST, "is long"),
        ("tests/x/test_domain.py", GOOD + "\n" * LONGEST, ""),
        ("services/x/odr_x/domain.py", "x = 1\n", "does not open"),
        ("services/x/odr_x/domain.py", '"""no end"""\n', "does not open"),
        ("services/x/odr_x/models/base.py", GOOD, ""),
    ],
)
def test_the_rule_of_files_bites(path: str, text: str, complaint: str) -> None:
    found = file_faults(Path(path), text)
    assert (complaint in " ".join(found)) if complaint else found == []


def test_the_rule_of_the_nine_bites() -> None:
    assert service_faults("odr_x", NINE | {"repositories"}) == [
        "has repositories, which is none of the nine"
    ]
    assert service_faults("odr_x", NINE - {"queries"}) == ["lacks queries"]
