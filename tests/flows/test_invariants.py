"""Invariants that need both services: who learns what, which moves there are, who wins a race."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.conftest import Case, World
from tests.invariants import invariant
from tests.shared.counting import statements

from odr_local.app import SERVICES
from odr_local.openapi import merged
from odr_shared import testing
from odr_shared.callers import Caller
from odr_shared.inbox import Inbox
from odr_shared.outbox import Relay

MONEY = {"amount": 2000, "currency": "EUR"}
BODIES: dict[str, Any] = {
    "/v1/cases/{case_id}/answer": {"answer": "contest"},
    "/v1/cases/{case_id}/withdraw": None,
    "/v1/cases/{case_id}/transfer-out": {"to": "court"},
    "/v1/cases/{case_id}/accept": None,
    "/v1/cases/{case_id}/return": {"missing": ["order"], "text": "Which order?"},
    "/v1/cases/{case_id}/resubmit": None,
    "/v1/cases/{case_id}/refuse": {"ground": "out_of_scope", "text": "Not ours."},
    "/v1/cases/{case_id}/ask-review": None,
    "/v1/cases/{case_id}/review": {"upheld": True, "text": "It stands."},
    "/v1/cases/{case_id}/serve": {
        "notice": "claim",
        "channel": "email",
        "at": "2026-01-06T10:00:00Z",
    },
    "/v1/cases/{case_id}/notices/{notice_id}/served": {
        "channel": "email",
        "at": "2026-01-06T10:00:00Z",
    },
    "/v1/cases/{case_id}/notices/{notice_id}/bounced": {
        "channel": "email",
        "at": "2026-01-06T10:00:00Z",
        "reason": "mailbox_full",
    },
    "/v1/cases/{case_id}/amend-claims": {
        "claims": [{"reason": "other", "remedy": "apology", "text": "I want to hear it."}]
    },
    "/v1/cases/{case_id}/answer-counterclaim": {"answer": "contest"},
    "/v1/cases/{case_id}/consent": {"stage": "mediation", "given": True},
    "/v1/cases/{case_id}/ask-set-aside": {"cause": "not_told"},
    "/v1/cases/{case_id}/decide-set-aside": {"granted": True, "text": "He was ill."},
    "/v1/cases/{case_id}/ask-extension": {"more": 1},
    "/v1/cases/{case_id}/grant-extension": {},
    "/v1/cases/{case_id}/refuse-extension": {},
    "/v1/cases/{case_id}/extend": {"text": "It takes longer."},
    "/v1/cases/{case_id}/pause": {"why": "outage", "text": "Nobody could reach us."},
    "/v1/cases/{case_id}/resume": {},
    "/v1/cases/{case_id}/mandates": {"scope": ["withdraw"], "until": "2100-01-01T00:00:00Z"},
    "/v1/cases/{case_id}/mandates/{mandate_id}/revoke": {},
    "/v1/cases/{case_id}/mandates/{mandate_id}/tokens": {},
    "/v1/cases/{case_id}/repair": {"what": "answer", "text": "Nobody had answered."},
    "/v1/cases/{case_id}/assign": {"team": "toys"},
    "/v1/cases/{case_id}/link": {"case_id": str(UUID(int=7)), "kind": "related"},
    "/v1/cases/{case_id}/unlink": {"link_id": str(UUID(int=7))},
    "/v1/cases/{case_id}/agree-joining": {"given": True},
    "/v1/cases/{case_id}/remedies/{number}/performance": {"amount": MONEY, "reference": "P-1"},
    "/v1/cases/{case_id}/remedies/{number}/propose-instalments": {
        "count": 2,
        "first_on": "2100-01-01",
    },
    "/v1/cases/{case_id}/remedies/{number}/agree-instalments": {"proposal": 1},
    "/v1/cases/{case_id}/remedies/{number}/return-received": {},
    "/v1/cases/{case_id}/remedies/{number}/confirm": {},
    "/v1/cases/{case_id}/remedies/{number}/dispute": {"reason": "late"},
    "/v1/cases/{case_id}/remedies/{number}/decide": {"performed": True, "text": "It was."},
    "/v1/cases/{case_id}/feedback": {"rating": 3},
    "/v1/cases/{case_id}/parties/{party_id}/tokens": {},
    "/v1/negotiations/{case_id}/offers": {"amount": MONEY},
    "/v1/negotiations/{case_id}/offers/{offer_id}/accept": {},
    "/v1/negotiations/{case_id}/offers/{offer_id}/withdraw": {},
    "/v1/negotiations/{case_id}/decline": {},
    "/v1/negotiations/{case_id}/ask-extension": {"more": 1},
    "/v1/negotiations/{case_id}/grant-extension": {},
    "/v1/negotiations/{case_id}/refuse-extension": {},
}
OPERATIONS = [
    (method, path)
    for path, item in merged(SERVICES)["paths"].items()
    for method in item
    if "{case_id}" in path
]


# 1: strangers.

Stranger = Callable[[World, Case], Caller]
STRANGERS: dict[str, Stranger] = {
    "another platform": lambda world, case: testing.platform(),
    "the other mode": lambda world, case: testing.platform(world.platform.id, "live"),
    "a mediator": lambda world, case: testing.staff("mediator"),
    "staff of the other mode": lambda world, case: testing.staff("caseworker", "live"),
    "a party to another case": lambda world, case: testing.party(
        uuid4(), case.claimant.id, "claimant", world.platform.id
    ),
    "another party of that case": lambda world, case: testing.party(
        case.id, uuid4(), "claimant", world.platform.id
    ),
}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
@invariant(1, 13)
async def test_who_may_not_see_a_case_learns_no_more_than_of_one_that_never_was(
    world: World, method: str, path: str
) -> None:
    case, _ = await world.offered()
    for who, stranger in STRANGERS.items():
        caller = stranger(world, case)
        there = [await told(world, method, path, caller, case.id) for _ in range(2)]
        never = [await told(world, method, path, caller, uuid4()) for _ in range(2)]
        answers = [answer for answer, _ in (*there, *never)]
        assert all(answer == answers[0] for answer in answers), who
        # Twice each, as any one of them may be the one that reads Postgres's clock again.
        assert {seen for _, seen in there} & {seen for _, seen in never}, who
        status, said, _ = answers[0]
        assert status in (403, 404), "or this would not be about strangers"
        if status == 403:
            assert said["code"] == "insufficient_scope", "which is judged before any look-up"


async def told(
    world: World, method: str, path: str, caller: Caller, case_id: UUID
) -> tuple[tuple[int, dict[str, Any], dict[str, str]], tuple[str, ...]]:
    """All that a caller can tell two answers apart by, and the statements that it took."""
    names = ("party_id", "offer_id", "notice_id", "mandate_id")
    others = {name: uuid4() for name in names} | {"number": 1}
    url = path.format_map({"case_id": case_id} | others)
    headers = testing.token(caller)
    asked = world.negotiation if "negotiations" in path else world.intake
    body = {"json": BODIES[path]} if method == "post" else {}
    with statements(asked) as seen:
        answer = await world.http.request(method, url, headers=headers, **body)
    said = {k: v for k, v in answer.json().items() if k not in ("instance", "request_id")}
    kept = {
        k: v
        for k, v in answer.headers.items()
        if k not in ("x-request-id", "content-length", "traceparent")
    }
    return (answer.status_code, said, kept), tuple(seen)


# 15: legal moves.


async def filed(world: World) -> Case:
    return await world.case()


async def admitted(world: World) -> Case:
    case = await world.case()
    await good(world.post(f"{case.path}/answer", case.respondent, {"answer": "admit"}))
    return case


async def contested(world: World) -> Case:
    return await world.contested()


async def offered(world: World) -> Case:
    return (await world.offered())[0]


async def settled(world: World) -> Case:
    case, accept = await world.offered()
    await good(world.post(accept, case.respondent))
    await world.settle()
    return case


async def declined(world: World) -> Case:
    case = await world.contested()
    await good(world.post(f"{case.negotiation}/decline", case.respondent))
    await world.settle()
    return case


async def withdrawing(world: World) -> Case:
    case = await world.contested()
    await good(world.post(f"{case.path}/withdraw", case.claimant))
    return case


async def withdrawn(world: World) -> Case:
    case = await withdrawing(world)
    await world.settle()
    return case


async def good(answer: Awaitable[Any]) -> dict[str, Any]:
    found = await answer
    assert found.is_success, found.text
    body: dict[str, Any] = found.json()
    return body


STATES = [filed, admitted, contested, offered, settled, declined, withdrawing, withdrawn]
PARTIES: dict[str, Stranger] = {
    "platform": lambda world, case: world.platform,
    "claimant": lambda world, case: case.claimant,
    "respondent": lambda world, case: case.respondent,
}


@pytest.mark.parametrize("who", PARTIES)
@pytest.mark.parametrize("state", STATES)
@invariant(15)
async def test_a_move_that_is_not_there_is_refused_with_the_reason_shown_and_changes_nothing(
    world: World, state: Callable[[World], Awaitable[Case]], who: str
) -> None:
    case = await state(world)
    caller = PARTIES[who](world, case)
    moves = await actions(world, case, caller)
    assert {move["name"] for move in moves} >= {"answer", "withdraw"}
    before = await everything(world, case)
    for move in moves:
        if (shown := move["refused_because"]) is not None:
            refused = await do(world, move, caller)
            assert {name: refused[name] for name in shown} == shown, move
    assert await everything(world, case) == before


@pytest.mark.parametrize("who", PARTIES)
@pytest.mark.parametrize("state", STATES)
async def test_a_move_that_is_there_can_be_made(
    world: World, state: Callable[[World], Awaitable[Case]], who: str
) -> None:
    names = [
        (move["name"], move["on_behalf_of"]) for move in await legal(world, await state(world), who)
    ]
    for n in range(len(names)):
        case = await state(world)  # a move changes it: each is made in a case of its own
        move = (await legal(world, case, who))[n]
        done = await do(world, move, PARTIES[who](world, case))
        assert "code" not in done, (move, done)


async def legal(world: World, case: Case, who: str) -> list[dict[str, Any]]:
    found = await actions(world, case, PARTIES[who](world, case))
    return [move for move in found if move["refused_because"] is None]


async def actions(world: World, case: Case, caller: Caller) -> list[dict[str, Any]]:
    """Each service's part, merged as the SDK does it."""
    found: list[dict[str, Any]] = (await good(world.get(case.path, caller)))["actions"]
    talks = await world.get(case.negotiation, caller)
    return found + (talks.json()["actions"] if talks.is_success else [])


async def do(world: World, move: dict[str, Any], caller: Caller) -> dict[str, Any]:
    pattern = f"/v1/cases/{{case_id}}/{move['name'].replace('_', '-')}"
    body = (BODIES.get(pattern) or {}) | ({"amount": MONEY} if move["name"] == "make_offer" else {})
    if move["name"] == "link":
        body |= {"case_id": str((await world.case()).id)}
    if move["on_behalf_of"] is not None and move["name"] not in ("withdraw", "serve"):
        body = body | {"on_behalf_of": move["on_behalf_of"]}
    sent = None if move["name"] == "withdraw" else body
    answer = await world.http.request(
        move["method"], move["href"], json=sent, headers=testing.token(caller)
    )
    found: dict[str, Any] = answer.json()
    return found


async def everything(world: World, case: Case) -> list[Any]:
    """What is stored about the case, wherever: rows, facts, what is unsent and what is owed."""
    found = []
    for database, names in (
        (world.intake, ("cases", "webhook_events")),
        (world.negotiation, ("negotiations",)),
    ):
        for table in (*names, "heads", "history", "unsent", "held", "cursors"):
            key = {"cases": "id", "webhook_events": "case_id", "negotiations": "case_id"}
            where = key.get(table, "subject")
            # The names are ours, and written above.
            query = f"SELECT t::text FROM {table} t WHERE {where} = $1 ORDER BY 1"  # noqa: S608
            async with database.reading() as session:
                rows = await session.driver.fetch(query, case.id)
            found.append((table, [row[0] for row in rows]))
    return found


# 20 and 68: races, and offers that are no more.


@invariant(20)
async def test_an_offer_that_was_replaced_cannot_be_accepted(world: World) -> None:
    case, accept = await world.offered()
    await good(world.post(f"{case.negotiation}/offers", case.claimant, {"amount": MONEY}))
    refused = await world.post(accept, case.respondent)
    assert (refused.status_code, refused.json()["code"]) == (409, "offer_not_on_table")
    assert (await good(world.get(case.negotiation, case.claimant)))["status"] == "open"


@invariant(20)
async def test_an_offer_that_has_expired_cannot_be_accepted(world: World) -> None:
    start = datetime.now(UTC) + timedelta(hours=1)
    clock = await world.clock(start.isoformat())
    case = await world.contested(test_clock_id=clock["id"])
    until = start + timedelta(hours=2)
    body = {"amount": MONEY, "valid_until": until.isoformat()}
    made = await good(world.post(f"{case.negotiation}/offers", case.claimant, body))
    accept = f"{case.negotiation}/offers/{made['on_table']['id']}/accept"
    await world.advance(clock["id"], until.isoformat())
    refused = await world.post(accept, case.respondent)
    assert (refused.status_code, refused.json()["code"]) == (409, "offer_expired")


@invariant(20, 68)
async def test_of_acceptances_that_race_one_settles(world: World) -> None:
    case, accept = await world.offered()
    callers = [case.respondent] * 4
    answers = await asyncio.gather(*(world.post(accept, caller) for caller in callers))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 3}
    await world.settle()
    timeline = await good(world.get(f"{case.negotiation}/timeline", case.claimant))
    assert [event["type"] for event in timeline["data"]].count("negotiation.ended.v1") == 1


@invariant(68)
async def test_of_two_who_answer_the_same_version_one_wins(world: World) -> None:
    case = await world.case()
    path = f"{case.path}/answer"
    answers = await asyncio.gather(
        world.post(path, case.respondent, {"answer": "admit"}),
        world.post(path, case.respondent, {"answer": "contest"}),
        world.post(
            path, world.platform, {"answer": "admit", "on_behalf_of": str(case.respondent.id)}
        ),
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 2}
    (won,) = (answer.json() for answer in answers if answer.is_success)
    now = await good(world.get(case.path, world.platform))
    assert (now["answer"], now["version"]) == (won["answer"], won["version"])


# 63: idempotency.


@invariant(63)
async def test_a_key_gives_the_same_answer_to_the_same_body_and_refuses_another(
    world: World,
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = await world.file(**key)
    again = await world.file(**key)
    assert (first.status_code, first.json()) == (201, again.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    world.filing["metadata"] = {"ticket": "another"}
    other = await world.file(**key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    listed = await good(world.get("/v1/cases", world.platform))
    assert [each["id"] for each in listed["data"]] == [first.json()["id"]]


@invariant(63)
async def test_a_key_is_its_platforms_and_modes_own(world: World) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    callers = [world.platform, testing.platform(), testing.platform(world.platform.id, "live")]
    filed = [await world.post("/v1/cases", each, world.filing, **key) for each in callers]
    assert {answer.status_code for answer in filed} == {201}
    assert len({answer.json()["id"] for answer in filed}) == len(callers)


# 64: each event at least once, in order, under an id that stays.


class Twice:
    """A broker that delivers everything twice, and what is of different cases in any order."""

    def __init__(self) -> None:
        self.sent = list[Any]()

    async def send(self, topic: str, batch: Any) -> None:
        self.sent += batch


@invariant(64)
async def test_copies_in_any_order_lead_to_the_same_state(world: World) -> None:
    first, second = await world.case(), await world.case()
    for case in (first, second):
        await good(world.post(f"{case.path}/answer", case.respondent, {"answer": "contest"}))
    broker = Twice()
    intake, negotiation = SERVICES
    await Relay(world.intake, broker, intake.name).drain()
    ours = [each for each in broker.sent if each.subject in (first.id, second.id)]
    for case in (first, second):
        numbers = [each.sequence for each in ours if each.subject == case.id]
        assert numbers == list(range(1, len(numbers) + 1))
    inbox = Inbox(world.negotiation, negotiation.subscriptions)
    backwards = sorted(ours, key=lambda each: (-each.sequence, each.subject))
    heads, rest = [each for each in backwards if each.sequence == 1], len(ours) - 2
    for each in [*backwards[:rest], *backwards[:rest]]:
        await inbox.receive([each])
    for case in (first, second):
        stored = dict(await everything(world, case))
        assert stored["held"], "all wait for the first"
        assert stored["negotiations"] == [], "and nothing is done before it has come"
    for each in [*heads, *heads, *ours]:
        await inbox.receive([each])
    states = [await everything(world, case) for case in (first, second)]
    await inbox.receive(ours)
    assert [await everything(world, case) for case in (first, second)] == states
    for case in (first, second):
        talks = await good(world.get(case.negotiation, case.claimant))
        assert (talks["status"], talks["version"]) == ("open", 1)


# 66: lists.


@invariant(66)
async def test_a_scan_visits_what_was_there_throughout_exactly_once(world: World) -> None:
    throughout = [await world.case() for _ in range(7)]
    seen, cursor = list[str](), ""
    for page in range(100):
        more = f"&cursor={cursor}" if cursor else ""
        found = await good(world.get(f"/v1/cases?limit=2{more}", world.platform))
        seen += [each["id"] for each in found["data"]]
        if (cursor := found["next"]) is None:
            break
        # Meanwhile some are filed and others change, of which a list by time would lose track.
        await world.case()
        case = throughout[page % len(throughout)]
        await world.post(f"{case.path}/withdraw", case.claimant)
    assert cursor is None
    assert len(seen) == len(set(seen))
    assert {str(case.id) for case in throughout} <= set(seen)
