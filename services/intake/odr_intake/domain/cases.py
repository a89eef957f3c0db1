"""What can be done with a case: each command's decision and guard, and what the clock brings."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from odr_intake.domain import (
    amending,
    assigning,
    ending,
    extending,
    feedback,
    linking,
    obligations,
    pausing,
    performing,
    repairing,
    response,
    screening,
    stages,
)
from odr_intake.domain.ordering import follow
from odr_intake.domain.progress import Progress, Tried
from odr_intake.domain.reminders import next_reminder, remind
from odr_intake.domain.state import FACTS, Case, evolve
from odr_intake.domain.statuses import CaseStatus
from odr_shared.contracts import Fact
from odr_shared.contracts.intake import ClockAdvanced
from odr_shared.moves import Guard

__all__ = [
    "DECISIONS",
    "FACTS",
    "GUARDS",
    "MOVES",
    "Case",
    "CaseStatus",
    "Progress",
    "Tried",
    "advance_clock",
    "evolve",
    "follow",
    "lapse",
    "next_reminder",
    "remind",
]


def lapse(case: Case, now: datetime) -> list[Fact]:
    """What silence brings by now, whatever it is that was due first, and what follows from that."""
    sooner = obligations.next_at(case.obligations)
    ours = case.deadline.due_at if case.deadline and case.stage is None else None
    if sooner is not None and (ours is None or sooner < ours):
        return follow(case, performing.lapse(case, now))
    return follow(case, ending.lapse(case, now))


def advance_clock(case: Case, now: datetime) -> list[Fact]:
    """The test clock shows `now`: what is due by then happens at its own time, in its order."""
    facts: list[Fact] = [ClockAdvanced(occurred_at=now)]
    case = evolve(case, facts)
    while brought := _first(remind(case, now), lapse(case, now)):
        facts += brought
        case = evolve(case, brought)
    return facts


def _first(*brought: list[Fact]) -> list[Fact]:
    due = [each for each in brought if each]
    return min(due, key=lambda facts: facts[0].occurred_at, default=[])


MOVES: Final[Mapping[str, Guard[Case]]] = {
    "resubmit": screening.may_resubmit,
    "ask_review": screening.may_ask_review,
    "serve": response.may_serve,
    "answer": response.may_answer,
    "answer_counterclaim": response.may_answer_counterclaim,
    "consent": stages.may_consent,
    "amend_claims": amending.may_amend,
    "withdraw": ending.may_withdraw,
    "transfer_out": ending.may_withdraw,
    "ask_set_aside": ending.may_ask_set_aside,
    "feedback": feedback.may_rate,
    "ask_extension": extending.may_ask,
    "grant_extension": extending.may_decide,
    "refuse_extension": extending.may_decide,
    "link": linking.may_link,
    "unlink": linking.may_unlink,
    "agree_joining": linking.may_agree,
}
"""What parties and their platform do, by the command's name, with its own guard."""
DECISIONS: Final[Mapping[str, Guard[Case]]] = {
    "accept": screening.may_screen,
    "return": screening.may_refuse,
    "refuse": screening.may_refuse,
    "review": screening.may_review,
    "serve": response.may_serve,
    "decide_set_aside": ending.may_decide_set_aside,
    "extend": extending.may_extend,
    "repair": repairing.may_repair,
    "assign": assigning.may_assign,
    "link": linking.may_link,
    "unlink": linking.may_unlink,
    "pause": pausing.may_pause,
    "resume": pausing.may_resume,
}
"""What caseworkers do."""
GUARDS: Final[Mapping[str, Guard[Case]]] = {**MOVES, **DECISIONS}
"""Each command's own guard: `actions` are made from these."""
