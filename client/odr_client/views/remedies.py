"""Views of what is owed after the end of a case."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from odr_client.money import Money
from odr_client.views.open import View
from odr_client.views.procedures import Action, Deadline, Derivation


class Part(View):
    """One report that something was performed."""

    part: int
    amount: Money | None = None
    standing: str
    """claimed, disputed, confirmed, performed or rejected."""
    reported_at: datetime
    reference: str | None = None
    confirm_by: Deadline
    """Until when it can be disputed; silence confirms it then."""
    reason: str | None = None
    dispute_text: str | None = None
    decision_text: str | None = None
    ended_at: datetime | None = None


class Instalment(View):
    amount: Money
    due_on: date
    """The last day on which it is in time."""
    due_at: datetime


class Proposal(View):
    """Instalments that one side has proposed to the other; silence never agrees to them."""

    proposal: int
    by: UUID
    instalments: list[Instalment]


class Remedy(View):
    """Something that one party owes the other by the outcome of a case."""

    number: int
    remedy: str
    amount: Money | None = None
    """None: an act is owed, and not a sum."""
    debtor_id: UUID
    creditor_id: UUID
    standing: str
    """ordered, partially_performed, performed_claimed, disputed, confirmed, performed …"""
    performed: int
    """In minor units; of an act one, or nothing."""
    left: int
    """What has not even been reported."""
    after: int | None = None
    """The remedy that must be performed first."""
    waits: bool = False
    carriage_paid_by: UUID | None = None
    """Of a return that was agreed on: the party that pays for it."""
    is_overdue: bool = False
    overdue_at: datetime | None = None
    proposal: Proposal | None = None
    instalments: list[int] = Field(default_factory=list)
    """The remedies that are owed in place of what was left of it."""
    instalment_of: int | None = None
    ordered_at: datetime
    clock: Derivation
    parts: list[Part] = Field(default_factory=list)
    actions: list[Action] = Field(default_factory=list)
