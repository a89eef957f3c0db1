"""Terms of an offer, judged: what may be in them, and until when they may have to be performed."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from odr_negotiation import refusals as no
from odr_shared.contracts.terms import Terms
from odr_shared.money import Money

LONGEST: Final = 365
"""Days: nobody is bound to perform later than so many days from when the offer is made."""


def must_be_lawful(
    terms: Terms, cap: Money, valid_until: datetime, now: datetime, zone: str, at: str
) -> None:
    """Refused as it stands; `at` is the pointer to where the request says the terms.

    The money and the voucher are both out of what the cap lets be granted: a voucher is worth
    what stands on it.
    """
    if not terms.gives:
        raise no.NothingGiven(at)
    bound = {"cap": cap.amount, "currency": cap.currency}
    for name, each in (("amount", terms.amount), ("voucher", terms.voucher)):
        if each is not None and each.currency != cap.currency:
            raise no.CurrencyDiffers(f"{at}/{name}/currency", currency=cap.currency)
    if terms.amount is not None and terms.amount.amount > cap.amount:
        raise no.AmountExceedsCap(f"{at}/amount/amount", **bound)
    if terms.worth > cap.amount:
        raise no.VoucherExceedsCap(f"{at}/voucher/amount", **bound)
    if terms.perform_by is not None:
        place = ZoneInfo(zone)
        # Whoever accepts at the last moment still has a day to perform.
        first = valid_until.astimezone(place).date() + timedelta(days=1)
        last = now.astimezone(place).date() + timedelta(days=LONGEST)
        if not first <= terms.perform_by <= last:
            days = {"first": first.isoformat(), "last": last.isoformat()}
            raise no.PerformanceOutOfBounds(f"{at}/perform_by", **days)
