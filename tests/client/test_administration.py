"""What caseworkers and platforms do with cases beside their procedure, through the SDK."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import pytest
from tests.client.server import filing
from tests.client.test_flow import word

from odr_client import AsyncOdr, NotPermitted
from odr_client.views.cases import Outcome, Status
from odr_client.views.links import LinkKind
from odr_shared import testing


@pytest.fixture
async def odr(world: Any) -> AsyncIterator[AsyncOdr]:
    transport = world.http._transport
    async with AsyncOdr("http://odr", token=word(world.platform), transport=transport) as made:
        yield made


@pytest.fixture
def staff(odr: AsyncOdr) -> AsyncOdr:
    return odr.as_party(word(testing.staff()))


async def test_an_answer_is_taken_back_and_the_case_handed_on(odr, staff) -> None:
    case = await odr.cases.file(filing())
    await odr.cases.serve(case.id)
    said = await odr.cases.answer(case.id, "admit", on_behalf_of=case.respondent_id)
    assert said.outcome is Outcome.ADMITTED
    with pytest.raises(NotPermitted):
        await odr.cases.repair(case.id, "answer", "No.")
    again = await staff.cases.repair(case.id, "answer", "Nobody had answered.")
    assert (again.status, again.outcome) == (Status.AWAITING_RESPONDENT, None)
    me = uuid4()
    handed = await staff.cases.assign(case.id, me, "toys")
    assert (handed.assignee, handed.team) == (me, "toys")
    assert [each.id async for each in staff.cases.list(assignee=me)] == [case.id]
    assert (await staff.cases.assign(case.id)).assignee is None


async def test_cases_are_joined_and_parted(odr, staff) -> None:
    one, two = [await odr.cases.file(filing()) for _ in range(2)]
    agreed = one.respondent_id
    await odr.cases.agree_joining(one.id, given=True, on_behalf_of=agreed)
    await staff.cases.link(one.id, two.id, "joined")
    [there] = await odr.cases.links(two.id)
    assert (there.case_id, there.kind, there.reference) == (one.id, LinkKind.JOINED, one.reference)
    with pytest.raises(NotPermitted):
        await odr.cases.unlink(two.id, there.link_id)
    await staff.cases.unlink(two.id, there.link_id)
    assert await odr.cases.links(one.id) == []
