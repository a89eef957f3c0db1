"""`python -m odr_local.documents` writes the documents; with `--check` it says which are stale."""

import sys
from pathlib import Path

from odr_local.documents.made import made


def main(arguments: list[str]) -> None:
    root = Path.cwd()
    stale = [
        (root / name, text)
        for name, text in made().items()
        if not (root / name).exists() or (root / name).read_text() != text
    ]
    if "--check" in arguments:
        if stale:
            names = ", ".join(file.name for file, _ in stale)
            sys.exit(f"stale: {names}; run make docs")
        return
    for file, text in stale:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)


if __name__ == "__main__":
    main(sys.argv[1:])
