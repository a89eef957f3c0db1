"""What intake publishes of errors in a case's record that were repaired."""

from datetime import datetime
from enum import StrEnum

from odr_shared.contracts.codes import Channel, Served
from odr_shared.contracts.intake import MayRun


class Repaired(StrEnum):
    """What can have been recorded wrongly: the closed list of what is repaired."""

    SERVICE = "service"
    """By which channel, or when, a notice reached its addressee."""
    NOT_SERVED = "not_served"
    """A notice that was said to have reached its addressee had not."""
    ANSWER = "answer"
    """The platform recorded an answer that the respondent had not given."""
    SCREENING = "screening"
    """A caseworker took, returned or refused the case by mistake."""


class CaseRepaired(MayRun):
    """An error was corrected; what was recorded before stands beside it, and runs no more."""

    type = "intake.case_repaired.v1"

    what: Repaired
    notice: Served | None = None
    """Whose service it was about."""
    channel: Channel | None = None
    """By which it was served in truth."""
    served_at: datetime | None = None
    """When it was served in truth."""
