"""Negotiations whose time is up end many in one transaction, and each by itself where one fails."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from tests.conftest import World

from odr_negotiation import service
from odr_negotiation.models import NegotiationRow
from odr_shared.db import Session


async def overdue(world: World, count: int) -> list[UUID]:
    """So many open negotiations whose time went by an hour ago."""
    ids = [(await world.contested()).id for _ in range(count)]
    await rows(
        world,
        """UPDATE negotiations SET lapses_at = now() - interval '1 hour',
             deadline = jsonb_set(deadline, '{due_at}', '"2026-01-01T00:00:00Z"')
           WHERE case_id = ANY ($1::uuid[]) RETURNING case_id""",
        ids,
    )
    return ids


async def rows(world: World, sql: str, ids: list[UUID]) -> list[Any]:
    async with world.negotiation.reading() as session:
        return [tuple(row) for row in await session.driver.fetch(sql, ids)]


async def test_those_due_at_once_end_in_one_transaction(world: World) -> None:
    ids = await overdue(world, 4)
    await service.lapse_overdue(world.negotiation)
    sql = "SELECT status, xmin::text FROM negotiations WHERE case_id = ANY ($1::uuid[])"
    found = await rows(world, sql, ids)
    assert [status for status, _ in found] == ["lapsed"] * 4
    assert len({written_by for _, written_by in found}) == 1


async def test_one_that_cannot_lapse_keeps_none_of_the_others_from_it(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ids = await overdue(world, 3)
    lapse = service.LAPSE.change

    def broken(session: Session, row: NegotiationRow, now: datetime) -> bool:
        if row.case_id == ids[0]:
            raise ZeroDivisionError
        return lapse(session, row, now)

    with monkeypatch.context() as patched:
        patched.setattr(service, "LAPSE", replace(service.LAPSE, change=broken))
        await service.lapse_overdue(world.negotiation)
    assert f"{ids[0]} cannot lapse" in caplog.text
    still = "SELECT case_id FROM negotiations WHERE status = 'open' AND case_id = ANY ($1::uuid[])"
    assert await rows(world, still, ids) == [(ids[0],)]
    await service.lapse_overdue(world.negotiation)
    assert await rows(world, still, ids) == []
