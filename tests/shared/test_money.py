"""Money is whole minor units of a currency in use, and nothing else."""

from decimal import Decimal

import pytest
from babel.core import get_global
from pydantic import ValidationError

from odr_shared.money import EXPONENTS, MOST, Money


@pytest.mark.parametrize(
    ("currency", "exponent", "shown"),
    [
        ("EUR", 2, "12.50"),
        ("USD", 2, "12.50"),
        ("CNY", 2, "12.50"),
        ("JPY", 0, "1250"),
        ("KWD", 3, "1.250"),
        ("IQD", 3, "1.250"),
        ("ISK", 0, "1250"),
    ],
)
def test_the_minor_unit_is_the_currencys_own(currency, exponent, shown) -> None:
    money = Money(amount=1250, currency=currency)
    assert EXPONENTS[currency] == exponent
    assert money.decimal == Decimal(shown)
    assert str(money) == f"{shown} {currency}"


@pytest.mark.parametrize(
    "amount",
    [0, -1, 5.0, 0.5, "5", True, None, MOST + 1, 10**18, float("nan"), Decimal(5)],
    ids=repr,
)
def test_amounts_that_are_none(amount) -> None:
    with pytest.raises(ValidationError):
        Money(amount=amount, currency="EUR")


@pytest.mark.parametrize(
    "currency", ["XXX", "XAU", "XTS", "DEM", "CHE", "eur", "EUR ", "", "€", 978]
)
def test_currencies_that_are_none(currency) -> None:
    with pytest.raises(ValidationError):
        Money(amount=1, currency=currency)


def test_the_most_and_the_least_are_money() -> None:
    assert Money(amount=MOST, currency="JPY").amount == MOST
    assert Money(amount=1, currency="JPY").amount == 1


def test_the_currencies_are_those_that_are_legal_tender_somewhere() -> None:
    """As CLDR has it, but for what changed since, and two that ISO lists and CLDR does not."""
    tender = {
        code
        for used in get_global("territory_currencies").values()
        for code, _, until, is_tender in used
        if is_tender and until is None
    }
    assert tender - set(EXPONENTS) <= {"BGN"}  # the euro's since 2026
    assert set(EXPONENTS) - tender == {"SVC", "VED"}


def test_it_reads_back_from_json_and_does_not_change() -> None:
    money = Money(amount=1, currency="EUR")
    assert Money.model_validate_json(money.model_dump_json()) == money
    with pytest.raises(ValidationError):
        money.amount = 2
