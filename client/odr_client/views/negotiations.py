"""Negotiations."""

from datetime import date, datetime
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


class PaidBy(OpenEnum):
    CLAIMANT = "claimant"
    RESPONDENT = "respondent"


class InKind(OpenEnum):
    REPLACEMENT = "replacement"
    REPAIR = "repair"


class Terms(View):
    """All that an offer is about; what is not in it is not owed once it is accepted."""

    amount: Money | None = None
    """Paid by the respondent; none where no money is."""
    return_paid_by: PaidBy | None = None
    """The goods go back, at this side's cost, before the money is due; none: they stay."""
    in_kind: InKind | None = None
    apology: bool = False
    voucher: Money | None = None
    perform_within: int | None = None
    """Calendar days from the acceptance; else as the rule pack has it."""
    perform_by: date | None = None
    """In place of that, the last day that is in time."""

    def __str__(self) -> str:
        back = f"the goods back at the {self.return_paid_by}'s cost" if self.return_paid_by else ""
        said = [
            str(self.amount) if self.amount else "",
            back,
            self.in_kind or "",
            "an apology" if self.apology else "",
            f"a voucher of {self.voucher}" if self.voucher else "",
        ]
        when = f", within {self.perform_within} days" if self.perform_within else ""
        when = f", by {self.perform_by}" if self.perform_by else when
        return " and ".join(each for each in said if each) + when


class Offer(View):
    id: UUID
    made_by: UUID
    by_platform: bool
    amount: Money | None = None
    """The money in its terms."""
    terms: Terms
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
