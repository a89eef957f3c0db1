"""Operators see what blocks, decide about it by hand, and leave a trail."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.local.process import odr
from typer.testing import CliRunner

from odr_client.command.root import app
from odr_local.postgres import Postgres
from odr_shared.broker import Envelope, Malformed
from odr_shared.contracts import Fact
from odr_shared.contracts import intake as said_by_intake
from odr_shared.db import Session, new_id
from odr_shared.inbox import Inbox, Subscriptions

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Ops = Callable[..., Any]


class Said(Fact):
    type = "intake.said.v1"


def said(subject: UUID, n: int) -> Envelope:
    who = new_id(), "/odr/intake", 1, "case", subject, n
    data = Said(occurred_at=NOW).model_dump_json()
    return Envelope(*who, Said.type, NOW, "live", subject, "", data)


@pytest.fixture
def ops(world, monkeypatch) -> Ops:
    """`odr ops …` on the databases of the world: its exit code and what it says."""
    for service, database in world.databases.items():
        url = database.engine.url.render_as_string(hide_password=False)
        monkeypatch.setenv(f"ODR_{service.name.upper()}_DATABASE_URL", url)
    monkeypatch.setenv("SUDO_USER", "anna")

    async def run(*words: object, code: int = 0) -> Any:
        return await asyncio.to_thread(invoke, *words, code=code)

    return run


def invoke(*words: object, code: int = 0) -> Any:
    found = CliRunner().invoke(app, ["--json", "ops", *map(str, words)])
    assert found.exit_code == code, found.output
    return json.loads(found.stdout if code == 0 else found.stderr)


@pytest.fixture
async def blocked(world) -> UUID:
    """A case of which negotiation cannot handle the first of three facts."""
    on = Subscriptions("intake")

    @on(Said)
    async def fail(session: Session, subject: UUID, fact: Said) -> None:
        raise ValueError("a bug")

    case = uuid4()
    await Inbox(world.negotiation, on).receive([said(case, n) for n in (1, 2, 3)])
    return case


async def look(world, sql: str, *values: object) -> list[Any]:
    async with world.negotiation.reading() as session:
        return list(await session.driver.fetch(sql, *values))


async def test_what_blocks_is_listed_and_skipped_with_a_reason(world, ops, blocked) -> None:
    [row] = [each for each in await ops("parked") if each["subject"] == str(blocked)]
    seen = {name: row[name] for name in ("service", "sequence", "behind", "attempts", "error")}
    assert seen == {
        "service": "negotiation",
        "sequence": 1,
        "behind": 2,
        "attempts": 1,
        "error": "ValueError",
    }
    done = await ops("skip", blocked, "--reason", "settled by letter")
    assert (done["what"], done["service"], done["by"]) == ("skip", "negotiation", "anna")
    trail = "SELECT by, what, reason FROM interventions WHERE subject = $1"
    assert [tuple(row) for row in await look(world, trail, blocked)] == [
        ("anna", "skip", "settled by letter")
    ]
    inbox = Inbox(world.negotiation, Subscriptions("intake"))
    await inbox.retry_due()
    [cursor] = await look(world, "SELECT sequence FROM cursors WHERE subject = $1", blocked)
    assert cursor["sequence"] == 3
    assert not [each for each in await ops("parked") if each["subject"] == str(blocked)]


async def test_a_skip_without_a_reason_changes_nothing(world, ops, blocked) -> None:
    found = await asyncio.to_thread(
        CliRunner().invoke, app, ["ops", "skip", str(blocked), "--reason", " "]
    )
    assert found.exit_code == 2
    assert not await look(world, "SELECT 1 FROM interventions WHERE subject = $1", blocked)


async def test_what_blocks_is_tried_again_on_demand(world, ops, blocked) -> None:
    await look(world, "UPDATE held SET retry_at = NULL WHERE subject = $1", blocked)
    assert (await ops("retry", blocked))["what"] == "retry"
    inbox = Inbox(world.negotiation, Subscriptions("intake"))  # to which no such fact is a concern
    await inbox.retry_due()
    [cursor] = await look(world, "SELECT sequence FROM cursors WHERE subject = $1", blocked)
    assert cursor["sequence"] == 3


@pytest.mark.parametrize("command", ["retry", "skip"])
async def test_where_nothing_has_failed_there_is_nothing_to_decide(world, ops, command) -> None:
    case = await world.case()
    refused = await ops(command, case.id, "--reason", "x", code=1)
    assert "nothing to decide" in refused["title"]


async def test_history_is_sent_again_to_who_lacks_it(world, ops) -> None:
    case, other = await world.contested(), await world.contested()
    where = "--from", "intake", "--to", "negotiation", "--subject", case.id
    assert (await ops("replay", *where))["count"] == 0
    for table in ("negotiations WHERE case_id", "heads WHERE subject", "cursors WHERE subject"):
        await look(world, f"DELETE FROM {table} = $1", case.id)  # noqa: S608
    await look(world, "DELETE FROM history WHERE subject = $1", case.id)
    assert (await ops("replay", *where))["count"] == 1
    await world.settle()
    read = await world.get(case.negotiation, case.claimant)
    assert read.json()["status"] == "open"
    whole = await ops("replay", "--from", "intake", "--subject", other.id)
    assert whole["count"] == 1
    await world.settle()
    refused = await ops("replay", "--from", "intake", "--to", "nobody", code=1)
    assert "no service nobody" in refused["title"]


async def test_a_restore_raises_the_epoch(world, ops) -> None:
    before = world.negotiation.epoch
    assert (await ops("restored", "negotiation"))["count"] == before + 1
    await look(world, "DELETE FROM epochs WHERE epoch > $1", before)


async def test_dead_letters_are_listed_by_where_they_were(world, ops) -> None:
    letter = Malformed("odr.ops", 3, 17, "[]", b"\xff\xff")
    await Inbox(world.negotiation, Subscriptions("intake")).receive([letter])
    found = [each for each in await ops("dead-letters") if each["topic"] == "odr.ops"]
    assert found == [
        {
            "service": "negotiation",
            "topic": "odr.ops",
            "partition": 3,
            "offset": 17,
            "size": 2,
        }
    ]


def test_it_says_which_databases_it_lacks(monkeypatch) -> None:
    assert "ODR_INTAKE_DATABASE_URL" in invoke("parked", code=1)["title"]


def test_an_installation_is_worked_on_while_it_runs_and_while_it_does_not(home: Path) -> None:
    there = "--home", home
    assert "no installation" in invoke("parked", *there, code=1)["title"]
    with odr(home) as running:
        case = running.file_case()
        assert invoke("parked", *there) == []
        sent = invoke("replay", "--from", "intake", "--subject", case["id"], *there)
        assert sent["count"] == 1
    assert invoke("restored", "intake", *there)["count"] == 2
    assert not Postgres(home).is_up()


def test_the_facts_of_these_tests_are_nobody_elses() -> None:
    types = {getattr(each, "type", "") for each in vars(said_by_intake).values()}
    assert Said.type not in types
