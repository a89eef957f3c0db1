"""What comes of a fault inside of a process: noted there at once, as it may die the next moment."""

import os
from collections import Counter
from pathlib import Path
from typing import Final

WHERE: Final = "CHAOS_SEEN"
"""Names the file that this life of the process notes in."""
TOLD: Final = "CHAOS_TOLD"
"""Names the file that says what is wrong with it."""


def note(what: str) -> None:
    """One line, on the disk's side of this process before anything else happens."""
    if path := os.environ.get(WHERE):
        with Path(path).open("ab", buffering=0) as file:
            file.write(f"{what}\n".encode())


def noted(path: Path) -> Counter[str]:
    return Counter(path.read_text().splitlines() if path.exists() else ())
