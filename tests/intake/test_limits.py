"""What refusals about time and performance say: the rule, its article, and the bound passed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from tests.intake.cases import (
    CLAIMED,
    FILED,
    NOW,
    OPEN,
    TICK,
    after,
    caseworker,
    claim,
    claimant,
    euros,
    filing,
    respondent,
    unserved,
)
from tests.intake.test_extending import ASKED, EU, EXPRESS, GRANTED
from tests.intake.test_extending import FILED as EXTENDABLE
from tests.intake.test_obligations import ADMIT, RETURNING, following, reported
from tests.intake.test_pausing import PAUSED, paused

from odr_intake.domain import confirming, extending, pausing, performing
from odr_intake.domain import filing as papers
from odr_intake.domain.cases import Case, evolve
from odr_intake.domain.current import governed
from odr_intake.domain.instalments import Every, even
from odr_intake.domain.obligations import Part, PartStanding
from odr_intake.domain.performing import MOST_PARTS
from odr_rules.deadlines import LONGEST
from odr_rules.packs import Remedy, pack
from odr_rules.packs.vocabulary import Pauser, Rule
from odr_shared.contracts.codes import DisputeReason
from odr_shared.contracts.intake_timing import PeriodExtended
from odr_shared.errors import Refusal
from odr_shared.exact import spelled
from odr_shared.money import Money

ANSWER: Final = "uncitral-odr/1/answer"
EXPRESS_ANSWER: Final = "merchant-express/1/answer"


def article(name: str, rule: str = "answer") -> str:
    period = pack(name).period(rule)
    assert period is not None
    return period.article


def known(name: str = "uncitral-odr") -> str:
    period = pack(name).period("answer")
    assert period is not None
    return ", ".join(each for each in period.pausable_by if each is not Pauser.CURE)


def late(case: Case) -> dict[str, Any]:
    assert case.deadline is not None
    return {"due_at": spelled(case.deadline.due_at), "rule": case.deadline.rule}


def pause(why: Pauser, case: Case = FILED, until: Any = None) -> object:
    return pausing.pause(case, caseworker, why, until, "Down.", NOW)


def stretched(by: int) -> Case:
    """The express case with a period that is as long as if it had been set so."""
    assert EXTENDABLE.deadline is not None
    derived = EXTENDABLE.deadline.derivation
    assert derived is not None
    longer = replace(derived, length=LONGEST - by, extended_by=0)
    return replace(EXTENDABLE, deadline=replace(EXTENDABLE.deadline, derivation=longer))


def often(times: int) -> Case:
    assert FILED.deadline is not None
    derived = FILED.deadline.derivation
    assert derived is not None
    again = paused()(FILED)
    still = evolve(FILED, again)
    run_on = evolve(still, pausing.resume(still, caseworker, NOW + TICK))
    assert run_on.deadline is not None
    assert run_on.deadline.derivation is not None
    pauses = run_on.deadline.derivation.pauses * times
    return replace(
        FILED, deadline=replace(FILED.deadline, derivation=replace(derived, pauses=pauses))
    )


OWES: Final = following(ADMIT)
BOTH: Final = following(ADMIT, claims=RETURNING)
REPORTED: Final = following(ADMIT, reported(euros(500)))
ACT: Final = following(ADMIT, claims=[claim(None, Remedy.APOLOGY)])


def report(
    case: Case, amount: Money | None, mark: str | None = "m2", number: int = 1
) -> Callable[[], object]:
    return lambda: performing.report(case, respondent, number, amount, mark, NOW)


def times(parts: int) -> Case:
    owed = OWES.obligations[0]
    rejected = tuple(
        Part(n + 1, euros(1), NOW, None, PartStanding.REJECTED, ended_at=NOW) for n in range(parts)
    )
    return replace(OWES, obligations=(replace(owed, parts=rejected),))


TWO_CENTS: Final = following(ADMIT, claims=[claim(euros(2))])
MANY: Final = pack("uncitral-odr").instalments
assert MANY is not None
CONFIRMED_AT: Final = REPORTED.obligations[0].parts[0].confirm_by
assert CONFIRMED_AT is not None

SAID: dict[str, tuple[Callable[[], object], str, str, dict[str, Any]]] = {
    "no extension in the pack": (
        lambda: extending.ask(FILED, respondent, 1, NOW),
        "not_extendable",
        "",
        {"rule": ANSWER, "article": article("uncitral-odr")},
    ),
    "an extension of a period that is as long as one can be": (
        lambda: extending.ask(stretched(0), respondent, 1, NOW),
        "not_extendable",
        "",
        {"rule": EXPRESS_ANSWER, "article": article("merchant-express")},
    ),
    "more than is left of the longest": (
        lambda: extending.ask(stretched(1), respondent, 2, NOW),
        "extension_too_long",
        "/more",
        {
            "rule": EXPRESS_ANSWER,
            "article": article("merchant-express"),
            "most": 1,
            "unit": "business_day",
        },
    ),
    "more than the pack allows": (
        lambda: extending.ask(EXTENDABLE, respondent, 4, NOW),
        "extension_too_long",
        "/more",
        {
            "rule": EXPRESS_ANSWER,
            "article": article("merchant-express"),
            "most": 3,
            "unit": "business_day",
        },
    ),
    "an extension too many": (
        lambda: extending.ask(GRANTED, respondent, 1, NOW),
        *("extended_already", "", {"times": 1, "rule": EXPRESS_ANSWER}),
    ),
    "in a stage": (
        lambda: extending.ask(OPEN, respondent, 1, NOW),
        *("stage_keeps_time", "", {"stage": "negotiation"}),
    ),
    "where nothing runs": (
        lambda: extending.ask(unserved(), respondent, 1, NOW),
        *("wrong_state", "", {"status": "awaiting_service"}),
    ),
    "too late": (
        lambda: extending.ask(EXTENDABLE, respondent, 1, NOW + timedelta(days=60)),
        *("deadline_passed", "", late(EXTENDABLE)),
    ),
    "while it stands still": (
        lambda: extending.ask(PAUSED, respondent, 1, NOW),
        *("case_paused", "", {"why": "outage", "until": spelled(NOW + pausing.USUAL)}),
    ),
    "a reason that the pack does not know": (
        lambda: pause(Pauser.APPRAISAL),
        "not_pausable",
        "/why",
        {"rule": ANSWER, "article": article("uncitral-odr"), "known": known()},
    ),
    "a pause without end": (
        lambda: pause(Pauser.OUTAGE, until=NOW + pausing.LONGEST + TICK),
        *("pause_out_of_bounds", "/until", {"latest": spelled(NOW + pausing.LONGEST)}),
    ),
    "a pause too many": (
        lambda: pause(Pauser.OUTAGE, often(pausing.OFTEN)),
        *("paused_too_often", "", {"times": pausing.OFTEN}),
    ),
    "what waits for the goods": (
        report(BOTH, CLAIMED, number=2),
        *("precondition_open", "", {"number": 1}),
    ),
    "reported too often": (
        report(times(MOST_PARTS), euros(1)),
        *("too_many_parts", "", {"most": MOST_PARTS}),
    ),
    "a payment for something else": (
        report(REPORTED, euros(600), "m1"),
        *("reference_counted", "/reference", {"number": 1}),
    ),
    "a payment without a reference": (
        report(OWES, euros(1), None),
        *("reference_missing", "/reference", {}),
    ),
    "an act where a sum is owed": (
        report(REPORTED, None, None),
        *("performed_beyond", "/amount", {"left": 2000}),
    ),
    "a sum where an act is owed": (
        report(ACT, euros(1)),
        *("performed_beyond", "/amount", {"left": 0}),
    ),
    "another currency": (
        report(OWES, euros(1, "USD")),
        *("currency_differs", "/amount/currency", {"currency": "EUR"}),
    ),
    "more than is left": (
        report(REPORTED, euros(2001)),
        *("performed_beyond", "/amount/amount", {"left": 2000}),
    ),
    "a dispute too late": (
        lambda: confirming.dispute(
            *(REPORTED, claimant, 1, None, DisputeReason.NOT_RECEIVED, None),
            CONFIRMED_AT.due_at,
        ),
        "deadline_passed",
        "",
        {"due_at": spelled(CONFIRMED_AT.due_at), "rule": "uncitral-odr/1/confirmation"},
    ),
    "a part that nobody reported": (
        lambda: confirming.confirm(REPORTED, claimant, 1, 2, NOW),
        *("part_unknown", "/part", {}),
    ),
    "instalments of less than a cent": (
        lambda: even(TWO_CENTS, respondent, 1, 3, NOW.date(), Every.WEEK, NOW),
        "instalment_count",
        "/count",
        {"most": 2, "rule": "uncitral-odr/1/instalments", "article": MANY.article},
    ),
    "one instalment": (
        lambda: even(OWES, respondent, 1, 1, NOW.date(), Every.WEEK, NOW),
        "instalment_count",
        "/count",
        {"most": MANY.most, "rule": "uncitral-odr/1/instalments", "article": MANY.article},
    ),
    "claimed beyond the price": (
        lambda: papers.file_case(filing(claims=[claim(euros(3000)), claim(euros(1001))]), NOW),
        "amount_exceeds_cap",
        "/claims/1/amount",
        {"rule": "uncitral-odr/1/cap", "cap": 4000, "currency": "EUR"},
    ),
    "claimed in dollars": (
        lambda: papers.file_case(filing(claims=[claim(euros(1, "USD"))]), NOW),
        *("currency_differs", "/claims/0/amount/currency", {"currency": "EUR"}),
    ),
    "a remedy that the pack does not know": (
        lambda: papers.file_case(
            filing(pack=EXPRESS, claims=[claim(), claim(euros(1), Remedy.DAMAGES)]), NOW
        ),
        "remedy_not_allowed",
        "/claims/1/remedy",
        {"pack": "merchant-express", "allowed": ", ".join(EXPRESS.remedies.allowed)},
    ),
}


@pytest.mark.parametrize(("command", "code", "pointer", "extra"), SAID.values(), ids=SAID)
def test_it_says_by_which_rule_and_bound(command, code, pointer, extra) -> None:
    with pytest.raises(Refusal) as refused:
        command()
    said = refused.value
    assert (said.code, said.pointer, said.extra) == (code, pointer, extra)
    assert "{" not in str(said)


def test_what_is_left_of_the_longest_period_can_still_be_asked_for() -> None:
    (asked,) = extending.ask(stretched(1), respondent, None, NOW)
    assert asked.more == 1  # type: ignore[attr-defined]
    (whole,) = extending.ask(stretched(10), respondent, None, NOW)
    assert whole.more == 3  # type: ignore[attr-defined]


def test_each_grant_counts_once_and_leaves_nothing_asked() -> None:
    assert ASKED.deadline is not None
    asked = ASKED.progress.timing.of(ASKED.deadline)
    assert (asked.more, asked.granted) == (2, 0)
    (granted,) = extending.grant(ASKED, claimant, NOW)
    assert isinstance(granted, PeriodExtended)
    assert granted.more == 2
    assert GRANTED.deadline is not None
    after_it = GRANTED.progress.timing.of(GRANTED.deadline)
    assert (after_it.granted, after_it.asked_by, after_it.more) == (1, None, None)
    refused = evolve(ASKED, extending.refuse(ASKED, claimant, NOW))
    assert refused.deadline is not None
    no = refused.progress.timing.of(refused.deadline)
    assert (no.granted, no.asked_by, no.more) == (0, None, None)


def test_it_can_stand_still_as_often_as_it_may_and_wakes_at_the_end_of_the_pause() -> None:
    assert pause(Pauser.OUTAGE, often(pausing.OFTEN - 1))
    timing = PAUSED.progress.timing
    assert timing.wakes_at(None) == NOW + pausing.USUAL
    assert FILED.deadline is not None
    assert FILED.progress.timing.wakes_at(FILED.deadline) == FILED.deadline.due_at
    assert FILED.progress.timing.wakes_at(None) is None


def test_a_caseworkers_time_is_given_where_the_pack_leaves_it_to_one() -> None:
    longer, why = extending.extend(after(pack=EU), caseworker, 1, "Holidays.", NOW)
    assert isinstance(longer, PeriodExtended)
    assert (longer.by.value, longer.more) == ("administrator", 1)
    assert why.texts == ["Holidays."]  # type: ignore[attr-defined]


def test_a_period_that_is_none_of_its_packs_is_an_error_of_ours() -> None:
    assert FILED.deadline is not None
    gone = next(rule for rule in Rule if pack("uncitral-odr").period(rule) is None)
    with pytest.raises(LookupError, match=gone):
        governed(FILED, replace(FILED.deadline, rule=f"uncitral-odr/1/{gone}"))


def test_instalments_by_the_week_are_a_week_apart() -> None:
    plan = even(OWES, respondent, 1, 3, NOW.date(), Every.WEEK, NOW)
    days = [each.due_on for each in plan]
    assert [day - days[0] for day in days] == [timedelta(weeks=n) for n in range(3)]
