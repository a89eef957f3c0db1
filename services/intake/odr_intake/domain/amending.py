"""Amending the claims of a case: until when, by whom, and what is refused of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from odr_intake.domain.amended import UNTAKEN
from odr_intake.domain.current import must_run
from odr_intake.domain.facts import ClaimsStated
from odr_intake.domain.filing import reckoned, sought
from odr_intake.domain.papers import Claim
from odr_intake.domain.refusals import CaseOver, ReviewTooLate
from odr_intake.domain.state import Case
from odr_intake.domain.statuses import CaseStatus
from odr_intake.domain.unamendable import (
    AmendmentsOver,
    NotAmendable,
    NotYourClaims,
    TooManyAmendments,
)
from odr_rules.packs import Until
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Served
from odr_shared.contracts.intake_amendments import ClaimsAmended
from odr_shared.exact import spelled
from odr_shared.moves import Actor

OFTEN: Final = 10
"""So often the claims of a case are amended at most: each time its respondent begins anew."""
LEFT: Final = (Until.SERVED, Until.ANSWERED, Until.STAGE_OPENED)
"""From the earliest end to the latest: a pack that names a later one allows all before it."""


def may_amend(case: Case, actor: Actor, now: datetime) -> None:
    if actor.party != case.claimant:
        raise NotYourClaims
    gone = case.outcome is not None or case.progress.claim_withdrawn
    if gone or case.status is CaseStatus.WITHDRAWING:
        raise CaseOver
    if case.status in (CaseStatus.REFUSED, CaseStatus.UNDER_REVIEW):
        raise NotAmendable(status=case.status.value)
    _must_be_open(case)
    must_run(case)
    if case.progress.amendments >= OFTEN:
        raise TooManyAmendments(times=OFTEN)
    # What silence has brought by now was brought for the claims as they were.
    if case.deadline is not None and now >= case.deadline.due_at:
        raise ReviewTooLate(due_at=spelled(case.deadline.due_at), rule=case.deadline.rule)


def amend(
    case: Case, actor: Actor, was: Sequence[Claim], claims: Sequence[Claim], now: datetime
) -> list[Fact]:
    """The claims are these from now on, each bound as at filing; the same again change nothing."""
    may_amend(case, actor, now)
    if list(was) == list(claims):
        return []
    claimed, non_material = reckoned(claims, case.rules, case.cap)
    amended = ClaimsAmended(
        occurred_at=now,
        number=case.progress.amendments + 1,
        reasons=tuple(dict.fromkeys(each.reason for each in claims)),
        claimed=claimed,
        non_material=non_material,
        sought=sought(claims),
        by_platform=actor.by_platform,
    )
    texts = [each.text for each in claims]
    return [amended, ClaimsStated(occurred_at=now, by=case.claimant, texts=texts)]


def _must_be_open(case: Case) -> None:
    until = case.rules.amendments
    here = _passed(case)
    allowed = until.until in LEFT and (here is None or LEFT.index(here) < LEFT.index(until.until))
    if not allowed:
        raise AmendmentsOver(
            rule=f"{case.pack}/{case.pack_version}/amendments",
            until=until.until.value,
            article=until.article,
            source=until.source,
        )


def _passed(case: Case) -> Until | None:
    """The latest of the ends that a pack can name which is behind the case; none of them yet."""
    match case.status:
        case CaseStatus.AWAITING_RESPONDENT:
            return Until.SERVED
        case CaseStatus.AWAITING_CLAIMANT:
            return Until.ANSWERED
        case CaseStatus.AWAITING_SERVICE if case.progress.to_serve is Served.COUNTERCLAIM:
            return Until.ANSWERED
        case CaseStatus.AWAITING_SERVICE:
            return None
    return None if case.status in UNTAKEN else Until.STAGE_OPENED
