"""Cases that belong together: who links them, what is joined, who sees of which other case."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.conftest import Case as Filed
from tests.conftest import World
from tests.intake.cases import (
    ADMITTED,
    FILED,
    NOW,
    OPEN,
    after,
    caseworker,
    claimant,
    for_respondent,
    platform,
    respondent,
)
from tests.intake.test_cases_api import good, refused
from tests.intake.test_procedure_api import give, types
from tests.invariants import invariant

from odr_intake.domain import cases as domain
from odr_intake.domain import linking
from odr_intake.domain.cases import Case
from odr_intake.domain.linking import (
    GroupFull,
    InAnotherGroup,
    JoinedTooLate,
    LinkedAlready,
    NothingLinked,
    NotLinkedByYou,
    Other,
    RespondentsDiffer,
    StagesDiffer,
    TooManyLinks,
)
from odr_intake.domain.refusals import CaseOver, NotTheCaseworker, NotTheRespondent
from odr_shared import testing
from odr_shared.callers import Caller
from odr_shared.contracts.intake_links import CaseLinked, LinkKind
from odr_shared.errors import NotFound, Refusal
from odr_shared.moves import Actor

HERE, THERE = UUID(int=71), UUID(int=72)


def agreed(case: Case) -> Case:
    return domain.evolve(case, linking.agree(case, respondent, given=True, now=NOW))


def held(case: Case, *links: tuple[UUID, LinkKind]) -> Case:
    facts = [CaseLinked(occurred_at=NOW, link=link, kind=kind) for link, kind in links]
    return domain.evolve(case, facts)


def grouped(group: UUID) -> Case:
    return held(FILED, (group, LinkKind.GROUP))


def to(case: Case = FILED, *, same: bool = True, linked: bool = False, members: int = 0) -> Other:
    return Other(case, same, linked, members)


FULL = held(FILED, *((UUID(int=n), LinkKind.RELATED) for n in range(linking.MOST_LINKS)))
J, G, R = LinkKind.JOINED, LinkKind.GROUP, LinkKind.RELATED
LINKING: dict[str, tuple[Case, Other, Actor, LinkKind, type[Refusal] | None]] = {
    "by the platform": (FILED, to(), platform, R, None),
    "by a caseworker": (FILED, to(), caseworker, R, None),
    "by a party": (FILED, to(), claimant, R, NotLinkedByYou),
    "by the platform for a party": (FILED, to(), for_respondent, R, NotLinkedByYou),
    "a second time": (FILED, to(linked=True), platform, R, LinkedAlready),
    "when there are many": (FULL, to(), platform, R, TooManyLinks),
    "to one of many": (FILED, to(FULL), platform, R, TooManyLinks),
    "what is over": (ADMITTED, to(), platform, R, None),
    "joined by a platform": (FILED, to(), platform, J, NotTheCaseworker),
    "joined": (FILED, to(), caseworker, J, None),
    "joined when one is decided": (FILED, to(ADMITTED), caseworker, J, JoinedTooLate),
    "joined when it is decided": (ADMITTED, to(), caseworker, J, JoinedTooLate),
    "joined in another stage": (FILED, to(OPEN), caseworker, J, StagesDiffer),
    "joined against another": (FILED, to(same=False), caseworker, J, RespondentsDiffer),
    "joined with the consent of one": (
        *(agreed(FILED), to(same=False), caseworker, J, RespondentsDiffer),
    ),
    "joined with the consent of both": (
        *(agreed(FILED), to(agreed(FILED), same=False), caseworker, J, None),
    ),
    "a new group": (FILED, to(), platform, G, None),
    "into its group": (grouped(HERE), to(members=2), platform, G, None),
    "of the same group": (grouped(HERE), to(grouped(HERE)), platform, G, LinkedAlready),
    "of two groups": (grouped(HERE), to(grouped(THERE)), platform, G, InAnotherGroup),
    "the last of a group": (grouped(HERE), to(members=99), platform, G, None),
    "one too many of a group": (grouped(HERE), to(members=100), platform, G, GroupFull),
}


@pytest.mark.parametrize(
    ("case", "other", "actor", "kind", "refusal"), LINKING.values(), ids=LINKING
)
def test_who_links_what_with_what(case, other, actor, kind, refusal) -> None:
    link = linking.group_of(case, other.case) if kind is G else None
    if refusal is not None:
        with pytest.raises(refusal):
            linking.link(case, other, actor, kind, link or THERE, NOW)
        return
    here, there = linking.link(case, other, actor, kind, link or THERE, NOW)
    mine = domain.evolve(case, here).progress.links.held[-1]
    theirs = domain.evolve(other.case, there).progress.links.held[-1]
    assert (mine, mine.kind) == (theirs, kind), "as it is seen from either side"


@pytest.mark.parametrize("kind", LinkKind)
def test_a_link_seen_from_the_other_side_and_back_is_itself(kind: LinkKind) -> None:
    [here], [there] = linking.link(FILED, to(), caseworker, kind, HERE, NOW)
    [back], [again] = linking.link(FILED, to(), caseworker, there.kind, HERE, NOW)  # type: ignore[attr-defined]
    assert (here.kind, there.kind) == (again.kind, back.kind)  # type: ignore[attr-defined]
    assert (here.kind is there.kind) == ("repeat" not in kind)  # type: ignore[attr-defined]


def test_what_is_linked_is_parted_but_not_what_was_joined_and_is_decided() -> None:
    case = held(FILED, (HERE, J), (THERE, G))
    alone = domain.evolve(case, linking.unlink(case, None, platform, THERE, NOW))
    assert (alone.progress.links.group, len(alone.progress.links.held)) == (None, 1)
    severed = domain.evolve(alone, linking.unlink(alone, FILED, caseworker, HERE, NOW))
    assert severed.progress.links.held == ()
    with pytest.raises(NothingLinked):
        linking.unlink(severed, None, platform, HERE, NOW)
    with pytest.raises(NotFound):
        linking.unlink(case, None, platform, UUID(int=9), NOW)
    with pytest.raises(NotLinkedByYou):
        linking.unlink(case, None, respondent, HERE, NOW)
    with pytest.raises(NotTheCaseworker):
        linking.unlink(alone, FILED, platform, HERE, NOW)
    for mine, other in ((alone, ADMITTED), (held(ADMITTED, (HERE, J)), FILED)):
        with pytest.raises(JoinedTooLate):
            linking.unlink(mine, other, caseworker, HERE, NOW)


def test_only_the_respondent_agrees_to_joining_and_may_change_its_mind_until_the_end() -> None:
    for actor in (claimant, platform, caseworker):
        with pytest.raises(NotTheRespondent):
            linking.agree(FILED, actor, given=True, now=NOW)
    case = agreed(FILED)
    assert linking.agree(case, for_respondent, given=True, now=NOW) == [], "once is enough"
    no = linking.agree(case, respondent, given=False, now=NOW)
    assert not domain.evolve(case, no).progress.links.joining_agreed
    with pytest.raises(CaseOver):
        linking.agree(ADMITTED, respondent, given=True, now=NOW)
    assert replace(case.progress, links=FILED.progress.links) == after().progress


# Over HTTP.


async def link(world: World, case: Filed, other: Filed, kind: str, by: Caller | None = None) -> Any:
    said = {"case_id": str(other.id), "kind": kind}
    return await world.post(f"{case.path}/link", by or world.platform, said)


async def links(world: World, case: Filed, caller: Any) -> list[tuple[str, str]]:
    body = await good(world.get(f"{case.path}/links", caller))
    return [(each["kind"], each["case_id"]) for each in body["data"]]


async def test_a_link_is_seen_from_both_ends_by_those_who_may_see_both(world: World) -> None:
    case, other = await world.case(), await world.case()
    assert (await link(world, case, other, "repeat_of")).status_code == 200
    for caller in (world.platform, testing.staff()):
        assert await links(world, case, caller) == [("repeat_of", str(other.id))]
        assert await links(world, other, caller) == [("repeated_by", str(case.id))]
    for each, unseen in ((case, other), (other, case)):
        for party in (each.claimant, each.respondent):
            assert await links(world, each, party) == [], "a party knows of its own case alone"
            told = await good(world.get(f"{each.path}/timeline", party))
            notices = await good(world.get(f"{each.path}/notices", party))
            assert str(unseen.id) not in f"{told}{notices}"
        assert (await types(world, each))[-1] == "case_linked"
    await refused(link(world, case, other, "related"), 409, "linked_already")
    await refused(link(world, case, case, "related"), 422, "same_case")
    body = await good(world.get(f"{case.path}/links", world.platform))
    part = {"link_id": body["data"][0]["link_id"]}
    await give(world, other, "unlink", world.platform, part)
    for each in (case, other):
        assert await links(world, each, world.platform) == []
        assert (await types(world, each))[-1] == "case_unlinked"
    assert (await link(world, case, other, "related")).status_code == 200, "and anew"


@invariant(1, 13)
async def test_nothing_is_linked_across_platforms_or_modes_and_nobody_learns_of_a_case(
    world: World,
) -> None:
    case, platform = await world.case(), world.platform
    elsewhere: dict[str, Filed] = {}
    for name, other in (
        ("another platform's", testing.platform()),
        ("live", testing.platform(platform.id, "live")),
    ):
        world.platform = other
        elsewhere[name] = await world.case()
        world.platform = platform
    for other_case in elsewhere.values():
        said = {"case_id": str(other_case.id), "kind": "related"}
        never = {"case_id": str(uuid4()), "kind": "related"}
        for caller in (platform, testing.staff()):
            told = await refused(world.post(f"{case.path}/link", caller, said), 404, "not_found")
            none = await refused(world.post(f"{case.path}/link", caller, never), 404, "not_found")
            for body in (told, none):
                body.pop("request_id")
            assert told == none
    assert await links(world, case, testing.staff()) == []
    party = world.post(f"{case.path}/link", case.claimant, said)
    await refused(party, 403, "not_permitted")


async def test_cases_against_others_are_joined_with_the_consent_of_both(world: World) -> None:
    case = await world.case()
    world.filing["respondent"] |= {"external_id": "shop-5"}
    other = await world.case()
    refusal = await refused(link(world, case, other, "joined"), 403, "not_permitted")
    assert "caseworker" in refusal["title"]
    staff = testing.staff()
    refusal = await refused(link(world, case, other, "joined", staff), 409, "consent_missing")
    assert "different respondents" in refusal["title"]
    await give(world, case, "agree-joining", case.respondent, {"given": True})
    await refused(link(world, case, other, "joined", staff), 409, "consent_missing")
    on_behalf = {"given": True, "on_behalf_of": other.body["respondent_id"]}
    await give(world, other, "agree-joining", world.platform, on_behalf)
    assert (await link(world, case, other, "joined", staff)).status_code == 200
    third = await world.case()
    assert (await link(world, other, third, "joined", staff)).status_code == 200
    await give(world, case, "withdraw", case.claimant)
    [found] = (await good(world.get(f"{other.path}/links", world.platform)))["data"][:1]
    part = world.post(f"{other.path}/unlink", staff, {"link_id": found["link_id"]})
    await refused(part, 409, "wrong_state")


async def test_a_group_names_its_members_and_one_leaves_it_alone(world: World) -> None:
    one, two, three, four = [await world.case() for _ in range(4)]
    for case, other in ((one, two), (three, one), (two, four)):
        assert (await link(world, case, other, "group")).status_code == 200
    members = {str(each.id) for each in (one, two, three, four)}
    for case in (one, two, three, four):
        found = await links(world, case, world.platform)
        assert {each for _, each in found} == members - {str(case.id)}
        assert {kind for kind, _ in found} == {"group"}
    await refused(link(world, three, four, "group"), 409, "linked_already")
    [group] = {
        each["link_id"]
        for each in (await good(world.get(f"{one.path}/links", world.platform)))["data"]
    }
    await give(world, one, "unlink", testing.staff(), {"link_id": group})
    assert await links(world, one, world.platform) == []
    assert {each for _, each in await links(world, two, world.platform)} == {
        str(three.id),
        str(four.id),
    }


async def test_two_who_link_the_same_cases_at_once_do_so_once_and_neither_waits(world) -> None:
    case, other = await world.case(), await world.case()
    pairs = [(case, other), (other, case)] * 4
    answers = await asyncio.gather(*(link(world, a, b, "related") for a, b in pairs))
    assert sorted(each.status_code for each in answers) == [200] + [409] * 7
    for each in (case, other):
        assert len(await links(world, each, world.platform)) == 1
        assert (await types(world, each)).count("case_linked") == 1
