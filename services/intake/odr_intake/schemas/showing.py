"""What of a case is shown to whom."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from odr_intake.domain.cases import GUARDS, CaseStatus
from odr_intake.domain.papers import Profile, Side
from odr_intake.models.cases import CaseRow
from odr_intake.models.sealing import Papers
from odr_intake.schemas.cases import (
    CaseSummary,
    CaseView,
    ConsentView,
    LinksView,
    OtherPartyView,
    PackView,
    PartyView,
)
from odr_intake.schemas.grounds import GroundView, ground_view
from odr_intake.schemas.timing import extension, pause
from odr_intake.service.rules import suggested
from odr_shared.callers import Caller, Kind
from odr_shared.contracts import ERASED
from odr_shared.contracts.codes import Stage
from odr_shared.http import action_views, clock_view
from odr_shared.moves import Move
from odr_shared.translations import Language

PATHS: Final = {name: name.replace("_", "-") for name in GUARDS}
"""Where each command is given, under its case."""

SCREENED: Final = frozenset(
    {CaseStatus.SCREENING, CaseStatus.RETURNED, CaseStatus.REFUSED, CaseStatus.UNDER_REVIEW}
)
"""Where it is not yet decided for good whether the case is taken."""


def summarise(caller: Caller, row: CaseRow) -> CaseSummary:
    return CaseSummary(**_open(caller, row))


def show(
    caller: Caller, row: CaseRow, papers: Papers, found: Sequence[Move], tongue: Language
) -> CaseView:
    hrefs = {each.name: f"/v1/cases/{row.id}/{PATHS[each.name]}" for each in found}
    # A stage that was asked to end has nothing more to wait for.
    deadline = None if row.status is CaseStatus.WITHDRAWING else row.deadline
    return CaseView(
        **_open(caller, row),
        claimant=_party(caller, row.claimant, Side.CLAIMANT, papers.claimant),
        respondent=_party(caller, row.respondent, Side.RESPONDENT, papers.respondent),
        order=papers.order,
        claims=papers.claims,
        circumstances=papers.circumstances,
        suggested=_suggested(caller, row, papers),
        answer_text=papers.answer_text,
        # The platform's own notes are no business of the parties, nor of our staff.
        metadata=papers.metadata if caller.kind is Kind.PLATFORM else None,
        actions=action_views(found, hrefs, deadline, tongue),
    )


def _suggested(caller: Caller, row: CaseRow, papers: Papers) -> list[GroundView]:
    """For the caseworker, who alone decides by them and only as long as that is to be decided."""
    if caller.kind is not Kind.STAFF or row.status not in SCREENED:
        return []
    return [ground_view(each) for each in suggested(row, papers)]


def _party(
    caller: Caller, party: UUID, side: Side, profile: Profile | None
) -> PartyView | OtherPartyView:
    """Whole for the party itself and for those who act for all; else what a party must know."""
    if caller.kind is not Kind.PARTY or caller.id == party:
        return PartyView(id=party, side=side, profile=profile)
    if profile is None:
        return OtherPartyView(id=party, side=side, kind=ERASED, name=ERASED)
    return OtherPartyView(id=party, side=side, kind=profile.kind, name=profile.name)


def _consents(row: CaseRow) -> list[ConsentView]:
    found = []
    for key, given in row.progress.consents.items():
        stage, _, party = key.partition("/")
        found.append(ConsentView(stage=Stage(stage), party_id=UUID(party), given=given))
    return found


def governing(row: CaseRow) -> PackView:
    lengths = {each.rule.value: each.length for each in row.lengths}
    return PackView(name=row.pack, version=row.pack_version, lengths=lengths)


def _open(caller: Caller, row: CaseRow) -> dict[str, Any]:
    """What is personal to nobody."""
    ours = caller.kind is Kind.STAFF
    return {
        "id": row.id,
        "reference": row.reference,
        "mode": row.mode,
        "rule_pack": governing(row),
        "stage": row.stage,
        "status": row.status,
        "clock": clock_view(row.deadline, row.clock_now),
        "outcome": row.outcome,
        "answer": row.answer,
        "admitted": row.progress.admitted,
        "counterclaim": row.progress.counterclaim,
        "missing": list(row.progress.missing),
        "ground": row.progress.ground,
        "to_serve": row.progress.to_serve,
        "pause": pause(row.state),
        "extension": extension(row.state),
        "assignee": row.assignee if ours else None,
        "team": row.team if ours else None,
        "consents": _consents(row),
        "reasons": row.reasons,
        "claimed": row.claimed,
        "cap": row.cap,
        "non_material": row.progress.non_material,
        "amount": row.amount,
        "claimant_id": row.claimant,
        "respondent_id": row.respondent,
        "language": row.language,
        "test_clock_id": row.test_clock_id,
        "filed_at": row.filed_at,
        "updated_at": row.updated_at,
        "version": row.version,
        "links": LinksView(
            timeline=f"/v1/cases/{row.id}/timeline", negotiation=f"/v1/negotiations/{row.id}"
        ),
    }
