"""Anything done by anybody about what is owed, at any time: what must hold then, holds."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from tests import invariants
from tests.intake.cases import (
    NOW,
    TICK,
    caseworker,
    claim,
    claimant,
    contested,
    ended,
    euros,
    for_claimant,
    for_respondent,
    nobody,
    platform,
    respondent,
    stranger,
)
from tests.intake.test_obligations import (
    ADMIT,
    COUNTERCLAIMED,
    RETURNING,
    Decision,
    counter,
    following,
)

from odr_intake.domain import cases, confirming, instalments, performing
from odr_intake.domain.cases import Case, CaseStatus
from odr_intake.domain.instalments import Every, even
from odr_intake.domain.obligations import Obligation, PartStanding, next_at
from odr_rules.packs import Remedy, names, pack
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, DisputeReason
from odr_shared.contracts.intake_remedies import (
    CasePerformed,
    PerformanceConfirmed,
    RemedyDue,
)
from odr_shared.contracts.negotiation import Outcome
from odr_shared.errors import Refusal
from odr_shared.moves import Actor

PARTIES: Final = [claimant, respondent, for_claimant, for_respondent]
EVERYBODY: Final = [*PARTIES, *PARTIES, platform, caseworker, stranger, nobody]
ACTORS: Final = st.sampled_from(EVERYBODY)
NUMBERS: Final = st.integers(1, 5)
PARTS: Final = st.sampled_from([None, None, 1, 2, 3])
OUTCOMES: Final[list[tuple[list[Decision], list[Any]]]] = [
    ([ADMIT], [claim(euros(1000)), claim(euros(500), Remedy.DAMAGES)]),
    ([ADMIT], RETURNING),
    ([ADMIT], [claim(None, Remedy.REPLACEMENT), claim(euros(1))]),
    ([contested, ended(Outcome.SETTLED, euros(4000))], [claim()]),
    ([*COUNTERCLAIMED, counter(Answer.ADMIT), ended(Outcome.DECLINED)], [claim()]),
]


class Performing(RuleBasedStateMachine):
    """Reports, confirmations and disputes of anything by anybody, with clocks and copies."""

    @initialize(name=st.sampled_from(sorted(names())), end=st.sampled_from(OUTCOMES))
    def end(self, name: str, end: tuple[list[Decision], list[Any]]) -> None:
        decisions, claims = end
        self.case = following(ADMIT, pack=pack(name))
        with suppress(Refusal):  # this pack knows no such remedy, stage or counterclaim
            other = following(*decisions, claims=claims, pack=pack(name))
            self.case = other if other.obligations else self.case
        self.start, self.facts = self.case, list[Fact]()
        self.now = NOW

    @rule(
        actor=st.sampled_from([respondent, respondent, platform, *EVERYBODY]),
        number=NUMBERS,
        amount=st.sampled_from([None, 1, 300, 700, 1000, 2500, 4000]),
        mark=st.sampled_from(["a", "b", "c", "d", None]),
        copies=st.integers(1, 3),
    )
    def report(
        self, actor: Actor, number: int, amount: int | None, mark: str | None, copies: int
    ) -> None:
        sum_ = euros(amount) if amount else None
        before = len(self.facts)
        for _ in range(copies):
            done = self._give(
                *("performance", actor, number),
                lambda case: performing.report(case, actor, number, sum_, mark, self.now),
            )
            if mark is None or not done:
                break
        made = [each for each in self.facts[before:] if each.type.endswith("reported.v1")]
        assert len(made) <= 1, "a payment counts once, however often it is said"

    @rule(n=st.integers(0, 9))
    def what_is_left_is_reported(self, n: int) -> None:
        left = [each for each in self.case.obligations if each.is_open and each.left]
        if left:
            each = left[n % len(left)]
            some = max(1, each.left // (1 + n % 3)) if each.amount else None
            self.report(Actor(each.debtor), each.number, some, f"fresh {len(self.facts)}", 1)

    @rule(actor=ACTORS, number=NUMBERS, part=PARTS)
    def confirm(self, actor: Actor, number: int, part: int | None) -> None:
        self._give(
            *("confirm", actor, number),
            lambda case: confirming.confirm(case, actor, number, part, self.now),
        )

    @rule(actor=ACTORS, number=NUMBERS, part=PARTS, reason=st.sampled_from(DisputeReason))
    def dispute(self, actor: Actor, number: int, part: int | None, reason: DisputeReason) -> None:
        self._give(
            *("dispute", actor, number),
            lambda case: confirming.dispute(case, actor, number, part, reason, None, self.now),
        )

    @rule(
        actor=st.sampled_from([caseworker, caseworker, *EVERYBODY]),
        number=NUMBERS,
        part=PARTS,
        performed=st.booleans(),
    )
    def decide(self, actor: Actor, number: int, part: int | None, performed: bool) -> None:
        self._give(
            *("decide", actor, number),
            lambda case: confirming.decide(
                case, actor, number, part, performed=performed, text="…", now=self.now
            ),
        )

    @rule(actor=ACTORS, number=NUMBERS)
    def receive_return(self, actor: Actor, number: int) -> None:
        self._give(
            *("return_received", actor, number),
            lambda case: performing.receive_return(case, actor, number, self.now),
        )

    @rule(actor=ACTORS, number=NUMBERS, count=st.integers(1, 13), agrees=st.booleans())
    def divide(self, actor: Actor, number: int, count: int, agrees: bool) -> None:
        """Propose even parts, to which the other often agrees."""

        def plan(case: Case) -> list[Fact]:
            today = self.now.astimezone(ZoneInfo(case.zone)).date()
            found = even(case, actor, number, count, today, Every.WEEK, self.now)
            return instalments.propose(case, actor, number, found, self.now)

        if self._give("propose_instalments", actor, number, plan) and agrees:
            both = {self.case.claimant, self.case.respondent}
            (other,) = both - {actor.party}
            self.agree(Actor(other), number, None)

    @rule(actor=ACTORS, number=NUMBERS, proposal=st.integers(1, 2))
    def agree(self, actor: Actor, number: int, proposal: int | None) -> None:
        def command(case: Case) -> list[Fact]:
            standing = performing.owed(case, number).obligation.proposal
            which = proposal or (standing.number if standing else 1)
            return instalments.agree(case, actor, number, which, self.now)

        self._give("agree_instalments", actor, number, command)

    @rule(step=st.sampled_from([1, 30, 400, "early", "late"]), sweep=st.booleans())
    def time_passes(self, step: int | str, sweep: bool) -> None:
        if isinstance(step, int):
            self.now += timedelta(hours=step)
        elif (at := next_at(self.case.obligations)) is not None:
            self.now = max(self.now, at - (TICK if step == "early" else timedelta()))
        while sweep and (brought := cases.lapse(self.case, self.now)):
            assert brought[0].occurred_at <= self.now
            self._record(brought)

    def _give(self, name: str, actor: Actor, number: int, command: Decision) -> bool:
        """Refused as its guard says, or for what it says alone; and then nothing is changed."""
        facts = list[Fact]()

        def do() -> None:
            facts.extend(command(self.case))

        if (refused := refusal(do)) is not None:
            owing = partial(performing.owed, self.case, number)
            shown = refusal(lambda: confirming.GUARDS[name](owing(), actor, self.now))
            assert refused.pointer or type(shown) is type(refused)
            return False
        self._record(cases.follow(self.case, facts))
        return bool(facts)

    def _record(self, facts: list[Fact]) -> None:
        for fact in facts:
            was = self.case
            self.case = cases.evolve(was, [fact])
            if isinstance(fact, RemedyDue):
                waited = performing.owed(was, fact.number).obligation
                assert waited.after is not None
                assert not performing.owed(self.case, waited.after).obligation.is_open
            if isinstance(fact, CasePerformed):
                assert not any(each.is_open for each in self.case.obligations)
        self.facts += facts

    # What holds at all times.

    @invariant()
    def history_replays_to_the_same_state(self) -> None:
        assert cases.evolve(self.start, self.facts) == self.case

    @invariant()
    def money_is_conserved(self) -> None:
        own = [o for o in self.case.obligations if o.amount and o.instalment_of is None]
        granted = sum(o.whole for o in own if not _back(self, o))
        for whole in own:
            parts = [o for o in self.case.obligations if o.instalment_of == whole.number]
            assert tuple(o.number for o in parts) == whole.instalments
            assert not parts or whole.performed + sum(o.whole for o in parts) == whole.whole
        assert granted <= self.case.cap.amount
        for each in self.case.obligations:
            assert 0 <= each.performed <= each.whole
            assert 0 <= each.left <= each.whole - each.performed
        assert sum(self._counted()) == sum(o.performed for o in self._sums())

    def _sums(self) -> list[Obligation]:
        return [each for each in self.case.obligations if each.amount]

    def _counted(self) -> list[int]:
        """Each payment that counts, taken from the facts alone."""
        said = {
            (f.number, f.part): f.amount.amount  # type: ignore[attr-defined]
            for f in self.facts
            if f.type.endswith("performance_reported.v1") and f.amount  # type: ignore[attr-defined]
        }
        done = [(f.number, f.part) for f in self.facts if isinstance(f, PerformanceConfirmed)]
        assert len(done) == len(set(done)), "no part is confirmed twice"
        return [said[key] for key in done if key in said]

    @invariant()
    def no_payment_counts_twice(self) -> None:
        marks = [part.mark for o in self.case.obligations for part in o.parts if part.mark]
        assert len(marks) == len(set(marks))

    @invariant()
    def nothing_is_due_before_its_precondition(self) -> None:
        for each in self.case.obligations:
            if each.waits:
                assert each.due is None
                assert each.overdue_at is None
                assert not each.parts
            assert each.overdue_at is None or each.due is not None
            if each.overdue_at and each.due:
                assert each.overdue_at >= each.due.due_at

    @invariant()
    def it_is_closed_when_nothing_is_owed(self) -> None:
        is_open = any(each.is_open for each in self.case.obligations)
        assert self.case.status is (CaseStatus.PERFORMING if is_open else CaseStatus.CLOSED)
        performed = sum(isinstance(fact, CasePerformed) for fact in self.facts)
        assert performed == (not is_open)

    @invariant()
    def silence_alone_rejects_nothing(self) -> None:
        for each in self.case.obligations:
            for part in each.parts:
                ended = part.standing in (PartStanding.CLAIMED, PartStanding.DISPUTED)
                assert (part.ended_at is None) == ended


def _back(machine: Performing, obligation: Obligation) -> bool:
    return obligation.debtor == machine.case.claimant


def refusal(do: Callable[[], object]) -> Refusal | None:
    try:
        do()
    except Refusal as refused:
        return refused
    return None


class TestPerforming(Performing.TestCase):
    settings = settings(max_examples=100, stateful_step_count=25, deadline=None, database=None)


invariants.invariant(14, 43, 47, 48)(TestPerforming.runTest)
