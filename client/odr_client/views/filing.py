"""What a case is filed with."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from odr_client.money import Money
from odr_client.views.open import Said


class Address(Said):
    lines: list[str]
    city: str
    region: str | None = None
    postal_code: str | None = None
    country: str
    """ISO 3166-1, two letters."""


class Party(Said):
    external_id: str
    """The platform's own, stable name for this person or firm."""
    kind: Literal["consumer", "merchant"]
    name: str
    email: str | None = None
    phone: str | None = None
    """A respondent needs one of the two."""
    address: Address | None = None


class Item(Said):
    title: str
    quantity: int = 1
    price: Money | None = None


class Order(Said):
    number: str
    placed_at: datetime
    paid: Money
    """What was paid in all: no claim goes beyond it."""
    items: list[Item] = Field(default_factory=list)


class Claim(Said):
    reason: str
    """Such as `not_received`, `not_as_described`, `counterfeit`, `unauthorised`, `wrong_amount`."""
    remedy: str
    """Such as `refund`, `partial_refund`, `replacement`, `repair`, `return`, `apology`."""
    amount: Money | None = None
    """Needed where the remedy is a sum of money."""
    text: str


class Filing(Said):
    claimant: Party
    respondent: Party
    order: Order
    claims: list[Claim]
    rule_pack: str = "uncitral-odr"
    limits: dict[str, int] = Field(default_factory=dict)
    """Periods that the platform sets itself, within what the pack allows."""
    language: str = "en"
    time_zone: str = "UTC"
    """Where the consumer lives: the days of the case begin and end by it."""
    circumstances: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """`dispute`, `contact` and `elsewhere`: the answers to `GET /v1/rule-packs/…`'s questions."""
    metadata: dict[str, str] = Field(default_factory=dict)
    """The platform's own notes, shown to nobody else."""
    test_clock_id: UUID | None = None
    """In test mode: the clock that the case's deadlines obey."""
