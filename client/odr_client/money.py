"""An amount of money, in minor units of one currency."""

from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict

PLACES: Final = {
    code: places
    for places, codes in {
        0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF",
        3: "BHD IQD JOD KWD LYD OMR TND",
    }.items()
    for code in codes.split()
}
"""ISO 4217: how many decimal places the minor unit is, where it is not two."""
USUAL: Final = 2


class Money(BaseModel):
    """12.50 EUR is `Money(amount=1250, currency="EUR")`, or `Money.of("12.50", "EUR")`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    amount: int
    currency: str

    @classmethod
    def of(cls, major: str | int | Decimal, currency: str) -> "Money":
        """Of an amount as people write it; `ValueError` if the currency has no such part."""
        currency = currency.upper()
        places = PLACES.get(currency, USUAL)
        try:
            minor = Decimal(major).scaleb(places)
        except ArithmeticError as error:
            raise ValueError(f"{major!r} is not an amount.") from error
        if not minor.is_finite() or minor != minor.to_integral_value():
            raise ValueError(f"{currency} has {places} decimal places, and {major} has more.")
        return cls(amount=int(minor), currency=currency)

    @property
    def decimal(self) -> Decimal:
        """In major units, with as many places as the currency has."""
        return Decimal(self.amount).scaleb(-PLACES.get(self.currency, USUAL))

    def __str__(self) -> str:
        return f"{self.decimal:,} {self.currency}"
