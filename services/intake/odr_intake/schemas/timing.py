"""What is asked about the time of a case, and how it is shown."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from odr_intake.domain.state import Case
from odr_intake.schemas.procedure import OnBehalf
from odr_rules.packs.vocabulary import Pauser
from odr_shared.http import Body, ExtensionView, View
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


class PauseCase(Body):
    """A caseworker has the running period stand still."""

    why: Annotated[Pauser, Level.PUBLIC]
    """One of those that the rule pack names for the period."""
    until: Annotated[datetime | None, Level.PUBLIC] = None
    """When it runs on at the latest: in 30 days if nothing is said, in 180 at most."""
    text: Annotated[Text, Level.PARTY]


class ResumeCase(Body):
    """A caseworker has the period run on."""


class PauseView(View):
    """Why the period stands still, and how long at most."""

    why: Annotated[Pauser, Level.PUBLIC]
    since: Annotated[datetime, Level.PUBLIC]
    until: Annotated[datetime, Level.PUBLIC]
    """When it runs on at the latest."""
    rule: Annotated[str, Level.PUBLIC]
    """Of the period that stands still."""


def extension(case: Case) -> ExtensionView | None:
    """The request that waits for the other party, if one does."""
    if case.deadline is None:
        return None
    about = case.progress.timing.of(case.deadline)
    if about.asked_by is None or about.more is None:
        return None
    return ExtensionView(asked_by=about.asked_by, more=about.more)


def pause(case: Case) -> PauseView | None:
    """What stands still, if anything does."""
    found = case.progress.timing.standing
    if found is None:
        return None
    times = {"since": found.since, "until": found.until}
    return PauseView(why=found.why, rule=found.running.rule, **times)
