"""Load from wrk, which costs less than any client in Python, and what it saw."""

import asyncio
import json
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

CONNECTIONS: Final = 16
NEXT_PATH: Final = """
local paths, at = {PATHS}, 0
request = function()
  at = at % #paths + 1
  return wrk.format(nil, paths[at])
end
"""
NEXT_BODY: Final = """
local n, run, with_key = 0, 'RUN', WITH_KEY
request = function()
  n = n + 1
  if with_key then wrk.headers['Idempotency-Key'] = run .. n end
  return wrk.format(nil, nil, nil, (wrk.body:gsub('2026%-1093', run .. n)))
end
"""
MILLISECONDS: Final = {"us": 0.001, "ms": 1.0, "s": 1000.0}


class NoWrk(Exception):
    """wrk, which makes the load, is not installed, and there is no apt to bring it."""


async def have_wrk() -> None:
    """From apt, where we may; it is a tool of the bench alone."""
    if shutil.which("wrk"):
        return
    if os.geteuid() or not shutil.which("apt-get"):
        raise NoWrk(NoWrk.__doc__)
    bring = await asyncio.create_subprocess_exec(
        "apt-get", "install", "-y", "-q", "wrk", stdout=asyncio.subprocess.DEVNULL
    )
    if await bring.wait():
        raise NoWrk(NoWrk.__doc__)


async def rate(
    base: str, paths: Sequence[str], seconds: float, headers: Mapping[str, str], **more: Any
) -> float:
    """Answers a second; every one a 2xx."""
    return (await load(base, paths, seconds, headers, **more))[0]


async def load(
    base: str,
    paths: Sequence[str],
    seconds: float,
    headers: Mapping[str, str],
    *,
    body: Any = None,
    with_key: bool = False,
    connections: int = CONNECTIONS,
) -> tuple[float, float]:
    """Answers a second, and milliseconds that half of them took at most."""
    script = ""
    given = dict(headers)
    if body is not None:
        script += f'wrk.method="POST"\nwrk.body={json.dumps(json.dumps(body))}\n'
        given["Content-Type"] = "application/json"
    script += "".join(f'wrk.headers["{name}"]="{value}"\n' for name, value in given.items())
    if body is not None:
        # An order of its own for each, as one that is in dispute already is refused.
        with_it = str(with_key).lower()
        script += NEXT_BODY.replace("RUN", str(uuid4())).replace("WITH_KEY", with_it)
    elif len(paths) > 1:
        script += NEXT_PATH.replace("PATHS", ",".join(f"'{path}'" for path in paths))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        lasts = f"-d{max(1, round(seconds))}s"
        command = ["wrk", "-t1", f"-c{connections}", lasts, "--latency", "-s", lua.name]
        wrk = await asyncio.create_subprocess_exec(
            *command, f"{base}{paths[0]}", stdout=asyncio.subprocess.PIPE
        )
        said = (await wrk.communicate())[0].decode()
    assert "Non-2xx" not in said, said
    found = re.search(r"Requests/sec:\s+([\d.]+)", said)
    half = re.search(r"50%\s+([\d.]+)(us|ms|s)", said)
    assert found is not None, said
    assert half is not None, said
    return float(found[1]), float(half[1]) * MILLISECONDS[half[2]]
