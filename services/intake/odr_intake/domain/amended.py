"""A case as it stands after its claims were amended, or its earlier answer came to stand."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from odr_intake.domain.statuses import CaseStatus
from odr_shared.contracts.codes import Served
from odr_shared.contracts.intake import ClaimWithdrawn
from odr_shared.contracts.intake_amendments import AnswerStands, ClaimsAmended

if TYPE_CHECKING:
    from odr_intake.domain.state import Case

UNTAKEN = frozenset({CaseStatus.SCREENING, CaseStatus.RETURNED})
"""Where nobody but the claimant has heard of the claims yet."""
CLAIM_OPEN = frozenset({CaseStatus.AWAITING_SERVICE, CaseStatus.AWAITING_RESPONDENT})


def amended(case: "Case", fact: ClaimsAmended) -> "Case":
    """Once the case is taken, the claims are served anew, and no answer to the old ones stands."""
    was = case.progress
    changed = replace(case, claimed=fact.claimed, sought=fact.sought)
    changed = _noted(changed, non_material=fact.non_material, amendments=fact.number)
    if case.status in UNTAKEN:
        return changed
    shown = was.shown_until
    if case.status is CaseStatus.AWAITING_RESPONDENT and case.deadline is not None:
        shown = max(filter(None, (shown, case.deadline.due_at)))
    unheard = {n: at for n, at in was.served.items() if n is Served.DEFAULT}
    again = replace(changed, status=CaseStatus.AWAITING_SERVICE, answer=None, deadline=None)
    return _noted(
        again,
        to_serve=Served.CLAIM,
        owed_since=fact.occurred_at,
        served=unheard,
        shown_until=shown,
        answered_before=was.answered_before or case.answer is not None,
        admitted=None,
    )


def answer_stands(case: "Case", fact: AnswerStands) -> "Case":
    stands = replace(case, answer=fact.answer, deadline=None)
    return counterclaim_next(_noted(stands, answered_before=False), fact)


def claim_withdrawn(case: "Case", fact: ClaimWithdrawn) -> "Case":
    """What is left is the counterclaim; while amended claims wait for their answer, it is next."""
    # A counterclaim that is still to be answered keeps its time.
    open_ = {} if case.stage is None else {"stage": None, "deadline": None}
    gone = _noted(replace(case, **open_), claim_withdrawn=True)  # type: ignore[arg-type]
    if case.status not in CLAIM_OPEN or case.progress.to_serve is Served.COUNTERCLAIM:
        return gone
    return counterclaim_next(replace(gone, deadline=None), fact)


def counterclaim_next(case: "Case", fact: ClaimWithdrawn | AnswerStands) -> "Case":
    """The counterclaim is to be served, where there is one."""
    if case.progress.counterclaim is None:
        return case
    owed = {"to_serve": Served.COUNTERCLAIM, "owed_since": fact.occurred_at}
    return _noted(replace(case, status=CaseStatus.AWAITING_SERVICE), **owed)


def _noted(case: "Case", **changed: Any) -> "Case":
    return replace(case, progress=replace(case.progress, **changed))
