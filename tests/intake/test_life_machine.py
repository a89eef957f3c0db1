"""A case of any pack under any commands, clocks and copies: what must hold then, holds."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests import invariants
from tests.intake.cases import (
    NOW,
    TICK,
    another,
    caseworker,
    claim,
    claimant,
    euros,
    filing,
    for_claimant,
    for_respondent,
    nobody,
    platform,
    respondent,
    stranger,
)

from odr_intake.domain import amending, cases, ending, response, screening, stages
from odr_intake.domain import filing as notices
from odr_intake.domain.cases import CaseStatus
from odr_intake.domain.ending import OVER
from odr_intake.domain.facts import DecisionStated, Screened
from odr_intake.domain.stages import stage_ended
from odr_rules.calendars import look
from odr_rules.deadlines import Deadline, Roll, derived_again
from odr_rules.packs import Remedy, names, pack
from odr_shared.contracts import Fact
from odr_shared.contracts.arbitration import ArbitrationEnded, ArbitrationOutcome
from odr_shared.contracts.codes import Answer, CaseOutcome, Channel, Cure, Served, Stage
from odr_shared.contracts.intake import (
    CaseAccepted,
    CaseAnswered,
    CaseClosed,
    CaseRefused,
    CaseResubmitted,
    ClaimWithdrawn,
    ConsentStated,
    CounterclaimAnswered,
    NoticeServed,
    OutcomeFinal,
    RefusalReviewed,
    SetAsideAsked,
    SetAsideDecided,
    StageOpened,
)
from odr_shared.contracts.intake_amendments import AnswerStands, ClaimsAmended
from odr_shared.contracts.intake_remedies import (
    PerformanceConfirmed,
    RemedyCancelled,
    RemedyOverdue,
)
from odr_shared.contracts.mediation import MediationEnded, MediationOutcome
from odr_shared.contracts.negotiation import Ended, Outcome
from odr_shared.errors import Refusal
from odr_shared.moves import Actor

PARTIES: Final = [claimant, respondent, for_claimant, for_respondent]
EVERYBODY: Final = [*PARTIES, *PARTIES, platform, caseworker, another, stranger, nobody]
numbers, seeds = st.integers(0, 99), st.integers(0, 2**32 - 1)
LEAVING: Final = ("withdraw", "transfer_out")
GROUNDS: Final = sorted({ground.code for name in names() for ground in pack(name).grounds})
ASIDE: Final = [found for name in names() if (found := pack(name).set_aside)]
CAUSES: Final = sorted({cause for each in ASIDE for cause in each.causes} | {"out_of_town"})
WAYS: Final = ["court", "newspaper", *sorted({w.code for name in names() for w in pack(name).ways})]
ENDS: Final = [
    *((Stage.NEGOTIATION, Ended, each) for each in Outcome),
    *((Stage.MEDIATION, MediationEnded, each) for each in MediationOutcome),
    *((Stage.ARBITRATION, ArbitrationEnded, each) for each in ArbitrationOutcome),
]
NEEDS: Final = {
    "answer": Served.CLAIM,
    "counterclaim_answer": Served.COUNTERCLAIM,
    "set_aside": Served.DEFAULT,
}
"""Of which notice there must be proof before such a period runs."""
BY_SILENCE: Final[dict[str, tuple[type[Fact], ...]]] = {
    "accepted": (CaseAccepted,),
    "dismissed": (CaseClosed,),
    "default": (CaseClosed, CounterclaimAnswered),
    "next_stage": (StageOpened, CaseClosed, AnswerStands),
    "referred": (CaseClosed,),
    "closed": (CaseClosed,),
    "final": (CaseClosed, OutcomeFinal),
}


IN_TIME: Final = {
    *("answer", "answer_counterclaim", "resubmit", "ask_review", "ask_set_aside"),
    *("refuse", "return", "amend_claims"),
}
"""What can be done until the end of the period that runs, and not from that instant on."""
AFTERWARDS: Final = (
    *(NoticeServed, SetAsideAsked, SetAsideDecided, OutcomeFinal, Screened, DecisionStated),
    *(RemedyOverdue, RemedyCancelled),
)
"""What can still happen to a case that has ended: its default is told and may be set aside, and
what it brought to be owed goes its own way."""


class Lives(RuleBasedStateMachine):
    @initialize(chance=seeds.map(Random))
    def file(self, chance: Random) -> None:
        name = chance.choice(sorted(names()))
        self.now, self.pack = NOW, pack(name)
        self.claims = list(filing(pack=self.pack).claims)
        self.facts: list[Fact] = notices.file_case(filing(pack=self.pack), NOW)
        self.case = cases.evolve(None, self.facts)
        self.shown: list[Deadline] = []
        self.proofs: list[Served] = []
        self.answer_by: list[datetime] = []
        self.what_is_legal_is_done_for_a_while(chance)

    def accept(self, actor: Actor) -> None:
        self._give("accept", actor, lambda: screening.accept(self.case, actor, self.now))

    def send_back(self, actor: Actor, missing: list[Cure]) -> None:
        self._give(
            "return", actor, lambda: screening.send_back(self.case, actor, missing, "…", self.now)
        )

    def resubmit(self, actor: Actor) -> None:
        self._give("resubmit", actor, lambda: screening.resubmit(self.case, actor, self.now))

    def refuse(self, actor: Actor, ground: str) -> None:
        self._give(
            "refuse", actor, lambda: screening.refuse(self.case, actor, ground, "…", self.now)
        )

    def ask_review(self, actor: Actor) -> None:
        self._give(
            "ask_review", actor, lambda: screening.ask_review(self.case, actor, None, self.now)
        )

    def review(self, actor: Actor, upheld: bool) -> None:
        self._give(
            *("review", actor),
            lambda: screening.review(self.case, actor, upheld=upheld, text="…", now=self.now),
        )

    def serve(self, actor: Actor, notice: Served, ago: timedelta) -> None:
        at = self.now - ago
        self._give(
            *("serve", actor),
            lambda: response.serve(self.case, actor, notice, Channel.APP, at, self.now),
        )

    def answer(self, actor: Actor, given: Answer, part: int | None, back: int | None) -> None:
        sums = {
            "admitted": euros(part) if part else None,
            "counterclaim": euros(back) if back else None,
        }
        self._give(
            *("answer", actor),
            lambda: response.answer(self.case, actor, given, "…", self.now, **sums),
        )

    def answer_counterclaim(self, actor: Actor, given: Answer) -> None:
        self._give(
            *("answer_counterclaim", actor),
            lambda: response.answer_counterclaim(self.case, actor, given, self.now),
        )

    def consent(self, actor: Actor, stage: Stage, given: bool) -> None:
        self._give(
            *("consent", actor),
            lambda: stages.consent(self.case, actor, stage, given=given, now=self.now),
        )

    def amend(self, actor: Actor, cents: int, twice: bool) -> None:
        claims = [claim(euros(cents), Remedy.PARTIAL_REFUND)] * (1 + twice)
        self._give(
            *("amend_claims", actor),
            lambda: amending.amend(self.case, actor, self.claims, claims, self.now),
        )
        if self.case.claimed == euros(cents):
            self.claims = claims

    def withdraw(self, actor: Actor) -> None:
        self._give("withdraw", actor, lambda: ending.withdraw(self.case, actor, self.now))

    def transfer_out(self, actor: Actor, way: str) -> None:
        self._give(
            "transfer_out", actor, lambda: ending.transfer_out(self.case, actor, way, self.now)
        )

    def ask_set_aside(self, actor: Actor, cause: str) -> None:
        self._give(
            *("ask_set_aside", actor),
            lambda: ending.ask_set_aside(self.case, actor, cause, None, self.now),
        )

    def decide_set_aside(self, actor: Actor, granted: bool) -> None:
        self._give(
            *("decide_set_aside", actor),
            lambda: ending.decide_set_aside(
                self.case, actor, granted=granted, text="…", now=self.now
            ),
        )

    @rule(
        actor=st.sampled_from(EVERYBODY),
        name=st.sampled_from(sorted(cases.GUARDS)),
        n=numbers,
        yes=st.booleans(),
    )
    def anybody_asks_for_anything(self, actor: Actor, name: str, n: int, yes: bool) -> None:
        self._do(name, actor, n, yes)

    @rule(chance=seeds.map(Random))
    def what_is_legal_is_done_for_a_while(self, chance: Random) -> None:
        """Most else is refused; without this few cases would come far."""
        for _ in range(chance.randrange(1, 25)):
            seldom = 0.3 if self.case.progress.counterclaim else 0.05
            legal = [
                (name, actor)
                for name, guard in cases.GUARDS.items()
                for actor in (*PARTIES, platform, caseworker, another)
                if refusal(partial(guard, self.case, actor, self.now)) is None
                and (name not in LEAVING or chance.random() < seldom)
            ]
            if self.case.stage is not None and chance.random() < 0.3:
                own = [end for end in ENDS if end[0] is self.case.stage]
                self.a_stage_says_that_it_ended(chance.choice(own), 1)
            elif self.case.deadline is not None and chance.random() < 0.3:
                self.time_passes(chance.choice([1, "early", "late"]))
                if legal and chance.random() < 0.5:  # what was legal, before the sweep is by
                    self._do(*chance.choice(legal), chance.randrange(100), True)
                self.sweep()
            elif legal:
                self._do(*chance.choice(legal), chance.randrange(100), chance.random() < 0.7)

    def _do(self, name: str, actor: Actor, n: int, yes: bool) -> None:
        given = list(Answer)[n % 3]
        match name:
            case "accept" | "resubmit" | "ask_review" | "withdraw":
                getattr(self, name)(actor)
            case "return":
                self.send_back(actor, [Cure.ORDER, list(Cure)[n % len(Cure)]])
            case "refuse":
                own = [each.code for each in self.pack.grounds]
                self.refuse(actor, (own if yes else GROUNDS)[n % len(own if yes else GROUNDS)])
            case "review":
                self.review(actor, yes)
            case "serve":
                owed = self.case.progress.to_serve if yes else None
                self.serve(actor, owed or list(Served)[n % 3], timedelta(days=n))
            case "answer":
                part = 2500 if n > 90 else 1 if given is Answer.ADMIT_IN_PART else None
                back = 4001 if n > 80 else 500 if yes and given is not Answer.ADMIT else None
                self.answer(actor, given, part, back)
            case "amend_claims":
                # One of them is more than was paid.
                self.amend(actor, 4001 if n > 90 else 1000 + n, n % 17 == 0)
            case "answer_counterclaim":
                self.answer_counterclaim(actor, given)
            case "consent":
                self.consent(actor, list(Stage)[n % 3], yes)
            case "transfer_out":
                self.transfer_out(actor, WAYS[n % len(WAYS)] if yes else "court")
            case "ask_set_aside":
                self.ask_set_aside(actor, CAUSES[n % len(CAUSES)])
            case "decide_set_aside":
                self.decide_set_aside(actor, yes)

    @rule(end=st.sampled_from(ENDS), copies=st.integers(1, 2))
    def a_stage_says_that_it_ended(self, end: tuple[Stage, Any, Any], copies: int) -> None:
        stage, fact, outcome = end
        open_, amount = self.case.stage, euros(9) if outcome == "settled" else None
        for _ in range(copies):
            said = stage_ended(
                self.case, stage, fact(occurred_at=self.now, outcome=outcome, amount=amount)
            )
            assert bool(said) == (self.case.stage is stage), "once, and by its own procedure"
            self._record(cases.follow(self.case, said))
        assert self.case.stage is None or open_ is not None

    @rule(step=st.sampled_from([0, 1, 30, 400, "early", "late"]))
    def time_passes(self, step: int | str) -> None:
        if isinstance(step, int):
            self.now += timedelta(hours=step)
        elif self.case.deadline is not None:
            early = TICK if step == "early" else timedelta()
            self.now = max(self.now, self.case.deadline.due_at - early)

    @rule()
    def sweep(self) -> None:
        while brought := cases.lapse(self.case, self.now):
            if isinstance(brought[0], PerformanceConfirmed | RemedyOverdue):
                # What is owed after the end is shown by `test_performing_machine`.
                self._record(brought)
                continue
            running = self.case.deadline
            assert running is not None
            assert {each.occurred_at for each in brought} == {running.due_at}
            assert isinstance(brought[0], BY_SILENCE[running.consequence])
            for each in brought:
                assert not isinstance(each, ConsentStated)
                if isinstance(each, CounterclaimAnswered):
                    assert each.answer is None
                if isinstance(each, CaseClosed):
                    assert each.outcome not in (CaseOutcome.ADMITTED, CaseOutcome.SETTLED)
                    named = running.consequence
                    assert (
                        each.outcome == named
                        or named not in set(CaseOutcome)
                        or (named == "default" and isinstance(brought[0], CounterclaimAnswered))
                    )
            self._record(brought)
            assert self.case.deadline != running, "an expiry fires once"

    def _give(self, name: str, actor: Actor, command: Callable[[], list[Fact]]) -> None:
        """Refused as its guard says; what that lets pass is refused for what it says alone."""
        shown = refusal(lambda: cases.GUARDS[name](self.case, actor, self.now))
        facts = list[Fact]()

        def do() -> None:
            facts.extend(command())

        refused = refusal(do)
        if shown is not None:
            assert refused is not None
            assert (type(refused), refused.extra) == (type(shown), shown.extra) or refused.pointer
        elif refused is not None:
            assert refused.pointer, (name, refused)
        assert refused is None or not facts
        running, own = self.case.deadline, self.case.stage is None
        late = own and running is not None and self.now >= running.due_at
        assert not (late and facts and name in IN_TIME), f"{name} at or after the instant"
        assert late or refused is None or refused.code != "deadline_passed", "it was in time"
        self._record(cases.follow(self.case, facts))

    def _record(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            match fact:
                case NoticeServed():
                    assert fact.notice is self.case.progress.to_serve
                    self.proofs.append(fact.notice)
                    if fact.notice is Served.CLAIM and fact.due_at is not None:
                        assert fact.due_at >= (self.case.progress.shown_until or fact.due_at)
                        assert all(fact.due_at >= each for each in self.answer_by)
                        self.answer_by.append(fact.due_at)
                    if fact.due_at is not None:
                        assert fact.due_at >= fact.occurred_at + timedelta(days=1)
                case CaseRefused():
                    assert self.pack.ground(fact.ground) is not None
                    running = self.case.deadline
                    assert running is None or fact.occurred_at < running.due_at
                case CaseResubmitted(due_at=datetime() as due_at):
                    was = self.case.progress
                    assert was.paused is not None
                    assert was.returned_at is not None
                    stood, later = fact.occurred_at - was.returned_at, due_at - was.paused.due_at
                    # A business day is left, and the end rolls over the longest holidays.
                    assert stood <= later <= stood + timedelta(days=14)
                case ClaimsAmended():
                    assert self.case.stage is None
                    taken = self.case.status not in (CaseStatus.SCREENING, CaseStatus.RETURNED)
                    # Of an answer, and of silence, to other claims there is no proof any more.
                    self.proofs = [
                        each for each in self.proofs if not taken or each is Served.DEFAULT
                    ]
                case AnswerStands():
                    assert any(isinstance(each, CaseAnswered) for each in self.facts)
                case ClaimWithdrawn():
                    assert self.case.progress.counterclaim is not None
                case CaseClosed(outcome=CaseOutcome.WITHDRAWN):
                    standing = self.case.progress.counterclaim is not None
                    assert not standing or self.case.progress.claim_withdrawn
        before = self.case
        if before.outcome is not None:
            assert all(isinstance(fact, AFTERWARDS) for fact in facts), facts
        self.facts += facts
        self.case = cases.evolve(self.case, facts)
        was, runs = before.deadline, self.case.deadline
        if was and runs and (was.rule, was.trigger) == (runs.rule, runs.trigger):
            assert runs.due_at >= was.due_at, "never earlier than shown"
        if self.case.deadline is not None and self.case.deadline != before.deadline:
            self.shown.append(self.case.deadline)

    # What holds at all times.

    @invariant()
    def history_replays_to_the_same_state(self) -> None:
        assert cases.evolve(None, self.facts) == self.case

    @invariant()
    def it_is_in_one_place(self) -> None:
        case = self.case
        assert (case.stage is not None) <= (
            case.status in (CaseStatus.AWAITING_PARTIES, CaseStatus.WITHDRAWING)
        )
        assert (case.status in OVER) == (case.outcome is not None)
        closed = sum(isinstance(fact, CaseClosed) for fact in self.facts)
        assert closed - case.progress.undone == (case.outcome is not None)
        assert (case.status is CaseStatus.AWAITING_SERVICE) <= (case.progress.to_serve is not None)
        told = (CaseStatus.CLOSED, CaseStatus.PERFORMING, CaseStatus.SETTING_ASIDE)
        assert case.progress.to_serve is None or case.status in (CaseStatus.AWAITING_SERVICE, *told)

    @invariant()
    def no_period_runs_against_who_was_not_served(self) -> None:
        running = self.case.deadline
        if running is None or self.case.stage is not None:
            return
        needed = NEEDS.get(running.rule.rpartition("/")[2])
        anew = any(isinstance(fact, SetAsideDecided) and fact.granted for fact in self.facts)
        assert needed is None or needed in self.proofs or anew

    @invariant()
    def what_a_party_was_shown_it_can_work_out_again(self) -> None:
        for deadline in self.shown[-1:]:
            assert deadline.derivation is not None
            assert derived_again(deadline) == deadline
            if (found := deadline.derivation).roll is Roll.FORWARD:
                assert look(found.calendar, found.last_day).business
                assert found.rolled_from is None or found.rolled_from < found.last_day

    @invariant()
    def nothing_holds_a_consumer_in_a_case_that_is_not_decided(self) -> None:
        over = self.case.outcome is not None or self.case.progress.claim_withdrawn
        case, ends = self.case, False
        while brought := cases.lapse(case, self.now):
            ends |= any(isinstance(fact, CaseClosed) for fact in brought)
            case = cases.evolve(case, brought)
        refused = refusal(lambda: ending.may_withdraw(self.case, claimant, self.now))
        assert (refused is not None) == (over or ends)

    @invariant()
    def what_is_claimed_stays_within_the_order(self) -> None:
        sums = [each.amount.amount for each in self.case.sought if each.amount]
        assert (self.case.claimed.amount if self.case.claimed else 0) == sum(sums) <= 4000
        assert self.case.progress.amendments <= amending.OFTEN

    @precondition(lambda self: self.case.progress.refused_by)
    @invariant()
    def nobody_reviews_the_own_decision(self) -> None:
        refused = [
            after.caseworker
            for fact, after in zip(self.facts, self.facts[1:], strict=False)
            if isinstance(fact, CaseRefused) and isinstance(after, Screened)
        ]
        reviewed = [
            after.caseworker
            for fact, after in zip(self.facts, self.facts[1:], strict=False)
            if isinstance(fact, RefusalReviewed) and isinstance(after, Screened)
        ]
        assert not set(refused) & set(reviewed)


def refusal(do: Callable[[], object]) -> Refusal | None:
    try:
        do()
    except Refusal as refused:
        return refused
    return None


class TestLives(Lives.TestCase):
    settings = settings(max_examples=200, stateful_step_count=40, deadline=None, database=None)


invariants.invariant(14, 15, 16, 17, 18, 19, 21, 22, 23, 26, 27, 29, 30, 31, 33)(TestLives.runTest)
