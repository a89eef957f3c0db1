"""Under rules that no pack has yet: stages that follow one another, papers asked for once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from tests.intake.cases import (
    CLAIMED,
    NOW,
    RESPONDENT,
    TICK,
    after,
    answered,
    caseworker,
    claimant,
    contested,
    ended,
    euros,
    respondent,
    served,
    unserved,
    withdrawn,
)
from tests.intake.test_course import ASKED, CN, CRT, TOLD, decided, silent
from tests.intake.test_evolving import state

from odr_intake.domain import cases as domain
from odr_intake.domain import ending, outages, response, screening, stages
from odr_intake.domain.cases import Case
from odr_intake.domain.certificate import certify
from odr_intake.domain.facts import DecisionStated
from odr_intake.domain.refusals import CaseResolved
from odr_intake.domain.screening import AskedTooOften
from odr_rules.packs import Pack, pack
from odr_rules.packs.parts import Consents
from odr_rules.packs.vocabulary import Consent, Rule, StageName
from odr_shared.contracts.codes import Answer, CaseOutcome, Cure, Served, Stage
from odr_shared.contracts.intake import (
    CaseClosed,
    ClaimWithdrawn,
    StageOpened,
    StageSkipped,
)
from odr_shared.contracts.intake_timing import ExtendedBy, PeriodExtended, PeriodRecomputed
from odr_shared.contracts.negotiation import (
    NegotiationExtended,
    NegotiationRecomputed,
    NegotiationSpared,
    Outcome,
)
from odr_shared.errors import Refusal
from odr_shared.exact import spelled

COUNTERED: Final = [answered(Answer.CONTEST, counterclaim=euros(500)), served(Served.COUNTERCLAIM)]


@pytest.fixture
def every_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a service ran each of them."""
    monkeypatch.setattr(stages, "RUN", frozenset(Stage))


@pytest.fixture
def under(monkeypatch: pytest.MonkeyPatch) -> Callable[[Pack], None]:
    """Has every case run by this pack."""

    def rule(made: Pack) -> None:
        monkeypatch.setattr("odr_intake.domain.state.pack", lambda name, version: made)

    return rule


def opened(facts: list[Any]) -> list[Stage]:
    return [fact.stage for fact in facts if isinstance(fact, StageOpened)]


@pytest.mark.usefixtures("every_stage")
def test_a_stage_that_ends_without_agreement_opens_the_one_that_comes_after_it() -> None:
    case = unserved(served(), contested, pack=CRT)
    assert case.stage is Stage.NEGOTIATION
    mediated = ended(Outcome.DECLINED)(case)
    assert opened(mediated) == [Stage.MEDIATION]
    assert opened(ended(Outcome.SETTLED, CLAIMED)(case)) == []


@pytest.mark.usefixtures("every_stage")
def test_silence_opens_the_stage_that_the_pack_opens_by_it() -> None:
    express = unserved(served(), pack=pack("merchant-express"))
    assert opened(silent(express)) == [Stage.ARBITRATION]
    assert opened(contested(express)) == [Stage.NEGOTIATION]


@pytest.mark.usefixtures("every_stage")
def test_a_counterclaim_goes_on_to_the_next_stage_when_the_claims_are_withdrawn() -> None:
    case = unserved(
        *(served(), *COUNTERED),
        lambda case: response.answer_counterclaim(case, claimant, Answer.CONTEST, NOW),
        withdrawn,
        pack=CRT,
    )
    gone, *more = ended(Outcome.WITHDRAWN)(case)
    assert gone == ClaimWithdrawn(occurred_at=NOW, by_platform=False)
    assert opened(more) == [Stage.MEDIATION]


@pytest.mark.usefixtures("every_stage")
@pytest.mark.parametrize(
    ("consents", "expected"),
    [([], [Stage.ARBITRATION]), ([RESPONDENT], [Stage.MEDIATION])],
    ids=["refused", "given"],
)
def test_a_stage_for_which_a_consent_is_missing_is_skipped(under, consents, expected) -> None:
    needs = Consents(claimant=Consent.GIVEN_BY_FILING, respondent=Consent.REQUIRED)
    of = [
        each.model_copy(update={"consent": needs}) if each.name is StageName.MEDIATION else each
        for each in CRT.stages
    ]
    under(CRT.model_copy(update={"stages": tuple(of)}))
    case = unserved(served(), contested, pack=CRT)
    for _ in consents:
        said = stages.consent(case, respondent, Stage.MEDIATION, given=True, now=NOW)
        case = domain.evolve(case, said)
    facts = ended(Outcome.DECLINED)(case)
    assert opened(facts) == expected
    skipped = [fact for fact in facts if isinstance(fact, StageSkipped)]
    missed = StageSkipped(occurred_at=NOW, stage=Stage.MEDIATION)
    assert skipped == ([] if consents else [missed])


def test_a_consent_is_asked_of_that_party_alone_of_which_the_pack_wants_it(under) -> None:
    needs = Consents(claimant=Consent.NONE, respondent=Consent.REQUIRED)
    first = CRT.stages[1].model_copy(update={"consent": needs})
    under(CRT.model_copy(update={"stages": (CRT.stages[0], first, CRT.stages[2])}))
    case = unserved(served(), pack=CRT)
    stages.may_consent(case, respondent, NOW)
    for actor, stage in ((claimant, Stage.MEDIATION), (respondent, Stage.ARBITRATION)):
        with pytest.raises(Refusal) as refused:
            stages.consent(case, actor, stage, given=True, now=NOW)
        assert refused.value.code == "consent_not_needed"


def test_papers_can_be_asked_for_as_often_as_the_pack_lets_them(under) -> None:
    once = CRT.screening.model_copy(update={"cures": 1})
    under(CRT.model_copy(update={"screening": once}))
    case = state("screening")
    back = screening.send_back(case, caseworker, [Cure.ORDER], "Which?", NOW)
    case = domain.evolve(case, back)
    case = domain.evolve(case, screening.resubmit(case, claimant, NOW))
    with pytest.raises(AskedTooOften):
        screening.send_back(case, caseworker, [Cure.ORDER], "Which?", NOW)
    assert screening.send_back(case, caseworker, [Cure.CLAIM], "What?", NOW)


def test_a_refusal_that_no_review_can_follow_ends_the_case_at_once(under) -> None:
    periods = {rule: each for rule, each in CRT.deadlines.items() if rule != Rule.REFUSAL_REVIEW}
    under(CRT.model_copy(update={"deadlines": periods}))
    case, ground = state("screening"), CRT.grounds[0].code
    facts = screening.refuse(case, caseworker, ground, "It is.", NOW)
    over = CaseClosed(occurred_at=NOW, outcome=CaseOutcome.REFUSED, amount=None)
    assert facts[-1] == over


def papers_missing() -> Case:
    return unserved(
        lambda case: screening.send_back(case, caseworker, [Cure.ORDER], "Which?", NOW), pack=CRT
    )


LATE: dict[str, tuple[Case, Callable[[Case, datetime], object]]] = {
    "setting aside": (
        TOLD,
        lambda case, at: ending.ask_set_aside(case, respondent, "not_told", None, at),
    ),
    "papers": (papers_missing(), lambda case, at: screening.resubmit(case, claimant, at)),
}


@pytest.mark.parametrize(("case", "command"), LATE.values(), ids=LATE)
def test_what_comes_too_late_says_since_when_and_by_which_rule(case, command) -> None:
    over = case.deadline.due_at
    command(case, over - TICK)
    with pytest.raises(Refusal) as refused:
        command(case, over)
    known = {"due_at": spelled(over), "rule": case.deadline.rule}
    assert (refused.value.code, refused.value.extra) == ("deadline_passed", known)


def test_why_a_default_is_attacked_is_kept_as_its_partys_word() -> None:
    alone = ending.ask_set_aside(TOLD, respondent, "not_told", None, NOW)
    both = ending.ask_set_aside(TOLD, respondent, "not_told", "It went astray.", NOW)
    said = DecisionStated(occurred_at=NOW, by=RESPONDENT, texts=["It went astray."])
    assert both == [*alone, said]
    *_, why = decided(True)(ASKED)
    assert (why.by, why.texts) == (RESPONDENT, ["Seen."])  # type: ignore[attr-defined]


def test_a_case_that_was_resolved_says_how_and_gets_no_certificate() -> None:
    with pytest.raises(CaseResolved) as refused:
        certify(after(answered(Answer.ADMIT)))
    assert refused.value.extra == {"outcome": "admitted"}
    case = after(withdrawn)
    assert certify(case).closed_at == case.progress.closed_at == NOW
    assert certify(case).ground is None


@pytest.mark.parametrize(("outcome", "of"), [("default", CRT), ("referred", CN)])
def test_silence_ends_the_case_as_its_pack_has_it_with_nothing_owed(outcome: str, of: Pack) -> None:
    case = unserved(served(), pack=of)
    assert case.deadline is not None
    over = CaseClosed(occurred_at=case.deadline.due_at, outcome=CaseOutcome(outcome), amount=None)
    assert silent(case) == [over]


def test_silence_that_closes_a_case_closes_it(under) -> None:
    answer = CRT.deadlines[Rule.ANSWER].model_copy(update={"consequence": "closed"})
    under(CRT.model_copy(update={"deadlines": {**CRT.deadlines, Rule.ANSWER: answer}}))
    (over,) = silent(unserved(served(), pack=CRT))
    assert isinstance(over, CaseClosed)
    assert (over.outcome, over.amount) == (CaseOutcome.CLOSED, None)


def test_a_stages_own_period_that_was_spared_is_taken_over_while_it_runs() -> None:
    case = after(contested)
    assert case.deadline is not None
    told = NegotiationSpared(
        occurred_at=NOW,
        rule=case.deadline.rule,
        began_at=NOW,
        due_at=case.deadline.due_at + timedelta(hours=2),
        zone="Europe/Berlin",
        consequence="referred",
        outage_from=NOW,
        outage_until=NOW + timedelta(hours=1),
        grace=3600,
    )
    (allowed,) = outages.stage_spared(case, told)
    spared = domain.evolve(case, [allowed]).deadline
    assert spared is not None
    assert (spared.rule, spared.due_at) == (told.rule, told.due_at)
    another = told.model_copy(update={"rule": "uncitral-odr/1/answer"})
    assert outages.stage_spared(case, another) == []
    assert outages.stage_spared(after(), told) == []
    over = domain.evolve(case, ended(Outcome.SETTLED, CLAIMED)(case))
    assert outages.stage_spared(over, told) == []


def test_a_negotiation_that_was_made_longer_or_reckoned_anew_is_said_so() -> None:
    case = after(contested)
    assert case.deadline is not None
    later = case.deadline.due_at + timedelta(days=2)
    own: dict[str, Any] = {
        "occurred_at": NOW,
        "rule": case.deadline.rule,
        "began_at": NOW,
        "due_at": later,
        "zone": "Europe/Berlin",
        "consequence": "referred",
    }
    (longer,) = outages.stage_spared(case, NegotiationExtended(**own, more=2))
    assert isinstance(longer, PeriodExtended)
    assert (longer.by, longer.more, longer.due_at) == (ExtendedBy.PARTIES, 2, later)
    (anew,) = outages.stage_spared(case, NegotiationRecomputed(**own))
    assert isinstance(anew, PeriodRecomputed)
    for fact in (longer, anew):
        found = domain.evolve(case, [fact]).deadline
        assert found is not None
        assert found.due_at == later
