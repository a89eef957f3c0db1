"""The services' own processes, each started again whenever it ends."""

import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import httpx
from tests.chaos import seen
from tests.chaos.crashing import KILLED, POINTS, Crash

from odr_shared.testing import VAULT

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0
UP = 30.0


class Kept:
    """One process of a service, on one port, through all its lives."""

    def __init__(
        self, service: str, kind: str, port: int, environment: Mapping[str, str], logs: Path
    ) -> None:
        self.service, self.kind, self.port = service, kind, port
        self.name = f"{service}-{kind}-{port}"
        self.base = f"http://127.0.0.1:{port}"
        own = {"ODR_PORT": str(port), "ODR_VAULT_KEYS": VAULT}
        self._environment = {**os.environ, **environment, **own}
        self._logs = logs
        self._log = logs / f"{self.name}.log"
        self._process: Process | None = None
        self._next: dict[str, str] = {}
        self._keeping: asyncio.Task[None] | None = None
        self._ended = asyncio.Condition()
        self.codes: Counter[int] = Counter()
        """How its lives ended."""
        self.crashes: Counter[Crash] = Counter()
        """Where it died, and with what in its hands, as it noted itself."""
        self.is_odd = False
        """Something is wrong with it in this life of its."""
        self.may_start = asyncio.Event()
        self.may_start.set()

    def start(self) -> None:
        self._keeping = asyncio.create_task(self._keep())

    async def _keep(self) -> None:
        while True:
            await self.may_start.wait()
            more, self._next = self._next, {}
            self.is_odd = bool(more)
            own = self._environment | more
            own |= {seen.WHERE: str(self._seen), seen.TOLD: str(self._told)}
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "tests.chaos.launching", self.service, self.kind),
                    env=own,
                    cwd=ROOT,
                    stdout=log,
                    stderr=log,
                )
            try:
                code = await self._process.wait()
            except asyncio.CancelledError:
                self._process.kill()
                await self._process.wait()
                raise
            if code == KILLED:
                crashes = map(Crash.read, seen.noted(self._seen))
                self.crashes.update(crash for crash in crashes if crash.point in POINTS)
            self.codes[code] += 1
            async with self._ended:
                self._ended.notify_all()
            await asyncio.sleep(0.05)

    def told(self, which: signal.Signals) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(which)

    async def again(
        self,
        which: signal.Signals = signal.SIGKILL,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> int:
        """End it, and let it start anew, in this environment for one life; how it ended."""
        self._next = dict(environment)
        before = self.codes.copy()
        self.told(which)
        await self.ended(before)
        (code,) = (self.codes - before) or (0,)
        return code

    async def ended(self, before: Counter[int], within: float = PATIENCE) -> bool:
        try:
            async with asyncio.timeout(within), self._ended:
                await self._ended.wait_for(lambda: self.codes != before)
        except TimeoutError:
            return False
        return True

    @property
    def memory(self) -> float:
        """MiB that it has in use."""
        pid = self._process.pid if self._process is not None else 0
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)

    def goes_wrong(self, **how: str) -> None:
        """For the rest of this life of its; it must be up, or it does not know the signal."""
        self.is_odd = True
        self._told.write_text(json.dumps(how))
        self.told(signal.SIGUSR1)

    @property
    def _told(self) -> Path:
        return self._logs / f"{self.name}.{self.codes.total()}.told"

    @property
    def _seen(self) -> Path:
        """Of this life of its; between two, of the next."""
        return self._logs / f"{self.name}.{self.codes.total()}.seen"

    def noted(self) -> Counter[str]:
        """What it noted in this life of its so far."""
        return seen.noted(self._seen)

    async def notes(
        self, within: float, beyond: Mapping[str, int] = MappingProxyType({})
    ) -> Counter[str]:
        """What it notes beyond what it had, once there is something; nothing if there never is."""
        until, had = time.monotonic() + within, Counter(beyond)
        while not self.noted() - had and time.monotonic() < until:  # noqa: ASYNC110  # another's
            await asyncio.sleep(0.05)
        return self.noted() - had

    async def ready(self, http: httpx.AsyncClient, within: float = PATIENCE) -> None:
        try:
            async with asyncio.timeout(within):
                while not await self._is_ready(http):  # noqa: ASYNC110  # it is another's
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise TimeoutError(f"{self.name} is not ready:\n{self.log[-3000:]}") from None

    async def up(self, http: httpx.AsyncClient, within: float = UP) -> None:
        """It answers at all, and so knows the signal by which things go wrong."""
        async with asyncio.timeout(within):
            while not await self._is_ready(http, "livez"):  # noqa: ASYNC110  # it is another's
                await asyncio.sleep(0.1)

    async def _is_ready(self, http: httpx.AsyncClient, how: str = "readyz") -> bool:
        try:
            return (await http.get(f"{self.base}/{how}")).status_code == 200
        except httpx.TransportError:
            return False

    async def stop(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""
