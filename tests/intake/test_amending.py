"""Claims that are amended: until when, by whom, what is refused of it, and what it sets back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.intake.cases import (
    CLAIMANT,
    DUE,
    NOW,
    RESPONDENT,
    TICK,
    Decision,
    after,
    answered,
    caseworker,
    claim,
    claimant,
    contested,
    euros,
    for_claimant,
    for_respondent,
    lapsed,
    platform,
    respondent,
    served,
    stranger,
    unserved,
    withdrawn,
)
from tests.invariants import invariant

from odr_intake.domain import amending, ending, extending, response, screening
from odr_intake.domain import cases as domain
from odr_intake.domain.cases import Case, CaseStatus
from odr_intake.domain.happened import Happening
from odr_intake.domain.non_material import NonMaterialNotAllowed
from odr_intake.domain.notices import Notice, NoticeKind, awaited
from odr_intake.domain.papers import Claim, Side
from odr_intake.domain.refusals import (
    AmountExceedsCap,
    AmountMissing,
    CaseOver,
    CurrencyDiffers,
    NotServed,
    RemedyNotAllowed,
    RemedyRepeated,
    ReviewTooLate,
)
from odr_intake.domain.telling import owed
from odr_intake.domain.unamendable import (
    AmendmentsOver,
    NotAmendable,
    NotYourClaims,
    TooManyAmendments,
)
from odr_intake.domain.untimely import StandsStill
from odr_rules.packs import Remedy, pack
from odr_rules.packs.vocabulary import Pauser
from odr_shared.contracts.codes import Answer, CaseOutcome, Channel, Cure, Served, Stage
from odr_shared.contracts.intake import CaseClosed, StageOpened
from odr_shared.contracts.intake_amendments import AnswerStands, ClaimsAmended
from odr_shared.contracts.intake_timing import CasePaused
from odr_shared.errors import Refusal
from odr_shared.moves import Actor

DAY = timedelta(days=1)
EXPRESS, EU, BC = pack("merchant-express"), pack("eu-adr", 2), pack("bc-crt")
WAS = [claim()]
LESS = [claim(euros(1000), Remedy.PARTIAL_REFUND)]


def amended(
    claims: Sequence[Claim] = LESS, at: datetime = NOW, was: Sequence[Claim] = WAS
) -> Decision:
    return lambda case: amending.amend(case, claimant, was, claims, at)


def paused(case: Case) -> list[Any]:
    return [CasePaused(occurred_at=NOW, why=Pauser.OUTAGE, until=NOW + DAY)]


def returned(case: Case) -> list[Any]:
    return screening.send_back(case, caseworker, [Cure.CLAIM], "What?", NOW)


def refused(case: Case) -> list[Any]:
    return screening.refuse(case, caseworker, EU.grounds[0].code, "…", NOW)


def often(case: Case) -> list[Any]:
    """As often as it can be, each time other claims than before."""
    facts: list[Any] = []
    for n in range(amending.OFTEN):
        brought = amending.amend(case, claimant, WAS, [claim(euros(100 + n))], NOW)
        facts, case = [*facts, *brought], domain.evolve(case, brought)
    return facts


COUNTERED = answered(Answer.CONTEST, counterclaim=euros(500))
ASKED_BACK = after(COUNTERED)
HEARD = after(COUNTERED, served(Served.COUNTERCLAIM))

WHEN: dict[str, tuple[Case, Actor, datetime, type[Refusal] | None]] = {
    "before it is served": (unserved(), claimant, NOW, None),
    "by the platform for the claimant": (unserved(), for_claimant, NOW, None),
    "by the respondent": (unserved(), respondent, NOW, NotYourClaims),
    "by the platform for the respondent": (unserved(), for_respondent, NOW, NotYourClaims),
    "by the platform for nobody": (unserved(), platform, NOW, NotYourClaims),
    "by a caseworker": (unserved(), caseworker, NOW, NotYourClaims),
    "by a stranger": (unserved(), stranger, NOW, NotYourClaims),
    "while it is screened": (unserved(pack=EU), claimant, NOW, None),
    "when it was returned": (unserved(returned, pack=EU), claimant, NOW, None),
    "when it was refused": (unserved(refused, pack=EU), claimant, NOW, NotAmendable),
    "before the answer": (after(), claimant, DUE - TICK, None),
    "when the time to answer is over": (after(), claimant, DUE, ReviewTooLate),
    "before the answer, of a pack that ends at service": (
        *(after(pack=EXPRESS), claimant, NOW, AmendmentsOver),
    ),
    "before service, of such a pack": (unserved(pack=EXPRESS), claimant, NOW, None),
    "before the answer, of a pack that ends there": (after(pack=BC), claimant, NOW, None),
    "with a counterclaim, of a pack that ends at the answer": (
        *(after(COUNTERED, pack=BC), claimant, NOW, AmendmentsOver),
    ),
    "before a counterclaim is served": (ASKED_BACK, claimant, NOW, None),
    "before a counterclaim is answered": (HEARD, claimant, NOW, None),
    "in an open stage": (after(contested), claimant, NOW, AmendmentsOver),
    "while it stands still": (after(paused), claimant, NOW, StandsStill),
    "once it has ended": (after(answered(Answer.ADMIT)), claimant, NOW, CaseOver),
    "once it is in default": (after(lapsed), claimant, DUE, CaseOver),
    "once the claims are withdrawn": (after(COUNTERED, withdrawn), claimant, NOW, CaseOver),
    "while they are being withdrawn": (after(contested, withdrawn), claimant, NOW, CaseOver),
    "too often": (unserved(often), claimant, NOW, TooManyAmendments),
}


@pytest.mark.parametrize(("case", "actor", "at", "why"), WHEN.values(), ids=WHEN)
def test_when_claims_can_be_amended_and_by_whom(case, actor, at, why) -> None:
    if why is not None:
        with pytest.raises(why):
            amending.amend(case, actor, WAS, LESS, at)
        return
    fact, stated = amending.amend(case, actor, WAS, LESS, at)
    assert (fact.claimed, fact.by_platform) == (euros(1000), actor.by_platform)
    assert [each.remedy for each in fact.sought] == [Remedy.PARTIAL_REFUND]
    assert (stated.by, stated.texts) == (CLAIMANT, ["It leaks."])
    later = domain.evolve(case, [fact, stated])
    assert (later.claimed, later.sought) == (euros(1000), fact.sought)
    assert later.progress.amendments == case.progress.amendments + 1


def test_a_pack_that_ends_amendments_says_by_which_article() -> None:
    with pytest.raises(AmendmentsOver) as refusal:
        amending.may_amend(after(pack=EXPRESS), claimant, NOW)
    assert refusal.value.extra == {
        "rule": "merchant-express/1/amendments",
        "until": "served",
        "article": "policy of this house",
        "source": EXPRESS.amendments.source,
    }


NON_MATERIAL = claim(euros(100), Remedy.NON_MATERIAL_DAMAGE)
WHAT: dict[str, tuple[list[Claim], type[Refusal], str]] = {
    "more than was paid": ([claim(euros(4001))], AmountExceedsCap, "/claims/0/amount"),
    "more than was paid, together": (
        [claim(euros(3000)), claim(euros(1001), Remedy.PARTIAL_REFUND)],
        *(AmountExceedsCap, "/claims/1/amount"),
    ),
    "in another currency": (
        [claim(euros(1, "USD"))],
        *(CurrencyDiffers, "/claims/0/amount/currency"),
    ),
    "the same remedy twice": (
        [claim(euros(1)), claim(euros(2))],
        *(RemedyRepeated, "/claims/1/remedy"),
    ),
    "a sum of which none is named": ([claim(None)], AmountMissing, "/claims/0/amount"),
    "what the pack does not know": (
        [claim(), claim(None, Remedy.REPAIR)],
        *(RemedyNotAllowed, "/claims/1/remedy"),
    ),
    "non-material damage where there is none": (
        [claim(), NON_MATERIAL],
        *(NonMaterialNotAllowed, "/claims/1/remedy"),
    ),
}


@pytest.mark.parametrize(("claims", "why", "pointer"), WHAT.values(), ids=WHAT)
def test_what_is_claimed_is_bound_as_at_filing(claims, why, pointer) -> None:
    case = unserved(pack=EXPRESS)
    with pytest.raises(why) as at_filing:
        unserved(claims=claims, pack=case.rules)
    with pytest.raises(why) as refusal:
        amending.amend(case, claimant, WAS, claims, NOW)
    assert refusal.value.pointer == at_filing.value.pointer == pointer
    assert refusal.value.extra == at_filing.value.extra


def test_the_same_claims_again_change_nothing() -> None:
    assert amending.amend(after(), claimant, WAS, list(WAS), NOW) == []
    with pytest.raises(NotYourClaims):
        amending.amend(after(), respondent, WAS, list(WAS), NOW)


def test_while_nobody_has_heard_of_the_claims_nothing_else_changes() -> None:
    for case in (unserved(pack=EU), unserved(returned, pack=EU)):
        later = domain.evolve(case, amended()(case))
        assert (later.status, later.deadline) == (case.status, case.deadline)
        assert later.progress.to_serve is None


@invariant(17, 27, 28)
def test_the_time_to_answer_runs_anew_and_never_ends_before_what_was_shown() -> None:
    case = after()
    assert case.deadline is not None
    later = domain.evolve(case, amended(at=NOW + DAY)(case))
    assert (later.status, later.deadline) == (CaseStatus.AWAITING_SERVICE, None)
    assert later.progress.to_serve is Served.CLAIM
    assert Served.CLAIM not in later.progress.served
    with pytest.raises(NotServed):
        response.may_answer(later, respondent, NOW + DAY)
    assert domain.lapse(later, DUE + 100 * DAY) == [], "nothing runs against who was not served"
    anew = domain.evolve(later, served(at=NOW + 3 * DAY)(later))
    assert anew.deadline is not None
    assert anew.deadline.due_at == DUE + 3 * DAY


@invariant(27, 28)
def test_what_an_extension_had_shown_is_not_taken_away() -> None:
    case = after(pack=EU)
    case = domain.evolve(case, extending.extend(case, caseworker, 10, "Complex.", NOW))
    assert case.deadline is not None
    shown = case.deadline.due_at
    later = domain.evolve(case, amended()(case))
    anew = domain.evolve(later, served()(later))
    assert anew.deadline is not None
    assert anew.deadline.due_at == shown
    assert anew.deadline.derivation is not None
    assert anew.deadline.derivation.not_before == shown


def test_each_is_told_and_the_respondent_is_served_with_the_claims_as_they_are_now() -> None:
    for case in (unserved(), after(), ASKED_BACK, HEARD):
        facts = amended()(case)
        later = domain.evolve(case, facts)
        found = {each.side: each for each in owed(case, facts, later)}
        us, them = found[Side.CLAIMANT], found[Side.RESPONDENT]
        assert (us.kind, us.starts) == (NoticeKind.AMENDED, None)
        assert (them.kind, them.starts, them.party) == (
            *(NoticeKind.CLAIM, Served.CLAIM, RESPONDENT),
        )
        said = [(each.what, each.amount) for each in them.told.happened]
        assert said == [(Happening.AMENDED, None), (Happening.ASKED, euros(1000))]
        assert (them.told.length, them.due_at) == (7, None)
        notice = Notice(later, them.made_at, Served.CLAIM, 0, None)
        assert awaited(notice)
        before = Notice(later, NOW, Served.CLAIM, 0, None, newest=False)
        assert not awaited(before), "proof of the older notice begins nothing"


def test_of_a_case_that_is_not_taken_only_its_claimant_hears() -> None:
    case = unserved(pack=EU)
    facts = amended()(case)
    (notice,) = owed(case, facts, domain.evolve(case, facts))
    assert (notice.side, notice.kind) == (Side.CLAIMANT, NoticeKind.AMENDED)


ANEW = [served(at=NOW + DAY)]
LATER = NOW + 30 * DAY


@pytest.mark.parametrize("case", [ASKED_BACK, HEARD], ids=["to be served", "served"])
@invariant(18, 19, 21)
def test_an_earlier_answer_falls_and_its_counterclaim_stands(case: Case) -> None:
    later = domain.evolve(case, amended()(case))
    assert (later.answer, later.progress.counterclaim) == (None, euros(500))
    assert later.progress.answered_before
    anew = domain.evolve(later, served(at=NOW + DAY)(later))
    assert anew.deadline is not None
    assert anew.deadline.consequence == "next_stage", "the notice says what silence brings"
    facts = domain.lapse(anew, LATER)
    assert facts == [AnswerStands(occurred_at=anew.deadline.due_at, answer=Answer.CONTEST)]
    stands = domain.evolve(anew, facts)
    assert (stands.answer, stands.progress.to_serve) == (Answer.CONTEST, Served.COUNTERCLAIM)
    (us, them) = owed(anew, facts, stands)
    assert us.starts is Served.COUNTERCLAIM
    assert them.told.happened[0].what is Happening.ANSWER_STANDS


def test_who_answers_anew_may_ask_for_something_else_in_turn() -> None:
    case = domain.evolve(ASKED_BACK, amended()(ASKED_BACK))
    case = domain.evolve(case, served(at=NOW + DAY)(case))
    silent_on_it = answered(Answer.CONTEST, at=NOW + 2 * DAY)
    other = answered(Answer.ADMIT_IN_PART, NOW + DAY, admitted=euros(1), counterclaim=euros(7))
    kept = domain.evolve(case, silent_on_it(case))
    assert (kept.progress.counterclaim, kept.stage) == (euros(500), None)
    changed = domain.evolve(case, other(case))
    assert (changed.progress.counterclaim, changed.progress.admitted) == (euros(7), euros(1))
    for each in (kept, changed):
        assert (each.progress.to_serve, each.progress.answered_before) == (
            *(Served.COUNTERCLAIM, False),
        )


@invariant(21)
def test_claims_that_are_amended_and_withdrawn_do_not_take_the_counterclaim_along() -> None:
    for more in ([], ANEW):
        case = ASKED_BACK
        for decide in (amended(), *more):
            case = domain.evolve(case, decide(case))
        gone = ending.withdraw(case, claimant, NOW + DAY)
        assert not any(isinstance(fact, CaseClosed) for fact in gone)
        case = domain.evolve(case, gone)
        assert (case.status, case.deadline) == (CaseStatus.AWAITING_SERVICE, None)
        assert case.progress.to_serve is Served.COUNTERCLAIM
        case = domain.evolve(case, served(Served.COUNTERCLAIM, NOW + DAY)(case))
        facts = response.answer_counterclaim(case, claimant, Answer.CONTEST, NOW + 2 * DAY)
        assert isinstance(facts[-1], StageOpened)
        assert facts[-1].stage is Stage.NEGOTIATION


def test_a_part_that_was_admitted_is_of_the_old_sum() -> None:
    part = answered(Answer.ADMIT_IN_PART, admitted=euros(2000), counterclaim=euros(500))
    case = after(part)
    later = domain.evolve(case, amended()(case))
    assert later.progress.admitted is None
    anew = domain.evolve(later, served(at=NOW + DAY)(later))
    facts = response.answer(anew, respondent, Answer.ADMIT, None, NOW + DAY)
    closed = next(fact for fact in facts if isinstance(fact, CaseClosed))
    assert (closed.outcome, closed.amount) == (CaseOutcome.ADMITTED, euros(1000))


def test_the_default_is_of_the_claims_that_were_served() -> None:
    case = after(amended())
    later = domain.evolve(case, served(at=NOW + DAY)(case))
    (closed,) = domain.lapse(later, LATER)[:1]
    assert isinstance(closed, CaseClosed)
    assert closed.outcome is CaseOutcome.DEFAULT, "who has never answered is in default as ever"


def test_what_was_served_before_it_was_amended_was_not_served() -> None:
    case = after(amended(at=NOW + DAY))
    early = response.serve(case, platform, Served.CLAIM, Channel.APP, NOW, NOW + 2 * DAY)
    assert early[0].began_at == NOW + DAY
    assert isinstance(amended()(unserved())[0], ClaimsAmended)
