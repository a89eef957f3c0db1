"""What the papers of a case say: who the parties are, the order, the claims in words."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, PositiveInt

from odr_rules.packs import Remedy
from odr_shared.contracts.codes import Reason
from odr_shared.exact import Exact
from odr_shared.levels import Level
from odr_shared.money import Money
from odr_shared.texts import Email, ExternalId, Line, Name, Phone, Text


class Side(StrEnum):
    CLAIMANT = "claimant"
    RESPONDENT = "respondent"


class Kind(StrEnum):
    CONSUMER = "consumer"
    MERCHANT = "merchant"


Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE", "CN"])]
"""ISO 3166-1, two letters."""


class Address(Exact):
    lines: Annotated[list[Line], Field(min_length=1, max_length=5), Level.PARTY]
    city: Annotated[Line, Level.PARTY]
    region: Annotated[Line | None, Level.PARTY] = None
    postal_code: Annotated[ExternalId | None, Level.PARTY] = None
    country: Annotated[Country, Level.PARTY]


class Profile(Exact):
    """A party, as its platform knows it."""

    external_id: Annotated[ExternalId, Level.PARTY]
    """The platform's own, stable name for this person or firm."""
    kind: Annotated[Kind, Level.PARTY]
    name: Annotated[Name, Level.PARTY]
    email: Annotated[Email | None, Level.PARTY] = None
    phone: Annotated[Phone | None, Level.PARTY] = None
    address: Annotated[Address | None, Level.PARTY] = None

    @property
    def reachable(self) -> bool:
        return self.email is not None or self.phone is not None


class Item(Exact):
    title: Annotated[Line, Level.PARTY]
    quantity: Annotated[PositiveInt, Field(le=1_000_000), Level.PARTY] = 1
    price: Annotated[Money | None, Level.PARTY] = None


class Order(Exact):
    number: Annotated[ExternalId, Level.PARTY]
    placed_at: Annotated[datetime, Level.PARTY]
    paid: Annotated[Money, Level.PARTY]
    """What was paid in all: no claim goes beyond it, and its currency is the case's."""
    items: Annotated[list[Item], Field(default_factory=list, max_length=50), Level.PARTY]


class Claim(Exact):
    reason: Annotated[Reason, Level.PUBLIC]
    remedy: Annotated[Remedy, Level.PUBLIC]
    amount: Annotated[Money | None, Level.PUBLIC] = None
    """Needed where the remedy is a sum of money."""
    text: Annotated[Text, Level.PARTY]


Metadata = Annotated[
    dict[
        Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,40}$")],
        Line,
    ],
    Field(max_length=50),
]
"""The platform's own notes, shown to nobody else."""
