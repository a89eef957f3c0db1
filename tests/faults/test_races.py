"""Two do contrary things at two API processes at once: one of them happens, and both know it."""

import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from typing import Final

import pytest
from tests.conftest import new_filing
from tests.faults.racing import Json, Overlaps, Shot, Twins, talks, twins
from tests.invariants import invariant

from odr_intake.app import service as intake
from odr_intake.service import timers
from odr_negotiation import consumers
from odr_negotiation.app import service as negotiation
from odr_shared.inbox import Inbox

ROUNDS: Final = int(os.environ.get("ODR_ROUNDS", "15"))
"""Of each kind; the share that overlaps is of all of them."""
OVERLAPPING: Final = 0.3
FILED: Final = ("case_filed", "claims_stated", "notice_served")
pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture(scope="module")
async def two() -> AsyncIterator[Twins]:
    async with twins() as made:
        yield made


@invariant(20)
async def test_of_two_acceptances_one_settles(two: Twins) -> None:
    cases = await two.offered(ROUNDS)

    def at(which: int, case: Json) -> Shot:
        async def accept() -> int:
            return (await two.accept(case, which)).status_code

        return accept

    for answers in await two.race("accept/accept", [(at(0, c), at(1, c)) for c in cases]):
        assert sorted(answers) == [200, 409]
    for case in cases:
        assert await two.facts(negotiation, case) == ["opened", "offer_made", "ended"]


@invariant(68)
async def test_of_two_that_saw_one_version_one_goes_on_from_it(two: Twins) -> None:
    """The offer is accepted as it is replaced: the second finds another version than it saw."""
    cases, seen = await two.offered(ROUNDS), []

    def accepting(case: Json) -> Shot:
        async def accept() -> int:
            return (await two.accept(case, 0)).status_code

        return accept

    def replacing(case: Json) -> Shot:
        async def replace() -> int:
            return (await two.offer(case, 1, "claimant_id", 3500)).status_code

        return replace

    for case in cases:
        tags = [(await two.get(negotiation, at, talks(case))).headers["ETag"] for at in (0, 1)]
        assert tags[0] == tags[1]
        seen.append(int(tags[0].strip('"')))
    rounds = [(accepting(case), replacing(case)) for case in cases]
    answers = await two.race("one version", rounds)
    for case, was, said in zip(cases, seen, answers, strict=True):
        assert said in ([200, 409], [409, 201])
        read = (await two.get(negotiation, 1, talks(case))).json()
        assert read["version"] == was + 1
        assert read["status"] == ("settled" if said[0] == 200 else "open")


@invariant(14, 20)
async def test_accept_against_withdraw(two: Twins) -> None:
    """The withdrawal, asked for at a process of intake, reaches the talks as they settle."""
    cases, asked = await two.offered(ROUNDS), {}
    inbox = Inbox(two.databases[negotiation], consumers.on)
    for case in cases:
        answer = await two.send(intake, 1, f"/v1/cases/{case['id']}/withdraw")
        assert answer.status_code == 202
        asked[case["id"]] = await two.told(intake)

    def accepting(case: Json) -> Shot:
        async def accept() -> int:
            return (await two.accept(case, 0)).status_code

        return accept

    def arriving(case: Json) -> Shot:
        async def arrive() -> int:
            await inbox.receive(asked[case["id"]])
            return 0

        return arrive

    rounds = [(accepting(case), arriving(case)) for case in cases]
    answers = await two.race("accept/withdraw", rounds)
    await two.settle()
    for case, (said, _) in zip(cases, answers, strict=True):
        read = (await two.get(intake, 1, f"/v1/cases/{case['id']}")).json()
        theirs = (await two.get(negotiation, 1, talks(case))).json()
        assert (said, read["outcome"]) in ((200, "settled"), (409, "withdrawn"))
        assert theirs["status"] == read["outcome"]
        ours = await two.facts(intake, case)
        assert ours.count("case_closed") == 1
        assert ("withdraw_void" in ours) == (said == 200)
    assert {said for said, _ in answers} == {200, 409}, "both were seen"


async def test_answer_against_lapse(two: Twins) -> None:
    """The period ends, by a clock that the platform turns, as the respondent answers."""
    cases, database = [], two.databases[intake]
    for _ in range(ROUNDS):
        clock = await two.post(intake, 0, "/v1/test-clocks", {})
        cases.append(await two.filed(test_clock_id=clock["id"]))

    def answering(case: Json) -> Shot:
        async def answer() -> int:
            given = {"answer": "contest", "on_behalf_of": case["respondent_id"]}
            return (await two.send(intake, 0, f"/v1/cases/{case['id']}/answer", given)).status_code

        return answer

    async def lapse() -> int:
        await timers.tell_cases(database)
        return 0

    async def turn(which: int) -> None:
        path = f"/v1/test-clocks/{cases[which]['test_clock_id']}/advance"
        await two.post(intake, 1, path, {"to": cases[which]["clock"]["due_at"]})

    rounds = [(answering(case), lapse) for case in cases]
    answers = await two.race("answer/lapse", rounds, before_each=turn)
    for case, (said, _) in zip(cases, answers, strict=True):
        ours = (await two.facts(intake, case))[len(FILED) :]
        read = (await two.get(intake, 1, f"/v1/cases/{case['id']}")).json()
        if said == 200:
            assert ours[:2] == ["case_answered", "stage_opened"]
            assert ours.count("clock_advanced") == 1
            assert "case_closed" not in ours
            assert (read["status"], read["outcome"]) == ("awaiting_parties", None)
        else:
            assert said == 409
            assert ours.count("case_closed") == 1
            assert "case_answered" not in ours
            assert (read["status"], read["outcome"]) == ("closed", "default")
    assert {said for said, _ in answers} == {200, 409}, "both were seen"


@invariant(63)
async def test_one_key_at_two_processes_is_one_offer_and_one_answer(two: Twins) -> None:
    """Only the key is in the way of the second: without it, it would take the first one's place."""
    cases, bodies = await two.contested(ROUNDS), Counter[bytes]()
    replayed = Counter[str | None]()

    def at(which: int, case: Json) -> Shot:
        async def offer() -> int:
            key = {"Idempotency-Key": f"offer-{case['id']}"}
            answer = await two.offer(case, which, "claimant_id", 3000, **key)
            bodies[answer.content] += 1
            replayed[answer.headers.get("Idempotency-Replayed")] += 1
            return answer.status_code

        return offer

    rounds = [(at(0, case), at(1, case)) for case in cases]
    assert await two.race("one key", rounds) == [[201, 201]] * ROUNDS
    assert [*bodies.values()] == [2] * ROUNDS
    assert replayed == {None: ROUNDS, "true": ROUNDS}
    for case in cases:
        assert await two.facts(negotiation, case) == ["opened", "offer_made"]


async def test_of_two_filings_about_one_order_one_is_a_case(two: Twins) -> None:
    filings, codes = [new_filing() for _ in range(ROUNDS)], Counter[str]()

    def at(which: int, filing: Json) -> Shot:
        async def file() -> int:
            answer = await two.send(intake, which, "/v1/cases", filing)
            codes[answer.json().get("code", "")] += 1
            return answer.status_code

        return file

    for answers in await two.race("file/file", [(at(0, f), at(1, f)) for f in filings]):
        assert sorted(answers) == [201, 409]
    assert codes == {"": ROUNDS, "duplicate": ROUNDS}


def test_enough_of_them_really_overlapped(two: Twins, capsys: pytest.CaptureFixture[str]) -> None:
    """Of all rounds of the tests above, as many as were run."""
    counted = two.overlaps
    whole = Overlaps(
        sum(o.rounds for o in counted.values()), sum(o.waited for o in counted.values())
    )
    assert whole.rounds, "the races of this module are run before it"
    with capsys.disabled():
        for kind, found in [*counted.items(), ("all", whole)]:
            sys.stdout.write(f"\n{kind:<16} {found}")
        sys.stdout.write("\n")
    assert whole.share >= OVERLAPPING
    assert all(found.waited for found in counted.values())
