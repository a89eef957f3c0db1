"""What refusals beside a case's course say: of links, mandates, damage, notices, hand-overs."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import pytest
from tests.intake.cases import (
    CLAIMANT,
    FILED,
    NOW,
    TICK,
    after,
    caseworker,
    claim,
    claimant,
    euros,
    filing,
    platform,
)
from tests.intake.test_evolving import WORKER, state
from tests.intake.test_linking import FULL, HERE, THERE, G, R, grouped, to
from tests.intake.test_mandates import DAY, ID, ITS, KNOWN
from tests.intake.test_non_material import HURT, capped

from odr_intake.domain import assigning, linking, mandates, screening
from odr_intake.domain import filing as papers
from odr_intake.domain.cases import evolve
from odr_intake.domain.facts import Assigned, Screened
from odr_intake.domain.mandates import LONGEST
from odr_intake.domain.notices import (
    MOST_ATTEMPTS,
    Notice,
    Proof,
    awaited,
    bounce,
    may_bounce,
    may_serve,
    serve,
)
from odr_intake.domain.response import SKEW
from odr_rules.packs import pack
from odr_shared.contracts.codes import Channel, Served
from odr_shared.contracts.intake import NoticeServed
from odr_shared.contracts.intake_links import CaseLinked
from odr_shared.contracts.intake_mandates import RepresentativeActed
from odr_shared.errors import Refusal
from odr_shared.exact import spelled
from odr_shared.mandates import Mandate, must_cover, must_run
from odr_shared.moves import Actor

UNTIL: Final = NOW + DAY
REVIEWED: Final = evolve(
    state("refused"),
    [
        Screened(occurred_at=NOW, caseworker=WORKER),
        *screening.ask_review(state("refused"), claimant, None, NOW),
    ],
)


def mandate(scope: list[str], until: Any = UNTIL, since: Any = NOW) -> Mandate:
    return Mandate(ID, CLAIMANT, scope, since, until)


def give(its: Mandate, others: int = 0) -> object:
    return mandates.give(FILED, claimant, its, KNOWN, others, NOW)


def file(**changed: Any) -> object:
    return papers.file_case(filing(**changed), NOW)


def own(name: str, version: int | None = None) -> dict[str, str]:
    found = pack(name, version) if version else pack(name)
    damage = found.remedies.non_material
    assert damage is not None
    said = {"article": damage.article, "source": damage.source}
    return {"pack": f"{found.name}/{found.version}", **said}


def notice(starts: Served | None = Served.CLAIM, made: Any = NOW, **more: Any) -> Notice:
    case = state("accepted")
    return Notice(
        **{"attempts": 0, "proof": None, "case": case, **more}, made_at=made, starts=starts
    )


PROOF: Final = Proof(Channel.EMAIL, NOW)
LAST: Final = NOW + LONGEST
SAID: dict[str, tuple[Callable[[], object], str, str, dict[str, Any]]] = {
    "a command that no representative has": (
        lambda: give(mandate(["answer", "fly"])),
        *("scope_unknown", "/scope/1", {"known": "answer, consent, withdraw"}),
    ),
    "a mandate for too long": (
        lambda: give(mandate(["answer"], LAST + TICK)),
        *("mandate_out_of_bounds", "/until", {"latest": spelled(LAST)}),
    ),
    "a mandate too many": (
        lambda: give(ITS, mandates.AT_MOST),
        *("too_many_mandates", "", {"limit": 20}),
    ),
    "a mandate that is over": (
        lambda: must_run(ITS, UNTIL),
        *("mandate_ended", "", {"since": spelled(NOW), "until": spelled(UNTIL)}),
    ),
    "a mandate that was ended": (
        lambda: must_run(Mandate(ID, CLAIMANT, ["answer"], NOW, UNTIL, NOW + TICK), NOW + 2 * TICK),
        *("mandate_ended", "", {"since": spelled(NOW), "until": spelled(NOW + TICK)}),
    ),
    "outside the mandate": (
        lambda: must_cover(mandate(["withdraw", "answer"]), "consent", NOW),
        *("out_of_scope", "", {"scope": "answer, withdraw"}),
    ),
    "a link too many": (
        lambda: linking.link(FULL, to(), platform, R, HERE, NOW),
        *("too_many_links", "", {"limit": 50}),
    ),
    "a link twice": (
        lambda: linking.link(FILED, to(linked=True), platform, R, HERE, NOW),
        *("linked_already", "/case_id", {}),
    ),
    "a group twice": (
        lambda: linking.link(grouped(HERE), to(grouped(HERE)), platform, G, HERE, NOW),
        *("linked_already", "/case_id", {}),
    ),
    "two groups": (
        lambda: linking.link(grouped(HERE), to(grouped(THERE)), platform, G, HERE, NOW),
        *("in_another_group", "/case_id", {}),
    ),
    "a full group": (
        lambda: linking.link(grouped(HERE), to(members=100), platform, G, HERE, NOW),
        *("too_many_members", "", {"limit": 100}),
    ),
    "damage where there is none": (
        lambda: file(pack=pack("merchant-express", 1), claims=[claim(euros(1), HURT)]),
        *("remedy_not_allowed", "/claims/0/remedy", own("merchant-express", 1)),
    ),
    "damage beyond its figure": (
        lambda: file(pack=capped(500), claims=[claim(euros(501), HURT)]),
        "amount_exceeds_cap",
        "/claims/0/amount",
        {"rule": "cn-ecommerce/3/non_material", "cap": 500, "currency": "EUR"},
    ),
    "to the one who refused it": (
        lambda: assigning.assign(REVIEWED, caseworker, WORKER, None, NOW),
        *("conflict_of_interest", "/caseworker_id", {}),
    ),
    "served already": (
        lambda: may_serve(notice(proof=PROOF), platform, NOW),
        *("already_served", "", {"channel": "email"}),
    ),
    "tried too often": (
        lambda: may_serve(notice(attempts=MOST_ATTEMPTS), platform, NOW),
        *("too_many_attempts", "", {"times": 50}),
    ),
    "tomorrow's proof": (
        lambda: serve(notice(), platform, Proof(Channel.EMAIL, NOW + SKEW + TICK), NOW),
        *("future_date", "/at", {}),
    ),
    "proof from before it was made": (
        lambda: serve(notice(), platform, Proof(Channel.EMAIL, NOW - SKEW - TICK), NOW),
        *("before_the_notice", "/at", {}),
    ),
    "tomorrow's failure": (
        lambda: bounce(notice(), platform, NOW + SKEW + TICK, NOW),
        *("future_date", "/at", {}),
    ),
    "a failure from before it was made": (
        lambda: bounce(notice(), platform, NOW - SKEW - TICK, NOW),
        *("before_the_notice", "/at", {}),
    ),
    "a party's own word that it was told": (
        lambda: serve(notice(), claimant, PROOF, NOW),
        *("not_permitted", "", {}),
    ),
    "a party's own word that it was not": (
        lambda: may_bounce(notice(), claimant, NOW),
        *("not_permitted", "", {}),
    ),
}


@pytest.mark.parametrize(("command", "code", "pointer", "extra"), SAID.values(), ids=SAID)
def test_it_says_at_which_field_and_by_which_bound(command, code, pointer, extra) -> None:
    with pytest.raises(Refusal) as refused:
        command()
    said = refused.value
    assert (said.code, said.pointer, said.extra) == (code, pointer, extra)
    assert "{" not in str(said)


@pytest.mark.parametrize("actor", [platform, caseworker, Actor(None, True, UUID(int=8))])
@pytest.mark.parametrize("at", [NOW - SKEW, NOW, NOW + SKEW])
def test_a_proof_begins_the_time_that_waits_for_it(actor: Actor, at: Any) -> None:
    (told,) = serve(notice(attempts=MOST_ATTEMPTS - 1), actor, Proof(Channel.POST, at), NOW)
    assert isinstance(told, NoticeServed)
    assert (told.notice, told.channel, told.occurred_at) == (Served.CLAIM, Channel.POST, NOW)
    bounce(notice(attempts=MOST_ATTEMPTS - 1), actor, at, NOW)


@pytest.mark.parametrize(
    ("starts", "made"),
    [(None, NOW), (Served.DEFAULT, NOW), (Served.CLAIM, NOW - TICK), (None, NOW - TICK)],
)
def test_a_proof_of_what_nothing_waits_for_begins_no_time(starts: Any, made: Any) -> None:
    assert serve(notice(starts, made), platform, PROOF, NOW) == []


def test_only_the_notice_that_was_made_last_is_waited_for() -> None:
    assert awaited(notice())
    assert not awaited(notice(made=NOW - TICK))
    assert not awaited(notice(Served.COUNTERCLAIM))
    assert not awaited(notice(case=state("served")))


def test_a_mandate_may_last_as_long_as_one_can() -> None:
    (given,) = mandates.give(FILED, claimant, mandate(["answer"], LAST), KNOWN, 0, NOW)
    assert given.until == LAST  # type: ignore[attr-defined]


def test_what_a_representative_did_is_kept_with_its_mandate() -> None:
    did = RepresentativeActed(occurred_at=NOW, mandate=ID, command="answer")
    assert mandates.acted(ITS, "answer", NOW) == did


def test_the_last_place_of_a_group_is_for_one_and_a_new_group_takes_both() -> None:
    entered = [CaseLinked(occurred_at=NOW, link=HERE, kind=G)]
    assert linking.link(grouped(HERE), to(members=99), platform, G, HERE, NOW) == ([], entered)
    joined = to(grouped(HERE), members=99)
    assert linking.link(FILED, joined, platform, G, HERE, NOW) == (entered, [])
    assert linking.link(FILED, to(members=98), platform, G, HERE, NOW) == (entered, entered)
    with pytest.raises(linking.GroupFull):
        linking.link(FILED, to(members=99), platform, G, HERE, NOW)


def test_a_case_is_handed_over_and_to_whom_it_is_already_changes_nothing() -> None:
    def to_them(case: Any, who: UUID | None, team: str | None) -> Any:
        return assigning.assign(case, caseworker, who, team, NOW)

    handed = Assigned(occurred_at=NOW, by=WORKER, to=WORKER, team="north")
    assert to_them(FILED, WORKER, "north") == [handed]
    theirs = evolve(FILED, [handed])
    assert to_them(theirs, WORKER, "north") == []
    assert to_them(theirs, WORKER, None) == [handed.model_copy(update={"team": None})]
    assert to_them(theirs, None, "north") == [handed.model_copy(update={"to": None})]
    assert to_them(after(), None, None) == []
    another = UUID(int=9)
    assert to_them(REVIEWED, another, None)
    assert to_them(REVIEWED, None, "north")
    assert to_them(state("refused"), WORKER, None), "nobody reviews it yet"
    with pytest.raises(Refusal):
        assigning.assign(FILED, platform, None, None, NOW)
