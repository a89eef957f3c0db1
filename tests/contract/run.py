"""The whole run: the story, and then the sweep."""

from pathlib import Path

import httpx
from tests.contract.caller import Caller
from tests.contract.running import running
from tests.contract.story import tell
from tests.contract.sweep import sweep


def run(home: Path) -> Caller:
    """What was seen; the server is gone when it returns."""
    with running(home) as odr:
        document = httpx.get(f"{odr.base}/openapi.json").raise_for_status().json()
        caller = Caller(odr, document)
        sweep(caller, tell(caller))
    return caller
