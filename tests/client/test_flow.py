"""`AsyncOdr` against both services in one process: what each call does to the state of a case."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from tests.client.server import filing

from odr_client import AsyncOdr, Invalid, Money, NotFound, NotPermitted, OfferGone
from odr_client.views.cases import Case
from odr_shared import testing
from odr_shared.callers import Caller


def word(caller: Caller) -> str:
    return testing.token(caller)["Authorization"].removeprefix("Bearer ")


class Recorder(httpx.AsyncBaseTransport):
    """Passes on, and keeps what it passed."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.paths: list[str] = []
        self.refused = asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.raw_path.decode())
        answer = await self.inner.handle_async_request(request)
        if answer.is_error:
            self.refused.set()
        return answer


@pytest.fixture
def recorder(world: Any) -> Recorder:
    return Recorder(world.http._transport)


@pytest.fixture
async def odr(world: Any, recorder: Recorder) -> AsyncIterator[AsyncOdr]:
    async with AsyncOdr("http://odr", token=word(world.platform), transport=recorder) as made:
        yield made


def sides(world: Any, odr: AsyncOdr, case: Case) -> tuple[AsyncOdr, AsyncOdr]:
    of = world.of({"id": str(case.id)} | {f"{s}_id": str(getattr(case, f"{s}_id")) for s in SIDES})
    return odr.as_party(word(of.claimant)), odr.as_party(word(of.respondent))


SIDES = ("claimant", "respondent")


@pytest.fixture
async def contested(world: Any, odr: AsyncOdr) -> Case:
    case = await odr.cases.file(filing())
    case = await odr.cases.serve(case.id, at=case.filed_at)
    answered = await odr.cases.answer(case.id, "contest", on_behalf_of=case.respondent_id)
    await world.settle()
    return answered


async def test_from_filing_to_settlement(world: Any, odr: AsyncOdr, contested: Case) -> None:
    claimant, respondent = sides(world, odr, contested)
    made = await claimant.negotiations.offer(contested.id, Money.of(30, "EUR"))
    assert made.on_table is not None
    moves = {each.name: each for each in await respondent.cases.actions(contested.id)}
    assert {name for name, each in moves.items() if each.legal} == {
        "make_offer",
        "accept",
        "decline",
        "ask_extension",
        "agree_joining",
    }
    assert moves["answer"].refused_because is not None
    assert moves["answer"].refused_because.code == "already_answered"
    settled = await respondent.negotiations.accept(contested.id, made.on_table.id)
    assert settled.status == "settled"
    await world.settle()
    case = await odr.cases.get(contested.id)
    assert (case.outcome, case.amount) == ("settled", Money.of(30, "EUR"))
    told = [each.type.split(".")[1] for each in await odr.cases.timeline(contested.id)]
    assert told == [
        *("case_filed", "notice_served", "case_answered", "stage_opened"),
        *("offer_made", "ended", "case_closed", "remedy_ordered"),
    ]


async def test_an_offer_in_the_moment_before_the_stage_is_there(
    world: Any, odr: AsyncOdr, recorder: Recorder
) -> None:
    case = await odr.cases.file(filing())
    case = await odr.cases.serve(case.id, at=case.filed_at)
    await odr.cases.answer(case.id, "contest", on_behalf_of=case.respondent_id)
    claimant, _ = sides(world, odr, case)

    async def once_it_was_refused() -> None:
        async with asyncio.timeout(10):
            await recorder.refused.wait()
        await world.settle()

    made, _ = await asyncio.gather(
        claimant.negotiations.offer(case.id, Money.of(30, "EUR")), once_it_was_refused()
    )
    assert made.on_table is not None
    assert sum(path.endswith("/offers") for path in recorder.paths) == 2


async def test_a_list_is_fetched_page_by_page(odr: AsyncOdr, recorder: Recorder) -> None:
    filed = [(await odr.cases.file(filing())).id for _ in range(5)]
    recorder.paths.clear()
    assert [case.id async for case in odr.cases.list(limit=2)] == filed[::-1]
    assert len(recorder.paths) == 3
    recorder.paths.clear()
    async for case in odr.cases.list(limit=2):
        assert case.id == filed[-1]
        break
    assert recorder.paths == ["/v1/cases?limit=2"]


async def test_a_list_can_be_narrowed(odr: AsyncOdr, contested: Case) -> None:
    quiet = await odr.cases.file(filing())
    quiet = await odr.cases.serve(quiet.id, at=quiet.filed_at)
    assert [case.id async for case in odr.cases.list(stage="negotiation")] == [contested.id]
    assert [case.id async for case in odr.cases.list(status="awaiting_respondent")] == [quiet.id]
    assert [case async for case in odr.cases.list(outcome="settled")] == []
    since = quiet.updated_at
    assert [case.id async for case in odr.cases.list(updated_since=since)] == [quiet.id]


async def test_events_are_polled_from_where_one_was(
    world: Any, odr: AsyncOdr, contested: Case
) -> None:
    found = [each async for each in odr.events.list(limit=1)]
    assert [each.type for each in found] == [
        *("case.filed", "notice.due", "notice.due"),
        *("case.notice_served", "notice.due"),
        *("case.answered", "case.stage_opened", "notice.due", "notice.due"),
    ]
    assert {each.case_id for each in found} == {contested.id}
    later = [each.id async for each in odr.events.list(after=found[0].id)]
    assert later == [each.id for each in found[1:]]


async def test_under_one_key_a_case_is_filed_once(odr: AsyncOdr) -> None:
    same = filing()
    first = await odr.cases.file(same, key="order-1")
    assert (await odr.cases.file(same, key="order-1")).id == first.id
    assert (await odr.cases.file(filing(), key="order-2")).id != first.id


async def test_a_case_that_was_never_negotiated_has_a_timeline_and_moves(
    world: Any, odr: AsyncOdr
) -> None:
    case = await odr.cases.file(filing())
    case = await odr.cases.serve(case.id, at=case.filed_at)
    assert {each.source for each in await odr.cases.timeline(case.id)} == {"intake"}
    moves = await odr.cases.actions(case.id)
    assert [each.name for each in moves] == [
        "answer",
        "amend_claims",
        "withdraw",
        "transfer_out",
        "link",
        "agree_joining",
    ]


async def test_refusals_are_typed_and_in_ones_language(
    world: Any, odr: AsyncOdr, contested: Case
) -> None:
    claimant, respondent = sides(world, odr, contested)
    with pytest.raises(Invalid) as invalid:
        await odr.speaking("zh-CN").cases.file({"claims": []})
    assert {fault.pointer for fault in invalid.value.errors} >= {"#/claims", "#/order"}
    assert not invalid.value.title.isascii()
    assert invalid.value.request_id
    first = await claimant.negotiations.offer(contested.id, Money.of(30, "EUR"))
    assert first.on_table is not None
    await claimant.negotiations.offer(contested.id, Money.of(29, "EUR"))
    with pytest.raises(OfferGone):
        await respondent.negotiations.accept(contested.id, first.on_table.id)
    with pytest.raises(NotPermitted):
        await respondent.cases.withdraw(contested.id)
    with pytest.raises(NotFound):
        await odr.cases.get("01980000-0000-7000-8000-000000000001")
