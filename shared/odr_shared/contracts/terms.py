"""Terms of a settlement: what the respondent gives, and what becomes of the goods."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from odr_shared.money import Money


class PaidBy(StrEnum):
    """Who pays for sending the goods back."""

    CLAIMANT = "claimant"
    RESPONDENT = "respondent"


class InKind(StrEnum):
    """What the respondent does about the goods themselves."""

    REPLACEMENT = "replacement"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Terms:
    """All that one offer is about; what is not in it is not owed once it is accepted."""

    amount: Money | None = None
    """Paid by the respondent; none where no money is."""
    return_paid_by: PaidBy | None = None
    """The goods go back, at this side's cost, before the money is due; none: they stay."""
    in_kind: InKind | None = None
    apology: bool = False
    voucher: Money | None = None
    """For a later purchase from the respondent, in the currency of the case."""
    perform_within: int | None = None
    """Calendar days from the acceptance, that day not counted; none: as the rule pack has it."""
    perform_by: date | None = None
    """In place of that, the last day on which it is in time, in the case's zone."""

    @property
    def gives(self) -> bool:
        """Whether the claimant gets anything by it."""
        return bool(self.amount or self.in_kind or self.apology or self.voucher)

    @property
    def worth(self) -> int:
        """The money and the voucher together, in minor units."""
        return sum(each.amount for each in (self.amount, self.voucher) if each)
