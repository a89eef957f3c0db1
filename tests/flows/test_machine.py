"""Commands, clocks and copies in any order, over both domains: what must hold then, holds."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests import invariants
from tests.intake.cases import (
    NOW,
    TICK,
    claimant,
    euros,
    filing,
    for_claimant,
    for_respondent,
    nobody,
    respondent,
    served,
    stranger,
)

from odr_intake.domain import cases, ending, response
from odr_intake.domain import filing as notices
from odr_intake.domain.stages import stage_ended
from odr_negotiation import domain as negotiation
from odr_negotiation.domain import Negotiation, Opened
from odr_shared.contracts import Fact, PrivateFact
from odr_shared.contracts.codes import Answer, CaseOutcome, Stage
from odr_shared.contracts.intake import CaseClosed, NoticeServed, StageOpened
from odr_shared.contracts.intake import WithdrawRequested as Asked
from odr_shared.contracts.negotiation import Ended, OfferMade, OfferWithdrawn, Outcome
from odr_shared.contracts.terms import Terms
from odr_shared.errors import Refusal
from odr_shared.moves import Actor, Guard, moves

# Those who may act are drawn more often than those who may not.
ACTORS: Final = [claimant, respondent, claimant, respondent, for_claimant, for_respondent]
ACTORS += [stranger, nobody]
actors = st.sampled_from(ACTORS)


def becomes(outcome: Outcome) -> CaseOutcome:
    """Of the case, under a pack that has no other stage than negotiation."""
    ends = {Outcome.SETTLED: CaseOutcome.SETTLED, Outcome.WITHDRAWN: CaseOutcome.WITHDRAWN}
    return ends.get(outcome, CaseOutcome.REFERRED)


class Disputes(RuleBasedStateMachine):
    """Two services with a fact on its way between them for as long as it likes."""

    @initialize(contested=st.integers(0, 4))
    def file(self, contested: int) -> None:
        self.now, self.offers = NOW, 0
        self.ours: list[Fact] = notices.file_case(filing(), NOW)
        self.theirs: list[Fact] = []
        self.to_them: list[Fact] = []
        self.to_us: list[Fact] = []
        self.case = cases.evolve(None, self.ours)
        self._record_ours(served()(self.case))
        self.n: Negotiation | None = None
        if contested:  # most of what can go wrong comes after that
            self.answer(respondent, Answer.CONTEST)
            while self.to_them:
                self.they_hear()

    # What may be asked, by anybody and at any time.

    @rule(actor=actors, said=st.sampled_from(Answer))
    def answer(self, actor: Actor, said: Answer) -> None:
        part = euros(1) if said is Answer.ADMIT_IN_PART else None
        self._give(
            "answer",
            lambda: response.answer(self.case, actor, said, None, self.now, admitted=part),
            actor,
        )

    @rule(actor=actors)
    def withdraw(self, actor: Actor) -> None:
        self._give("withdraw", lambda: ending.withdraw(self.case, actor, self.now), actor)

    @precondition(lambda self: self.n is not None)
    @rule(actor=actors, days=st.integers(1, 3))
    def offer(self, actor: Actor, days: int) -> None:
        n = self.n
        assert n is not None
        self.offers += 1
        offer = UUID(int=self.offers)
        until = self.now + timedelta(days=days)
        until = min(until, max(n.deadline.due_at, self.now + TICK))
        terms = Terms(amount=euros(self.offers), apology=days > 1)
        self._ask(
            "make_offer",
            lambda: negotiation.make_offer(n, actor, offer, terms, until, self.now),
            actor,
        )

    @precondition(lambda self: self.n is not None)
    @rule(actor=actors, stale=st.booleans())
    def accept(self, actor: Actor, stale: bool) -> None:
        n = self.n
        assert n is not None
        shown = UUID(int=0) if n.on_table is None else n.on_table.id
        offer = UUID(int=shown.int - 1) if stale and n.on_table else shown
        self._ask(
            "accept" if offer == shown else None,
            lambda: negotiation.accept(n, actor, offer, self.now),
            actor,
        )

    @precondition(lambda self: self.n is not None)
    @rule(actor=actors, stale=st.booleans())
    def withdraw_offer(self, actor: Actor, stale: bool) -> None:
        n = self.n
        assert n is not None
        shown = UUID(int=0) if n.on_table is None else n.on_table.id
        offer = UUID(int=shown.int - 1) if stale and n.on_table else shown
        self._ask(
            "withdraw_offer" if offer == shown else None,
            lambda: negotiation.withdraw_offer(n, actor, offer, self.now),
            actor,
        )

    @precondition(lambda self: self.n is not None)
    @rule(actor=actors)
    def decline(self, actor: Actor) -> None:
        n = self.n
        assert n is not None
        self._ask("decline", lambda: negotiation.decline(n, actor, self.now), actor)

    # What happens by itself, soon, late, or more than once.

    @rule(step=st.sampled_from([0, 1, 6, 30, "early", "late"]))
    def time_passes(self, step: int | str) -> None:
        if isinstance(step, int):
            self.now += timedelta(hours=step)
        elif running := self.n.deadline if self.n is not None else self.case.deadline:
            early = TICK if step == "early" else timedelta()
            self.now = max(self.now, running.due_at - early)

    @rule()
    def sweep(self) -> None:
        for _ in range(2):
            self._record_ours(cases.lapse(self.case, self.now))
            if self.n is not None:
                self._record_theirs(negotiation.lapse(self.n, self.now))

    @precondition(lambda self: self.to_them)
    @rule()
    def they_hear(self) -> None:
        match self.to_them.pop(0):
            case StageOpened() as opened:
                known = {name: getattr(opened, name) for name in Opened.model_fields}
                self._record_theirs(negotiation.open_negotiation(Opened(**known)))
            case Asked() as asked if self.n is not None:
                by = asked.by_platform
                self._record_theirs(negotiation.withdraw(self.n, asked.occurred_at, by))

    @precondition(lambda self: self.to_us)
    @rule()
    def we_hear(self) -> None:
        if isinstance(heard := self.to_us.pop(0), Ended):
            self._record_ours(stage_ended(self.case, Stage.NEGOTIATION, heard))

    def _give(self, name: str, command: Callable[[], list[Fact]], actor: Actor) -> None:
        self._record_ours(self._as_shown(cases.GUARDS, self.case, name, command, actor))

    def _ask(self, name: str | None, command: Callable[[], list[Fact]], actor: Actor) -> None:
        self._record_theirs(self._as_shown(negotiation.GUARDS, self.n, name, command, actor))

    def _as_shown(
        self,
        guards: Mapping[str, Guard[Any]],
        state: object,
        name: str | None,
        command: Callable[[], list[Fact]],
        actor: Actor,
    ) -> list[Fact]:
        """What the command answers, which is what the moves shown had said of it."""
        shown = {move.name: move.refusal for move in moves(guards, state, [actor], self.now)}
        refused, facts = None, list[Fact]()
        try:
            facts = command()
        except Refusal as refusal:
            refused = type(refusal), refusal.extra
        said = None if name is None else shown[name]
        if name is None:
            assert refused is not None, "what is not on the table was accepted"
        else:
            assert refused == (None if said is None else (type(said), said.extra))
        return facts

    def _record_ours(self, facts: Sequence[Fact]) -> None:
        self.ours += facts
        self.to_them += [fact for fact in facts if not isinstance(fact, PrivateFact)]
        self.case = cases.evolve(self.case, facts)

    def _record_theirs(self, facts: Sequence[Fact]) -> None:
        self.theirs += facts
        self.to_us += [fact for fact in facts if not isinstance(fact, PrivateFact)]
        if facts:
            self.n = negotiation.evolve(self.n, facts)

    # What holds at all times.

    @invariant()
    def history_replays_to_the_same_state(self) -> None:
        assert cases.evolve(None, self.ours) == self.case
        if self.n is not None:
            assert negotiation.evolve(None, self.theirs) == self.n

    @invariant()
    def it_ends_once_with_one_outcome(self) -> None:
        closed = [fact for fact in self.ours if isinstance(fact, CaseClosed)]
        ended = [fact for fact in self.theirs if isinstance(fact, Ended)]
        assert len(closed) <= 1
        assert len(ended) <= 1
        assert [fact.outcome for fact in closed] == [self.case.outcome] * len(closed)
        assert (self.case.outcome is None) == (not closed)
        if closed and ended:
            assert closed[0].outcome is becomes(ended[0].outcome)
            if ended[0].outcome is Outcome.SETTLED:
                assert (closed[0].amount, closed[0].terms) == (ended[0].amount, ended[0].terms)
            else:  # what was admitted is owed all the same
                assert closed[0].amount == self.case.progress.admitted

    @invariant()
    def silence_accepts_nothing_and_has_the_consequence_that_was_named(self) -> None:
        notice, *stage = self._periods()
        for fact in (*self.ours, *self.theirs):
            if isinstance(fact, CaseClosed) and fact.outcome is CaseOutcome.DEFAULT:
                assert (fact.occurred_at, fact.outcome) == (notice.due_at, notice.consequence)
            if isinstance(fact, Ended) and fact.outcome is Outcome.LAPSED:
                named = stage[0].due_at, stage[0].consequence
                assert (fact.occurred_at, becomes(fact.outcome)) == named

    def _periods(self) -> list[NoticeServed | StageOpened]:
        return [fact for fact in self.ours if isinstance(fact, NoticeServed | StageOpened)]

    @invariant()
    def a_settlement_is_the_last_offer_accepted_by_the_other_in_time(self) -> None:
        for fact in self.theirs:
            if isinstance(fact, Ended) and fact.outcome is Outcome.SETTLED:
                *_, last = (each for each in self.theirs if isinstance(each, OfferMade))
                assert (fact.offer_id, fact.terms) == (last.offer_id, last.terms)
                assert fact.offer_id not in self._taken_back()
                assert fact.by not in (None, last.made_by)
                assert fact.occurred_at < last.valid_until

    def _taken_back(self) -> set[UUID]:
        return {each.offer_id for each in self.theirs if isinstance(each, OfferWithdrawn)}

    @invariant()
    def what_came_in_time_wins_over_the_deadline(self) -> None:
        notice, *later = self._periods()
        due = {"answer": notice.due_at, "stage": later[0].due_at if later else None}
        for fact in self.theirs[1:]:
            assert due["stage"] is not None
            assert fact.occurred_at <= due["stage"]
        if self.case.answer is not None:
            [said] = [f for f in self.ours if f.type == "intake.case_answered.v1"]
            assert said.occurred_at < due["answer"]


class TestDisputes(Disputes.TestCase):
    settings = settings(max_examples=150, stateful_step_count=40, deadline=None, database=None)


invariants.invariant(14, 15, 18, 19, 20, 30)(TestDisputes.runTest)
