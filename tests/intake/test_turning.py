"""A test clock as it is turned, and the periods that facts say, decision by decision."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.intake.cases import (
    CLAIMANT,
    DUE,
    NOW,
    TICK,
    after,
    contested,
    filing,
    unserved,
)

from odr_intake.domain import cases, clocks, running
from odr_intake.domain import filing as notice
from odr_intake.domain.cases import CaseStatus
from odr_intake.domain.facts import Reminded
from odr_rules.deadlines import Deadline
from odr_rules.packs import pack
from odr_rules.packs.vocabulary import Rule
from odr_shared.contracts.codes import CaseOutcome, Stage
from odr_shared.contracts.intake import CaseClosed, CaseFiled, ClockAdvanced, StageOpened
from odr_shared.errors import Refusal
from odr_shared.money import Money

START = datetime(2026, 1, 1, tzinfo=UTC)
FURTHEST = START + timedelta(days=3660)


@pytest.mark.parametrize("mode", ["live", "TEST", ""])
def test_only_in_test_mode_there_are_test_clocks(mode: str) -> None:
    clocks.set_clock("test")
    with pytest.raises(clocks.LiveHasNoTestClocks):
        clocks.set_clock(mode)


@pytest.mark.parametrize("to", [NOW, NOW + TICK, FURTHEST])
def test_a_clock_shows_what_it_was_turned_to(to: datetime) -> None:
    assert clocks.turn(NOW, START, to) == to


@pytest.mark.parametrize(
    ("to", "refusal", "extra"),
    [
        (NOW - TICK, clocks.ClockGoesBack, {"now": "2026-01-07T15:30:00Z"}),
        (FURTHEST + TICK, clocks.ClockTooFar, {"furthest": "2036-01-09T00:00:00Z"}),
    ],
)
def test_it_goes_neither_back_nor_too_far(to, refusal: type[Refusal], extra) -> None:
    with pytest.raises(refusal) as refused:
        clocks.turn(NOW, START, to)
    assert (refused.value.pointer, refused.value.extra) == ("/to", extra)


def test_turned_the_case_lives_through_all_that_is_due_in_its_order() -> None:
    case, to = after(), NOW + timedelta(days=400)
    facts = cases.advance_clock(case, to)
    assert facts[0] == ClockAdvanced(occurred_at=to)
    times = [each.occurred_at for each in facts[1:]]
    assert times == sorted(times)
    assert (type(facts[-1]), times[-1]) == (CaseClosed, DUE)
    reminded = [each.occurred_at for each in facts if isinstance(each, Reminded)]
    assert reminded == [NOW + (DUE - NOW) / 2, DUE - timedelta(days=1)]
    assert len(facts) == 4
    turned = cases.evolve(case, facts)
    assert (turned.clock_now, turned.outcome) == (to, CaseOutcome.DEFAULT)
    assert cases.advance_clock(turned, to) == [ClockAdvanced(occurred_at=to)]


def test_turned_through_one_period_into_the_next_it_ends_both() -> None:
    """A case that nobody screens is taken by silence; a refusal that nobody attacks is final."""
    case = unserved(pack=pack("eu-adr"))
    assert case.deadline is not None
    due = case.deadline.due_at
    early = cases.advance_clock(case, due - TICK)
    assert {type(each) for each in early} <= {ClockAdvanced, Reminded}
    taken = cases.evolve(case, cases.advance_clock(case, due))
    assert taken.status is CaseStatus.AWAITING_SERVICE
    assert taken.progress.owed_since == due


def test_no_period_is_read_from_a_fact_that_sets_none() -> None:
    closed = {"occurred_at": NOW, "outcome": CaseOutcome.SETTLED, "amount": None}
    whole = {"rule": "p/1/set_aside", "began_at": NOW, "due_at": DUE}
    for missing in whole:
        part = {key: value for key, value in whole.items() if key != missing}
        assert running.running(CaseClosed(**closed, **part)) is None
    found = running.running(CaseClosed(**closed, **whole))
    assert found == Deadline("p/1/set_aside", NOW, DUE, "UTC", "")
    said = {"zone": "Asia/Shanghai", "consequence": "final"}
    found = running.running(CaseClosed(**closed, **whole, **said))
    assert found == Deadline("p/1/set_aside", NOW, DUE, "Asia/Shanghai", "final")


def test_a_period_is_said_and_read_back_with_all_that_it_was_made_from() -> None:
    made = running.due(pack("eu-adr"), Rule.SCREENING, NOW, "Europe/Berlin")
    assert made is not None
    assert made.derivation is not None
    fact = CaseClosed(
        occurred_at=NOW, outcome=CaseOutcome.SETTLED, amount=None, **running.said(made)
    )
    assert running.running(fact) == made
    assert running.said(None) == {}
    opened = after()
    facts = contested(opened)
    [stage] = [each for each in facts if isinstance(each, StageOpened)]
    assert running.running(stage) == cases.evolve(opened, facts).deadline
    assert stage.derivation is not None


def test_a_pack_without_that_period_has_none_to_run() -> None:
    crt, express = pack("bc-crt"), pack("merchant-express")
    assert crt.period(Rule.SET_ASIDE) is not None
    assert express.period(Rule.SET_ASIDE) is None
    assert running.due(express, Rule.SET_ASIDE, NOW, "UTC") is None
    later = NOW + timedelta(days=99)
    held = running.due(crt, Rule.SET_ASIDE, NOW, "UTC", not_before=later)
    assert held is not None
    assert held.due_at == later


def test_a_case_is_what_its_filing_says() -> None:
    facts = notice.file_case(filing(clock_now=NOW), NOW)
    case = cases.evolve(None, facts)
    [filed] = [each for each in facts if isinstance(each, CaseFiled)]
    assert (case.claimant, case.pack, case.pack_version) == (CLAIMANT, "uncitral-odr", 1)
    assert (case.clock_now, case.zone, case.lengths) == (NOW, "Europe/Berlin", ())
    assert (case.cap, case.claimed) == (Money(amount=4000, currency="EUR"), filed.claimed)
    with pytest.raises(TypeError, match="begins with CaseFiled"):
        cases.evolve(None, facts[1:])
    with pytest.raises(TypeError, match="nothing has happened"):
        cases.evolve(None, [])


def test_a_stage_that_ended_is_remembered_with_its_times() -> None:
    opened = after()
    case = cases.evolve(opened, contested(opened))
    assert (case.stage, case.status) == (Stage.NEGOTIATION, CaseStatus.AWAITING_PARTIES)
    later = NOW + timedelta(hours=3)
    ended = cases.evolve(
        case, [CaseClosed(occurred_at=later, outcome=CaseOutcome.SETTLED, amount=None)]
    )
    [tried] = ended.progress.tried
    assert (tried.stage, tried.opened_at, tried.ended_at) == (Stage.NEGOTIATION, NOW, later)
    assert (ended.stage, ended.progress.closed_at) == (None, later)
    assert isinstance(ended.claimant, UUID)
