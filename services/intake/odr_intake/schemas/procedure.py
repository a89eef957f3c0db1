"""The commands of a case after its filing, as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from odr_shared.contracts.codes import Answer, Channel, Cure, Served, Stage
from odr_shared.http import Body
from odr_shared.levels import Level
from odr_shared.money import Money
from odr_shared.texts import Text

Code = Annotated[str, Field(pattern="^[a-z]+(_[a-z]+)*$", max_length=50)]


class OnBehalf(Body):
    on_behalf_of: Annotated[UUID | None, Level.PUBLIC] = None
    """For the platform alone: the party for which it speaks."""


class AnswerCase(OnBehalf):
    """The respondent's answer to the claims."""

    answer: Annotated[Answer, Level.PUBLIC]
    admitted: Annotated[Money | None, Level.PUBLIC] = None
    """With `admit_in_part`: how much of what is claimed."""
    counterclaim: Annotated[Money | None, Level.PUBLIC] = None
    """What the respondent asks for in turn, over the same order."""
    text: Annotated[Text | None, Level.PARTY] = None


class AnswerCounterclaim(OnBehalf):
    """The claimant's answer to the counterclaim: `admit` or `contest`."""

    answer: Annotated[Answer, Level.PUBLIC]


class WithdrawCase(OnBehalf):
    """The claimant withdraws the claims."""


class TransferOut(OnBehalf):
    """The claimant takes the claims elsewhere."""

    to: Annotated[Code, Level.PUBLIC]
    """One of the rule pack's `ways`, or `court`."""


class Resubmit(OnBehalf):
    """What was missing has been supplied to the platform."""


class Accept(Body):
    """A caseworker takes the case."""


class Return(Body):
    """A caseworker returns the case for what is missing."""

    missing: Annotated[list[Cure], Field(min_length=1, max_length=10), Level.PUBLIC]
    text: Annotated[Text, Level.PARTY]
    """What is to be supplied, and how."""


class Refuse(Body):
    """A caseworker refuses the case."""

    ground: Annotated[Code, Level.PUBLIC]
    """One of the rule pack's closed list."""
    text: Annotated[Text, Level.PARTY]
    """The facts that make it one."""


class AskReview(OnBehalf):
    """The claimant wants another caseworker to look at the refusal."""

    text: Annotated[Text | None, Level.PARTY] = None


class Review(Body):
    """Another caseworker's decision on a refusal."""

    upheld: Annotated[bool, Level.PUBLIC]
    text: Annotated[Text, Level.PARTY]


class Serve(Body):
    """Proof that a notice reached its addressee."""

    notice: Annotated[Served, Level.PUBLIC]
    channel: Annotated[Channel, Level.PUBLIC]
    at: Annotated[datetime, Level.PUBLIC]
    """When it did."""


class Consent(OnBehalf):
    """Whether a party takes part in a stage."""

    stage: Annotated[Stage, Level.PUBLIC]
    given: Annotated[bool, Level.PUBLIC]


class AskSetAside(OnBehalf):
    """The respondent's request that its default be set aside."""

    cause: Annotated[Code, Level.PUBLIC]
    """One of the rule pack's list."""
    text: Annotated[Text | None, Level.PARTY] = None


class DecideSetAside(Body):
    """A caseworker's decision on a default."""

    granted: Annotated[bool, Level.PUBLIC]
    text: Annotated[Text, Level.PARTY]
