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
LINTER = Path(sys.executable).parent / "lint-imports"
CONTRACTS = [each["name"] for each in CONFIG["contracts"]]


SOURCES = {
    path.name: path
    for pattern in ("*/odr_*", "*/*/odr_*")
    for path in ROOT.glob(pattern)
    if (path / "__init__.py").exists() and ".venv" not in path.parts
}
NO_CACHES = shutil.ignore_patterns("__pycache__")
# Before the installed packages, which in a copy of the tree are not the copy's.
ENV = os.environ | {"PYTHONPATH": os.pathsep.join(str(path.parent) for path in SOURCES.values())}


@dataclass(frozen=True)
class Breach:
    contract: str
    importer: str
    """The module to which the line is added, made where there is none."""
    imported: str


SERVICES_ALONE = "Services know the shared library and never one another"
CLIENT_ALONE = "The client knows pure libraries alone"
INWARD = "Inside a service, imports point inward to the domain"
NO_IO = "Domains do no I/O"
LAYERED = "The shared library is layered"

BREACHES = (
    Breach(SERVICES_ALONE, "odr_intake.consumers", "odr_negotiation.domain"),
    Breach(SERVICES_ALONE, "odr_shared.money", "odr_intake.domain"),
    Breach(SERVICES_ALONE, "odr_negotiation.queries", "odr_local.app"),
    Breach(SERVICES_ALONE, "odr_rules", "odr_shared.money"),
    Breach(SERVICES_ALONE, "odr_bargain.bidding", "odr_rules.remedies"),
    Breach(SERVICES_ALONE, "odr_bargain.receipts", "odr_shared.money"),
    Breach(SERVICES_ALONE, "odr_intake.service", "odr_client"),
    Breach(CLIENT_ALONE, "odr_client", "odr_shared.money"),
    Breach(CLIENT_ALONE, "odr_client", "odr_intake.domain"),
    Breach(INWARD, "odr_negotiation.domain", "odr_negotiation.models"),
    Breach(INWARD, "odr_intake.queries", "odr_intake.api"),
    Breach(INWARD, "odr_intake.utilities", "odr_intake.domain"),
    Breach(NO_IO, "odr_negotiation.domain", "sqlalchemy"),
    Breach(NO_IO, "odr_shared.errors", "os"),
    Breach(NO_IO, "odr_rules", "asyncio"),
    Breach(NO_IO, "odr_bargain.bidding", "os"),
    Breach(LAYERED, "odr_shared.contracts", "odr_shared.db"),
    Breach(LAYERED, "odr_shared.outbox", "odr_shared.inbox"),
)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the linter says of a copy of the packages with all the breaches in it, by contract."""
    home = tmp_path_factory.mktemp("broken")
    for package in CONFIG["root_packages"]:
        shutil.copytree(SOURCES[package], home / package, ignore=NO_CACHES)
    shutil.copy(ROOT / "pyproject.toml", home)
    for breach in BREACHES:
        module = home.joinpath(*breach.importer.split("."))
        file = module / "__init__.py" if module.is_dir() else module.with_suffix(".py")
        with file.open("a") as lines:
            lines.write(f"\nimport {breach.imported}\n")
    run = subprocess.run(
        [LINTER, "--no-cache", "--no-logo"],
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
    # A module that no layer names is told as such, whatever it imports.
    assert re.search(line, told) or breach.importer in undeclared(told), told


def undeclared(told: str) -> list[str]:
    return re.findall(r"^- (\S+)$", told.partition("exhaustive")[0], re.MULTILINE)


def test_every_contract_holds() -> None:
    run = subprocess.run([LINTER, "--no-cache"], cwd=ROOT, env=ENV, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_every_contract_has_been_seen_to_bite() -> None:
    assert set(CONTRACTS) == {breach.contract for breach in BREACHES}
