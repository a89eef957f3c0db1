"""What a platform can say of a dispute besides its papers, in the words of the packs' questions."""

from datetime import date
from typing import Annotated

from pydantic import Field

from odr_shared.exact import Exact
from odr_shared.levels import Level

Day = Annotated[date, Field(ge=date(1900, 1, 1), lt=date(2200, 1, 1))]


class DisputeSaid(Exact):
    known_on: Annotated[Day | None, Level.PUBLIC] = None
    """When the claimant knew, or should have known, of what went wrong."""
    personal: Annotated[bool | None, Level.PUBLIC] = None
    """Whether it was bought for personal use."""


class ContactSaid(Exact):
    """What was tried with the respondent itself."""

    made: Annotated[bool | None, Level.PUBLIC] = None
    made_on: Annotated[Day | None, Level.PUBLIC] = None
    answered: Annotated[bool | None, Level.PUBLIC] = None
    answered_on: Annotated[Day | None, Level.PUBLIC] = None
    """When the respondent's final word came."""


class ElsewhereSaid(Exact):
    """Who else deals, or has dealt, with the same dispute."""

    court: Annotated[bool | None, Level.PUBLIC] = None
    arbitration: Annotated[bool | None, Level.PUBLIC] = None
    authority: Annotated[bool | None, Level.PUBLIC] = None
    association: Annotated[bool | None, Level.PUBLIC] = None
    decided: Annotated[bool | None, Level.PUBLIC] = None


class Circumstances(Exact):
    """Of what is left out, nothing is supposed."""

    dispute: Annotated[DisputeSaid, Level.PUBLIC] = DisputeSaid()
    contact: Annotated[ContactSaid, Level.PUBLIC] = ContactSaid()
    elsewhere: Annotated[ElsewhereSaid, Level.PUBLIC] = ElsewhereSaid()
