"""Where the server of these tests is, and what to file there."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from odr_client import Claim, Filing, Money, Order, Party


@dataclass(frozen=True)
class Server:
    base: str
    credentials: Path
    client_id: str
    secret: str = field(repr=False)


def filing(clock: UUID | None = None) -> Filing:
    paid = Money.of(40, "EUR")
    return Filing(
        claimant=Party(
            external_id="buyer-17", kind="consumer", name="Anna Vogt", email="anna@example.org"
        ),
        respondent=Party(
            external_id="shop-4", kind="merchant", name="Kettle & Co", email="help@example.com"
        ),
        order=Order(number=uuid4().hex, placed_at=datetime(2026, 1, 5, tzinfo=UTC), paid=paid),
        claims=[Claim(reason="defective", remedy="refund", amount=paid, text="The kettle leaks.")],
        test_clock_id=clock,
    )
