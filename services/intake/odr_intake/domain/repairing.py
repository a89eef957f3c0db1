"""A caseworker's repair of what was recorded wrongly: a correction beside it, with reasons."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from odr_intake.domain.facts import DecisionStated, Screened
from odr_intake.domain.refusals import FutureDate, NotTheCaseworker, ReviewTooLate
from odr_intake.domain.response import SKEW, STARTS
from odr_intake.domain.running import LEAST, due, said
from odr_intake.domain.state import Case
from odr_intake.domain.statuses import CaseStatus
from odr_rules.deadlines import Deadline, Pause, resumed
from odr_rules.packs.vocabulary import Pauser, Rule
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import CaseOutcome, Channel, Served
from odr_shared.contracts.intake_repairs import CaseRepaired, Repaired
from odr_shared.errors import Conflict, Unprocessable
from odr_shared.exact import spelled
from odr_shared.moves import Actor

STANDS: Final = {
    CaseStatus.AWAITING_RESPONDENT: Served.CLAIM,
    CaseStatus.AWAITING_CLAIMANT: Served.COUNTERCLAIM,
    CaseStatus.CLOSED: Served.DEFAULT,
    CaseStatus.PERFORMING: Served.DEFAULT,
}
"""The notice whose service set the period running that runs in this status."""
BY_SILENCE: Final = frozenset({CaseOutcome.DEFAULT, CaseOutcome.CLOSED, CaseOutcome.REFERRED})
WHEN_ANSWERED: Final = frozenset({None, CaseOutcome.ADMITTED, CaseOutcome.REFERRED})


class NothingToRepair(Conflict):
    """Nothing of the case can be repaired as it stands."""

    code = "wrong_state"
    explanation = "Its status is {status}; while a stage is open its own record stands."


class NotRepairable(Conflict):
    """This cannot be repaired as the case stands."""

    code = "not_repairable"
    explanation = "What can be repaired now: {repairable}."


class RepairIncomplete(Unprocessable):
    """A repaired service names its notice, the channel and the time; another repair names none."""

    code = "incomplete"


def may_repair(case: Case, actor: Actor, now: datetime) -> None:
    if actor.caseworker is None:
        raise NotTheCaseworker
    if not list(repairable(case, now)):
        raise NothingToRepair(status=case.status.value)


def repairable(case: Case, now: datetime) -> Iterator[tuple[Repaired, Served | None]]:
    """What can have been recorded wrongly and still be put right, each with its notice."""
    if case.stage is not None:
        return
    standing = _standing(case)
    if standing is not None:
        yield Repaired.NOT_SERVED, standing
        if case.deadline is not None and now < case.deadline.due_at:
            yield Repaired.SERVICE, standing
    unheard = _unheard(case)
    if unheard is not None:
        yield Repaired.NOT_SERVED, unheard
    if _is_answered_for(case):
        yield Repaired.ANSWER, None
    if _is_screened(case):
        yield Repaired.SCREENING, None


def _standing(case: Case) -> Served | None:
    """The notice whose proof of service holds now."""
    notice, was = STANDS.get(case.status), case.progress
    if notice is None or notice not in was.served or was.to_serve is notice:
        return None
    attacked = was.set_aside_asked or case.outcome is not CaseOutcome.DEFAULT
    return None if notice is Served.DEFAULT and attacked else notice


def _unheard(case: Case) -> Served | None:
    """The notice after which silence ended the case."""
    silent = case.progress.defaulted
    if silent is not None:
        return Served.CLAIM if silent == case.respondent else Served.COUNTERCLAIM
    moved = case.answer or case.progress.tried or case.progress.transferred_to
    if moved or case.outcome not in BY_SILENCE or Served.CLAIM not in case.progress.served:
        return None
    return Served.CLAIM


def _is_answered_for(case: Case) -> bool:
    """The platform has answered for the respondent, and no stage has been opened by it."""
    was = case.progress
    begun = was.tried or was.claim_withdrawn or was.transferred_to or was.defaulted
    answered = case.answer is not None and was.answered_by_platform
    return answered and not begun and case.outcome in WHEN_ANSWERED


def _is_screened(case: Case) -> bool:
    """A caseworker's decision on the filing stands, and nothing has come of it yet."""
    if case.rules.screening.mode != "caseworker":
        return False
    untold = case.status is CaseStatus.AWAITING_SERVICE and case.progress.to_serve is Served.CLAIM
    taken = untold and case.progress.refused_by is None and case.progress.undone == 0
    return taken or case.status in (CaseStatus.RETURNED, CaseStatus.REFUSED)


def repair(
    case: Case,
    actor: Actor,
    what: Repaired,
    text: str,
    now: datetime,
    notice: Served | None = None,
    *,
    channel: Channel | None = None,
    at: datetime | None = None,
) -> list[Fact]:
    """Put right what was recorded wrongly, for reasons that stand with it; nothing is rewritten.

    A period that was shown to a party never ends earlier for it.
    """
    may_repair(case, actor, now)
    assert actor.caseworker is not None  # noqa: S101  # the guard has seen to it
    if (what in (Repaired.SERVICE, Repaired.NOT_SERVED)) != (notice is not None):
        raise RepairIncomplete("/notice")
    for pointer, given in (("/channel", channel), ("/at", at)):
        if (what is Repaired.SERVICE) != (given is not None):
            raise RepairIncomplete(pointer)
    known = list(repairable(case, now))
    if (what, notice) not in known:
        raise NotRepairable("/what", repairable=", ".join(dict.fromkeys(w.value for w, _ in known)))
    if at is not None:
        at = _when(case, at, now)
    fact = CaseRepaired(
        occurred_at=now,
        what=what,
        notice=notice,
        channel=channel,
        served_at=at,
        **said(_runs(case, what, notice, at, now)),
    )
    by, why = actor.caseworker, [text]
    return [
        fact,
        Screened(occurred_at=now, caseworker=by),
        DecisionStated(occurred_at=now, by=by, texts=why),
    ]


def _when(case: Case, at: datetime, now: datetime) -> datetime:
    """As with any service: not in the future, and not before the notice was owed."""
    if at > now + SKEW:
        raise FutureDate("/at")
    return max(min(at, now), case.progress.accepted_at or at)


def _runs(
    case: Case, what: Repaired, notice: Served | None, at: datetime | None, now: datetime
) -> Deadline | None:
    """The period that runs after the repair."""
    match what:
        case Repaired.SERVICE:
            assert notice is not None and at is not None and case.deadline is not None  # noqa: S101, PT018
            # It may have been shown, and relied on.
            least = max(case.deadline.due_at, now + LEAST)
            return due(case.rules, STARTS[notice], at, case.zone, not_before=least)
        case Repaired.ANSWER:
            return due(case.rules, Rule.ANSWER, now, case.zone)
        case Repaired.SCREENING:
            return _screening(case, now)
    return None


def _screening(case: Case, now: datetime) -> Deadline | None:
    """The time to screen the case goes on as if it had not been screened."""
    was = case.progress
    if case.status is CaseStatus.RETURNED:
        if was.paused is None or was.returned_at is None:
            return None
        return resumed(was.paused, Pause(was.returned_at, now, Pauser.CURE))
    if was.screening is not None and now >= was.screening.due_at:
        raise ReviewTooLate(due_at=spelled(was.screening.due_at), rule=was.screening.rule)
    return was.screening
