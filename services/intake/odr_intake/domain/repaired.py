"""A case as it stands after its default was set aside, or an error in its record repaired."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from odr_intake.domain import obligations
from odr_intake.domain.statuses import CaseStatus
from odr_shared.contracts.codes import Served
from odr_shared.contracts.intake import SetAsideDecided
from odr_shared.contracts.intake_repairs import CaseRepaired, Repaired

if TYPE_CHECKING:
    from odr_intake.domain.state import Case


def set_aside(case: "Case", fact: SetAsideDecided) -> "Case":
    if not fact.granted:
        status = obligations.status(CaseStatus.CLOSED, case.obligations)
        closed = replace(case, status=status)
        return _noted(closed, is_final=True, to_serve=None, owed_since=None)
    theirs = case.progress.defaulted == case.respondent
    status = CaseStatus.AWAITING_RESPONDENT if theirs else CaseStatus.AWAITING_CLAIMANT
    return _reopened(case, status)


def repaired(case: "Case", fact: CaseRepaired) -> "Case":
    match fact.what:
        case Repaired.SERVICE:
            return _served(case, fact)
        case Repaired.NOT_SERVED:
            return _unserved(case, fact)
        case Repaired.ANSWER:
            return _unanswered(case)
        case Repaired.SCREENING:
            return _unscreened(case)


def _served(case: "Case", fact: CaseRepaired) -> "Case":
    assert fact.notice is not None and fact.served_at is not None  # noqa: S101, PT018  # it says so
    return _noted(case, served={**case.progress.served, fact.notice: fact.served_at})


def _unserved(case: "Case", fact: CaseRepaired) -> "Case":
    """The notice is owed again; what silence brought without it is undone."""
    was = case.progress
    served = {notice: at for notice, at in was.served.items() if notice is not fact.notice}
    if fact.notice is Served.DEFAULT:
        owed = {"to_serve": Served.DEFAULT, "owed_since": fact.occurred_at}
        return _noted(case, served=served, is_final=False, **owed)
    again = _reopened(case, CaseStatus.AWAITING_SERVICE)
    return _noted(again, served=served, to_serve=fact.notice, owed_since=fact.occurred_at)


def _unanswered(case: "Case") -> "Case":
    gone = {"admitted": None, "counterclaim": None, "counter_answer": None}
    served = {n: at for n, at in case.progress.served.items() if n is not Served.COUNTERCLAIM}
    again = replace(_reopened(case, CaseStatus.AWAITING_RESPONDENT), answer=None)
    return _noted(again, served=served, **gone)


def _unscreened(case: "Case") -> "Case":
    gone = {"ground": None, "missing": (), "returned_at": None, "paused": None}
    owed = {"accepted_at": None, "to_serve": None, "owed_since": None}
    return _noted(replace(case, status=CaseStatus.SCREENING), **gone, **owed)


def _reopened(case: "Case", status: CaseStatus) -> "Case":
    """Open again, if it had ended by what is undone now."""
    undone = case.progress.undone + (case.outcome is not None)
    open_ = replace(case, status=status, outcome=None, amount=None)
    ended = {"closed_at": None, "defaulted": None, "set_aside_asked": False, "is_final": False}
    return _noted(open_, undone=undone, to_serve=None, owed_since=None, **ended)


def _noted(case: "Case", **changed: Any) -> "Case":
    return replace(case, progress=replace(case.progress, **changed))
