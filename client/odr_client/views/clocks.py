"""Test clocks."""

from datetime import datetime
from uuid import UUID

from odr_client.views.open import View


class TestClock(View):
    """A clock that stands still between advances."""

    __test__ = False  # for those whose tests import it

    id: UUID
    now: datetime
    started_at: datetime
    ready: bool
    """Every case on it has been told what it shows."""
