"""Negotiations."""

from datetime import datetime
from uuid import UUID

from odr_client.money import Money
from odr_client.views.cases import Extension
from odr_client.views.open import OpenEnum, View
from odr_client.views.procedures import Action, Deadline


class NegotiationStatus(OpenEnum):
    OPEN = "open"
    SETTLED = "settled"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Offer(View):
    id: UUID
    made_by: UUID
    by_platform: bool
    amount: Money
    made_at: datetime
    valid_until: datetime


class Negotiation(View):
    """The negotiation of a case, with the caller's legal moves."""

    case_id: UUID
    status: NegotiationStatus
    clock: Deadline
    cap: Money
    claimant_id: UUID
    respondent_id: UUID
    on_table: Offer | None
    extension: Extension | None = None
    """What one party has asked the other to agree to, about the time that is left."""
    version: int
    actions: list[Action]
