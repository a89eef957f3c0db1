"""Disputes from filing to their end, through the SDK, the gateway and Kafka."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from tests.client.server import filing

from odr_client import AsyncOdr, Conflict, Money, NotFound
from odr_client.views.cases import Case

WITHIN = 60
"""Seconds for what other services must hear first."""


class Dispute:
    """A case that was filed, and each of its parties by a token of its own."""

    def __init__(self, case: Case, claimant: AsyncOdr, respondent: AsyncOdr) -> None:
        self.case, self.claimant, self.respondent = case, claimant, respondent


async def raised(odr: AsyncOdr, clock: UUID | None = None) -> Dispute:
    case = await odr.cases.file(filing(clock))
    case = await odr.cases.serve(case.id, at=case.filed_at)
    tokens = [
        await odr.parties.token(case.id, own) for own in (case.claimant_id, case.respondent_id)
    ]
    return Dispute(case, *(odr.as_party(each) for each in tokens))


async def until(odr: AsyncOdr, dispute: Dispute, enough: Callable[[Case], bool]) -> Case:
    return await odr.cases.wait(dispute.case.id, enough, within=WITHIN)


def over(case: Case) -> bool:
    return case.outcome is not None


async def test_an_offer_accepted_in_one_service_closes_the_case_in_the_other(odr: AsyncOdr) -> None:
    dispute = await raised(odr)
    await dispute.respondent.cases.answer(dispute.case.id, "contest")
    amount = Money(amount=1000, currency="EUR")
    table = (await dispute.claimant.negotiations.offer(dispute.case.id, amount)).on_table
    assert table is not None
    await dispute.respondent.negotiations.accept(dispute.case.id, table.id)
    closed = await until(odr, dispute, over)
    assert closed.outcome == "settled"


async def test_many_at_once_end_each_in_its_own_way(odr: AsyncOdr) -> None:
    async def admits() -> str | None:
        dispute = await raised(odr)
        await dispute.respondent.cases.answer(dispute.case.id, "admit")
        return (await until(odr, dispute, over)).outcome

    async def withdraws() -> str | None:
        dispute = await raised(odr)
        await dispute.respondent.cases.answer(dispute.case.id, "contest")
        await dispute.claimant.cases.withdraw(dispute.case.id)
        return (await until(odr, dispute, over)).outcome

    found = await asyncio.gather(*(each() for each in (admits, withdraws) * 10))
    assert found == ["admitted", "withdrawn"] * 10


async def test_accepting_and_withdrawing_at_once_end_it_in_one_way(odr: AsyncOdr) -> None:
    for _ in range(5):
        dispute = await raised(odr)
        await dispute.respondent.cases.answer(dispute.case.id, "contest")
        amount = Money(amount=1000, currency="EUR")
        table = (await dispute.claimant.negotiations.offer(dispute.case.id, amount)).on_table
        assert table is not None
        found = await asyncio.gather(
            dispute.respondent.negotiations.accept(dispute.case.id, table.id),
            dispute.claimant.cases.withdraw(dispute.case.id),
            return_exceptions=True,
        )
        assert all(isinstance(each, Conflict) or not isinstance(each, Exception) for each in found)
        assert (await until(odr, dispute, over)).outcome in ("settled", "withdrawn")


async def test_silence_lapses_on_a_test_clock(odr: AsyncOdr) -> None:
    clock = await odr.test_clocks.make()
    dispute = await raised(odr, clock.id)
    await odr.test_clocks.advance(clock.id, timedelta(days=60), wait=True)
    assert (await until(odr, dispute, over)).outcome == "default"


async def test_a_case_of_another_is_not_there(odr: AsyncOdr) -> None:
    one, other = await raised(odr), await raised(odr)
    with pytest.raises(NotFound):
        await one.claimant.cases.get(other.case.id)


@pytest.mark.parametrize(
    "path",
    [
        *("/livez", "/readyz", "/metrics", "/internal/v1/cases/x", "/%69nternal/v1/cases/x"),
        *("//internal/v1/cases/x", "/v1/../internal/v1/cases/x", "/v1/%2e%2e/metrics"),
        *("/problems/no_such", "/docs/nothing", "/errors/en/not_found.json"),
    ],
)
async def test_what_is_inside_is_not_there_outside(stack: str, path: str) -> None:
    host, port = httpx.URL(stack).host, httpx.URL(stack).port or 80
    reader, writer = await asyncio.open_connection(host, port)  # as it is: clients tidy paths
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = await asyncio.wait_for(reader.read(), WITHIN)
    writer.close()
    await writer.wait_closed()
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert b"Content-Type: application/problem+json" in answer


async def test_the_gateway_shows_what_there_is_to_read(stack: str) -> None:
    async with httpx.AsyncClient(base_url=stack, headers={"Accept-Language": "zh-CN"}) as http:
        document = (await http.get("/openapi.json")).json()
        assert "/v1/negotiations/{case_id}" in document["paths"]
        page = (await http.get("/docs")).text
        for asset in ("/docs/assets/swagger-ui-bundle.js", "/docs/assets/swagger-ui.css"):
            assert asset in page
            assert (await http.get(asset)).is_success
        told = await http.get("/problems/not_found")
        assert told.headers["content-language"] == "zh-CN"


async def test_a_body_that_is_too_large_is_a_problem_at_the_gateway(stack: str) -> None:
    async with httpx.AsyncClient(base_url=stack) as http:
        answer = await http.post("/v1/cases", content=bytes(300_000))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.json()["type"] == f"{stack}/problems/body_too_large"


@pytest.mark.parametrize("tongue", ["en", "zh-CN"])
async def test_the_gateways_own_problem_says_which_request_it_answers(
    stack: str, tongue: str
) -> None:
    async with httpx.AsyncClient(base_url=stack, headers={"Accept-Language": tongue}) as http:
        mine = await http.get("/readyz", headers={"X-Request-Id": "mine-1"})
        ours = await http.get("/readyz", headers={"X-Request-Id": 'odd" id'})
        further = await http.get("/v1/nothing", headers={"X-Request-Id": "mine-2"})
    for answer in (mine, ours, further):
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == tongue
        assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert mine.json()["request_id"] == "mine-1"
    assert len(ours.json()["request_id"]) == 32
    assert further.json()["request_id"] == "mine-2"
