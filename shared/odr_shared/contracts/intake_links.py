"""What intake publishes of cases that belong together; which the others are is not told here."""

from enum import StrEnum
from uuid import UUID

from odr_shared.contracts import Fact


class LinkKind(StrEnum):
    """How a case belongs to another, as seen from itself."""

    REPEAT_OF = "repeat_of"
    """It brings again what the other was about."""
    REPEATED_BY = "repeated_by"
    """The other brings again what it was about."""
    RELATED = "related"
    JOINED = "joined"
    """Both are handled together."""
    GROUP = "group"
    """It is one of many about the same matter."""


class CaseLinked(Fact):
    """The case belongs to another; who may see that one reads which it is."""

    type = "intake.case_linked.v1"

    link: UUID
    """Of a group: the group's."""
    kind: LinkKind


class CaseUnlinked(Fact):
    """It no longer does."""

    type = "intake.case_unlinked.v1"

    link: UUID
    kind: LinkKind


class JoiningAgreed(Fact):
    """The respondent says whether the case may be joined with those against others."""

    type = "intake.joining_agreed.v1"

    party: UUID
    given: bool
    by_platform: bool
