"""Cases that belong together, as one who may see both sees it."""

from datetime import datetime
from uuid import UUID

from odr_client.views.cases import Outcome, Status
from odr_client.views.open import OpenEnum, View


class LinkKind(OpenEnum):
    REPEAT_OF = "repeat_of"
    REPEATED_BY = "repeated_by"
    RELATED = "related"
    JOINED = "joined"
    """Both are handled together."""
    GROUP = "group"
    """It is one of many about the same matter."""


class Link(View):
    """A case that another belongs to."""

    link_id: UUID
    """Of all members of a group the same."""
    kind: LinkKind
    case_id: UUID
    reference: str
    status: Status
    outcome: Outcome | None
    made_at: datetime
