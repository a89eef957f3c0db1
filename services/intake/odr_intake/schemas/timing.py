"""What is asked about the time of a case, and how it is shown."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from odr_intake.domain.state import Case
from odr_intake.schemas.procedure import OnBehalf
from odr_shared.http import Body, View
from odr_shared.levels import Level
from odr_shared.texts import Text

More = Annotated[int, Field(strict=True, gt=0, le=1000)]
"""In the period's own unit."""


class AskExtension(OnBehalf):
    """A party's request that the running period be longer."""

    more: Annotated[More | None, Level.PUBLIC] = None
    """All that the rule pack allows, if nothing is said."""


class DecideExtension(OnBehalf):
    """The other party's decision on that request."""


class Extend(Body):
    """A caseworker makes the running period longer."""

    more: Annotated[More | None, Level.PUBLIC] = None
    text: Annotated[Text, Level.PARTY]
    """Why."""


class ExtensionView(View):
    """What one party has asked the other to agree to, about the period that runs."""

    asked_by: Annotated[UUID, Level.PUBLIC]
    more: Annotated[int, Level.PUBLIC]
    """In the period's own unit."""


def extension(case: Case) -> ExtensionView | None:
    """The request that waits for the other party, if one does."""
    if case.deadline is None:
        return None
    about = case.progress.timing.of(case.deadline)
    if about.asked_by is None or about.more is None:
        return None
    return ExtensionView(asked_by=about.asked_by, more=about.more)
