"""The life of a case in which errors are repaired at any time, drawn at random."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from tests import invariants
from tests.intake.cases import another, caseworker
from tests.intake.test_life_machine import Lives, numbers, refusal

from odr_intake.domain import assigning, cases, repairing
from odr_intake.domain.cases import CaseStatus
from odr_intake.domain.obligations import FACTS as OWED
from odr_shared.contracts.codes import Channel, Served
from odr_shared.contracts.intake import CaseRefused, RefusalReviewed
from odr_shared.contracts.intake_repairs import Repaired


class RepairedLives(Lives):
    @rule(n=numbers, who=st.sampled_from([caseworker, another]))
    def something_is_repaired(self, n: int, who: object) -> None:
        before, can = self.case, list(repairing.repairable(self.case, self.now))
        if not can:
            return
        what, notice = can[n % len(can)]
        service = {"channel": Channel.POST, "at": self.now} if what is Repaired.SERVICE else {}
        facts = list[object]()

        def do() -> None:
            facts.extend(
                repairing.repair(before, who, what, "…", self.now, notice, **service)  # type: ignore[arg-type]
            )

        refused = refusal(do)
        if refused is not None:
            assert what is Repaired.SCREENING, "all else that can be repaired is"
            assert before.progress.screening is not None
            assert self.now >= before.progress.screening.due_at
            return
        self.facts += facts  # type: ignore[arg-type]
        self.case = case = cases.evolve(before, facts)  # type: ignore[arg-type]
        assert case.stage is None
        if case.deadline is not None:
            self.shown.append(case.deadline)
        match what:
            case Repaired.SERVICE:
                assert before.deadline is not None
                assert case.deadline is not None
                assert case.deadline.due_at >= before.deadline.due_at, "never earlier than shown"
            case Repaired.NOT_SERVED:
                assert (case.deadline, case.progress.to_serve) == (None, notice)
                assert (case.outcome is None) == (notice is not Served.DEFAULT)
                brought = cases.lapse(case, self.now.replace(year=2100))
                # What was admitted before is owed all the same, and may be overdue.
                assert [each for each in brought if not isinstance(each, OWED)] == [], (
                    "nothing runs"
                )
            case Repaired.ANSWER:
                assert (case.answer, case.status) == (None, CaseStatus.AWAITING_RESPONDENT)
                assert case.progress.counterclaim is None
            case Repaired.SCREENING:
                assert case.status is CaseStatus.SCREENING

    @rule(who=st.sampled_from([caseworker, another]))
    def it_is_handed_over(self, who: object) -> None:
        to = who.caseworker  # type: ignore[attr-defined]
        reviewed = self.case.status is CaseStatus.UNDER_REVIEW
        if reviewed and to == self.case.progress.refused_by:
            return
        facts = assigning.assign(self.case, caseworker, to, None, self.now)
        self.facts += facts
        self.case = cases.evolve(self.case, facts)
        assert self.case.progress.assignee == to

    @invariant()
    def nobody_reviews_the_own_decision(self) -> None:
        """Of the refusal that is reviewed: one that was repaired before is no more."""
        refused_by = None
        for fact, after in zip(self.facts, self.facts[1:], strict=False):
            if isinstance(fact, CaseRefused):
                refused_by = after.caseworker  # type: ignore[attr-defined]
            if isinstance(fact, RefusalReviewed):
                assert after.caseworker != refused_by  # type: ignore[attr-defined]


class TestRepairedLives(RepairedLives.TestCase):
    settings = settings(max_examples=100, stateful_step_count=40, deadline=None, database=None)


invariants.invariant(14, 17, 26, 27)(TestRepairedLives.runTest)
