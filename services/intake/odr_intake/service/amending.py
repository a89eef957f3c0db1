"""The claims of a case amended: lock, decide, record, and seal what they say now."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from odr_intake.domain import amending, pausing
from odr_intake.domain.amended import UNTAKEN
from odr_intake.domain.cases import follow
from odr_intake.domain.mandates import acted
from odr_intake.domain.papers import Claim
from odr_intake.domain.refusals import GroundHolds
from odr_intake.domain.unamendable import VersionConflict
from odr_intake.models.cases import CaseRow
from odr_intake.models.sealing import Papers, seal_claims, unseal
from odr_intake.queries.cases import visible_to
from odr_intake.service.cases import record
from odr_intake.service.procedure import covering
from odr_intake.service.rules import filed_facts, standing
from odr_rules.eligibility import Judged
from odr_shared.callers import Caller
from odr_shared.db import Session
from odr_shared.moves import Actor, acting

NAME = "amend_claims"


async def amend(
    session: Session,
    caller: Caller,
    case_id: UUID,
    on_behalf_of: UUID | None,
    claims: Sequence[Claim],
    version: str | None,
    now: datetime,
) -> tuple[CaseRow, Papers]:
    """The claims are these from now on; with a `version`, only if the case still has it."""
    row = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    at = session.heads["case", case_id].at(now)
    mandate = await covering(session, caller, case_id, NAME, at)
    actor = acting(caller, on_behalf_of, mandated=mandate is not None)
    if actor.by_platform and actor.party is None:
        actor = Actor(row.claimant, by_platform=True)  # whose else they are is no question
    brought, case = pausing.by_its_clock(row.state, at)
    if version not in (None, "*", f'"{row.version}"'):
        amending.may_amend(case, actor, at)
        raise VersionConflict(version=row.version)
    keys = await session.keys(case_id)
    papers = unseal(row, keys)
    facts = amending.amend(case, actor, papers.claims or [], claims, at)
    if not facts:
        return row, papers
    _must_have_no_new_ground(row, papers, claims)
    seal_claims(row, keys, claims)
    row.reasons = list(dict.fromkeys(each.reason for each in claims))
    if mandate is not None:
        facts = [acted(mandate, NAME, at), *facts]
    record(session, row, follow(row.state, [*brought, *facts]), now)
    return row, unseal(row, keys)


def _must_have_no_new_ground(row: CaseRow, papers: Papers, claims: Sequence[Claim]) -> None:
    """What was taken is not changed into what would have been refused on the day of its filing.

    A case that a caseworker still has to take is judged by the caseworker.
    """
    found = row.state.rules
    if found.screening.mode == "caseworker" and row.status in UNTAKEN:
        return
    before = {each.ground.code for each in _held(row, papers, papers.claims or [])}
    for each in _held(row, papers, claims):
        if each.ground.code not in before:
            about = {"ground": each.ground.code, "source": each.ground.source}
            rule = f"{found.name}/{found.version}"
            raise GroundHolds("/claims", rule=rule, article=each.ground.article, **about)


def _held(row: CaseRow, papers: Papers, claims: Sequence[Claim]) -> Sequence[Judged]:
    """The grounds that hold with these claims; none of what is erased."""
    about = papers.claimant, papers.respondent, papers.order, papers.circumstances
    claimant, respondent, order, circumstances = about
    if not (claimant and respondent and order and circumstances):
        return []
    known = filed_facts(claimant, respondent, order, claims, circumstances)
    return standing(row.state.rules, known, row.filed_at, row.zone)
