"""What each side of a case can do just now, or waits for."""

from typing import Final

from odr_intake.domain.notices import Turn
from odr_intake.domain.papers import Side
from odr_intake.domain.state import Case
from odr_intake.domain.statuses import CaseStatus
from odr_intake.domain.whose_turn import position
from odr_rules.packs.vocabulary import Rule
from odr_shared.contracts.codes import CaseOutcome, Served, Stage

STAGES: Final = {
    Stage.NEGOTIATION: Turn.NEGOTIATE,
    Stage.MEDIATION: Turn.MEDIATE,
    Stage.ARBITRATION: Turn.ARBITRATE,
}
OWED: Final = frozenset({CaseOutcome.ADMITTED, CaseOutcome.SETTLED, CaseOutcome.AWARDED})
Both = tuple[Turn, Turn]
"""Of the claimant and of the respondent."""
PLAIN: Final[dict[CaseStatus, Both]] = {
    CaseStatus.SCREENING: (Turn.WAIT_SCREENING, Turn.WAIT_SCREENING),
    CaseStatus.RETURNED: (Turn.CURE, Turn.WAIT_SCREENING),
    CaseStatus.REFUSED: (Turn.ASK_REVIEW, Turn.WAIT_SCREENING),
    CaseStatus.UNDER_REVIEW: (Turn.WAIT_REVIEW, Turn.WAIT_SCREENING),
    CaseStatus.AWAITING_RESPONDENT: (Turn.WAIT_ANSWER, Turn.ANSWER),
    CaseStatus.AWAITING_CLAIMANT: (Turn.ANSWER_COUNTERCLAIM, Turn.WAIT_COUNTERCLAIM),
    CaseStatus.WITHDRAWING: (Turn.WAIT_END, Turn.WAIT_END),
    CaseStatus.SETTING_ASIDE: (Turn.WAIT_DECISION, Turn.WAIT_DECISION),
}


def turn(case: Case, side: Side) -> Turn:
    if case.progress.timing.standing is not None:
        return Turn.WAIT_RESUMED
    mine = side is Side.RESPONDENT
    match case.status:
        case CaseStatus.AWAITING_SERVICE:
            theirs = Side.CLAIMANT if _to_serve(case) is Served.COUNTERCLAIM else Side.RESPONDENT
            if side is not theirs:
                return Turn.WAIT_SERVICE
            return Turn.ANSWER if mine else Turn.ANSWER_COUNTERCLAIM
        case CaseStatus.AWAITING_PARTIES if case.stage is not None:
            return STAGES[case.stage]
        case CaseStatus.CLOSED | CaseStatus.PERFORMING:
            return _at_the_end(case, side)
    return PLAIN[case.status][mine]


def _to_serve(case: Case) -> Served | None:
    return case.progress.to_serve


def _at_the_end(case: Case, side: Side) -> Turn:
    if case.outcome is CaseOutcome.DEFAULT and not case.progress.is_final:
        pack = case.rules
        if pack.set_aside is not None and pack.period(Rule.SET_ASIDE) is not None:
            silent = side is silent_side(case)
            return Turn.ASK_SET_ASIDE if silent else Turn.WAIT_SET_ASIDE
    if case.obligations:
        return position(case, side)[0]
    if case.outcome in OWED and case.amount is not None:
        return Turn.OWE if side is Side.RESPONDENT else Turn.RECEIVE
    return Turn.OVER


def silent_side(case: Case) -> Side:
    return Side.CLAIMANT if case.progress.defaulted == case.claimant else Side.RESPONDENT


NEEDED: Final = frozenset(
    {
        *(Turn.CURE, Turn.ASK_REVIEW, Turn.ANSWER, Turn.ANSWER_COUNTERCLAIM),
        *(Turn.NEGOTIATE, Turn.MEDIATE, Turn.ARBITRATE, Turn.ASK_SET_ASIDE),
    }
)
"""What is for a party to do."""


def to_act(case: Case) -> frozenset[Side]:
    """The sides that can do something within the time that runs."""
    return frozenset(side for side in Side if turn(case, side) in NEEDED)
