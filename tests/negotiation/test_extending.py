"""A negotiation lasts longer where both agree, as the pack has it, and never ends earlier."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.conftest import World
from tests.intake.test_cases_api import good, refused
from tests.invariants import invariant
from tests.negotiation.test_domain import (
    NOW,
    TICK,
    claimant,
    euros,
    for_respondent,
    nobody,
    platform,
    respondent,
    stranger,
)

from odr_negotiation import domain
from odr_negotiation.domain import Negotiation, Opened
from odr_negotiation.refusals import NegotiationClosed, NotAParty
from odr_rules.deadlines import derived_again
from odr_rules.packs import pack
from odr_shared.contracts.negotiation import NegotiationExtended
from odr_shared.errors import Refusal
from odr_shared.extending import (
    ExtendedAlready,
    ExtensionPending,
    ExtensionTooLong,
    NotExtendable,
    NothingAsked,
    OwnRequest,
)
from odr_shared.moves import Actor


def opened(name: str = "uncitral-odr", version: int = 1) -> Negotiation:
    due = pack(name, version).due("negotiation", NOW, "UTC")
    assert due is not None
    fact = Opened(
        occurred_at=NOW,
        claimant=claimant.party,
        respondent=respondent.party,
        cap=euros(4000),
        rule=due.rule,
        zone=due.zone,
        due_at=due.due_at,
        consequence=due.consequence,
        derivation=due.derivation,
    )
    return domain.evolve(None, domain.open_negotiation(fact))


NEW = opened()
DUE = NEW.deadline.due_at
ASKED = domain.evolve(NEW, domain.ask_extension(NEW, claimant, 4, NOW))
LONGER = domain.evolve(ASKED, domain.grant_extension(ASKED, respondent, NOW))
DECLINED = domain.evolve(NEW, domain.decline(NEW, respondent, NOW))
Case = tuple[Negotiation, Actor, int | None, datetime, type[Refusal] | None]
ASKING: dict[str, Case] = {
    "the claimant": (NEW, claimant, 4, NOW, None),
    "the platform for the respondent": (NEW, for_respondent, 10, NOW, None),
    "for all that the pack allows": (NEW, respondent, None, NOW, None),
    "in the last moment": (NEW, claimant, 1, DUE - TICK, None),
    "too late": (NEW, claimant, 1, DUE, NegotiationClosed),
    "after its end": (DECLINED, claimant, 1, NOW, NegotiationClosed),
    "for more than the pack allows": (NEW, claimant, 11, NOW, ExtensionTooLong),
    "while one is asked for": (ASKED, respondent, 1, NOW, ExtensionPending),
    "a second time": (LONGER, claimant, 1, NOW, ExtendedAlready),
    "under a pack that knows none": (opened("merchant-express"), claimant, 1, NOW, NotExtendable),
    "the platform for nobody": (NEW, platform, 1, NOW, NotAParty),
    "staff": (NEW, nobody, 1, NOW, NotAParty),
    "a stranger": (NEW, stranger, 1, NOW, NotAParty),
}


@pytest.mark.parametrize(("n", "actor", "more", "at", "why"), ASKING.values(), ids=ASKING)
def test_who_may_ask_for_how_much_more(n, actor, more, at, why) -> None:
    if why is not None:
        with pytest.raises(why):
            domain.ask_extension(n, actor, more, at)
        return
    (fact,) = domain.ask_extension(n, actor, more, at)
    assert (fact.more, fact.party) == (more or 10, actor.party)
    assert domain.evolve(n, [fact]).deadline == n.deadline, "asking alone moves nothing"


DECIDING: dict[str, tuple[Negotiation, Actor, datetime, type[Refusal] | None]] = {
    "the other party": (ASKED, respondent, NOW, None),
    "the platform for the other": (ASKED, for_respondent, NOW, None),
    "in the last moment": (ASKED, respondent, DUE - TICK, None),
    "too late": (ASKED, respondent, DUE, NegotiationClosed),
    "whoever asked": (ASKED, claimant, NOW, OwnRequest),
    "where nobody asked": (NEW, respondent, NOW, NothingAsked),
    "once granted": (LONGER, respondent, NOW, NothingAsked),
    "a stranger": (ASKED, stranger, NOW, NotAParty),
}


@invariant(27)
@pytest.mark.parametrize(("n", "actor", "at", "why"), DECIDING.values(), ids=DECIDING)
def test_the_other_party_alone_grants_or_refuses_it(n, actor, at, why) -> None:
    for decide in (domain.grant_extension, domain.refuse_extension):
        if why is not None:
            with pytest.raises(why):
                decide(n, actor, at)
            continue
        facts = decide(n, actor, at)
        after = domain.evolve(n, facts)
        assert after.asked is None
        if isinstance(facts[0], NegotiationExtended):
            assert after.deadline.due_at - DUE >= timedelta(days=4)
            assert after.extended == 1
            assert derived_again(after.deadline) == after.deadline
        else:
            assert after.deadline == n.deadline
            assert domain.ask_extension(after, actor, 1, at), "it may be asked again"


@invariant(18)
def test_silence_grants_nothing() -> None:
    (ended,) = domain.lapse(ASKED, DUE)
    assert ended.occurred_at == DUE
    assert domain.lapse(LONGER, DUE) == []
    assert domain.lapse(LONGER, LONGER.deadline.due_at)


# Over HTTP.


async def ask(world: World, path: str, caller: Any, body: Any = None) -> dict[str, Any]:
    return await good(world.post(path, caller, body))


async def test_both_agree_and_the_case_shows_the_new_end(world: World) -> None:
    case = await world.contested()
    path = case.negotiation
    before = await good(world.get(path, case.claimant))
    asked = await ask(world, f"{path}/ask-extension", case.claimant, {"more": 3})
    assert asked["extension"] == {"asked_by": str(case.claimant.id), "more": 3}
    assert asked["clock"] == before["clock"]
    moves = {each["name"]: each["refused_because"] for each in asked["actions"]}
    assert moves["grant_extension"]["code"] == "own_request"
    problem = await refused(
        world.post(f"{path}/grant-extension", case.claimant), 403, "own_request"
    )
    assert problem["detail"] == moves["grant_extension"]["detail"]
    assert (await good(world.get(path, case.claimant)))["version"] == asked["version"]
    granted = await ask(world, f"{path}/grant-extension", case.respondent)
    due = datetime.fromisoformat(granted["clock"]["due_at"])
    assert due - datetime.fromisoformat(before["clock"]["due_at"]) >= timedelta(days=3)
    assert granted["extension"] is None
    await world.settle()
    read = await good(world.get(case.path, case.respondent))
    assert read["clock"]["due_at"] == granted["clock"]["due_at"], "intake tells the same end"
    clock = await good(world.get(f"{case.path}/clock", case.claimant))
    assert clock["derivation"]["extended_by"] == 3
    told = (await good(world.get(f"{path}/timeline", world.platform)))["data"]
    assert [each["type"].split(".")[1] for each in told] == ["extension_asked", "extended"]
    again = world.post(f"{path}/ask-extension", case.respondent, {"more": 1})
    await refused(again, 409, "extended_already")


async def test_the_other_refuses_and_nothing_has_moved(world: World) -> None:
    case = await world.contested()
    before = await good(world.get(case.negotiation, case.claimant))
    await ask(world, f"{case.negotiation}/ask-extension", case.claimant)
    after = await ask(world, f"{case.negotiation}/refuse-extension", case.respondent)
    assert (after["extension"], after["clock"]) == (None, before["clock"])
    too_long = world.post(f"{case.negotiation}/ask-extension", case.claimant, {"more": 11})
    await refused(too_long, 422, "extension_too_long")
