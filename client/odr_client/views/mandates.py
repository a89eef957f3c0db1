"""Mandates, as one may see them."""

from datetime import datetime
from uuid import UUID

from odr_client.views.open import View


class Mandate(View):
    """Who may act for a party is known to its platform; in what and until when, here."""

    id: UUID
    party_id: UUID
    scope: list[str]
    since: datetime
    until: datetime
    revoked_at: datetime | None = None


class Mandates(View):
    data: list[Mandate]
