"""`python -m demo [--seed 1] [--start]`: play real disputes on a running ODR, and show outcomes."""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from demo import connecting, packs, showing
from demo.casting import Dispute, cast
from demo.receiver import Receiver, receiving
from demo.scripts import CLOSED, accepts_too_late
from demo.showing import Played
from demo.stage import Unexpected, Words, raised
from odr_client import AsyncOdr, OdrError, Unreachable
from odr_client.views.webhooks import Webhook

AT_ONCE: Final = 5
PATIENCE: Final = 60.0
"""Seconds within which the last webhook must have come."""
SHOP, LEDGER = "/odr-demo/shop", "/odr-demo/ledger"
ENDPOINTS: Final[dict[str, Sequence[str]]] = {SHOP: ["*"], LEDGER: [CLOSED]}
"""The platform's two systems, and what each wants to hear of."""
SIDES: Final = {"claimant", "respondent"}
ENDS: Final = frozenset({"outcome", "default"})
"""The kinds of notice that tell a party of the end."""


class Demo:
    def __init__(self, odr: AsyncOdr, console: Console, receiver: Receiver) -> None:
        self.odr, self.console, self.receiver = odr, console, receiver

    async def run(self, seed: int) -> bool:
        """Whether all went as played, and every webhook came."""
        await self._forget_endpoints()
        for path, wanted in ENDPOINTS.items():
            made = await self.odr.webhooks.add(self.receiver.url(path), wanted)
            self.receiver.secrets[path] = made.secret
        self.receiver.bring = self._bring
        try:
            played = await self._play(cast(seed, datetime.now(UTC)))
            complete = partial(_complete, self.receiver, played)
            await self.receiver.until(complete, PATIENCE)
            brought = partial(_brought, self.receiver, played)
            all_brought = await self.receiver.until(brought, PATIENCE)
        finally:
            await self._forget_endpoints()
        showing.outcomes(self.console, played, seed)
        told = next(each for each in played if each.dispute.script.play is accepts_too_late)
        showing.timeline(self.console, told, await self.odr.cases.timeline(told.case.id))
        missing = [fault for each in played for fault in _faults(self.receiver, each)]
        expected = sum(len(_due(each, path)) for each in played for path in ENDPOINTS)
        showing.webhooks(self.console, self.receiver, expected, missing)
        well = all(each.as_written for each in played)
        return well and all_brought and not missing and not self.receiver.doubted

    async def _play(self, disputes: Sequence[Dispute]) -> list[Played]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, TimeElapsedColumn(), console=self.console) as progress:
            bar = progress.add_task("Disputes", total=len(disputes))
            limit = asyncio.Semaphore(AT_ONCE)

            async def one(dispute: Dispute) -> Played:
                async with limit:
                    found = await self._one(dispute)
                progress.advance(bar)
                return found

            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(one(dispute)) for dispute in disputes]
        return [task.result() for task in tasks]

    async def _one(self, dispute: Dispute) -> Played:
        matter = dispute.matter
        who = f"{dispute.number:>2} {matter.item}"

        def tell(said: str) -> None:
            self.console.print(Text.assemble((f"{who}: ", "dim"), said))

        words = Words(matter.answer, matter.admission)
        stage = await raised(self.odr, dispute.filing, words, tell)
        ending = await dispute.script.play(stage)
        await stage.over()
        # Read once more: the table says what anyone would read, not what we were waiting for.
        case = await self.odr.cases.get(stage.case.id)
        remedies = [each async for each in self.odr.remedies.list(case.id)]
        tell(f"over: {case.outcome}")
        return Played(dispute, ending, case, remedies)

    async def _bring(self, webhook: Webhook) -> None:
        """As a platform's app does: it shows the notice to its addressee, and says so."""
        case_id, notice_id = str(webhook.case_id), webhook.data["notice_id"]
        await self.odr.notices.served(case_id, notice_id, "app", webhook.timestamp)

    async def _forget_endpoints(self) -> None:
        """Ours, and those of a demo that was cut off."""
        async for endpoint in self.odr.webhooks.list():
            if endpoint.url.startswith("http://127.0.0.1:") and endpoint.url.endswith(
                tuple(ENDPOINTS)
            ):
                await self.odr.webhooks.delete(endpoint.id)


def _due(played: Played, path: str) -> list[str]:
    wanted = ENDPOINTS[path]
    return [each for each in played.dispute.script.webhooks if each in wanted or "*" in wanted]


def _complete(receiver: Receiver, played: Sequence[Played]) -> bool:
    return all(
        len(receiver.told(path, each.case.id)) >= len(_due(each, path))
        for each in played
        for path in ENDPOINTS
    )


def _brought(receiver: Receiver, played: Sequence[Played]) -> bool:
    """Whether both parties of each case have had the notice of its end."""
    return all(
        {side for side, kind in receiver.brought[each.case.id] if kind in ENDS} == SIDES
        for each in played
    )


def _faults(receiver: Receiver, played: Played) -> list[str]:
    found = []
    for path in ENDPOINTS:
        due, told = _due(played, path), receiver.told(path, played.case.id)
        if told != due:
            found.append(f"{path}, dispute {played.dispute.number}: due {due}, told {told}")
    return found


async def perform(url: str, home: Path, seed: int, console: Console) -> bool:
    async with connecting.client(url, home) as odr, connecting.caseworker(url, home) as staff:
        with receiving(asyncio.get_running_loop()) as receiver:
            well = await Demo(odr, console, receiver).run(seed)
        ruled = await packs.play(odr, staff, seed, datetime.now(UTC))
    packs.show(console, ruled)
    return well and all(each.as_foretold for each in ruled)


def main() -> None:
    options = argparse.ArgumentParser(prog="demo", description=__doc__)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--home", type=Path, default=Path(".odr"), help="as `make up` has it")
    options.add_argument("--port", type=int, default=8000)
    options.add_argument("--start", action="store_true", help="start ODR, and stop it at the end")
    chosen = options.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 160)
    url = os.environ.get("ODR_BASE_URL", f"http://127.0.0.1:{chosen.port}")
    with ExitStack() as stack:
        try:
            if chosen.start:
                url = stack.enter_context(connecting.started(chosen.home, chosen.port))
            well = asyncio.run(perform(url, chosen.home, chosen.seed, console))
        except* (connecting.NoServer, Unexpected, OdrError) as troubles:
            for each in _leaves(troubles):
                hint = ""
                if isinstance(each, Unreachable):
                    hint = " Start ODR with `make up` in another terminal, or use START=1."
                console.print(Text(f"demo: {each}{hint}", style="red"))
            well = False
        except* KeyboardInterrupt:
            sys.exit(130)
    sys.exit(0 if well else 1)


def _leaves(group: BaseExceptionGroup[BaseException]) -> list[BaseException]:
    found: list[BaseException] = []
    for each in group.exceptions:
        found += _leaves(each) if isinstance(each, BaseExceptionGroup) else [each]
    return found


if __name__ == "__main__":
    main()
