"""Each import contract is broken once on purpose, to see it fail."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
CONTRACTS = [each["name"] for each in CONFIG["contracts"]]


@dataclass(frozen=True)
class Breach:
    contract: str
    importer: str
    """The module to which the line is added, made where there is none."""
    imported: str


BREACHES = (
    Breach(
        "Services know the shared library and never one another",
        "odr_intake.consumers",
        "odr_negotiation.domain",
    ),
    Breach(
        "Services know the shared library and never one another",
        "odr_shared.money",
        "odr_intake.domain",
    ),
    Breach(
        "Services know the shared library and never one another",
        "odr_negotiation.queries",
        "odr_local.app",
    ),
    Breach(
        "Inside a service, imports point inward to the domain",
        "odr_negotiation.domain",
        "odr_negotiation.models",
    ),
    Breach(
        "Inside a service, imports point inward to the domain",
        "odr_intake.queries",
        "odr_intake.api",
    ),
    Breach("Domains do no I/O", "odr_negotiation.domain", "sqlalchemy"),
    Breach("Domains do no I/O", "odr_shared.errors", "os"),
    Breach("The shared library is layered", "odr_shared.contracts", "odr_shared.db"),
    Breach("The shared library is layered", "odr_shared.outbox", "odr_shared.inbox"),
    Breach(
        "Services know the shared library and never one another", "odr_rules", "odr_shared.money"
    ),
    Breach("Domains do no I/O", "odr_rules", "asyncio"),
    Breach("The client knows pure libraries alone", "odr_client", "odr_shared.money"),
    Breach("The client knows pure libraries alone", "odr_client", "odr_intake.domain"),
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the linter says of a copy of the packages with all the breaches in it, by contract."""
    home = tmp_path_factory.mktemp("broken")
    for package in CONFIG["root_packages"]:
        (source,) = (
            path
            for pattern in ("*", "*/*")
            for path in ROOT.glob(f"{pattern}/{package}")
            if path.is_dir() and ".venv" not in path.parts
        )
        shutil.copytree(source, home / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", home)
    for breach in BREACHES:
        module = home.joinpath(*breach.importer.split("."))
        file = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
        with file.open("a") as lines:
            lines.write(f"\nimport {breach.imported}\n")
    linter = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run(
        [linter, "--no-cache", "--no-logo"],
        cwd=home,
        env=os.environ | {"PYTHONPATH": str(home)},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1, run.stdout + run.stderr
    sections = re.split(r"^(.+)\n-+\n", run.stdout.partition("Broken contracts")[2], flags=re.M)
    return dict(zip(sections[1::2], sections[2::2], strict=True))


@pytest.mark.parametrize("breach", BREACHES, ids=lambda b: f"{b.importer} → {b.imported}")
def test_each_contract_bites(report: dict[str, str], breach: Breach) -> None:
    told = report.get(breach.contract, "")
    line = rf"{re.escape(breach.importer)} -> {re.escape(breach.imported)}\b"
    assert re.search(line, told), told or f"not broken: {breach.contract}"


def test_every_contract_has_been_seen_to_bite() -> None:
    assert set(CONTRACTS) == {breach.contract for breach in BREACHES}
