"""The checker of the fault tests finds what is lost, doubled, reordered and stuck."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from tests.chaos.checking import Checker, Finding, Kind, Told
from tests.chaos.journal import End, Journal, Operation
from tests.conftest import Case, World, new_filing

from odr_shared.broker import Malformed
from odr_shared.db import Database
from odr_shared.inbox import Inbox, Subscriptions


class Story:
    """Cases of one platform, and the journal of who filed and moved them."""

    def __init__(self, world: World) -> None:
        self.world, self.journal = world, Journal(world.platform.id)
        self.cases: list[Case] = []
        self.checker = Checker(world.intake, world.negotiation, self.journal)

    async def do(self, what: str, path: str, body: Any, case: UUID | None = None) -> httpx.Response:
        operation = self.journal.invoke(what, str(uuid4()), case)
        answer = await self.world.post(
            path, self.world.platform, body, **{"Idempotency-Key": operation.key}
        )
        operation.ended, operation.end = operation.invoked + 1e-6, End.OK
        operation.version = answer.json().get("version")
        if not answer.is_success:
            operation.end, operation.code = End.FAIL, answer.json()["code"]
        elif what == "file":
            operation.case = UUID(answer.json()["id"])
        return answer

    async def settled(self) -> Case:
        case = self.world.of((await self.do("file", "/v1/cases", new_filing())).json())
        self.cases.append(case)
        proof = {"notice": "claim", "channel": "app", "at": case.body["filed_at"]}
        await self.do("serve", f"{case.path}/serve", proof, case.id)
        said = {"answer": "contest", "on_behalf_of": case.body["respondent_id"]}
        await self.do("answer", f"{case.path}/answer", said, case.id)
        await self.world.settle()
        for amount in (3000, 3500):
            offer = {
                "amount": {"amount": amount, "currency": "EUR"},
                "on_behalf_of": case.body["claimant_id"],
            }
            made = await self.do("offer", f"{case.negotiation}/offers", offer, case.id)
        accept = f"{case.negotiation}/offers/{made.json()['on_table']['id']}/accept"
        for _ in range(2):  # the second is refused
            by = {"on_behalf_of": case.body["respondent_id"]}
            await self.do("accept", accept, by, case.id)
        await self.world.settle()
        return case

    async def told(self) -> list[Told]:
        rows = await self.rows(
            self.world.intake,
            "SELECT id, case_id FROM webhook_events WHERE platform_id = $1 ORDER BY owed",
            self.journal.platform,
        )
        return [Told(str(row[0]), row[1]) for row in rows]

    async def rows(self, database: Database, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        async with database.reading() as session:
            return [tuple(row) for row in await session.driver.fetch(sql, *values)]

    def last(self, what: str) -> Operation:
        return [op for op in self.journal.operations if op.what == what][-1]


@pytest.fixture
async def story(world: World) -> Story:
    made = Story(world)
    for _ in range(2):
        await made.settled()
    return made


async def test_where_nothing_went_wrong_nothing_is_found(story: Story) -> None:
    assert await story.checker.check(await story.told()) == []
    assert story.journal.acknowledged == 12


Plant = Callable[[Story, Case], Awaitable[Any]]


def _sql(where: str, *statements: str) -> Plant:
    async def plant(story: Story, case: Case) -> None:
        database: Database = getattr(story.world, where)
        for statement in statements:
            await story.rows(database, statement, case.id)

    return plant


SWAP = """UPDATE history SET data = CASE version WHEN 2 THEN
    (SELECT data FROM history WHERE subject = $1 AND version = 3) ELSE
    (SELECT data FROM history WHERE subject = $1 AND version = 2) END
    WHERE subject = $1 AND version IN (2, 3)"""
AGAIN = """INSERT INTO history SELECT (h).* FROM (SELECT jsonb_populate_record(h,
    '{"version": 5, "sequence": 4}') AS h FROM history h WHERE subject = $1 AND version = 4) x"""
HOLD = """INSERT INTO held (source, subject, epoch, sequence, envelope, attempts)
    VALUES ('/odr/intake', $1, 1, 99, '{}', 0)"""

PLANTED: dict[str, tuple[Plant, Kind, str]] = {
    "a fact that is gone": (
        _sql("intake", "DELETE FROM history WHERE subject = $1 AND type LIKE '%case_closed%'"),
        Kind.LOST,
        "I3",
    ),
    "an offer that is gone": (
        _sql("negotiation", "DELETE FROM history WHERE subject = $1 AND type LIKE '%offer_made%'"),
        Kind.LOST,
        "I1",
    ),
    "an answer that is gone": (
        _sql("intake", "DELETE FROM history WHERE subject = $1", "DELETE FROM cases WHERE id = $1"),
        Kind.LOST,
        "I1",
    ),
    "a row without its change": (
        _sql("negotiation", "UPDATE negotiations SET status = 'open' WHERE case_id = $1"),
        Kind.LOST,
        "I5",
    ),
    "an end that comes twice": (_sql("negotiation", AGAIN), Kind.DOUBLED, "I2"),
    "an end after the end": (_sql("negotiation", AGAIN), Kind.DOUBLED, "I6"),
    "a webhook that is owed twice": (
        _sql(
            "intake",
            """INSERT INTO webhook_events (id, platform_id, mode, case_id, version, type, body,
               traceparent, at) SELECT gen_random_uuid(), platform_id, mode, case_id, version, type,
               body, traceparent, at FROM webhook_events
               WHERE case_id = $1 AND type = 'case.closed'""",
        ),
        Kind.DOUBLED,
        "I3",
    ),
    "offers heard of in another order": (_sql("negotiation", SWAP), Kind.REORDERED, "I4"),
    "money that grew": (
        _sql(
            "intake",
            """UPDATE history SET data = jsonb_set(data, '{amount,amount}', '9999')
               WHERE subject = $1 AND type LIKE '%case_closed%'""",
        ),
        Kind.DOUBLED,
        "I7",
    ),
    "a deadline before its time": (
        _sql(
            "negotiation",
            """UPDATE history SET data = jsonb_set(data, '{outcome}', '"lapsed"')
               WHERE subject = $1 AND type LIKE '%ended%'""",
        ),
        Kind.REORDERED,
        "I6",
    ),
    "a fact that is never sent": (
        _sql(
            "intake", "INSERT INTO unsent (subject_kind, subject, version) VALUES ('case', $1, 1)"
        ),
        Kind.STUCK,
        "I8",
    ),
    "a fact that is held": (_sql("negotiation", HOLD), Kind.STUCK, "I8"),
    "a case that is parked": (
        _sql("intake", "UPDATE heads SET parked = true WHERE subject = $1"),
        Kind.STUCK,
        "I8",
    ),
    "a fact that was not heard": (
        _sql("negotiation", "UPDATE cursors SET sequence = sequence - 1 WHERE subject = $1"),
        Kind.STUCK,
        "I8",
    ),
    "a webhook that nobody sends": (
        _sql(
            "intake",
            "UPDATE webhook_events SET position = NULL WHERE case_id = $1 AND type = 'case.closed'",
        ),
        Kind.STUCK,
        "I8",
    ),
}


@pytest.mark.parametrize(("plant", "kind", "invariant"), PLANTED.values(), ids=PLANTED)
async def test_what_is_planted_is_found(
    story: Story, plant: Plant, kind: Kind, invariant: str
) -> None:
    wrong, sound = story.cases
    try:
        await plant(story, wrong)
        found = await story.checker.check(await story.told())
        assert (kind, invariant) in {(each.kind, each.invariant) for each in found}
        assert not _about(found, sound.id), "of the other case nothing is said"
    finally:
        await _cleared(story)


async def test_what_was_refused_and_yet_done_is_found(story: Story) -> None:
    story.last("answer").end = End.FAIL
    assert {Kind.DOUBLED} == {each.kind for each in await story.checker.check()}


async def test_what_nobody_knows_may_be_done_or_not_and_is_counted(story: Story) -> None:
    story.last("answer").end = End.UNKNOWN
    story.journal.invoke("answer", "nobody heard of it", story.cases[0].id)
    assert await story.checker.check() == []


async def test_what_was_acknowledged_and_is_not_stored_is_found(story: Story) -> None:
    story.last("accept").key = "another"
    story.journal.invoke("offer", "lost", story.cases[0].id).end = End.OK
    found = await story.checker.check()
    assert ("lost", "I1") in {(each.kind.value, each.invariant) for each in found}


async def test_who_ended_before_another_began_and_yet_is_later_is_found(story: Story) -> None:
    first, second = [op for op in story.journal.operations if op.what == "offer"][:2]
    first.invoked, first.ended = second.ended + 1, second.ended + 2
    assert {each.kind for each in await story.checker.check()} == {Kind.REORDERED}


async def test_webhooks_are_received_in_order_and_none_is_left_out(story: Story) -> None:
    told = await story.told()
    again = [*told, told[0], *told]
    assert await story.checker.check(again) == [], "the same id again is the same webhook"
    assert {each.kind for each in await story.checker.check(told[::-1])} == {Kind.REORDERED}
    assert {each.kind for each in await story.checker.check(told[1:])} == {Kind.LOST}
    strange = [*told, Told("never owed", told[0].case)]
    assert {each.kind for each in await story.checker.check(strange)} == {Kind.DOUBLED}


async def test_malformed_records_are_kept_each_by_what_it_is(story: Story) -> None:
    """However many others are kept, which may be the same one read twice."""
    twice = [Malformed("odr.intake", 0, offset, "[]", b"{a") for offset in (0, 1)]
    await Inbox(story.world.negotiation, Subscriptions("intake")).receive(twice)
    try:
        assert await story.checker.check(dead_letters={b"{a"}) == []
        found = await story.checker.check(dead_letters={b"{a", b"{b"})
        assert [(each.kind, each.invariant) for each in found] == [(Kind.LOST, "I8")]
    finally:
        await story.rows(
            story.world.negotiation, "DELETE FROM dead_letters WHERE value = $1", b"{a"
        )


def _about(found: Sequence[Finding], case: UUID) -> list[Finding]:
    return [each for each in found if str(case) in each.what]


async def _cleared(story: Story) -> None:
    """What was planted must be in nobody's way."""
    for case in story.cases:
        for database in (story.world.intake, story.world.negotiation):
            for table in ("unsent", "held"):
                await story.rows(database, f"DELETE FROM {table} WHERE subject = $1", case.id)  # noqa: S608
        await story.rows(
            story.world.intake, "DELETE FROM webhook_events WHERE case_id = $1", case.id
        )
