"""What is owed over HTTP: each command by those who may give it and those who may not."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from tests.conftest import Case, World
from tests.intake.test_cases_api import good, refused
from tests.intake.test_clocks import START
from tests.invariants import invariant

from odr_intake.domain.cases import FACTS, evolve
from odr_intake.models.cases import CaseRow
from odr_intake.models.obligations import PerformanceRow
from odr_intake.service import timers
from odr_shared import outbox, testing
from odr_shared.callers import Caller

ADMIT = {"answer": "admit"}
EUROS = {"amount": 4000, "currency": "EUR"}
PAID = {"amount": EUROS, "reference": "PAY-7"}
NOT_THERE = {"reason": "not_received", "text": "Nothing came."}
caseworker = testing.staff()


async def admitted(world: World, **more: Any) -> Case:
    """A case over 40 euros, all of them admitted."""
    case = await world.case(**more)
    await good(world.post(f"{case.path}/answer", case.respondent, ADMIT))
    return case


def remedy(case: Case, number: int = 1) -> str:
    return f"{case.path}/remedies/{number}"


async def owed(world: World, case: Case, caller: Caller | None = None) -> list[dict[str, Any]]:
    found = await good(world.get(f"{case.path}/remedies", caller or world.platform))
    data: list[dict[str, Any]] = found["data"]
    return data


async def types(world: World, case: Case) -> list[str]:
    timeline = await good(world.get(f"{case.path}/timeline", world.platform))
    return [each["type"].split(".")[1] for each in timeline["data"]]


async def status(world: World, case: Case) -> str:
    return str((await good(world.get(case.path, world.platform)))["status"])


async def test_a_refund_is_ordered_paid_and_confirmed(world: World) -> None:
    case = await admitted(world)
    (found,) = await owed(world, case)
    assert (found["remedy"], found["amount"], found["standing"]) == ("refund", EUROS, "ordered")
    assert found["debtor_id"] == str(case.respondent.id)
    assert found["clock"]["rule"] == "uncitral-odr/1/performance"
    assert found["clock"]["if_nothing"] == "overdue"
    assert found["clock"]["explained"]
    assert await status(world, case) == "performing"
    body = await good(world.post(f"{remedy(case)}/performance", case.respondent, PAID))
    assert (body["standing"], body["left"], body["performed"]) == ("performed_claimed", 0, 0)
    (part,) = body["parts"]
    assert part["reference"] == "PAY-7"
    assert part["confirm_by"]["if_nothing"] == "deemed_confirmed", "it is announced beforehand"
    body = await good(world.post(f"{remedy(case)}/confirm", case.claimant))
    assert (body["standing"], body["performed"]) == ("confirmed", 4000)
    assert not body["clock"]["running"]
    assert body["actions"] == []
    assert await status(world, case) == "closed"
    assert (await types(world, case))[-4:] == [
        *("remedy_ordered", "performance_reported", "performance_confirmed", "case_performed"),
    ]


async def test_a_disputed_payment_is_decided_by_a_caseworker(world: World) -> None:
    case = await admitted(world)
    await good(world.post(f"{remedy(case)}/performance", world.platform, PAID))
    body = await good(world.post(f"{remedy(case)}/dispute", case.claimant, NOT_THERE))
    (part,) = body["parts"]
    assert (body["standing"], part["reason"], part["dispute_text"]) == (
        *("disputed", "not_received", "Nothing came."),
    )
    (action,) = (await owed(world, case, caseworker))[0]["actions"]
    assert action["name"] == "decide"
    decision = {"performed": False, "text": "No such payment."}
    body = await good(world.post(action["href"], caseworker, decision))
    (part,) = body["parts"]
    assert (body["standing"], part["standing"], body["left"]) == ("ordered", "rejected", 4000)
    assert part["decision_text"] == "No such payment."
    again = PAID | {"reference": "PAY-8"}
    await good(world.post(f"{remedy(case)}/performance", case.respondent, again))
    await good(world.post(f"{remedy(case)}/dispute", case.claimant, NOT_THERE))
    decision = {"performed": True, "text": "The bank has booked it."}
    body = await good(world.post(action["href"], caseworker, decision))
    assert [part["standing"] for part in body["parts"]] == ["rejected", "performed"]
    assert (body["standing"], await status(world, case)) == ("performed", "closed")


async def returning(world: World) -> Case:
    claims = world.filing["claims"]
    back = {**claims[0], "remedy": "return"}
    del back["amount"]
    return await admitted(world, claims=[claims[0], back])


@invariant(47)
async def test_a_refund_waits_for_the_goods(world: World) -> None:
    case = await returning(world)
    back, refund = await owed(world, case)
    assert (back["remedy"], back["debtor_id"]) == ("return", str(case.claimant.id))
    assert (refund["after"], refund["waits"], refund["clock"]["running"]) == (1, True, False)
    early = world.post(f"{remedy(case, 2)}/performance", case.respondent, PAID)
    await refused(early, 409, "precondition_open")
    shown = {
        each["name"]: each for each in (await owed(world, case, case.respondent))[1]["actions"]
    }
    assert shown["performance"]["refused_because"]["code"] == "precondition_open"
    body = await good(world.post(f"{remedy(case)}/return-received", case.respondent))
    assert body["standing"] == "confirmed"
    _, refund = await owed(world, case)
    assert (refund["waits"], refund["clock"]["running"]) == (False, True)
    assert refund["clock"]["derivation"]["trigger_event"] == "returned"
    assert any("the goods were back" in line for line in refund["clock"]["explained"])
    await good(world.post(f"{remedy(case, 2)}/performance", case.respondent, PAID))


COMMANDS: dict[str, tuple[Any, str, list[str]]] = {
    "performance": (PAID, "ordered", ["claimant", "caseworker"]),
    "return-received": (None, "returning", ["claimant", "caseworker"]),
    "confirm": (None, "reported", ["respondent", "caseworker"]),
    "dispute": (NOT_THERE, "reported", ["respondent", "caseworker"]),
    "decide": ({"performed": True, "text": "So."}, "disputed", ["claimant", "respondent"]),
}


async def where(world: World, state: str) -> Case:
    case = await (returning(world) if state == "returning" else admitted(world))
    if state in ("reported", "disputed"):
        await good(world.post(f"{remedy(case)}/performance", case.respondent, PAID))
    if state == "disputed":
        await good(world.post(f"{remedy(case)}/dispute", case.claimant, NOT_THERE))
    return case


@pytest.mark.parametrize("command", COMMANDS)
async def test_who_may_not_is_told_so_or_nothing_and_nothing_changes(world, command) -> None:
    body, state, wrong = COMMANDS[command]
    case = await where(world, state)
    before, said = await owed(world, case), await types(world, case)
    path = f"{remedy(case)}/{command}"
    strangers = [testing.platform(), testing.party(case.id, uuid4())]
    other = await world.case()
    for stranger in [*strangers, other.claimant, testing.platform(world.platform.id, "live")]:
        await refused(world.post(path, stranger, body), 404, "not_found")
        await refused(world.get(f"{case.path}/remedies", stranger), 404, "not_found")
    callers = {"caseworker": caseworker, "claimant": case.claimant, "respondent": case.respondent}
    for name in wrong:
        await refused(world.post(path, callers[name], body), 403, "not_permitted")
    if command in ("confirm", "dispute"):
        await refused(world.post(path, world.platform, body), 403, "not_permitted")
    for number in (3, 99):
        nowhere = world.post(f"{remedy(case, number)}/{command}", case.claimant, body)
        await refused(nowhere, 404, "not_found")
    assert await owed(world, case) == before
    assert await types(world, case) == said


@pytest.mark.parametrize(
    ("state", "command", "body", "code"),
    [
        ("ordered", "performance", {}, (422, "performed_beyond")),
        ("ordered", "performance", {"amount": EUROS}, (422, "reference_missing")),
        (
            "ordered",
            "performance",
            {"amount": EUROS | {"currency": "USD"}, "reference": "1"},
            (422, "currency_differs"),
        ),
        (
            "ordered",
            "performance",
            {"amount": EUROS | {"amount": 4001}, "reference": "1"},
            (422, "performed_beyond"),
        ),
        (
            "reported",
            "performance",
            {"amount": EUROS | {"amount": 1}, "reference": "1"},
            (409, "performed_already"),
        ),
        (
            "reported",
            "performance",
            {"amount": EUROS | {"amount": 1}, "reference": "pay-7"},
            (409, "reference_counted"),
        ),
        ("ordered", "return-received", None, (409, "wrong_state")),
        ("ordered", "confirm", None, (409, "wrong_state")),
        ("ordered", "dispute", NOT_THERE, (409, "wrong_state")),
        ("reported", "confirm", {"part": 2}, (422, "part_unknown")),
        ("disputed", "dispute", NOT_THERE, (409, "wrong_state")),
        ("reported", "decide", {"performed": True, "text": "."}, (409, "wrong_state")),
    ],
)
async def test_what_a_remedy_does_not_allow_is_refused_and_changes_nothing(
    world, state, command, body, code
) -> None:
    case = await where(world, state)
    before = await owed(world, case)
    by = {"performance": case.respondent, "decide": caseworker}.get(command, case.claimant)
    await refused(world.post(f"{remedy(case)}/{command}", by, body), *code)
    assert await owed(world, case) == before


@pytest.mark.parametrize("ended", [False, True])
async def test_before_the_end_nothing_is_owed(world, ended) -> None:
    case = await world.case()
    if ended:
        await good(world.post(f"{case.path}/withdraw", case.claimant))
    assert await owed(world, case, case.claimant) == []
    await refused(world.get(remedy(case), case.claimant), 404, "not_found")


@invariant(48)
async def test_a_payment_said_twice_or_at_once_counts_once(world: World) -> None:
    case = await admitted(world)
    half = PAID | {"amount": EUROS | {"amount": 2000}}
    path = f"{remedy(case)}/performance"
    callers = [world.platform, case.respondent] * 4
    answers = await asyncio.gather(*(world.post(path, caller, half) for caller in callers))
    assert {answer.status_code for answer in answers} == {200}
    spelled = half | {"reference": "pay-7"}
    body = await good(world.post(path, case.respondent, spelled))
    assert (len(body["parts"]), body["left"]) == (1, 2000)
    await good(world.post(f"{remedy(case)}/confirm", case.claimant))
    body = await good(world.post(path, world.platform, half))
    assert (body["performed"], body["standing"]) == (2000, "partially_performed")
    assert (await types(world, case)).count("performance_reported") == 1


async def test_of_two_payments_at_once_for_the_same_debt_one_is_taken(world: World) -> None:
    case = await admitted(world)
    path = f"{remedy(case)}/performance"
    answers = await asyncio.gather(
        *(world.post(path, case.respondent, PAID | {"reference": f"P{n}"}) for n in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 5


async def test_what_is_confirmed_and_disputed_at_once_is_one_of_both(world: World) -> None:
    case = await where(world, "reported")
    answers = await asyncio.gather(
        world.post(f"{remedy(case)}/confirm", case.claimant),
        world.post(f"{remedy(case)}/dispute", case.claimant, NOT_THERE),
        world.post(f"{remedy(case)}/confirm", case.claimant),
    )
    # Confirming what one has just disputed is allowed: it says that the payment was found.
    codes = [answer.status_code for answer in answers]
    assert codes.count(200) in (1, 2)
    assert (await types(world, case)).count("performance_confirmed") == 1


async def on_clock(world: World) -> tuple[Case, str]:
    clock = str((await world.clock(START.isoformat()))["id"])
    return await admitted(world, test_clock_id=clock), clock


async def test_on_a_test_clock_it_is_overdue_and_confirmed_by_silence_at_its_own_times(
    world: World,
) -> None:
    case, clock = await on_clock(world)
    (found,) = await owed(world, case)
    due = datetime.fromisoformat(found["clock"]["due_at"])
    await world.advance(clock, (due - timedelta(microseconds=1)).isoformat())
    assert not (await owed(world, case))[0]["is_overdue"]
    await world.advance(clock, due.isoformat())
    (late,) = await owed(world, case)
    assert (late["is_overdue"], late["overdue_at"]) == (True, found["clock"]["due_at"])
    assert (await types(world, case)).count("remedy_overdue") == 1
    body = await good(world.post(f"{remedy(case)}/performance", case.respondent, PAID))
    until = body["parts"][0]["confirm_by"]["due_at"]
    await world.advance(clock, until)
    (done,) = await owed(world, case)
    assert (done["standing"], done["is_overdue"]) == ("confirmed", False)
    assert done["overdue_at"] == found["clock"]["due_at"], "that it was late stays said"
    assert await status(world, case) == "closed"


async def test_what_is_due_is_swept_once_though_many_sweep(world: World) -> None:
    """As real time has it: cases whose remedies' time is set back are looked at, and no others."""
    cases = [await admitted(world) for _ in range(6)]
    back = "UPDATE cases SET lapses_at = lapses_at - interval '2 years', obligations ="
    move = """ jsonb_set(obligations, '{0,due,due_at}', to_jsonb(now() - interval '1 day'))
        WHERE id = any($1::uuid[])"""
    async with world.intake.transaction() as session:
        await session.hold()
        await session.driver.execute(back + move, [case.id for case in cases[:5]])
    await asyncio.gather(*(timers.lapse_overdue(world.intake) for _ in range(4)))
    await timers.lapse_overdue(world.intake)
    for case in cases[:5]:
        assert (await types(world, case)).count("remedy_overdue") == 1
        assert (await owed(world, case))[0]["is_overdue"]
    assert "remedy_overdue" not in await types(world, cases[5])


@invariant(14)
async def test_the_history_replays_to_what_is_stored(world: World) -> None:
    case = await where(world, "disputed")
    async with world.intake.reading() as session:
        row = await session.scalar(select(CaseRow).where(CaseRow.id == case.id))
        told = await outbox.facts(session, "case", case.id, FACTS)
    assert row is not None
    assert evolve(None, told) == row.state
    assert row.obligations


async def test_neither_words_nor_references_stand_in_clear_anywhere(world: World) -> None:
    case = await where(world, "disputed")
    async with world.intake.reading() as session:
        (row,) = (
            await session.scalars(select(PerformanceRow).where(PerformanceRow.case_id == case.id))
        ).all()
        kept = await session.driver.fetch(
            "SELECT data::text, sealed FROM history WHERE subject = $1", case.id
        )
    assert row.reference is not None
    assert row.dispute_text is not None
    stored = [row.reference, row.dispute_text, *(each["data"].encode() for each in kept)]
    assert not any(b"PAY-7" in each or b"Nothing came" in each for each in stored)


async def test_a_command_cut_off_before_its_commit_leaves_nothing(
    world: World, monkeypatch
) -> None:
    case = await admitted(world)
    before = await owed(world, case)

    class Cut(Exception):
        pass

    def cut(*_: Any, **__: Any) -> None:
        raise Cut

    with monkeypatch.context() as patch:
        patch.setattr("odr_intake.service.obligations.record", cut)
        answer = await world.post(f"{remedy(case)}/performance", case.respondent, PAID)
    assert answer.status_code == 500
    assert await owed(world, case) == before
    body = await good(world.post(f"{remedy(case)}/performance", case.respondent, PAID))
    assert len(body["parts"]) == 1


async def test_its_platform_hears_of_each_step_in_codes_alone(world: World) -> None:
    world.platform = testing.platform()
    case, clock = await on_clock(world)
    due = (await owed(world, case))[0]["clock"]["due_at"]
    await world.advance(clock, due)
    await good(world.post(f"{remedy(case)}/performance", case.respondent, PAID))
    await good(world.post(f"{remedy(case)}/dispute", case.claimant, NOT_THERE))
    await good(world.post(f"{remedy(case)}/confirm", case.claimant))
    await world.settle()
    told = (await good(world.get("/v1/events?limit=100", world.platform)))["data"]
    heard = [each for each in told if each["type"].startswith(("remedy.", "case.performed"))]
    assert [each["type"] for each in heard] == [
        *("remedy.ordered", "remedy.overdue", "remedy.reported"),
        *("remedy.disputed", "remedy.confirmed", "case.performed"),
    ]
    assert heard[1]["data"] == {"case_id": str(case.id), "number": 1}
    assert heard[3]["data"]["reason"] == "not_received"
    assert "PAY-7" not in str(told)


async def test_each_party_is_told_what_is_owed_and_of_what_is_late(world: World) -> None:
    case, clock = await on_clock(world)
    due = (await owed(world, case))[0]["clock"]["due_at"]
    await world.advance(clock, due)
    for caller, who in ((case.respondent, "you are"), (case.claimant, "the other side is")):
        notices = (await good(world.get(f"{case.path}/notices", caller)))["data"]
        last = max(notices, key=lambda each: str(each["made_at"]))
        assert last["kind"] == "remedy_overdue"
        whole = await good(world.get(f"{case.path}/notices/{last['id']}", caller))
        assert f"{who} late with the refund." in str(whole)
