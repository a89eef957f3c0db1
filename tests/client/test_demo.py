"""The demo: what a seed makes, that it plays, and that it notices what is not as played."""

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from demo.__main__ import LEDGER, SHOP, _complete, _faults
from demo.casting import cast
from demo.goods import MATTERS
from demo.packs import Ruled
from demo.receiver import receiving
from demo.scripts import SCRIPTS, Ending
from demo.showing import Played
from tests.client.server import Server
from tests.client.test_signatures import SIGNERS

from odr_client import Money
from odr_intake.webhooks.signing import Signer, headers
from odr_rules.packs import names
from odr_shared.money import EXPONENTS

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "demo", *words],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("ODR_")} | environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_it_plays(server: Server) -> None:
    home = str(server.credentials.parent)
    played = run("--seed", "7", "--home", home, ODR_BASE_URL=server.base)
    assert played.returncode == 0, played.stdout + played.stderr
    assert played.stdout.count("│ ✓") >= len(MATTERS) >= 12
    assert "0 doubted, 0 missing" in played.stdout
    under = played.stdout.partition("A case under each rule pack")[2]
    assert all(f"│ {name}/" in under for name in names())
    assert under.count("│ ✓") == len(names()) >= 6


def ruled(due: datetime, outcome: str, said: str, foretold: str) -> Ruled:
    named = type("Deadline", (), {"due_at": due, "if_nothing": said})
    case, path = (type("It", (), {"outcome": each}) for each in (outcome, foretold))
    return Ruled(None, case, path, named, NOW, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("due", "outcome", "said", "foretold", "as_foretold"),
    [
        (NOW, "default", "default", "default", True),
        (NOW + timedelta(hours=1), "default", "default", "default", False),
        (NOW, "referred", "default", "default", False),
        (NOW, "referred", "next_stage", "overdue", True),
        (NOW, "overdue", "next_stage", "overdue", False),
    ],
)
def test_a_case_that_went_otherwise_than_its_rules_foretold_is_noticed(
    due: datetime, outcome: str, said: str, foretold: str, as_foretold: bool
) -> None:
    assert ruled(due, outcome, said, foretold).as_foretold is as_foretold


def test_without_a_server_it_says_how_to_start_one(tmp_path: Path, free_port: int) -> None:
    refused = run("--home", str(tmp_path))
    assert refused.returncode == 1
    assert "make up" in refused.stdout
    assert "Traceback" not in refused.stderr
    known = {"ODR_CLIENT_ID": "me", "ODR_CLIENT_SECRET": "s"}
    gone = run("--home", str(tmp_path), "--port", str(free_port), **known)
    assert gone.returncode == 1
    assert "make up" in gone.stdout


def test_it_imports_no_service() -> None:
    program = "import sys, demo.__main__; print([m for m in sys.modules if m.startswith('odr_')])"
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {name.partition(".")[0] for name in json.loads(found.stdout.replace("'", '"'))} == {
        "odr_client"
    }


@pytest.mark.parametrize("seed", range(20))
def test_every_seed_has_something_of_everything(seed: int) -> None:
    disputes = cast(seed, NOW)
    matters = [each.matter for each in disputes]
    assert len(disputes) >= 12
    assert {each.script for each in disputes} == set(SCRIPTS)
    assert (
        {each.currency for each in matters} == {"EUR", "USD", "CNY", "JPY", "KWD"} <= set(EXPONENTS)
    )
    assert {each.reason for each in matters} >= {
        *("not_received", "not_as_described", "counterfeit", "unauthorised", "wrong_amount"),
    }
    assert {each.language for each in matters} == {"en", "zh-CN"}
    assert Counter(each.claimant.kind for each in matters).keys() == {"consumer", "merchant"}


def test_a_seed_is_a_seed() -> None:
    assert cast(1, NOW) == cast(1, NOW)
    one, two = ([(d.matter, d.script, d.filing) for d in cast(seed, NOW)] for seed in (1, 2))
    assert one != two


@pytest.mark.parametrize(
    ("read", "as_written"),
    [
        (("settled", Money.of(30, "EUR")), True),
        (("settled", Money.of(31, "EUR")), False),
        (("settled", None), False),
        (("referred", Money.of(30, "EUR")), False),
    ],
    ids=str,
)
def test_an_outcome_that_was_not_played_is_noticed(read: Any, as_written: bool) -> None:
    case = type("Case", (), {"outcome": read[0], "amount": read[1]})
    played = Played(cast(1, NOW)[0], Ending("settled", Money.of(30, "EUR")), case)  # type: ignore[arg-type]
    assert played.as_written is as_written


CASE = UUID(int=8)


def a_case(script: str) -> Played:
    """A dispute that is played as far as its end: of what is owed then nobody is told."""
    found = next(each for each in SCRIPTS if each.title == script)
    known = found.webhooks[: found.webhooks.index("case.closed") + 1]
    dispute = replace(cast(1, NOW)[0], script=replace(found, webhooks=known))
    return Played(dispute, Ending("admitted"), type("Case", (), {"id": CASE}))  # type: ignore[arg-type]


def webhook(n: int, kind: str, signer: Signer, at: datetime) -> tuple[dict[str, str], bytes]:
    said = {"type": kind, "timestamp": at.isoformat(), "data": {"case_id": str(CASE)}}
    body = json.dumps(said).encode()
    return headers([signer], UUID(int=n), at, body), body


async def test_webhooks_are_received_and_counted_and_forged_ones_doubted() -> None:
    now, (ours, theirs) = datetime.now(UTC), SIGNERS
    played = a_case("admits, pays")
    with receiving(asyncio.get_running_loop()) as receiver:
        receiver.secrets = {SHOP: ours.secret, LEDGER: ours.secret}

        async def send(path: str, n: int, kind: str, signer: Signer = ours, **late: int) -> int:
            signed, body = webhook(n, kind, signer, now - timedelta(**late))
            async with httpx.AsyncClient() as http:
                return (
                    await http.post(receiver.url(path), content=body, headers=signed)
                ).status_code

        assert await send(SHOP, 1, "case.filed") == 204
        assert await send(SHOP, 1, "case.filed") == 204, "sent again, and told once"
        assert await send(SHOP, 2, "case.notice_served") == 204
        assert await send(SHOP, 3, "case.answered") == 204
        assert await send(SHOP, 4, "case.closed", theirs) == 400
        assert await send(SHOP, 4, "case.closed", minutes=6) == 400
        assert await send("/elsewhere", 4, "case.closed") == 404
        assert len(receiver.doubted) == 2
        assert not await receiver.until(lambda: _complete(receiver, [played]), within=0.01)
        assert len(_faults(receiver, played)) == 2
        assert await send(SHOP, 4, "case.closed") == 204
        assert await send(LEDGER, 4, "case.closed") == 204
        assert await receiver.until(lambda: _complete(receiver, [played]), within=10)
        assert _faults(receiver, played) == []
        assert (receiver.received, receiver.believed) == (8, 6)
        await send(LEDGER, 5, "case.closed")
        assert len(_faults(receiver, played)) == 1, "one too many"
