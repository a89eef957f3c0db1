"""What intake publishes of those who act for a party."""

from datetime import datetime
from uuid import UUID

from odr_shared.contracts import Fact


class MandateGiven(Fact):
    """A party lets somebody act for it, within this scope and time."""

    type = "intake.mandate_given.v1"

    mandate: UUID
    party: UUID
    scope: tuple[str, ...]
    """The commands, by their names among the case's `actions`."""
    since: datetime
    until: datetime
    by_platform: bool


class MandateRevoked(Fact):
    """The party ended the mandate; what was done under it stands."""

    type = "intake.mandate_revoked.v1"

    mandate: UUID
    party: UUID
    by_platform: bool


class RepresentativeActed(Fact):
    """What happens with this fact was done under a mandate."""

    type = "intake.representative_acted.v1"

    mandate: UUID
    command: str
