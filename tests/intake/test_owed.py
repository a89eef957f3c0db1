"""Each step of a case, as its notices have it: whose turn it is, until when, or else what."""

from collections import defaultdict
from datetime import datetime

from tests.intake.cases import CLAIMANT, DUE, NOW, RESPONDENT, after
from tests.intake.test_telling import step, steps

from odr_intake.domain import cases as domain
from odr_intake.domain.facts import Reminded
from odr_intake.domain.notices import Owed
from odr_intake.domain.telling import owed


def told(each: Owed) -> str:
    """All that a notice of a step says but its sentences, in one line."""
    said, bits = each.told, [each.told.turn.value]
    bits += [f"in {said.stage.value}"] if said.stage else []
    bits += [f"of {said.amount.amount}"] if said.amount else []
    bits += [f"needs {missing.value}" for missing in said.missing]
    if each.starts is not None:
        length = f"{said.length} {said.unit}"
        bits.append(f"from the service of the {each.starts.value}: {length}")
    if each.rule is not None and each.due_at is not None:
        bits.append(f"{each.rule.split('/')[-1]} until {each.due_at:%d.%m. %H:%M}")
    bits += [f"else {each.consequence}"] if each.consequence else []
    return f"{each.kind.value}: " + ", ".join(bits)


STEPS: list[tuple[str, dict[str, str]]] = [
    (
        "CaseFiled ClaimsStated",
        {
            "claimant": "accepted: wait_service",
            "respondent": (
                "claim: answer, from the service of the claim: 7 calendar_day, else default"
            ),
        },
    ),
    (
        "CaseFiled ClaimsStated",
        {
            "claimant": "filed: wait_screening, screening until 22.01. 08:00, else accepted",
        },
    ),
    (
        "CaseAccepted",
        {
            "claimant": "accepted: wait_service",
            "respondent": (
                "claim: answer, from the service of the claim: 14 calendar_day, else default"
            ),
        },
    ),
    (
        "CaseReturned DecisionStated",
        {
            "claimant": "returned: cure, needs order, cure until 23.01. 08:00, else dismissed",
        },
    ),
    (
        "CaseClosed",
        {
            "claimant": "outcome: over",
        },
    ),
    (
        "CaseRefused Screened DecisionStated",
        {
            "claimant": "refused: ask_review, refusal_review until 06.02. 08:00, else final",
        },
    ),
    (
        "ReviewAsked",
        {
            "claimant": "review_asked: wait_review",
        },
    ),
    (
        "RefusalReviewed Screened DecisionStated CaseClosed",
        {
            "claimant": "outcome: over",
        },
    ),
    (
        "RefusalReviewed Screened DecisionStated CaseAccepted",
        {
            "claimant": "accepted: wait_service",
            "respondent": (
                "claim: answer, from the service of the claim: 14 calendar_day, else default"
            ),
        },
    ),
    (
        "NoticeServed",
        {
            "claimant": "served: wait_answer, answer until 14.01. 23:00, else default",
        },
    ),
    (
        "CaseAnswered StageOpened",
        {
            "claimant": (
                "stage_opened: negotiate, in negotiation, negotiation until 17.01. 23:00, "
                "else referred"
            ),
            "respondent": (
                "stage_opened: negotiate, in negotiation, negotiation until 17.01. 23:00, "
                "else referred"
            ),
        },
    ),
    (
        "CaseAnswered CaseClosed",
        {
            "claimant": "outcome: receive, of 2500",
            "respondent": "outcome: owe, of 2500",
        },
    ),
    (
        "CaseAnswered",
        {
            "claimant": (
                "counterclaim: answer_counterclaim, "
                "from the service of the counterclaim: 7 calendar_day, else default"
            ),
            "respondent": "answered: wait_service",
        },
    ),
    (
        "CaseClosed",
        {
            "claimant": "outcome: over",
            "respondent": "outcome: over",
        },
    ),
    (
        "CaseClosed",
        {
            "claimant": "outcome: wait_set_aside",
            "respondent": (
                "default: ask_set_aside, from the service of the default: 28 calendar_day, "
                "else final"
            ),
        },
    ),
    (
        "CounterclaimAnswered StageOpened",
        {
            "claimant": (
                "stage_opened: negotiate, in negotiation, negotiation until 25.01. 23:00, "
                "else referred"
            ),
            "respondent": (
                "stage_opened: negotiate, in negotiation, negotiation until 25.01. 23:00, "
                "else referred"
            ),
        },
    ),
    (
        "ClaimWithdrawn",
        {
            "claimant": (
                "claim_withdrawn: answer_counterclaim, counterclaim_answer until 14.01. 23:00, "
                "else default"
            ),
            "respondent": (
                "claim_withdrawn: wait_counterclaim, counterclaim_answer until 14.01. 23:00, "
                "else default"
            ),
        },
    ),
    (
        "ConsentStated",
        {
            "claimant": (
                "consent_stated: wait_screening, screening until 16.01. 16:00, else accepted"
            ),
        },
    ),
    (
        "WithdrawRequested",
        {
            "claimant": "leaving: wait_end, negotiation until 17.01. 23:00, else referred",
            "respondent": "leaving: wait_end, negotiation until 17.01. 23:00, else referred",
        },
    ),
    (
        "NoticeServed",
        {
            "claimant": "served: wait_set_aside, set_aside until 20.02. 08:00, else final",
        },
    ),
    (
        "SetAsideDecided Screened DecisionStated",
        {
            "claimant": "set_aside_decided: wait_answer, answer until 06.02. 08:00, else default",
            "respondent": "set_aside_decided: answer, answer until 06.02. 08:00, else default",
        },
    ),
    (
        "SetAsideDecided Screened DecisionStated",
        {
            "claimant": "set_aside_decided: over",
            "respondent": "set_aside_decided: over",
        },
    ),
    (
        "ExtensionAsked",
        {
            "claimant": "extension_asked: wait_answer, answer until 12.01. 23:00, else next_stage",
        },
    ),
    (
        "ExtensionRefused",
        {
            "respondent": "extension_refused: answer, answer until 12.01. 23:00, else next_stage",
        },
    ),
    (
        "CaseRepaired Screened DecisionStated",
        {
            "claimant": "repaired: wait_answer, answer until 15.01. 23:00, else default",
            "respondent": "repaired: answer, answer until 15.01. 23:00, else default",
        },
    ),
    (
        "CaseRepaired Screened DecisionStated",
        {
            "claimant": "repaired: wait_service",
            "respondent": (
                "claim: answer, from the service of the claim: 7 calendar_day, else default"
            ),
        },
    ),
    (
        "JoiningAgreed",
        {
            "claimant": "joining_agreed: wait_answer, answer until 14.01. 23:00, else default",
        },
    ),
    (
        "CasePaused DecisionStated",
        {
            "claimant": "paused: wait_resumed",
            "respondent": "paused: wait_resumed",
        },
    ),
    (
        "Reminded",
        {
            "respondent": "reminder: answer, answer until 14.01. 23:00, else default",
        },
    ),
    (
        "Reminded",
        {
            "claimant": (
                "reminder: negotiate, in negotiation, negotiation until 17.01. 23:00, else referred"
            ),
            "respondent": (
                "reminder: negotiate, in negotiation, negotiation until 17.01. 23:00, else referred"
            ),
        },
    ),
    (
        "CaseAnswered CaseClosed RemedyOrdered RemedyOrdered",
        {
            "claimant": "outcome: perform, performance until 21.01. 23:00, else overdue",
            "respondent": "outcome: wait_performance, performance until 21.01. 23:00, else overdue",
        },
    ),
    (
        "PerformanceReported ReferenceNoted",
        {
            "claimant": (
                "remedy_performed: confirm, confirmation until 14.01. 23:00, else deemed_confirmed"
            ),
            "respondent": (
                "remedy_performed: wait_confirmation, confirmation until 14.01. 23:00, "
                "else deemed_confirmed"
            ),
        },
    ),
    (
        "RemedyOverdue",
        {
            "claimant": "remedy_overdue: wait_performance",
            "respondent": "remedy_overdue: perform",
        },
    ),
    (
        "ReturnReceived RemedyDue",
        {
            "claimant": (
                "remedy_due: wait_performance, performance until 21.01. 23:00, else overdue"
            ),
            "respondent": "remedy_due: perform, performance until 21.01. 23:00, else overdue",
        },
    ),
    (
        "PerformanceConfirmed CasePerformed",
        {
            "claimant": "performed: over",
            "respondent": "performed: over",
        },
    ),
    (
        "PerformanceDisputed DisputeStated",
        {
            "claimant": "remedy_disputed: wait_decision",
            "respondent": "remedy_disputed: wait_decision",
        },
    ),
    (
        "PerformanceRejected Screened DecisionStated",
        {
            "claimant": (
                "remedy_decided: wait_performance, performance until 21.01. 23:00, else overdue"
            ),
            "respondent": "remedy_decided: perform, performance until 21.01. 23:00, else overdue",
        },
    ),
    (
        "PerformanceReported ReferenceNoted",
        {
            "claimant": (
                "remedy_performed: wait_confirmation, confirmation until 14.01. 23:00, "
                "else deemed_confirmed"
            ),
            "respondent": (
                "remedy_performed: confirm, confirmation until 14.01. 23:00, else deemed_confirmed"
            ),
        },
    ),
    (
        "RemedyOverdue",
        {
            "claimant": "remedy_overdue: perform, performance until 21.01. 23:00, else overdue",
            "respondent": "remedy_overdue: perform",
        },
    ),
    (
        "SetAsideAsked SetAsideDecided RemedyCancelled Screened DecisionStated",
        {
            "claimant": (
                "set_aside_decided: answer_counterclaim, counterclaim_answer until 22.01. 08:00, "
                "else default"
            ),
            "respondent": (
                "set_aside_decided: wait_counterclaim, counterclaim_answer until 22.01. 08:00, "
                "else default"
            ),
        },
    ),
]


def test_a_step_tells_each_side_whose_turn_it_is_until_when_or_else_what() -> None:
    found = defaultdict[str, list[dict[str, str]]](list)
    for before, facts in steps():
        each = {side.value: told(each) for side, each in step(before, facts)[1].items()}
        found[" ".join(type(fact).__name__ for fact in facts)].append(each)
    for what, expected in STEPS:
        assert expected in found[what]


def test_each_notice_is_to_its_own_party_and_names_the_facts_behind_it() -> None:
    for before, facts in steps():
        for side, each in step(before, facts)[1].items():
            assert each.party == {"claimant": CLAIMANT, "respondent": RESPONDENT}[side.value]
            assert (each.nth, each.made_at) == (len(facts), facts[-1].occurred_at)
            assert (each.rule is None) == (each.due_at is None)
            assert each.starts is None or each.rule is None, "nothing runs until it is served"


def test_who_can_act_is_reminded_by_what_ran_before_the_reminder() -> None:
    case, later = after(), datetime.max.replace(tzinfo=NOW.tzinfo)
    reminded = [Reminded(occurred_at=NOW), *domain.lapse(case, DUE)]
    found = owed(case, reminded, domain.evolve(case, reminded))
    assert [(each.side.value, each.kind.value, each.nth) for each in found] == [
        ("respondent", "reminder", 1),
        ("claimant", "outcome", 2),
        ("respondent", "default", 2),
    ]
    assert found[0].due_at == DUE < later
