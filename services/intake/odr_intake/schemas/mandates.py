"""Mandates as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from odr_intake.schemas.procedure import OnBehalf
from odr_shared.http import View
from odr_shared.levels import Level
from odr_shared.mandates import Mandate

Command = Annotated[str, Field(pattern="^[a-z]+(_[a-z]+)*$", max_length=50)]


class GiveMandate(OnBehalf):
    """A party lets somebody act for it."""

    scope: Annotated[list[Command], Field(min_length=1, max_length=30), Level.PUBLIC]
    """The commands, by their names among the case's `actions`."""
    since: Annotated[datetime | None, Level.PUBLIC] = None
    """Now, if nothing is said."""
    until: Annotated[datetime, Level.PUBLIC]


class RevokeMandate(OnBehalf):
    """The party ends the mandate."""


class MandateView(View):
    """Who may act for a party is known to its platform; in what and until when, here."""

    id: Annotated[UUID, Level.PUBLIC]
    party_id: Annotated[UUID, Level.PUBLIC]
    scope: Annotated[list[str], Level.PUBLIC]
    since: Annotated[datetime, Level.PUBLIC]
    until: Annotated[datetime, Level.PUBLIC]
    revoked_at: Annotated[datetime | None, Level.PUBLIC]


class MandatesView(View):
    """The mandates of a case, the oldest first; a case has few."""

    data: Annotated[list[MandateView], Level.PUBLIC]


def view(mandate: Mandate) -> MandateView:
    return MandateView(
        id=mandate.id,
        party_id=mandate.party,
        scope=list(mandate.scope),
        since=mandate.since,
        until=mandate.until,
        revoked_at=mandate.revoked_at,
    )
