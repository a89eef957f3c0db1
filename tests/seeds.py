"""By what a test draws: another for each commit, the same for one."""

import os
import subprocess
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]


def seed() -> int:
    """Of the commit's hash, so that a red run can be repeated; `ODR_SEED` overrides."""
    if given := os.environ.get("ODR_SEED"):
        return int(given)
    command = ["git", "rev-parse", "HEAD"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return int(found.stdout.strip() or "1", 16) % (1 << 31)
