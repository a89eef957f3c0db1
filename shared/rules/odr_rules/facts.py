"""What a filing says that a rule pack can ask about, and how its expressions name it."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from odr_rules.grammar import LISTED
from odr_rules.packs.vocabulary import Remedy

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
Day = Annotated[date, Field(ge=FIRST, le=LAST)]
Truth = Annotated[bool, Field(strict=True)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]
Region = Annotated[str, Field(pattern="^[A-Z]{2}-[A-Z0-9]{1,3}$")]
Minor = Annotated[int, Field(strict=True, ge=0, le=10**15)]
Code = Annotated[str, Field(pattern="^[a-z]+(_[a-z]+)*$", max_length=50)]


def within(day: date) -> date:
    """The day, or the nearest that facts can say."""
    return min(max(day, FIRST), LAST)


class Said(BaseModel):
    """A part of what is said; None: it is not said, and nothing is supposed of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Claimant(Said):
    kind: Literal["consumer", "merchant"]
    country: Country | None = None
    """ISO 3166-1, two letters."""
    region: Region | None = None
    """ISO 3166-2."""
    identified: Truth | None = None
    """Whether the platform has checked who it is."""


class Respondent(Said):
    kind: Literal["consumer", "merchant"]
    country: Country | None = None
    region: Region | None = None
    listed: Truth | None = None
    """Whether the platform knows its real name, address and contact."""


class Bought(Said):
    paid: Annotated[int, Field(strict=True, gt=0, le=10**15)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    placed_on: Day
    received_on: Day | None = None
    online: Truth | None = None


class Dispute(Said):
    known_on: Day | None = None
    """When the claimant knew, or should have known, of what went wrong."""
    personal: Truth | None = None
    """Whether the goods or services were for personal use."""


class Contact(Said):
    """What the claimant has tried with the respondent itself."""

    made: Truth | None = None
    made_on: Day | None = None
    answered: Truth | None = None
    answered_on: Day | None = None
    """When the respondent's final word came."""


class Elsewhere(Said):
    """Who else deals with the same dispute, or has."""

    court: Truth | None = None
    arbitration: Truth | None = None
    authority: Truth | None = None
    association: Truth | None = None
    decided: Truth | None = None


class Wanted(Said):
    reason: Code
    remedy: Remedy
    amount: Minor | None = None


class Facts(Said):
    claimant: Claimant
    respondent: Respondent
    order: Bought
    dispute: Dispute = Dispute()
    contact: Contact = Contact()
    elsewhere: Elsewhere = Elsewhere()
    claims: Annotated[tuple[Wanted, ...], Field(min_length=1, max_length=LISTED)]
    loss: Minor | None = None
    """What was lost beyond the price, for the caps that reckon with it."""

    @property
    def claimed(self) -> int:
        return sum(each.amount or 0 for each in self.claims)

    def named(self) -> Mapping[str, Any]:
        """As expressions see it: what is unsaid is not there."""
        said = self.model_dump(mode="json", exclude_none=True, exclude={"loss"})
        contact = said["contact"]
        if "answered_on" in contact:
            contact.setdefault("answered", True)
        if contact.get("answered") or "made_on" in contact:
            contact.setdefault("made", True)
        return said | {"claimed": self.claimed}
