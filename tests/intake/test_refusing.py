"""What a refusal says besides its code: the field at fault, and the bound that was passed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import pytest
from tests.intake.cases import (
    NOW,
    TICK,
    caseworker,
    claimant,
    contested,
    ended,
    euros,
    platform,
    respondent,
    served,
    unserved,
)
from tests.intake.test_evolving import state

from odr_intake.domain import ending, response, screening, stages
from odr_intake.domain.cases import Case, evolve
from odr_intake.domain.facts import DecisionStated
from odr_rules.packs import pack
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, CaseOutcome, Channel, Cure, Served, Stage
from odr_shared.contracts.intake import (
    CaseClosed,
    CaseRefused,
    CaseReturned,
    ClaimWithdrawn,
    ConsentStated,
    CounterclaimAnswered,
    ReviewAsked,
    StageSkipped,
)
from odr_shared.contracts.negotiation import Outcome
from odr_shared.errors import Refusal
from odr_shared.exact import spelled

ALONE: Final = [ClaimWithdrawn(occurred_at=NOW, by_platform=False)]
MONTHS: Final = timedelta(days=400)


def late(case: Case) -> dict[str, Any]:
    assert case.deadline is not None
    return {"due_at": spelled(case.deadline.due_at), "rule": case.deadline.rule}


def lately(name: str) -> tuple[Case, dict[str, Any]]:
    case = state(name)
    return case, late(case)


def serve(case: Case, notice: Served, at: Any = NOW) -> list[Fact]:
    return response.serve(case, platform, notice, Channel.APP, at, NOW)


def answer(name: str, given: Answer = Answer.CONTEST, **more: Any) -> list[Fact]:
    return response.answer(state(name), respondent, given, None, NOW, **more)


def listed(name: str) -> str:
    found = pack(name)
    return ", ".join(each.code for each in found.grounds)


CRT, UNCITRAL = "bc-crt/1", "uncitral-odr/1"
KNOWN: Final = pack("bc-crt").set_aside
SAID: dict[str, tuple[Callable[[], object], str, str, dict[str, Any]]] = {
    "screened already": (
        lambda: screening.accept(state("served"), caseworker, NOW),
        *("wrong_state", "", {"status": "awaiting_respondent"}),
    ),
    "ground of another pack": (
        lambda: screening.refuse(state("screening"), caseworker, "vexing", "…", NOW),
        *("ground_unknown", "/ground", {"pack": CRT, "known": listed("bc-crt")}),
    ),
    "no refusal to review": (
        lambda: screening.ask_review(state("served"), claimant, None, NOW),
        *("wrong_state", "", {"status": "awaiting_respondent"}),
    ),
    "nothing under review": (
        lambda: screening.review(state("refused"), caseworker, upheld=True, text="…", now=NOW),
        *("wrong_state", "", {"status": "refused"}),
    ),
    "too often": (
        lambda: screening.send_back(
            evolve(state("screening"), 2 * [CaseReturned(occurred_at=NOW, missing=(Cure.ORDER,))]),
            *(caseworker, [Cure.CLAIM, Cure.ORDER], "…", NOW),
        ),
        *("wrong_state", "", {"status": "returned"}),
    ),
    "nothing to serve": (
        lambda: serve(state("served"), Served.CLAIM),
        *("wrong_state", "", {"status": "awaiting_respondent"}),
    ),
    "another notice": (
        lambda: serve(state("accepted"), Served.DEFAULT),
        *("wrong_state", "/notice", {"status": "awaiting_service"}),
    ),
    "served tomorrow": (
        lambda: serve(state("accepted"), Served.CLAIM, NOW + response.SKEW + TICK),
        *("future_date", "/at", {}),
    ),
    "the whole is no part": (
        lambda: answer("served", Answer.ADMIT_IN_PART, admitted=euros(2500)),
        *("not_a_part", "/admitted/amount", {}),
    ),
    "a part in dollars": (
        lambda: answer("served", Answer.ADMIT_IN_PART, admitted=euros(1, "USD")),
        *("currency_differs", "/admitted/currency", {"currency": "EUR"}),
    ),
    "a counterclaim in dollars": (
        lambda: answer("served", counterclaim=euros(1, "USD")),
        *("currency_differs", "/counterclaim/currency", {"currency": "EUR"}),
    ),
    "a counterclaim beyond the price": (
        lambda: answer("served", counterclaim=euros(4001)),
        *("amount_exceeds_cap", "/counterclaim/amount", {"cap": 4000, "currency": "EUR"}),
    ),
    "admitted and counterclaimed": (
        lambda: answer("served", Answer.ADMIT, counterclaim=euros(1)),
        *("counterclaim_not_allowed", "/counterclaim", {"pack": UNCITRAL}),
    ),
    "no counterclaim to answer": (
        lambda: response.answer_counterclaim(state("served"), claimant, Answer.ADMIT, NOW),
        *("wrong_state", "", {"status": "awaiting_respondent"}),
    ),
    "a counterclaim admitted in part": (
        lambda: response.answer_counterclaim(state("against"), claimant, Answer.ADMIT_IN_PART, NOW),
        *("not_a_part", "/answer", {}),
    ),
    "a way of no pack": (
        lambda: ending.transfer_out(state("served"), claimant, "newspaper", NOW),
        "way_unknown",
        "/to",
        {
            "pack": UNCITRAL,
            "known": ", ".join(
                dict.fromkeys([*(each.code for each in pack("uncitral-odr").ways), "court"])
            ),
        },
    ),
    "a consent that nobody needs": (
        lambda: stages.consent(
            unserved(served(), pack=pack("eu-adr")),
            *(respondent, Stage.NEGOTIATION),
            given=True,
            now=NOW,
        ),
        *("consent_not_needed", "/stage", {}),
    ),
}


@pytest.mark.parametrize(("command", "code", "pointer", "extra"), SAID.values(), ids=SAID)
def test_it_says_at_which_field_and_by_which_bound(command, code, pointer, extra) -> None:
    with pytest.raises(Refusal) as refused:
        command()
    said = refused.value
    assert (said.code, said.pointer, said.extra) == (code, pointer, extra)
    assert "{" not in str(said)


LATE: dict[str, tuple[str, Callable[[Case], object]]] = {
    "answer": (
        "served",
        lambda case: response.answer(case, respondent, Answer.ADMIT, None, NOW + MONTHS),
    ),
    "counterclaim's answer": (
        "against",
        lambda case: response.answer_counterclaim(case, claimant, Answer.ADMIT, NOW + MONTHS),
    ),
    "refusal": (
        "screening",
        lambda case: screening.refuse(case, caseworker, "out_of_scope", "…", NOW + MONTHS),
    ),
    "review": (
        "refused",
        lambda case: screening.ask_review(case, claimant, None, NOW + MONTHS),
    ),
}


@pytest.mark.parametrize(("name", "command"), LATE.values(), ids=LATE)
def test_what_is_too_late_says_since_when_and_by_which_rule(name, command) -> None:
    case, extra = lately(name)
    with pytest.raises(Refusal) as refused:
        command(case)
    assert (refused.value.code, refused.value.extra) == ("deadline_passed", extra)


def test_a_cause_that_the_pack_does_not_know_is_refused_with_its_list() -> None:
    assert KNOWN is not None
    crt = unserved(served(), pack=pack("bc-crt"))
    over = evolve(crt, [CaseClosed(occurred_at=NOW, outcome=CaseOutcome.DEFAULT, amount=None)])
    with pytest.raises(Refusal) as refused:
        ending.ask_set_aside(over, respondent, "rain", None, NOW)
    assert refused.value.pointer == "/cause"
    assert refused.value.extra == {"pack": CRT, "known": ", ".join(KNOWN.causes)}


def test_what_may_be_asked_for_again_may_not_a_third_time() -> None:
    again = CaseReturned(occurred_at=NOW, missing=(Cure.ORDER,))
    case = state("screening")
    for _ in range(pack("bc-crt").screening.cures):
        case = evolve(case, [again])
        case = evolve(case, screening.resubmit(case, claimant, NOW))
    screening.send_back(case, caseworker, [Cure.CLAIM], "…", NOW)
    with pytest.raises(Refusal) as refused:
        screening.send_back(case, caseworker, [Cure.CLAIM, Cure.ORDER], "…", NOW)
    assert (refused.value.pointer, refused.value.extra) == ("/missing/1", {"times": 2})


def test_what_is_decided_says_why_and_begins_its_period() -> None:
    case = state("screening")
    [back, why] = screening.send_back(case, caseworker, [Cure.ORDER, Cure.ORDER], "Which?", NOW)
    assert isinstance(back, CaseReturned)
    assert (back.missing, back.rule) == ((Cure.ORDER,), f"{CRT}/cure")
    assert why == DecisionStated(occurred_at=NOW, by=case.claimant, texts=["Which?"])
    [refused, *_] = screening.refuse(case, caseworker, "value", "Not ours.", NOW)
    assert isinstance(refused, CaseRefused)
    review = pack("bc-crt").period("refusal_review")
    assert (refused.rule is not None) == (review is not None)


def test_a_review_is_asked_with_words_or_without() -> None:
    case = state("refused")
    asked = ReviewAsked(occurred_at=NOW, by_platform=False)
    assert screening.ask_review(case, claimant, None, NOW) == [asked]
    why = DecisionStated(occurred_at=NOW, by=case.claimant, texts=["Look again."])
    assert screening.ask_review(case, claimant, "Look again.", NOW) == [asked, why]


def test_admitting_the_counterclaim_alone_ends_it_with_what_was_admitted() -> None:
    countered = response.answer(
        state("served"),
        *(respondent, Answer.ADMIT_IN_PART, None, NOW),
        admitted=euros(1),
        counterclaim=euros(500),
    )
    case = evolve(state("served"), countered)
    case = evolve(evolve(case, serve(case, Served.COUNTERCLAIM)), ALONE)
    facts = response.answer_counterclaim(case, claimant, Answer.ADMIT, NOW)
    assert facts == [
        CounterclaimAnswered(occurred_at=NOW, answer=Answer.ADMIT, by_platform=False),
        CaseClosed(occurred_at=NOW, outcome=CaseOutcome.ADMITTED, amount=euros(1)),
    ]


def test_what_was_admitted_stays_owed_when_the_rest_is_withdrawn() -> None:
    in_part = response.answer(
        state("served"), respondent, Answer.ADMIT_IN_PART, None, NOW, admitted=euros(7)
    )
    case = evolve(state("served"), in_part)
    over = CaseClosed(occurred_at=NOW, outcome=CaseOutcome.WITHDRAWN, amount=euros(7))
    assert ended(Outcome.WITHDRAWN)(case) == [over]
    moved = evolve(case, ending.transfer_out(case, claimant, "court", NOW))
    assert ended(Outcome.WITHDRAWN)(moved) == [
        CaseClosed(occurred_at=NOW, outcome=CaseOutcome.REFERRED, amount=euros(7))
    ]


def test_a_stage_that_agreed_ends_the_case_with_its_amount() -> None:
    facts = ended(Outcome.SETTLED, euros(9))(evolve(state("served"), contested(state("served"))))
    assert facts == [CaseClosed(occurred_at=NOW, outcome=CaseOutcome.SETTLED, amount=euros(9))]


@pytest.mark.parametrize("consents", [True, False])
def test_consent_is_for_the_stages_that_are_still_to_come(consents: bool) -> None:
    case = unserved(served(), pack=pack("eu-adr"))
    asked = [each for each in pack("eu-adr").stages if each.consent.respondent == "required"]
    facts = [
        fact
        for each in asked
        for fact in stages.consent(
            case, respondent, Stage(each.name.value), given=consents, now=NOW
        )
    ]
    assert [
        (fact.stage.value, fact.given) for fact in facts if isinstance(fact, ConsentStated)
    ] == [(each.name.value, consents) for each in asked]
    behind = evolve(
        case, [StageSkipped(occurred_at=NOW, stage=Stage(each.name.value)) for each in asked]
    )
    with pytest.raises(Refusal):
        stages.may_consent(behind, respondent, NOW)
