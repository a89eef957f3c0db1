"""`local/environment.py`, the first thing that runs on a new machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "local" / "environment.py"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a lock and no package."""
    (tmp_path / "local").mkdir()
    shutil.copy(SCRIPT, tmp_path / "local")
    (tmp_path / "local" / "pyproject.toml").write_text("[project]\nname = 'x'\nversion = '1'\n")
    return tmp_path


def run(script: Path, *before: str, **around: str) -> subprocess.CompletedProcess[str]:
    """As a Python would that found no other, and no uv; `before` are lines run first."""
    lines = [*before, "import runpy", f"runpy.run_path({str(script)!r}, run_name='__main__')"]
    environment = {"PATH": str(script.parent), "PIP_NO_INDEX": "1", **around}
    command = [sys.executable, "-c", "\n".join(lines)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def test_an_old_python_is_told_so_in_one_sentence(project: Path) -> None:
    old = "import sys; sys.version_info = (3, 9, 18)"
    done = run(project / "local" / "environment.py", old)
    assert done.returncode == 1
    assert done.stderr.startswith("odr: ODR needs Python 3.11 or later, and ")
    assert len(done.stderr.splitlines()) == 1


def test_another_python_that_is_here_is_taken(project: Path) -> None:
    other = project / "python3.12"
    other.write_text('#!/bin/sh\necho "taken $@"\n')
    other.chmod(0o755)
    old = "import sys; sys.version_info = (3, 9, 18)"
    done = run(project / "local" / "environment.py", old, PATH=f"{project}:{os.defpath}")
    assert (done.returncode, done.stdout.split()[0]) == (0, "taken")


def test_the_script_parses_where_it_must_refuse() -> None:
    """Python 3.6 is the oldest that anybody still has."""
    import ast

    ast.parse(SCRIPT.read_text(), feature_version=(3, 6))


def test_a_python_that_cannot_make_environments_is_told_what_it_lacks(project: Path) -> None:
    (project / "requirements.lock").write_text("")
    bare = project / "bare"
    bare.write_text("#!/bin/sh\nexit 1\n")
    bare.chmod(0o755)
    done = run(project / "local" / "environment.py", f"import sys; sys.executable = {str(bare)!r}")
    assert done.returncode == 1
    assert "cannot make environments" in done.stderr


@pytest.fixture
def uv(project: Path) -> Path:
    """A uv that makes environments, and notes what it is asked for."""
    found = project / "uv"
    found.write_text(f'#!/bin/sh\necho "$@" >> {project}/asked\nmkdir -p {project}/.venv\n')
    found.chmod(0o755)
    return found


def test_what_cannot_be_installed_is_said_and_leaves_no_stamp(project: Path, uv: Path) -> None:
    (project / "requirements.lock").write_text("odr-no-such-package==1 --hash=sha256:" + "0" * 64)
    with uv.open("a") as script:
        script.write('[ "$1" = venv ] || exit 1\n')
    around = f"{project}:{os.defpath}"
    done = run(project / "local" / "environment.py", PATH=around)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("odr: What requirements.lock names could not")
    assert "Traceback" not in done.stderr
    assert not (project / ".venv" / "odr.stamp").exists()


def test_it_is_made_once_by_hashes_and_again_when_the_lock_changes(project: Path, uv: Path) -> None:
    lock, asked = project / "requirements.lock", project / "asked"
    around = f"{project}:{os.defpath}"
    lock.write_text("one==1")
    for _ in range(2):
        assert run(project / "local" / "environment.py", PATH=around).returncode == 0
    made, installed, ours = asked.read_text().splitlines()
    assert made.startswith("venv ")
    assert f"--require-hashes -r {lock}" in installed
    assert f"--no-deps --no-build-isolation -e {project / 'local'}" in ours
    lock.write_text("one==2")
    assert run(project / "local" / "environment.py", PATH=around).returncode == 0
    assert len(asked.read_text().splitlines()) == 6


def test_the_lock_has_a_hash_for_all_and_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text()
    assert "://" not in text
    pinned = [line for line in text.splitlines() if "==" in line and not line.startswith(" ")]
    assert len(pinned) > 50
    for name in pinned:
        after = text.partition(name)[2]
        assert after.lstrip(" \\\n").startswith("--hash=sha256:"), name
