"""Which disputes a seed makes: what about, for how much, and how they go."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.goods import MATTERS, Matter, Person
from demo.scripts import SCRIPTS, Script
from odr_client import Claim, Filing, Item, Money, Order, Party


@dataclass(frozen=True, slots=True)
class Dispute:
    number: int
    matter: Matter
    script: Script
    filing: Filing


def cast(seed: int, now: datetime) -> list[Dispute]:
    """Every matter once and every script at least once; the same seed, the same disputes."""
    chance = random.Random(seed)  # noqa: S311  # not a secret
    matters = list(MATTERS)
    scripts = [*SCRIPTS, *chance.choices(SCRIPTS, k=len(matters) - len(SCRIPTS))]
    chance.shuffle(matters)
    chance.shuffle(scripts)
    return [
        Dispute(number, matter, script, filing(matter, seed, chance, now))
        for number, (matter, script) in enumerate(zip(matters, scripts, strict=True), 1)
    ]


def filing(matter: Matter, seed: int, chance: random.Random, now: datetime) -> Filing:
    """The claim of that matter, about an order of its own."""
    paid = Money.of(chance.randint(*matter.price), matter.currency)
    claimed = part(paid, matter.share)
    number = f"{now:%Y-%m%d%H%M%S}-{chance.randrange(10_000, 100_000)}"
    return Filing(
        claimant=_party(matter.claimant, chance),
        respondent=_party(matter.respondent, chance),
        order=Order(
            number=number,
            placed_at=now - timedelta(days=chance.randint(5, 40), minutes=chance.randint(0, 600)),
            paid=paid,
            items=[Item(title=matter.item, price=paid)],
        ),
        claims=[
            Claim(reason=matter.reason, remedy=matter.remedy, amount=claimed, text=matter.claim)
        ],
        language=matter.language,
        time_zone=matter.zone,
        metadata={"ticket": f"T-{number}", "demo.seed": str(seed)},
    )


def _party(person: Person, chance: random.Random) -> Party:
    name = f"{person.kind}-{chance.randrange(1000, 10_000)}"
    return Party(external_id=name, kind=person.kind, name=person.name, email=person.email)


def part(of: Money, share: float) -> Money:
    """Some of it, in whole minor units, and never nothing."""
    return Money(amount=max(1, round(of.amount * share)), currency=of.currency)
