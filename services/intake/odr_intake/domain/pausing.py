"""Pauses: the running period stands still, and runs on by as much later."""

from datetime import datetime, timedelta
from typing import Final

from odr_intake.domain.current import current, governed
from odr_intake.domain.facts import DecisionStated
from odr_intake.domain.refusals import NotTheCaseworker
from odr_intake.domain.running import said
from odr_intake.domain.state import Case, evolve
from odr_intake.domain.statuses import CaseStatus
from odr_intake.domain.timekeeping import Standing
from odr_intake.domain.untimely import (
    NothingRuns,
    NotPausable,
    NotPaused,
    PausedTooOften,
    PauseOutOfBounds,
)
from odr_rules.deadlines import Deadline, Pause, resumed
from odr_rules.packs.vocabulary import Pauser
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_timing import CasePaused, CaseResumed
from odr_shared.exact import spelled
from odr_shared.moves import Actor

USUAL: Final = timedelta(days=30)
LONGEST: Final = timedelta(days=180)
"""No case stands still for longer at a time: then it runs on by itself."""
OFTEN: Final = 20
"""So often a period stands still at most."""
MAY_STAND: Final = frozenset({CaseStatus.AWAITING_RESPONDENT, CaseStatus.AWAITING_CLAIMANT})
"""Where a party's time runs."""


def may_pause(case: Case, actor: Actor, now: datetime) -> None:
    if actor.caseworker is None:
        raise NotTheCaseworker
    running = _pausable(case, now)
    period = governed(case, running)
    if not set(period.pausable_by) - {Pauser.CURE}:
        raise NotPausable(rule=running.rule, article=period.article, known="-")
    if running.derivation is not None and len(running.derivation.pauses) >= OFTEN:
        raise PausedTooOften(times=OFTEN)


def pause(
    case: Case, actor: Actor, why: Pauser, until: datetime | None, text: str, now: datetime
) -> list[Fact]:
    """The period stands still for a reason that its pack knows, until it is resumed or `until`."""
    may_pause(case, actor, now)
    assert actor.caseworker is not None  # noqa: S101  # the guard has seen to it
    running = _pausable(case, now)
    period = governed(case, running)
    if why not in period.pausable_by or why is Pauser.CURE:
        known = ", ".join(each for each in period.pausable_by if each is not Pauser.CURE)
        raise NotPausable("/why", rule=running.rule, article=period.article, known=known)
    until = until or now + USUAL
    if not now < until <= now + LONGEST:
        raise PauseOutOfBounds("/until", latest=spelled(now + LONGEST))
    stands = CasePaused(occurred_at=now, why=why, until=until)
    return [stands, DecisionStated(occurred_at=now, by=actor.caseworker, texts=[text])]


def may_resume(case: Case, actor: Actor, now: datetime) -> None:
    if actor.caseworker is None:
        raise NotTheCaseworker
    if case.progress.timing.standing is None:
        raise NotPaused


def resume(case: Case, actor: Actor, now: datetime) -> list[Fact]:
    """It runs on, later by exactly the time that it stood still."""
    may_resume(case, actor, now)
    standing = case.progress.timing.standing
    assert standing is not None  # noqa: S101  # the guard has seen to it
    return _runs_on(standing, min(now, standing.until))


def lapse(case: Case, now: datetime) -> list[Fact]:
    """A pause that nobody has ended ends at the time that was announced for it."""
    standing = case.progress.timing.standing
    if standing is None or now < standing.until:
        return []
    return _runs_on(standing, standing.until)


def by_its_clock(case: Case, now: datetime) -> tuple[list[Fact], Case]:
    """What a pause that is over by now has brought, whether or not a sweep has been by.

    Every command, and every list of moves, is judged by the case that this answers.
    """
    brought = lapse(case, now)
    return brought, evolve(case, brought)


def _pausable(case: Case, now: datetime) -> Deadline:
    running = current(case, now)
    if case.status not in MAY_STAND:
        raise NothingRuns(status=case.status.value)
    return running


def _runs_on(standing: Standing, at: datetime) -> list[Fact]:
    again = resumed(standing.running, Pause(standing.since, at, standing.why))
    return [CaseResumed(occurred_at=at, why=standing.why, **said(again))]
