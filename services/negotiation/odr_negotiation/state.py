"""A negotiation as it stands, and how what happens changes it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from odr_rules.deadlines import Deadline, Derivation
from odr_shared.contracts import Fact, PrivateFact
from odr_shared.contracts.negotiation import (
    Ended,
    ExtensionDeclined,
    ExtensionSought,
    NegotiationExtended,
    NegotiationRecomputed,
    NegotiationSpared,
    OfferMade,
    OfferWithdrawn,
    RepresentativeNegotiated,
)
from odr_shared.contracts.terms import Terms
from odr_shared.money import Money


class NegotiationStatus(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"


class Opened(PrivateFact):
    """What intake opened the stage with, so that this history alone rebuilds its state."""

    type = "negotiation.opened.v1"

    claimant: UUID
    respondent: UUID
    cap: Money
    rule: str
    zone: str
    due_at: datetime
    consequence: str
    derivation: Derivation | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    id: UUID
    made_by: UUID
    terms: Terms
    valid_until: datetime
    made_at: datetime
    by_platform: bool = False

    @property
    def amount(self) -> Money | None:
        """The sum of money in its terms."""
        return self.terms.amount


@dataclass(frozen=True, slots=True)
class Request:
    """That the negotiation last longer, of which the other party has to decide."""

    asked_by: UUID
    more: int
    """In the period's own unit."""


@dataclass(frozen=True, slots=True)
class Negotiation:
    claimant: UUID
    respondent: UUID
    cap: Money
    deadline: Deadline
    status: NegotiationStatus = NegotiationStatus.OPEN
    on_table: Offer | None = None
    asked: Request | None = None
    extended: int = 0
    """How often it was made longer."""


FACTS: Final[tuple[type[Fact], ...]] = (
    *(Opened, OfferMade, OfferWithdrawn, NegotiationSpared, RepresentativeNegotiated, Ended),
    *(ExtensionSought, ExtensionDeclined, NegotiationExtended, NegotiationRecomputed),
)


def evolve(n: Negotiation | None, facts: Iterable[Fact]) -> Negotiation:
    """The negotiation after these facts; its first one, `Opened`, makes it."""
    for fact in facts:
        match fact:
            case Opened():
                deadline = Deadline(
                    *(fact.rule, fact.occurred_at, fact.due_at, fact.zone, fact.consequence),
                    fact.derivation,
                )
                n = Negotiation(fact.claimant, fact.respondent, fact.cap, deadline)
            case OfferMade() if n is not None:
                offer = Offer(
                    id=fact.offer_id,
                    made_by=fact.made_by,
                    terms=fact.terms,
                    valid_until=fact.valid_until,
                    made_at=fact.occurred_at,
                    by_platform=fact.by_platform,
                )
                n = replace(n, on_table=offer)
            case OfferWithdrawn() if n is not None:
                n = replace(n, on_table=None)
            case NegotiationSpared() | NegotiationExtended() | NegotiationRecomputed() if (
                n is not None and fact.due_at
            ):
                moved = replace(n.deadline, due_at=fact.due_at, derivation=fact.derivation)
                n = replace(n, deadline=moved)
                if isinstance(fact, NegotiationExtended):
                    n = replace(n, asked=None, extended=n.extended + 1)
            case ExtensionSought() if n is not None:
                n = replace(n, asked=Request(fact.party, fact.more))
            case ExtensionDeclined() if n is not None:
                n = replace(n, asked=None)
            case Ended() if n is not None:
                n = replace(n, status=NegotiationStatus(fact.outcome.value))
    if n is None:
        raise TypeError("this negotiation was not opened")
    return n
