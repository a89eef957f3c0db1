"""A case of any pack under any commands, clocks and copies: what must hold then, holds."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
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

from odr_intake.domain import cases, ending, response, screening, stages
from odr_intake.domain import filing as notices
from odr_intake.domain.cases import CaseStatus
from odr_intake.domain.facts import Screened
from odr_intake.domain.stages import stage_ended
from odr_rules.deadlines import Deadline, derived_again
from odr_rules.packs import names, pack
from odr_shared.contracts import Fact
from odr_shared.contracts.arbitration import ArbitrationEnded, ArbitrationOutcome
from odr_shared.contracts.codes import Answer, CaseOutcome, Channel, Cure, Served, Stage
from odr_shared.contracts.intake import (
    CaseAccepted,
    CaseClosed,
    CaseRefused,
    ClaimWithdrawn,
    ConsentStated,
    CounterclaimAnswered,
    NoticeServed,
    OutcomeFinal,
    RefusalReviewed,
    SetAsideDecided,
    StageOpened,
)
from odr_shared.contracts.mediation import MediationEnded, MediationOutcome
from odr_shared.contracts.negotiation import Ended, Outcome
from odr_shared.errors import Refusal
from odr_shared.moves import Actor

PARTIES: Final = [claimant, respondent, for_claimant, for_respondent]
EVERYBODY: Final = [*PARTIES, *PARTIES, platform, caseworker, another, stranger, nobody]
actors, decisive = st.sampled_from(EVERYBODY), st.sampled_from([caseworker, another, *PARTIES])
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
    "next_stage": (StageOpened, CaseClosed),
    "referred": (CaseClosed,),
    "closed": (CaseClosed,),
    "final": (CaseClosed, OutcomeFinal),
}


class Lives(RuleBasedStateMachine):
    @initialize(name=st.sampled_from(sorted(names())), skip=st.booleans())
    def file(self, name: str, skip: bool) -> None:
        self.now, self.pack = NOW, pack(name)
        self.facts: list[Fact] = notices.file_case(filing(pack=self.pack), NOW)
        self.case = cases.evolve(None, self.facts)
        self.shown: list[Deadline] = []
        self.proofs: list[Served] = []
        if skip:  # most of what can go wrong comes after that
            if self.case.status is CaseStatus.SCREENING:
                self.accept(caseworker)
            self.serve(platform, Served.CLAIM, timedelta())

    @rule(actor=decisive)
    def accept(self, actor: Actor) -> None:
        self._give("accept", actor, lambda: screening.accept(self.case, actor, self.now))

    @rule(actor=decisive, missing=st.lists(st.sampled_from(Cure), min_size=1, max_size=3))
    def send_back(self, actor: Actor, missing: list[Cure]) -> None:
        self._give(
            "return", actor, lambda: screening.send_back(self.case, actor, missing, "…", self.now)
        )

    @rule(actor=actors)
    def resubmit(self, actor: Actor) -> None:
        self._give("resubmit", actor, lambda: screening.resubmit(self.case, actor, self.now))

    @rule(actor=decisive, ground=st.sampled_from(GROUNDS))
    def refuse(self, actor: Actor, ground: str) -> None:
        self._give(
            "refuse", actor, lambda: screening.refuse(self.case, actor, ground, "…", self.now)
        )

    @rule(actor=actors)
    def ask_review(self, actor: Actor) -> None:
        self._give(
            "ask_review", actor, lambda: screening.ask_review(self.case, actor, None, self.now)
        )

    @rule(actor=decisive, upheld=st.booleans())
    def review(self, actor: Actor, upheld: bool) -> None:
        self._give(
            *("review", actor),
            lambda: screening.review(self.case, actor, upheld=upheld, text="…", now=self.now),
        )

    @rule(
        actor=st.sampled_from([platform, platform, *EVERYBODY]),
        notice=st.sampled_from(Served),
        ago=st.sampled_from([timedelta(), timedelta(hours=5), timedelta(days=90)]),
    )
    def serve(self, actor: Actor, notice: Served, ago: timedelta) -> None:
        at = self.now - ago
        self._give(
            *("serve", actor),
            lambda: response.serve(self.case, actor, notice, Channel.APP, at, self.now),
        )

    @rule(
        actor=actors,
        given=st.sampled_from(Answer),
        part=st.sampled_from([None, 1, 2500]),
        back=st.sampled_from([None, None, 500, 4001]),
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

    @rule(actor=actors, given=st.sampled_from(Answer))
    def answer_counterclaim(self, actor: Actor, given: Answer) -> None:
        self._give(
            *("answer_counterclaim", actor),
            lambda: response.answer_counterclaim(self.case, actor, given, self.now),
        )

    @rule(actor=actors, stage=st.sampled_from(Stage), given=st.booleans())
    def consent(self, actor: Actor, stage: Stage, given: bool) -> None:
        self._give(
            *("consent", actor),
            lambda: stages.consent(self.case, actor, stage, given=given, now=self.now),
        )

    @rule(actor=actors)
    def withdraw(self, actor: Actor) -> None:
        self._give("withdraw", actor, lambda: ending.withdraw(self.case, actor, self.now))

    @rule(actor=actors, way=st.sampled_from(WAYS))
    def transfer_out(self, actor: Actor, way: str) -> None:
        self._give(
            "transfer_out", actor, lambda: ending.transfer_out(self.case, actor, way, self.now)
        )

    @rule(actor=actors, cause=st.sampled_from(CAUSES))
    def ask_set_aside(self, actor: Actor, cause: str) -> None:
        self._give(
            *("ask_set_aside", actor),
            lambda: ending.ask_set_aside(self.case, actor, cause, None, self.now),
        )

    @rule(actor=decisive, granted=st.booleans())
    def decide_set_aside(self, actor: Actor, granted: bool) -> None:
        self._give(
            *("decide_set_aside", actor),
            lambda: ending.decide_set_aside(
                self.case, actor, granted=granted, text="…", now=self.now
            ),
        )

    @rule(n=st.integers(0, 99), yes=st.booleans(), given=st.sampled_from(Answer))
    def somebody_does_what_is_legal(self, n: int, yes: bool, given: Answer) -> None:
        """Most of the others are refused; without this few cases would come far."""
        legal = [
            (name, actor)
            for name, guard in cases.GUARDS.items()
            for actor in (*PARTIES, platform, caseworker, another)
            if refusal(partial(guard, self.case, actor, self.now)) is None
        ]
        if not legal:
            return
        name, actor = legal[n % len(legal)]
        match name:
            case "accept" | "resubmit" | "ask_review" | "withdraw":
                getattr(self, name)(actor)
            case "return":
                self.send_back(actor, [Cure.ORDER])
            case "refuse":
                self.refuse(actor, self.pack.grounds[n % len(self.pack.grounds)].code)
            case "review":
                self.review(actor, yes)
            case "serve":
                self.serve(actor, self.case.progress.to_serve or Served.CLAIM, timedelta(days=n))
            case "answer":
                part = 1 if given is Answer.ADMIT_IN_PART else None
                self.answer(actor, given, part, 500 if yes and given is not Answer.ADMIT else None)
            case "answer_counterclaim":
                self.answer_counterclaim(actor, given)
            case "consent":
                self.consent(actor, list(Stage)[n % 3], yes)
            case "transfer_out":
                self.transfer_out(actor, "court")
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
            self._record(said)
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
        self._record(facts)

    def _record(self, facts: Sequence[Fact]) -> None:
        for fact in facts:
            match fact:
                case NoticeServed():
                    assert fact.notice is self.case.progress.to_serve
                    self.proofs.append(fact.notice)
                    if fact.due_at is not None:
                        assert fact.due_at >= fact.occurred_at + timedelta(days=1)
                case CaseRefused():
                    assert self.pack.ground(fact.ground) is not None
                    running = self.case.deadline
                    assert running is None or fact.occurred_at < running.due_at
                case ClaimWithdrawn():
                    assert self.case.progress.counterclaim is not None
                case CaseClosed(outcome=CaseOutcome.WITHDRAWN):
                    standing = self.case.progress.counterclaim is not None
                    assert not standing or self.case.progress.claim_withdrawn
        before = self.case
        self.facts += facts
        self.case = cases.evolve(self.case, facts)
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
        assert (case.status in (CaseStatus.CLOSED, CaseStatus.SETTING_ASIDE)) == (
            case.outcome is not None
        )
        closed = sum(isinstance(fact, CaseClosed) for fact in self.facts)
        assert closed - case.progress.set_asides == (case.outcome is not None)
        assert (case.status is CaseStatus.AWAITING_SERVICE) <= (case.progress.to_serve is not None)

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


invariants.invariant(14, 15, 17, 18, 19, 21, 22, 26, 27, 30)(TestLives.runTest)
