"""Sums that are paid in instalments: proposed by one, agreed to by the other, to the minor unit."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import World
from tests.intake.cases import (
    NOW,
    TICK,
    Decision,
    claim,
    claimant,
    euros,
    for_claimant,
    for_respondent,
    platform,
    respondent,
    stranger,
)
from tests.intake.test_cases_api import good, refused
from tests.intake.test_obligations import (
    ADMIT,
    RETURNING,
    confirmed,
    disputed,
    following,
    reported,
)
from tests.invariants import invariant

from odr_intake.domain import cases, instalments, performing
from odr_intake.domain.cases import Case, CaseStatus
from odr_intake.domain.instalments import Every, Part, even
from odr_intake.domain.obligations import Standing, next_at
from odr_intake.domain.performing import Owed
from odr_intake.domain.refusals import CurrencyDiffers
from odr_intake.domain.undivided import (
    AnotherProposal,
    InstalmentCount,
    InstalmentDay,
    InstalmentsDiffer,
    InstalmentsNotAllowed,
    NotBetweenYou,
    NotDivisible,
    NothingProposed,
    OwnProposal,
    PerformanceOpen,
    ProposalStale,
    TooManyProposals,
)
from odr_intake.domain.unperformed import InInstalments, PerformedAlready
from odr_rules.packs import Remedy, pack
from odr_shared.contracts.intake_instalments import InstalmentsAgreed
from odr_shared.contracts.intake_remedies import (
    CasePerformed,
    PerformanceConfirmed,
    RemedyOverdue,
)
from odr_shared.errors import Refusal
from odr_shared.moves import Actor

DAY: Final = timedelta(days=1)
TODAY: Final = date(2026, 1, 7)
PLAN: Final = [Part(euros(1000), TODAY), Part(euros(1500), TODAY + 30 * DAY)]
EXPRESS: Final = pack("merchant-express")


def proposed(
    plan: list[Part] = PLAN, actor: Actor = respondent, number: int = 1, at: datetime = NOW
) -> Decision:
    return lambda case: instalments.propose(case, actor, number, plan, at)


def agreed(
    actor: Actor = claimant, proposal: int = 1, at: datetime = NOW, number: int = 1
) -> Decision:
    return lambda case: instalments.agree(case, actor, number, proposal, at)


def often(case: Case) -> list[Any]:
    facts: list[Any] = []
    for n in range(instalments.OFTEN):
        plan = [Part(euros(1 + n), TODAY), Part(euros(2499 - n), TODAY + DAY)]
        brought = instalments.propose(case, respondent, 1, plan, NOW)
        facts, case = [*facts, *brought], cases.evolve(case, brought)
    return facts


OWED: Final = following(ADMIT)
PAID_ALL: Final = following(ADMIT, reported(euros(2500)), confirmed())
PAID_SOME: Final = following(ADMIT, reported(euros(500)), confirmed())
WAITING: Final = following(ADMIT, reported(euros(500)))
ACT: Final = following(ADMIT, claims=[claim(None, Remedy.APOLOGY)])
DIVIDED: Final = following(ADMIT, proposed(), agreed())
REST: Final = [Part(euros(1000), TODAY), Part(euros(1000), TODAY + DAY)]

PROPOSING: dict[str, tuple[Case, Actor, int, list[Part], type[Refusal] | None]] = {
    "by who owes it": (OWED, respondent, 1, PLAN, None),
    "by who is owed it": (OWED, claimant, 1, PLAN, None),
    "by the platform for one": (OWED, for_respondent, 1, PLAN, None),
    "by the platform for nobody": (OWED, platform, 1, PLAN, NotBetweenYou),
    "by a stranger": (OWED, stranger, 1, PLAN, NotBetweenYou),
    "when all is performed": (PAID_ALL, respondent, 1, PLAN, PerformedAlready),
    "of what is left": (PAID_SOME, respondent, 1, REST, None),
    "of more than is left": (PAID_SOME, respondent, 1, PLAN, InstalmentsDiffer),
    "of less than is left": (OWED, respondent, 1, REST, InstalmentsDiffer),
    "while a report waits": (WAITING, respondent, 1, REST, PerformanceOpen),
    "while a report is disputed": (
        following(ADMIT, reported(euros(500)), disputed()),
        *(respondent, 1, REST, PerformanceOpen),
    ),
    "of an act": (ACT, respondent, 1, PLAN, NotDivisible),
    "of what waits for the goods": (
        following(ADMIT, claims=RETURNING),
        *(respondent, 2, PLAN, NotDivisible),
    ),
    "of what is in instalments already": (DIVIDED, respondent, 1, PLAN, InInstalments),
    "of an instalment": (
        *(DIVIDED, respondent, 2),
        *([Part(euros(500), TODAY), Part(euros(500), TODAY + DAY)], NotDivisible),
    ),
    "of a pack that knows none": (
        following(ADMIT, pack=EXPRESS),
        *(respondent, 1, PLAN, InstalmentsNotAllowed),
    ),
    "as one": (OWED, respondent, 1, [Part(euros(2500), TODAY)], InstalmentCount),
    "as too many": (
        *(OWED, respondent, 1),
        *([Part(euros(1), TODAY + n * DAY) for n in range(13)], InstalmentCount),
    ),
    "in another currency": (
        *(OWED, respondent, 1),
        *([Part(euros(1000), TODAY), Part(euros(1500, "USD"), TODAY + DAY)], CurrencyDiffers),
    ),
    "from yesterday on": (
        *(OWED, respondent, 1),
        *([Part(euros(1000), TODAY - DAY), Part(euros(1500), TODAY)], InstalmentDay),
    ),
    "twice on a day": (
        *(OWED, respondent, 1),
        *([Part(euros(1000), TODAY), Part(euros(1500), TODAY)], InstalmentDay),
    ),
    "on the last day that there can be": (
        *(OWED, respondent, 1),
        *([Part(euros(1000), TODAY), Part(euros(1500), date(2027, 1, 7))], None),
    ),
    "a day later": (
        *(OWED, respondent, 1),
        *([Part(euros(1000), TODAY), Part(euros(1500), date(2027, 1, 8))], InstalmentDay),
    ),
    "too often": (following(ADMIT, often), respondent, 1, PLAN, TooManyProposals),
}


@pytest.mark.parametrize(
    ("case", "actor", "number", "plan", "why"), PROPOSING.values(), ids=PROPOSING
)
def test_who_may_propose_what(case, actor, number, plan, why) -> None:
    if why is not None:
        with pytest.raises(why):
            instalments.propose(case, actor, number, plan, NOW)
        return
    (fact,) = instalments.propose(case, actor, number, plan, NOW)
    assert (fact.party, fact.proposal) == (actor.party, 1)
    assert [each.amount for each in fact.plan] == [each.amount for each in plan]
    later = cases.evolve(case, [fact])
    assert later.obligations[0].left == case.obligations[0].left, "nothing is agreed yet"
    assert instalments.propose(later, actor, number, plan, NOW) == [], "the same plan again"


def test_the_first_day_is_today_where_the_case_is() -> None:
    late = datetime(2026, 1, 7, 23, 30, tzinfo=UTC)  # the eighth in Berlin
    with pytest.raises(InstalmentDay) as refusal:
        instalments.propose(OWED, respondent, 1, PLAN, late)
    assert refusal.value.pointer == "/instalments/0/due_on"
    assert refusal.value.extra["first"] == "2026-01-08"


ASKED: Final = following(ADMIT, proposed())
OTHER: Final = [Part(euros(2000), TODAY), Part(euros(500), TODAY + DAY)]
OVER: Final = datetime(2026, 1, 7, 23, tzinfo=UTC)
"""Midnight in Berlin after the first instalment's day."""

AGREEING: dict[str, tuple[Case, Actor, int, datetime, type[Refusal] | None]] = {
    "by the other": (ASKED, claimant, 1, NOW, None),
    "by the platform for the other": (ASKED, for_claimant, 1, NOW, None),
    "by who proposed it": (ASKED, respondent, 1, NOW, OwnProposal),
    "by the platform for who proposed it": (ASKED, for_respondent, 1, NOW, OwnProposal),
    "by the platform for nobody": (ASKED, platform, 1, NOW, NotBetweenYou),
    "when there is none": (OWED, claimant, 1, NOW, NothingProposed),
    "a second time": (DIVIDED, claimant, 1, NOW, InInstalments),
    "to one that never was": (ASKED, claimant, 2, NOW, AnotherProposal),
    "to one that was superseded": (
        following(ADMIT, proposed(), proposed(OTHER)),
        *(claimant, 1, NOW, AnotherProposal),
    ),
    "to the one that took its place": (
        following(ADMIT, proposed(), proposed(OTHER)),
        *(claimant, 2, NOW, None),
    ),
    "to one that was answered with another": (
        following(ADMIT, proposed(), proposed(OTHER, claimant)),
        *(claimant, 1, NOW, OwnProposal),
    ),
    "in its last moment": (ASKED, claimant, 1, OVER - TICK, None),
    "when its first day is over": (ASKED, claimant, 1, OVER, ProposalStale),
    "when a part was paid meanwhile": (
        following(ADMIT, proposed(), reported(euros(500)), confirmed()),
        *(claimant, 1, NOW, ProposalStale),
    ),
}


@pytest.mark.parametrize(
    ("case", "actor", "proposal", "at", "why"), AGREEING.values(), ids=AGREEING
)
@invariant(18, 20)
def test_who_may_agree_to_what(case, actor, proposal, at, why) -> None:
    if why is not None:
        with pytest.raises(why):
            instalments.agree(case, actor, 1, proposal, at)
        return
    (fact,) = cases.follow(case, instalments.agree(case, actor, 1, proposal, at))
    assert isinstance(fact, InstalmentsAgreed)
    assert (fact.party, fact.first) == (actor.party, 2)


@invariant(47)
def test_each_instalment_is_owed_by_itself_and_overdue_by_itself() -> None:
    whole, first, second = DIVIDED.obligations
    assert (whole.standing, whole.instalments, whole.left) == (Standing.IN_INSTALMENTS, (2, 3), 0)
    assert (first.instalment_of, first.amount, second.amount) == (1, euros(1000), euros(1500))
    assert first.due is not None
    assert second.due is not None
    assert first.due.due_at == OVER
    assert first.due.rule == "uncitral-odr/1/instalments"
    assert second.due.due_at == OVER + 30 * DAY
    assert DIVIDED.status is CaseStatus.PERFORMING
    assert next_at(DIVIDED.obligations) == OVER
    (late,) = cases.lapse(DIVIDED, OVER + 29 * DAY)
    assert late == RemedyOverdue(occurred_at=OVER, number=2)
    case = cases.evolve(DIVIDED, [late])
    assert next_at(case.obligations) == OVER + 30 * DAY
    with pytest.raises(InInstalments):
        performing.may_report(Owed(case, case.obligations[0]), respondent, NOW)


@invariant(43, 47)
def test_the_case_is_performed_when_the_last_of_them_is() -> None:
    steps = [reported(euros(1500), "b", 3), confirmed(3), reported(euros(1000), "a", 2)]
    case = following(ADMIT, proposed(), agreed(), *steps)
    assert case.status is CaseStatus.PERFORMING
    facts = cases.follow(case, confirmed(2)(case))
    assert [type(each) for each in facts] == [PerformanceConfirmed, CasePerformed]
    assert cases.evolve(case, facts).status is CaseStatus.CLOSED


@invariant(43, 47)
@given(
    sum_=st.integers(2, 4000),
    count=st.integers(2, 12),
    paid=st.integers(0, 3999),
    every=st.sampled_from(Every),
    skip=st.integers(0, 25),
)
def test_even_parts_are_the_sum_to_the_minor_unit(
    sum_: int, count: int, paid: int, every: Every, skip: int
) -> None:
    paid, count = min(paid, sum_ - 2), min(count, sum_ - min(paid, sum_ - 2))
    some = [reported(euros(paid)), confirmed()] if paid else []
    case = following(ADMIT, *some, claims=[claim(euros(sum_))])
    plan = even(case, claimant, 1, count, TODAY + skip * DAY, every, NOW)
    assert len(plan) == count
    assert max(each.amount.amount for each in plan) - min(e.amount.amount for e in plan) <= 1
    assert [e.amount.amount for e in plan] == sorted((e.amount.amount for e in plan), reverse=True)
    assert all(one.due_on < next_.due_on for one, next_ in pairwise(plan))
    case = cases.evolve(case, instalments.propose(case, claimant, 1, plan, NOW))
    case = cases.evolve(case, instalments.agree(case, respondent, 1, 1, NOW))
    whole, *parts = case.obligations
    assert whole.performed + sum(each.whole for each in parts) == sum_ == whole.whole
    for n, each in enumerate(parts):
        pay = reported(each.amount, f"p{n}", each.number)
        for decide in (pay, confirmed(each.number)):
            case = cases.evolve(case, cases.follow(case, decide(case)))
    assert sum(each.performed for each in case.obligations) == sum_
    assert case.status is CaseStatus.CLOSED


def test_the_worked_example_of_a_hundred_in_three() -> None:
    case = following(ADMIT, claims=[claim(euros(100_00 - 6000))])
    plan = even(case, respondent, 1, 3, date(2026, 1, 31), Every.MONTH, NOW)
    assert [each.amount.amount for each in plan] == [1334, 1333, 1333]
    days = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]
    assert [each.due_on for each in plan] == days
    cents = following(ADMIT, claims=[claim(euros(2))])
    with pytest.raises(InstalmentCount):
        even(cents, respondent, 1, 3, TODAY, Every.WEEK, NOW)


# Over HTTP.


SAID: Final = {"count": 3, "first_on": "2028-04-20", "every": "month"}


async def admitted(world: World) -> Any:
    clock = await world.clock("2028-04-03T08:00:00Z")
    case = await world.case(test_clock_id=clock["id"])
    answer = await world.post(f"{case.path}/answer", case.respondent, {"answer": "admit"})
    assert answer.status_code == 200, answer.text
    case.body["clock"] = clock["id"]
    return case


async def propose(world: World, case: Any, by: Any, body: Any = SAID, status: int = 200) -> Any:
    path = f"{case.path}/remedies/1/propose-instalments"
    return await good(world.post(path, by, body), status)


async def agree(world: World, case: Any, by: Any, proposal: int = 1, status: int = 200) -> Any:
    path = f"{case.path}/remedies/1/agree-instalments"
    return await good(world.post(path, by, {"proposal": proposal}), status)


def moves(body: dict[str, Any]) -> dict[str, Any]:
    return {each["name"]: each["refused_because"] for each in body["actions"]}


async def remedies(world: World, case: Any) -> list[dict[str, Any]]:
    page = await good(world.get(f"{case.path}/remedies", world.platform))
    found: list[dict[str, Any]] = page["data"]
    return found


@invariant(47)
async def test_one_proposes_the_other_agrees_and_each_is_performed_in_its_time(
    world: World,
) -> None:
    case = await admitted(world)
    body = await propose(world, case, case.respondent)
    plan = body["proposal"]["instalments"]
    assert [each["amount"]["amount"] for each in plan] == [1334, 1333, 1333]
    assert [each["due_on"] for each in plan] == ["2028-04-20", "2028-05-20", "2028-06-20"]
    assert moves(body)["agree_instalments"]["code"] == "own_proposal"
    seen = await good(world.get(f"{case.path}/remedies/1", case.claimant))
    assert moves(seen)["agree_instalments"] is None
    body = await agree(world, case, case.claimant)
    assert (body["standing"], body["instalments"], body["proposal"]) == (
        *("in_instalments", [2, 3, 4]),
        None,
    )
    listed = await remedies(world, case)
    assert [(each["number"], each["instalment_of"]) for each in listed] == [
        *((1, None), (2, 1), (3, 1), (4, 1)),
    ]
    assert listed[1]["clock"]["due_at"] == "2028-04-20T22:00:00Z"
    paid = {"amount": {"amount": 1334, "currency": "EUR"}, "reference": "P-1"}
    whole = world.post(f"{case.path}/remedies/1/performance", case.respondent, paid)
    await refused(whole, 409, "in_instalments")
    await good(world.post(f"{case.path}/remedies/2/performance", case.respondent, paid))
    await good(world.post(f"{case.path}/remedies/2/confirm", case.claimant))
    await world.advance(case.body["clock"], "2028-05-21T08:00:00Z")
    states = [(each["standing"], each["is_overdue"]) for each in await remedies(world, case)]
    assert states == [
        *(("in_instalments", False), ("confirmed", False), ("ordered", True), ("ordered", False)),
    ]
    page = await good(world.get(f"{case.path}/notices?limit=100", case.claimant))
    kinds = [each["kind"] for each in page["data"]]
    assert kinds.count("instalments_proposed") == kinds.count("instalments_agreed") == 1
    mine = (await good(world.get(f"{case.path}/notices?limit=100", case.respondent)))["data"]
    assert "instalments_proposed" not in [each["kind"] for each in mine]
    assert [each["kind"] for each in mine].count("remedy_overdue") == 1
    events = (await good(world.get("/v1/events?limit=100", world.platform)))["data"]
    types = [each["type"] for each in events]
    for kind in ("remedy.instalments_proposed", "remedy.instalments_agreed", "remedy.overdue"):
        assert types.count(kind) == 1


BAD: dict[str, tuple[Any, str, str]] = {
    "nothing said": ({}, "one_plan_only", "/instalments"),
    "both ways": (
        SAID
        | {"instalments": [{"amount": {"amount": 1, "currency": "EUR"}, "due_on": "2028-04-20"}]},
        *("one_plan_only", "/instalments"),
    ),
    "no first day": ({"count": 3}, "one_plan_only", "/first_on"),
    "no number": ({"first_on": "2028-04-20"}, "one_plan_only", "/count"),
    "one alone": (SAID | {"count": 1}, "greater_than_equal", "/count"),
    "too many": (SAID | {"count": 25}, "less_than_equal", "/count"),
    "more than the pack has": (SAID | {"count": 13}, "instalment_count", "/count"),
    "in the past": (SAID | {"first_on": "2028-04-02"}, "instalment_day", "/instalments/0/due_on"),
    "out of time": (SAID | {"first_on": "2029-03-01"}, "instalment_day", "/instalments/2/due_on"),
    "no day": (SAID | {"first_on": "tomorrow"}, "not_a_day", "/first_on"),
    "every year": (SAID | {"every": "year"}, "enum", "/every"),
    "not the sum": (
        {
            "instalments": [
                {"amount": {"amount": 1, "currency": "EUR"}, "due_on": "2028-04-20"},
                {"amount": {"amount": 3998, "currency": "EUR"}, "due_on": "2028-04-21"},
            ]
        },
        *("instalments_differ", "/instalments"),
    ),
}


@pytest.mark.parametrize(("body", "code", "pointer"), BAD.values(), ids=BAD)
async def test_what_is_wrong_with_a_plan_is_said_and_changes_nothing(
    world: World, body: Any, code: str, pointer: str
) -> None:
    case = await admitted(world)
    before = await good(world.get(case.path, world.platform))
    problem = await propose(world, case, case.respondent, body, 422)
    errors = problem["errors"]
    assert code in {problem["code"], *(each["code"] for each in errors)}
    assert errors[0]["pointer"] == f"#{pointer}"
    assert await good(world.get(case.path, world.platform)) == before
    assert (await remedies(world, case))[0]["proposal"] is None


@invariant(20)
async def test_of_two_plans_the_one_that_was_superseded_is_not_agreed_to(world: World) -> None:
    case = await admitted(world)
    await propose(world, case, case.respondent)
    await propose(world, case, case.respondent, SAID | {"count": 2})
    problem = await agree(world, case, case.claimant, 1, 409)
    assert (problem["code"], problem["proposal"]) == ("proposal_superseded", 2)
    body = await agree(world, case, case.claimant, 2)
    assert body["instalments"] == [2, 3]
    again = await agree(world, case, case.claimant, 2, 409)
    assert again["code"] == "in_instalments"
