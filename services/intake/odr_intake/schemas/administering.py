"""What caseworkers do with a case beside deciding on it, as JSON: repairs, and handing it over."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from odr_shared.contracts.codes import Channel, Served
from odr_shared.contracts.intake_repairs import Repaired
from odr_shared.http import Body
from odr_shared.levels import Level
from odr_shared.texts import Text

Team = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
"""A team's own code, as the house that runs this names it."""


class Repair(Body):
    """A caseworker's correction of what was recorded wrongly."""

    what: Annotated[Repaired, Level.PUBLIC]
    text: Annotated[Text, Level.PARTY]
    """Why: what shows that it was wrong."""
    notice: Annotated[Served | None, Level.PUBLIC] = None
    """With `service` and `not_served`: whose service was recorded wrongly."""
    channel: Annotated[Channel | None, Level.PUBLIC] = None
    """With `service`: by which it was served in truth."""
    at: Annotated[datetime | None, Level.PUBLIC] = None
    """With `service`: when it was served in truth."""


class Assign(Body):
    """Hands the case to a caseworker, to a team, to one of a team, or (neither) to nobody."""

    caseworker_id: Annotated[UUID | None, Level.PUBLIC] = None
    team: Annotated[Team | None, Level.PUBLIC] = None
