"""Money that may be granted: how far a cap lets it go, and how a sum is parted to the cent.

Amounts are whole minor units of one currency throughout.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Literal, TypeAlias

from odr_rules.packs.parts import Cap, Remedies
from odr_rules.packs.vocabulary import Finding, Remedy

MOST: Final = 10**15
"""No amount is higher: below 2^53, so that every JSON reader keeps it exact (RFC 8259, 6)."""
MOST_PARTS: Final = 1000

RestsOn: TypeAlias = Literal["price_paid", "loss", "floor"]


@dataclass(frozen=True, slots=True)
class Bases:
    """What caps reckon with."""

    currency: str
    price_paid: int
    loss: int | None = None
    """What was lost beyond the price; None: nobody has said."""


@dataclass(frozen=True, slots=True)
class Multiple:
    """So many times what was paid or lost; None: what it reckons with was not said."""

    of: Literal["price_paid", "loss"]
    base: int | None
    times: int

    @property
    def amount(self) -> int | None:
        return None if self.base is None else self.base * self.times


@dataclass(frozen=True, slots=True)
class Limit:
    """The most that a cap lets be granted, and how it is reckoned."""

    cap: Cap
    amount: int | None
    """None: it reckons with what was not said."""
    rests_on: RestsOn | None
    """What gives the amount, of several the first."""
    multiples: tuple[Multiple, ...]
    floor_applies: bool
    """False where the floor is in another currency: then a rate must be filed for it."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that may be granted: by the law of every case, and on top by what was found."""

    plain: Limit | None
    extra: Limit | None

    @property
    def amount(self) -> int:
        known = [each.amount for each in (self.plain, self.extra) if each is not None]
        return min(sum(amount for amount in known if amount is not None), MOST)


def limit(cap: Cap, bases: Bases) -> Limit:
    """The highest of its multiples, and its floor at least where that is of the same currency.

    So a multiplier has a floor and a ceiling: PRC Consumer Rights Law 55(1), three times the price
    and 500 yuan at least; Food Safety Law 148(2), ten times the price or three times the loss, at
    the consumer's choice, and 1,000 yuan at least.
    """
    given = {"price_paid": bases.price_paid, "loss": bases.loss}
    multiples = tuple(Multiple(each.of, given[each.of], each.times) for each in cap.most)
    found: list[tuple[int, RestsOn]] = [
        (each.amount, each.of) for each in multiples if each.amount is not None
    ]
    floor_applies = cap.floor is not None and cap.floor.currency == bases.currency
    if cap.floor is not None and floor_applies:
        found.append((cap.floor.amount, "floor"))
    if not found:
        return Limit(cap, None, None, multiples, floor_applies)
    amount, rests_on = max(found, key=lambda each: each[0])
    return Limit(cap, min(amount, MOST), rests_on, multiples, floor_applies)


def ceiling(
    remedies: Remedies,
    bases: Bases,
    findings: Collection[Finding] = (),
    remedy: Remedy | None = None,
) -> Ceiling:
    """How far the grants of this remedy may go, or of all of them together.

    What only a finding allows is added to what needs none. Of several findings the one that gives
    most counts, and not their sum: the same wrong is punished once.
    """
    limits = [
        limit(cap, bases)
        for cap in remedies.caps
        if (remedy is None or remedy in cap.remedies)
        and (cap.finding is None or cap.finding in findings)
    ]
    return Ceiling(
        _highest([each for each in limits if each.cap.finding is None]),
        _highest([each for each in limits if each.cap.finding is not None]),
    )


def extra_damages(remedies: Remedies, bases: Bases, findings: Collection[Finding]) -> Limit | None:
    """What the law adds on top of damages for what was found; None: nothing that was found does."""
    return ceiling(remedies, bases, findings, Remedy.DAMAGES).extra


def _highest(limits: Sequence[Limit]) -> Limit | None:
    return max(limits, key=lambda each: each.amount or 0, default=None)


class Fate(StrEnum):
    """What becomes of a part of a claim."""

    AWARDED = "awarded"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class MoreThanIsLeft(ValueError):
    """A claim has not so much left to be awarded, settled or withdrawn."""

    def __init__(self, amount: int, left: int) -> None:
        super().__init__(f"{amount} of {left}")
        self.amount, self.left = amount, left


@dataclass(frozen=True, slots=True)
class Account:
    """What was claimed, what the law adds to it, and what has become of them so far."""

    claimed: int
    extra: int = 0
    """By a statutory multiplier, once what it needs was found."""
    awarded: int = 0
    settled: int = 0
    withdrawn: int = 0

    def left(self, fate: Fate) -> int:
        """What the law adds can be granted, and never withdrawn: it was not claimed."""
        gone = self.awarded + self.settled + self.withdrawn
        whole = self.claimed + self.extra - gone
        return whole if fate is not Fate.WITHDRAWN else max(0, min(whole, self.claimed - gone))

    def after(self, fate: Fate, amount: int) -> "Account":
        """The same with so much more of it gone; raises `MoreThanIsLeft`, and then has not."""
        if not 0 < amount <= self.left(fate):
            raise MoreThanIsLeft(amount, self.left(fate))
        match fate:
            case Fate.AWARDED:
                return replace(self, awarded=self.awarded + amount)
            case Fate.SETTLED:
                return replace(self, settled=self.settled + amount)
            case Fate.WITHDRAWN:
                return replace(self, withdrawn=self.withdrawn + amount)


def parted(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """An amount in parts as the weights are, which together are the amount to the minor unit.

    By largest remainder (Hamilton's method): each part is what is due to it rounded down, and the
    units left over go one each to the largest remainders, of equal ones to the first. For
    instalments, and for several who owe one sum. Raises `ValueError` for a negative amount or
    weight, for weights of nothing and for more than `MOST_PARTS`.
    """
    whole = sum(weights)
    if amount < 0 or whole <= 0 or min(weights) < 0 or len(weights) > MOST_PARTS:
        raise ValueError("it cannot be parted so")
    parts = [amount * weight // whole for weight in weights]
    remainders = [amount * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda n: -remainders[n])
    for n in order[: amount - sum(parts)]:
        parts[n] += 1
    return tuple(parts)
