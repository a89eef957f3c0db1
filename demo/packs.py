"""A case under each rule pack: its calendar foretold, then kept, while the respondent is silent."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from demo.casting import filing
from demo.goods import MATTERS, Matter
from demo.stage import Unexpected
from odr_client import AsyncOdr
from odr_client.views.cases import Case, Status
from odr_client.views.clocks import TestClock
from odr_client.views.procedures import Deadline
from odr_client.views.rules import PackSummary, Path, Scenario

MOST_PERIODS: Final = 10
"""More than a case of any pack has, one after the other."""
PATIENCE: Final = 60
HOMES: Final = {"cn-ecommerce": "CNY", "eu-adr": "EUR"}
"""Packs whose cases are about money of their own country; others are not particular."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """How a case went under its pack, and what was foretold of it before it was filed."""

    pack: PackSummary
    case: Case
    foretold: Path
    named: Deadline
    """What the notice said of silence."""
    foretold_due: datetime
    ways: int
    """Those that the certificate names; 0 where there is none, as the case was decided."""

    @property
    def expected(self) -> str:
        """A stage that silence opens, and that no service holds yet, ends the case as referred."""
        opens = self.named.if_nothing == "next_stage" and self.foretold.outcome == "overdue"
        return "referred" if opens else self.foretold.outcome

    @property
    def as_foretold(self) -> bool:
        due = self.named.due_at == self.foretold_due
        return due and self.case.outcome == self.expected


async def play(platform: AsyncOdr, caseworker: AsyncOdr, seed: int, now: datetime) -> list[Ruled]:
    """One case under the version in force of each pack that the installation has."""
    packs = [pack async for pack in platform.rules.list()]
    in_force = [pack for pack in packs if _governs(pack, now)]
    return [await _one(platform, caseworker, pack, seed, now) for pack in in_force]


def _governs(pack: PackSummary, now: datetime) -> bool:
    day = now.date()
    return pack.since <= day and (pack.until is None or day <= pack.until)


async def _one(
    platform: AsyncOdr, caseworker: AsyncOdr, pack: PackSummary, seed: int, now: datetime
) -> Ruled:
    matter = _matter(pack.name)
    clock = await platform.test_clocks.make()
    asked = filing(matter, seed, random.Random(f"{seed} {pack.name}"), now)  # noqa: S311
    on_clock = {"rule_pack": pack.name, "test_clock_id": clock.id}
    case = await platform.cases.file(asked.model_copy(update=on_clock))
    if case.status == Status.SCREENING:
        case = await caseworker.cases.accept(case.id)
    case = await platform.cases.serve(case.id, "claim", "app", case.filed_at)
    named = case.clock
    foretold = await _foretold(platform, pack, case)
    due = next(step.due_at for step in foretold.steps if step.rule == foretold.silent_from)
    case = await _in_silence(platform, clock, case)
    certificate = 0
    if case.outcome == "referred":
        certificate = len((await platform.cases.certificate(case.id)).ways)
    return Ruled(pack, case, foretold, named, due, certificate)


def _matter(pack: str) -> Matter:
    currency = HOMES.get(pack)
    return next(each for each in MATTERS if currency in (None, each.currency))


async def _foretold(platform: AsyncOdr, pack: PackSummary, case: Case) -> Path:
    """The path on which the respondent never says anything, from the rules alone."""
    at_once = {"screening": 0, "service": 0}
    scenario = Scenario(filed_at=case.filed_at, time_zone=case.clock.zone or "UTC", days=at_once)
    paths = (await platform.rules.simulate(scenario, pack.name, pack.version)).paths
    period = str(case.clock.rule).rpartition("/")[2]
    return next(path for path in paths if path.silent_from == period)


async def _in_silence(platform: AsyncOdr, clock: TestClock, case: Case) -> Case:
    """Nobody does anything until the case is over: each period that runs is let run out."""
    for _ in range(MOST_PERIODS):
        if case.outcome is not None:
            return case
        if case.clock.due_at is None:
            raise Unexpected(f"Case {case.id} waits for nobody, and is not over.")
        await platform.test_clocks.advance(clock.id, case.clock.due_at, wait=True)
        lapsed = partial(_has_moved, was=case.clock.due_at)
        case = await platform.cases.wait(case.id, lapsed, within=PATIENCE)
    raise Unexpected(f"Case {case.id} does not end.")


def _has_moved(case: Case, was: datetime) -> bool:
    return case.outcome is not None or case.clock.due_at != was


def show(console: Console, played: Sequence[Ruled]) -> None:
    table = Table(title="A case under each rule pack, its respondent silent", title_justify="left")
    for column in ("Pack", "What governs", "Answer due", "Silence brings, by the notice"):
        table.add_column(column, overflow="fold")
    for column in ("Outcome", "Over after", "Ways left", "As foretold"):
        table.add_column(column)
    for each in played:
        case, named = each.case, each.named
        due = f"{named.due_at:%Y-%m-%d %H:%M}Z" if named.due_at else "-"
        table.add_row(
            f"{each.pack.name}/{each.pack.version}",
            Text(each.pack.title.en),
            due,
            str(named.if_nothing).replace("_", " "),
            str(case.outcome),
            f"{_days(each)} days",
            str(each.ways or "-"),
            "✓" if each.as_foretold else f"✗ {each.expected}, {each.foretold_due}",
        )
    console.print(table)


def _days(played: Ruled) -> int:
    """From the filing to the end, by the case's own clock."""
    over = played.case.clock.now or played.case.updated_at
    return (over - played.case.filed_at) // timedelta(days=1)
