"""Makes `.venv` as requirements.lock has it; needs a Python, and a package index the first time.

It is the first thing that runs on a new machine, so it imports nothing but the standard library,
and keeps to what older Pythons can parse, that it may tell them so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = (3, 11)
NEWEST = 14
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "odr.stamp"


class Failed(Exception):
    """One sentence about what is missing."""


def main() -> None:
    if sys.version_info < NEEDED:
        run_newer()
    wanted = stamp()
    if STAMP.exists() and STAMP.read_text() == wanted:
        return
    sys.stderr.write("Making .venv from requirements.lock: a minute or so, once.\n")
    if STAMP.exists():
        STAMP.unlink()
    if shutil.which("uv"):
        with_uv()
    else:
        with_pip()
    STAMP.write_text(wanted)


def run_newer() -> None:
    """Another Python that is here may do where the one that was named is too old."""
    for minor in range(NEWEST, NEEDED[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found and works(found):
            os.execv(found, [found, *sys.argv])  # noqa: S606  # a Python, with our own arguments
    needed, here = (".".join(map(str, v[:2])) for v in (NEEDED, sys.version_info))
    raise Failed(
        f"ODR needs Python {needed} or later, and {sys.executable} is {here}: install one, or name"
        f" it, as in `make up PYTHON=/path/to/python{needed}`."
    )


def packages() -> "list[Path]":
    """The folders of our own packages, which are installed as they stand here."""
    found = [*ROOT.glob("*/pyproject.toml"), *ROOT.glob("*/*/pyproject.toml")]
    return sorted(file.parent for file in found if file.parent.name[0] != ".")


def stamp() -> str:
    """What the environment is made of: as long as that is the same, so is the environment."""
    content = hashlib.sha256(sys.version.encode() + LOCK.read_bytes())
    for folder in packages():
        content.update(bytes(folder) + (folder / "pyproject.toml").read_bytes())
    return content.hexdigest()


def with_uv() -> None:
    if not works(PYTHON):
        run("uv", "venv", "-q", "--clear", "--python", sys.executable, VENV)
    install("uv", "pip", "install", "-q", "--compile-bytecode", "--python", PYTHON)


def with_pip() -> None:
    if not works(PYTHON, "-m", "pip"):
        if not works(sys.executable, "-c", "import ensurepip, venv"):
            raise Failed(
                f"{sys.executable} cannot make environments: install what it lacks (on Debian"
                " `apt-get install python3-venv`), or uv."
            )
        run(sys.executable, "-m", "venv", "--clear", VENV)
    install(PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check")


def install(*by: "str | Path") -> None:
    ours = [part for folder in packages() for part in ("-e", folder)]
    run(*by, "--require-hashes", "-r", LOCK)
    run(*by, "--no-deps", "--no-build-isolation", *ours)


def works(*command: "str | Path") -> bool:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    asked = [str(part) for part in command] + ([] if command[1:] else ["--version"])
    try:
        return subprocess.call(asked, **quiet) == 0  # noqa: S603  # Pythons that are here
    except OSError:
        return False


def run(*command: "str | Path") -> None:
    # The build backend is a program of the environment, which pip finds by PATH.
    path = os.pathsep.join((str(PYTHON.parent), os.environ.get("PATH", os.defpath)))
    around = {k: v for k, v in os.environ.items() if k not in ("VIRTUAL_ENV", "PYTHONPATH")}
    asked = [str(part) for part in command]
    if subprocess.call(asked, env={**around, "PATH": path}, cwd=str(ROOT)):  # noqa: S603
        raise Failed("What requirements.lock names could not be installed; the reason is above.")


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"odr: {failure}")
    except KeyboardInterrupt:
        sys.exit(130)
