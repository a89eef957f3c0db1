"""`python -m tests.contract` prints how every operation answered every role."""

import sys
import tempfile
from pathlib import Path

from tests.contract.run import run

with tempfile.TemporaryDirectory(prefix="odr-contract-") as folder:
    caller = run(Path(folder))
sys.stdout.write("\n\n".join([*dict.fromkeys(caller.failures), caller.table()]) + "\n")
sys.exit(1 if caller.failures else 0)
