"""Links between cases, as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from odr_intake.domain.cases import CaseStatus
from odr_intake.queries.links import Seen
from odr_intake.schemas.procedure import OnBehalf
from odr_shared.contracts.codes import CaseOutcome
from odr_shared.contracts.intake_links import LinkKind
from odr_shared.http import Body, View
from odr_shared.levels import Level


class Link(Body):
    """Says that the case belongs to another of the same platform."""

    case_id: Annotated[UUID, Level.PUBLIC]
    """The other case."""
    kind: Annotated[LinkKind, Level.PUBLIC]
    """What the other is to this one; it sees the same from its side."""


class Unlink(Body):
    """Severs the case from another, or takes it out of its group."""

    link_id: Annotated[UUID, Level.PUBLIC]


class AgreeJoining(OnBehalf):
    """Whether the respondent lets the case be joined with those against others."""

    given: Annotated[bool, Level.PUBLIC]


class LinkView(View):
    """A case that this one belongs to."""

    link_id: Annotated[UUID, Level.PUBLIC]
    """Of all members of a group the same."""
    kind: Annotated[LinkKind, Level.PUBLIC]
    case_id: Annotated[UUID, Level.PUBLIC]
    reference: Annotated[str, Level.PUBLIC]
    status: Annotated[CaseStatus, Level.PUBLIC]
    outcome: Annotated[CaseOutcome | None, Level.PUBLIC]
    made_at: Annotated[datetime, Level.PUBLIC]


def shown(seen: Seen) -> LinkView:
    row, case = seen
    return LinkView(
        link_id=row.link,
        kind=row.kind,
        case_id=case.id,
        reference=case.reference,
        status=case.status,
        outcome=case.outcome,
        made_at=row.made_at,
    )
