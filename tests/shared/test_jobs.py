"""A job runs when it is due, when it is rung, and never in a ring around what it cannot do."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from odr_intake.models.cases import CaseRow
from odr_shared.db import Bell, Database
from odr_shared.jobs import LONGEST, SHORTEST, Job, keep

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAILS = datetime.max.replace(tzinfo=UTC)
MOST = LONGEST - SHORTEST


class Seen(Exception):
    """All that the test wanted to see."""


@pytest.mark.parametrize(
    ("answers", "waits"),
    [
        pytest.param([None], [MOST], id="nothing is due"),
        pytest.param([timedelta(seconds=2)], [2 - SHORTEST], id="something soon"),
        pytest.param([timedelta(days=7)], [MOST], id="something in a week"),
        pytest.param([LONG_AGO], [0], id="more than it does at once"),
        pytest.param([LONG_AGO, LONG_AGO + timedelta(1)], [0, 0], id="more and more"),
        pytest.param([LONG_AGO, LONG_AGO], [0, MOST], id="a case that is held"),
        pytest.param([LONG_AGO, LONG_AGO, None], [0, MOST, MOST], id="and is held no more"),
        pytest.param([FAILS, LONG_AGO], [MOST, 0], id="failing, and then not"),
    ],
)
async def test_how_long_it_sleeps(
    world, monkeypatch, answers: Sequence[datetime | timedelta | None], waits: Sequence[float]
) -> None:
    left, slept = list(answers), list[float]()

    async def run(database: Database) -> datetime | None:
        answer = left.pop(0)
        if answer is FAILS:
            raise ValueError("a bug")
        return await database.now() + answer if isinstance(answer, timedelta) else answer

    async def within(bell: Bell, seconds: float) -> bool:
        slept.append(seconds)
        if not left:
            raise Seen
        return False

    monkeypatch.setattr(Bell, "within", within)
    with pytest.raises(Seen):
        await keep(Job(run), world.intake)
    assert slept == pytest.approx(waits, abs=0.5)


async def test_a_commit_to_its_rows_wakes_it(world, monkeypatch) -> None:
    monkeypatch.setattr("odr_shared.jobs.LONGEST", 3600.0)
    ran = asyncio.Semaphore(0)

    async def run(database: Database) -> datetime | None:
        ran.release()
        return None

    keeping = asyncio.create_task(keep(Job(run, rung_by=(CaseRow,)), world.intake))
    try:
        async with asyncio.timeout(10):
            await ran.acquire()
            await world.case()
            await ran.acquire()
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
