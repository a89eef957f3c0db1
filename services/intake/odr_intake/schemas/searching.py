"""A search of cases as JSON: in a body, as what is looked for may be somebody's name."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from odr_intake.domain.cases import CaseStatus
from odr_intake.domain.papers import Country
from odr_intake.domain.searching import Sort, Wanted
from odr_intake.schemas.administering import Team
from odr_shared import indexed
from odr_shared.contracts.codes import CaseOutcome, Reason, Stage
from odr_shared.http import MOST, Body
from odr_shared.levels import Level
from odr_shared.references import Reference
from odr_shared.texts import Email, ExternalId, Name, SaidPhone


class SearchCases(Body):
    """What must hold of a case that is found: all of it; of a party, all of the same one."""

    reference: Annotated[Reference | None, Level.PUBLIC] = None
    order_number: Annotated[ExternalId | None, Level.PARTY] = None
    status: Annotated[CaseStatus | None, Level.PUBLIC] = None
    stage: Annotated[Stage | None, Level.PUBLIC] = None
    outcome: Annotated[CaseOutcome | None, Level.PUBLIC] = None
    reason: Annotated[Reason | None, Level.PUBLIC] = None
    """One of the claims' reasons."""
    filed_from: Annotated[datetime | None, Level.PUBLIC] = None
    filed_to: Annotated[datetime | None, Level.PUBLIC] = None
    """The first instant that is too late."""
    updated_since: Annotated[datetime | None, Level.PUBLIC] = None
    party_name: Annotated[Name | None, Level.PARTY] = None
    """Whole, in whatever case, width and spacing."""
    party_phone: Annotated[SaidPhone | None, Level.PARTY] = None
    party_country: Annotated[Country | None, Level.PUBLIC] = None
    """Of a telephone number that is said without its country's code."""
    party_email: Annotated[Email | None, Level.PARTY] = None
    party_external_id: Annotated[ExternalId | None, Level.PARTY] = None
    platform_id: Annotated[UUID | None, Level.PUBLIC] = None
    """For staff: whose cases; needed with an order, a party, or a sort other than `filed`."""
    assignee: Annotated[UUID | None, Level.PUBLIC] = None
    """For staff: who answers for the case."""
    team: Annotated[Team | None, Level.PUBLIC] = None
    sort: Annotated[Sort, Level.PUBLIC] = Sort.FILED_LAST
    limit: Annotated[int, Field(ge=1, le=MOST), Level.PUBLIC] = 20
    cursor: Annotated[str | None, Field(max_length=100), Level.PUBLIC] = None

    @property
    def open(self) -> Wanted:
        """What of it is personal to nobody."""
        return Wanted(
            reference=self.reference,
            platform_id=self.platform_id,
            assignee=self.assignee,
            team=self.team,
            stage=self.stage,
            status=self.status,
            outcome=self.outcome,
            reason=self.reason,
            updated_since=self.updated_since,
            filed_from=self.filed_from,
            filed_to=self.filed_to,
            sort=self.sort,
        )

    @property
    def party(self) -> dict[indexed.Field, str]:
        said = {
            indexed.Field.NAME: self.party_name,
            indexed.Field.PHONE: self.party_phone,
            indexed.Field.EMAIL: self.party_email,
            indexed.Field.EXTERNAL_ID: self.party_external_id,
        }
        return {kind: each for kind, each in said.items() if each is not None}

    @property
    def personal(self) -> bool:
        return self.order_number is not None or bool(self.party)
