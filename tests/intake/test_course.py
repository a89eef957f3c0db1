"""The course of a case: service, counterclaims, consents, defaults, ways out, certificates."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.intake.cases import (
    ADMITTED,
    DUE,
    FILED,
    NOW,
    OPEN,
    SETTLED,
    TICK,
    WITHDRAWN,
    Decision,
    after,
    answered,
    caseworker,
    claimant,
    contested,
    ended,
    euros,
    for_claimant,
    for_respondent,
    lapsed,
    nobody,
    platform,
    respondent,
    served,
    stranger,
    unserved,
    withdrawn,
)
from tests.invariants import invariant

from odr_intake.domain import cases as domain
from odr_intake.domain import ending, response, screening, stages
from odr_intake.domain.cases import Case, CaseStatus
from odr_intake.domain.certificate import certify
from odr_intake.domain.refusals import (
    AnswerTooLate,
    CaseOpen,
    CaseOver,
    CaseResolved,
    CounterclaimExceeds,
    CurrencyDiffers,
    FutureDate,
    NoConsentNeeded,
    NoCounterclaim,
    NoDefault,
    NotAPart,
    NotAParty,
    NothingToServe,
    NotServed,
    NotServedByYou,
    NotTheCaseworker,
    NotTheClaimant,
    NotTheDefaulted,
    ReviewTooLate,
    UnknownCause,
    UnknownWay,
)
from odr_rules.packs import names, pack
from odr_shared.contracts.codes import Answer, CaseOutcome, Channel, Served, Stage
from odr_shared.contracts.intake import (
    CaseClosed,
    ClaimWithdrawn,
    CounterclaimAnswered,
    StageOpened,
    TransferRequested,
)
from odr_shared.contracts.negotiation import Outcome
from odr_shared.errors import Refusal
from odr_shared.moves import Actor

DAY = timedelta(days=1)
UNSERVED = unserved()
CRT, CN = pack("bc-crt", 1), pack("cn-ecommerce", 3)


def accepted(case: Case) -> list[Any]:
    return screening.accept(case, caseworker, NOW)


def crt(*decisions: Decision) -> Case:
    return unserved(accepted, served(), *decisions, pack=CRT)


def silent(case: Case) -> list[Any]:
    assert case.deadline is not None
    return domain.lapse(case, case.deadline.due_at)


counterclaimed = answered(Answer.CONTEST, counterclaim=euros(500))


def counter_served(case: Case) -> list[Any]:
    return served(Served.COUNTERCLAIM)(case)


def counter_answered(given: Answer) -> Decision:
    return lambda case: response.answer_counterclaim(case, claimant, given, NOW)


COUNTERCLAIMED = after(counterclaimed)
COUNTERED = after(counterclaimed, counter_served)


# Service.


SERVING: dict[str, tuple[Case, Actor, Served, datetime, type[Refusal] | None]] = {
    "the platform": (UNSERVED, platform, Served.CLAIM, NOW, None),
    "a caseworker": (UNSERVED, caseworker, Served.CLAIM, NOW, None),
    "the claimant": (UNSERVED, claimant, Served.CLAIM, NOW, NotServedByYou),
    "the respondent": (UNSERVED, respondent, Served.CLAIM, NOW, NotServedByYou),
    "nobody": (UNSERVED, nobody, Served.CLAIM, NOW, NotServedByYou),
    "another notice": (UNSERVED, platform, Served.COUNTERCLAIM, NOW, NothingToServe),
    "twice": (FILED, platform, Served.CLAIM, NOW, NothingToServe),
    "after the end": (SETTLED, platform, Served.CLAIM, NOW, NothingToServe),
    "a clock a little ahead": (UNSERVED, platform, Served.CLAIM, NOW + response.SKEW, None),
    "in the future": (UNSERVED, platform, Served.CLAIM, NOW + response.SKEW + TICK, FutureDate),
    "the counterclaim": (COUNTERCLAIMED, platform, Served.COUNTERCLAIM, NOW, None),
}


@pytest.mark.parametrize(
    ("case", "actor", "notice", "at", "refusal"), SERVING.values(), ids=SERVING
)
def test_who_may_confirm_service_of_what(case, actor, notice, at, refusal) -> None:
    if refusal is None:
        [fact] = response.serve(case, actor, notice, Channel.POST, at, NOW)
        addressee = case.claimant if notice is Served.COUNTERCLAIM else case.respondent
        assert (fact.notice, fact.party, fact.channel) == (notice, addressee, Channel.POST)
        return
    with pytest.raises(refusal):
        response.serve(case, actor, notice, Channel.POST, at, NOW)


@invariant(17)
@pytest.mark.parametrize("name", names())
def test_no_period_runs_and_no_default_falls_before_proof_of_service(name) -> None:
    case = unserved(pack=pack(name))
    if case.status is CaseStatus.SCREENING:
        case = domain.evolve(case, accepted(case))
    assert (case.status, case.deadline) == (CaseStatus.AWAITING_SERVICE, None)
    assert domain.lapse(case, NOW + 4000 * DAY) == []
    with pytest.raises(NotServed):
        response.answer(case, respondent, Answer.CONTEST, None, NOW)
    case = domain.evolve(case, served()(case))
    assert case.deadline is not None
    assert case.deadline.trigger == NOW
    assert domain.lapse(case, case.deadline.due_at), "and silence has a consequence then"


def test_service_is_dated_neither_before_it_was_owed_nor_so_that_no_time_is_left() -> None:
    [early] = response.serve(
        UNSERVED, platform, Served.CLAIM, Channel.APP, NOW - 90 * DAY, NOW + 60 * DAY
    )
    assert early.began_at == NOW, "the day on which the case was taken"
    assert early.due_at >= NOW + 61 * DAY
    later = after(answered(Answer.CONTEST, NOW + DAY, counterclaim=euros(500)))
    [fact] = response.serve(later, platform, Served.COUNTERCLAIM, Channel.APP, NOW, NOW + 2 * DAY)
    assert fact.began_at == NOW + DAY, "the day on which it was asked for"


# The answer.


@pytest.mark.parametrize(
    ("given", "more", "refusal", "pointer"),
    [
        pytest.param(Answer.ADMIT, {"admitted": euros(1)}, NotAPart, "/admitted", id="all of it"),
        pytest.param(Answer.ADMIT_IN_PART, {}, NotAPart, "/admitted", id="which part"),
        *(
            pytest.param(
                *(Answer.ADMIT_IN_PART, {"admitted": euros(cents)}, NotAPart, "/admitted/amount"),
                id=f"{cents} of 2500",
            )
            for cents in (2500, 2501)
        ),
        pytest.param(
            *(Answer.ADMIT_IN_PART, {"admitted": euros(1, "USD")}),
            *(CurrencyDiffers, "/admitted/currency"),
            id="part in another currency",
        ),
        pytest.param(
            *(Answer.ADMIT, {"counterclaim": euros(1)}, NoCounterclaim, "/counterclaim"),
            id="admitted, and asks back",
        ),
        pytest.param(
            *(Answer.CONTEST, {"counterclaim": euros(4001)}),
            *(CounterclaimExceeds, "/counterclaim/amount"),
            id="a minor unit above what was paid",
        ),
        pytest.param(
            *(Answer.CONTEST, {"counterclaim": euros(1, "USD")}),
            *(CurrencyDiffers, "/counterclaim/currency"),
            id="asks back in another currency",
        ),
    ],
)
def test_what_cannot_be_answered(given, more, refusal, pointer) -> None:
    with pytest.raises(refusal) as refused:
        response.answer(FILED, respondent, given, None, NOW, **more)
    assert refused.value.pointer == pointer


def test_a_pack_without_a_counterclaim_lets_none_be_made() -> None:
    case = unserved(accepted, served(), pack=CN)
    with pytest.raises(NoCounterclaim):
        response.answer(case, respondent, Answer.CONTEST, None, NOW, counterclaim=euros(1))


@pytest.mark.parametrize("end", [Outcome.LAPSED, Outcome.WITHDRAWN], ids=str)
def test_what_was_admitted_in_part_is_owed_however_the_rest_ends(end) -> None:
    part = answered(Answer.ADMIT_IN_PART, admitted=euros(1000))
    case = after(part, *([withdrawn] if end is Outcome.WITHDRAWN else []), ended(end))
    assert case.outcome in (CaseOutcome.REFERRED, CaseOutcome.WITHDRAWN)
    assert case.amount == euros(1000)


# The counterclaim.


@invariant(17)
def test_a_counterclaim_waits_for_its_service_and_then_for_its_answer() -> None:
    assert (COUNTERCLAIMED.status, COUNTERCLAIMED.deadline) == (CaseStatus.AWAITING_SERVICE, None)
    with pytest.raises(NothingToServe):
        response.answer_counterclaim(COUNTERCLAIMED, claimant, Answer.CONTEST, NOW)
    assert COUNTERED.status is CaseStatus.AWAITING_CLAIMANT
    assert COUNTERED.deadline is not None
    assert COUNTERED.deadline.rule == "uncitral-odr/1/counterclaim_answer"
    contested_too = after(counterclaimed, counter_served, counter_answered(Answer.CONTEST))
    assert contested_too.stage is Stage.NEGOTIATION


COUNTERING: dict[str, tuple[Case, Actor, datetime, type[Refusal] | None]] = {
    "the claimant": (COUNTERED, claimant, NOW, None),
    "the platform for it": (COUNTERED, for_claimant, NOW, None),
    "the respondent": (COUNTERED, respondent, NOW, NotTheClaimant),
    "where there is none": (FILED, claimant, NOW, NothingToServe),
    "in time": (COUNTERED, claimant, COUNTERED.deadline.due_at - TICK, None),  # type: ignore[union-attr]
    "too late": (COUNTERED, claimant, COUNTERED.deadline.due_at, AnswerTooLate),  # type: ignore[union-attr]
}


@pytest.mark.parametrize(("case", "actor", "at", "refusal"), COUNTERING.values(), ids=COUNTERING)
def test_who_may_answer_a_counterclaim_and_when(case, actor, at, refusal) -> None:
    if refusal is None:
        said, *_ = response.answer_counterclaim(case, actor, Answer.ADMIT, at)
        assert said.by_platform is actor.by_platform
        with pytest.raises(NotAPart):
            response.answer_counterclaim(case, actor, Answer.ADMIT_IN_PART, at)
        return
    with pytest.raises(refusal):
        response.answer_counterclaim(case, actor, Answer.ADMIT, at)


@invariant(18, 19)
def test_silence_on_a_counterclaim_admits_nothing_and_the_claims_go_on() -> None:
    said, opened = silent(COUNTERED)
    assert isinstance(said, CounterclaimAnswered)
    assert said.answer is None
    assert isinstance(opened, StageOpened)
    assert opened.occurred_at == COUNTERED.deadline.due_at  # type: ignore[union-attr]


@invariant(21)
@pytest.mark.parametrize("before", [COUNTERCLAIMED, COUNTERED], ids=["unserved", "served"])
def test_a_counterclaim_stands_when_the_claims_are_withdrawn_and_keeps_its_time(before) -> None:
    alone = domain.evolve(before, ending.withdraw(before, claimant, NOW))
    assert alone.outcome is None
    assert alone.progress.claim_withdrawn
    assert (alone.status, alone.deadline) == (before.status, before.deadline)
    assert alone.progress.to_serve == before.progress.to_serve
    with pytest.raises(CaseOver):
        ending.withdraw(alone, claimant, NOW)


def alone(*decisions: Decision) -> Case:
    """A counterclaim that goes on without the claims, served."""
    return after(counterclaimed, counter_served, withdrawn, *decisions)


@invariant(21)
@pytest.mark.parametrize(
    ("last", "status", "outcome"),
    [
        pytest.param(
            counter_answered(Answer.ADMIT), CaseStatus.CLOSED, CaseOutcome.ADMITTED, id="admitted"
        ),
        pytest.param(
            counter_answered(Answer.CONTEST), CaseStatus.AWAITING_PARTIES, None, id="contested"
        ),
        pytest.param(silent, CaseStatus.CLOSED, CaseOutcome.DEFAULT, id="silent"),
    ],
)
def test_what_becomes_of_a_counterclaim_alone(last, status, outcome) -> None:
    case = alone(last)
    assert (case.status, case.outcome) == (status, outcome)


@invariant(21)
def test_a_stage_that_ends_by_withdrawal_leaves_the_counterclaim_standing() -> None:
    case = after(
        *(counterclaimed, counter_served, counter_answered(Answer.CONTEST)),
        *(withdrawn, ended(Outcome.WITHDRAWN)),
    )
    assert case.progress.claim_withdrawn
    assert case.outcome is CaseOutcome.REFERRED, "its pack has no further stage"


# Stages and their consents.


CONSENTS: dict[str, tuple[Case, Actor, Stage, type[Refusal] | None]] = {
    "the respondent": (unserved(pack=CN), respondent, Stage.MEDIATION, None),
    "the platform for it": (unserved(pack=CN), for_respondent, Stage.MEDIATION, None),
    "given by filing": (unserved(pack=CN), claimant, Stage.MEDIATION, NoConsentNeeded),
    "a stage that needs none": (unserved(pack=CN), respondent, Stage.NEGOTIATION, NoConsentNeeded),
    "a pack that needs none": (UNSERVED, respondent, Stage.MEDIATION, NoConsentNeeded),
    "a stranger": (unserved(pack=CN), stranger, Stage.MEDIATION, NotAParty),
    "a caseworker": (unserved(pack=CN), caseworker, Stage.MEDIATION, NotAParty),
    "after the end": (WITHDRAWN, respondent, Stage.MEDIATION, CaseOver),
}


@pytest.mark.parametrize(("case", "actor", "stage", "refusal"), CONSENTS.values(), ids=CONSENTS)
def test_who_consents_to_what(case, actor, stage, refusal) -> None:
    if refusal is not None:
        with pytest.raises(refusal):
            stages.consent(case, actor, stage, given=True, now=NOW)
        return
    given = stages.consent(case, actor, stage, given=True, now=NOW)
    case = domain.evolve(case, given)
    assert stages.consent(case, actor, stage, given=True, now=NOW) == [], "once is enough"
    [taken_back] = stages.consent(case, actor, stage, given=False, now=NOW)
    case = domain.evolve(case, [taken_back])
    assert case.progress.consents == {f"{stage}/{actor.party}": False}


@invariant(23)
@pytest.mark.parametrize("end", [Outcome.DECLINED, Outcome.LAPSED], ids=str)
def test_a_pack_whose_next_stage_nobody_runs_ends_as_referred(end) -> None:
    for governing in (CN, CRT):
        case = unserved(accepted, served(), contested, ended(end), pack=governing)
        assert (case.outcome, case.stage) == (CaseOutcome.REFERRED, None)


# A default, and how it is set aside.


def default_served(case: Case) -> list[Any]:
    return served(Served.DEFAULT, case.progress.closed_at or NOW)(case)


def asked(case: Case) -> list[Any]:
    return ending.ask_set_aside(case, respondent, "not_told", "It went astray.", DUE)


def decided(granted: bool, by: Actor = caseworker) -> Decision:
    return lambda case: ending.decide_set_aside(
        case, by, granted=granted, text="Seen.", now=case.progress.closed_at or NOW
    )


DEFAULT = crt(silent)
TOLD = crt(silent, default_served)
ASKED = crt(silent, default_served, asked)
LAST = TOLD.deadline.due_at  # type: ignore[union-attr]


@invariant(17, 19)
def test_a_default_can_be_attacked_until_its_time_which_runs_from_its_own_service() -> None:
    assert (DEFAULT.outcome, DEFAULT.status) == (CaseOutcome.DEFAULT, CaseStatus.CLOSED)
    assert (DEFAULT.deadline, DEFAULT.progress.to_serve) == (None, Served.DEFAULT)
    assert domain.lapse(DEFAULT, NOW + 4000 * DAY) == [], "not final before it was told"
    assert TOLD.deadline is not None
    assert TOLD.deadline.rule == "bc-crt/1/set_aside"
    final = domain.evolve(TOLD, domain.lapse(TOLD, LAST))
    assert (final.progress.is_final, final.outcome) == (True, CaseOutcome.DEFAULT)


SETTING: dict[str, tuple[Case, Actor, datetime, type[Refusal] | None]] = {
    "the respondent": (TOLD, respondent, NOW, None),
    "the platform for it": (TOLD, for_respondent, NOW, None),
    "before it was told": (DEFAULT, respondent, NOW, None),
    "in time": (TOLD, respondent, LAST - TICK, None),
    "too late": (TOLD, respondent, LAST, ReviewTooLate),
    "when final": (domain.evolve(TOLD, domain.lapse(TOLD, LAST)), respondent, LAST, CaseOver),
    "the claimant": (TOLD, claimant, NOW, NotTheDefaulted),
    "a stranger": (TOLD, stranger, NOW, NotAParty),
    "twice": (ASKED, respondent, NOW, CaseOver),
    "a case that was admitted": (ADMITTED, respondent, NOW, NoDefault),
    "a pack that sets nothing aside": (
        *(replace(after(lapsed), pack="cn-ecommerce", pack_version=3), respondent, NOW, NoDefault),
    ),
}


@pytest.mark.parametrize(("case", "actor", "at", "refusal"), SETTING.values(), ids=SETTING)
def test_who_may_attack_a_default_and_when(case, actor, at, refusal) -> None:
    if refusal is None:
        ending.ask_set_aside(case, actor, "not_told", None, at)
        with pytest.raises(UnknownCause):
            ending.ask_set_aside(case, actor, "out_of_town", None, at)
        return
    with pytest.raises(refusal):
        ending.ask_set_aside(case, actor, "not_told", None, at)


def test_a_default_that_is_set_aside_gives_the_time_to_answer_anew_and_else_stands() -> None:
    assert ASKED.status is CaseStatus.SETTING_ASIDE
    granted = domain.evolve(ASKED, decided(True)(ASKED))
    assert (granted.status, granted.outcome) == (CaseStatus.AWAITING_RESPONDENT, None)
    assert granted.deadline is not None
    assert granted.deadline.rule == "bc-crt/1/answer"
    answer = response.answer(
        granted, respondent, Answer.CONTEST, None, granted.deadline.due_at - TICK
    )
    assert domain.evolve(granted, answer).stage is Stage.NEGOTIATION
    stands = domain.evolve(ASKED, decided(False)(ASKED))
    assert (stands.status, stands.outcome) == (CaseStatus.CLOSED, CaseOutcome.DEFAULT)
    assert stands.progress.is_final
    for actor in (respondent, claimant, platform):
        with pytest.raises(NotTheCaseworker):
            ending.decide_set_aside(ASKED, actor, granted=True, text="Yes.", now=NOW)
    with pytest.raises(NoDefault):
        ending.decide_set_aside(TOLD, caseworker, granted=True, text="Yes.", now=NOW)


@invariant(17, 21)
def test_the_default_of_a_claimant_on_a_counterclaim_is_the_claimants_to_attack() -> None:
    case = crt(counterclaimed, counter_served, withdrawn, silent)
    assert case.outcome is CaseOutcome.DEFAULT
    [told] = default_served(case)
    assert told.party == case.claimant
    case = domain.evolve(case, [told])
    with pytest.raises(NotTheDefaulted):
        ending.ask_set_aside(case, respondent, "not_told", None, NOW)
    case = domain.evolve(case, ending.ask_set_aside(case, claimant, "not_told", None, NOW))
    case = domain.evolve(case, decided(True)(case))
    assert case.status is CaseStatus.AWAITING_CLAIMANT
    assert case.deadline is not None
    assert case.deadline.rule == "bc-crt/1/counterclaim_answer"


# Leaving.


EVERYWHERE: dict[str, Case] = {
    "screening": unserved(pack=CN),
    "refused": unserved(
        lambda case: screening.refuse(case, caseworker, "identity", "Another's.", NOW), pack=CN
    ),
    "unserved": UNSERVED,
    "unanswered": FILED,
    "in a stage": OPEN,
    "leaving already": after(contested, withdrawn),
    "counterclaimed": COUNTERCLAIMED,
}


@invariant(23)
@pytest.mark.parametrize("case", EVERYWHERE.values(), ids=EVERYWHERE)
@pytest.mark.parametrize("name", names())
def test_no_path_blocks_a_consumer_from_the_courts(name, case) -> None:
    case = replace(case, pack=name, pack_version=pack(name).version)
    for way in ["court", *(each.code for each in pack(name).ways)]:
        asked, *rest = ending.transfer_out(case, claimant, way, NOW)
        assert isinstance(asked, TransferRequested)
        assert (asked.way, asked.stage) == (way, case.stage)
        gone = domain.evolve(case, [asked, *rest])
        if case.stage is not None:
            assert (rest, gone.status) == ([], CaseStatus.WITHDRAWING)
            assert ending.transfer_out(gone, claimant, way, NOW) == [], "once is enough"
            gone = domain.evolve(gone, ended(Outcome.WITHDRAWN)(gone))
        elif case.progress.counterclaim is not None:
            assert [type(each) for each in rest] == [ClaimWithdrawn]
            continue
        assert gone.outcome is CaseOutcome.REFERRED
        assert certify(gone).ways == pack(name).ways


@pytest.mark.parametrize(
    ("case", "actor", "way", "refusal"),
    [
        pytest.param(FILED, respondent, "court", NotTheClaimant, id="the respondent"),
        pytest.param(FILED, stranger, "court", NotTheClaimant, id="a stranger"),
        pytest.param(FILED, claimant, "newspaper", UnknownWay, id="no way of the pack"),
        pytest.param(SETTLED, claimant, "court", CaseOver, id="settled"),
    ],
)
def test_what_is_no_transfer(case, actor, way, refusal) -> None:
    with pytest.raises(refusal):
        ending.transfer_out(case, actor, way, NOW)


def test_a_transfer_that_came_too_late_is_void() -> None:
    going = domain.evolve(OPEN, ending.transfer_out(OPEN, claimant, "court", NOW))
    facts = ended(Outcome.SETTLED, euros(9))(going)
    assert [each.type for each in facts] == ["intake.withdraw_void.v1", "intake.case_closed.v1"]
    assert domain.evolve(going, facts).outcome is CaseOutcome.SETTLED


# The certificate.


@pytest.mark.parametrize(
    ("case", "refusal"),
    [
        pytest.param(FILED, CaseOpen, id="open"),
        pytest.param(ASKED, CaseOpen, id="being set aside"),
        pytest.param(SETTLED, CaseResolved, id="settled"),
        pytest.param(ADMITTED, CaseResolved, id="admitted"),
    ],
)
def test_what_cannot_be_certified(case, refusal) -> None:
    with pytest.raises(refusal):
        certify(case)


def test_a_certificate_says_what_was_tried_and_names_the_ways_of_its_pack() -> None:
    case = unserved(accepted, served(), contested, ended(Outcome.DECLINED), pack=CN)
    found = certify(case)
    assert (found.outcome, found.ground) == (CaseOutcome.REFERRED, None)
    assert [(each.stage, each.opened_at) for each in found.tried] == [(Stage.NEGOTIATION, NOW)]
    assert {"court", "authority"} <= {way.code for way in found.ways}
    assert found.served_at == NOW
    refused = EVERYWHERE["refused"]
    final = domain.evolve(refused, silent(refused))
    assert certify(final).ground == CN.ground("identity")
    assert certify(final).served_at is None


def test_a_version_that_comes_later_moves_no_running_clock(monkeypatch) -> None:
    """The case goes on by the version that it was filed under."""
    older = pack("cn-ecommerce", 2)
    case = unserved(accepted, pack=older)
    [fact] = served()(case)
    assert fact.rule == "cn-ecommerce/2/answer"
    case = domain.evolve(case, [fact])
    [closed] = silent(case)
    assert isinstance(closed, CaseClosed)
    assert (case.pack, case.pack_version) == ("cn-ecommerce", 2)
    assert pack("cn-ecommerce").version != 2, "though another is in force"
