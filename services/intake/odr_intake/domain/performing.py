"""What is done about an obligation: reporting, confirming, disputing, deciding; and its clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from odr_intake.domain.facts import ReferenceNoted
from odr_intake.domain.obligations import Obligation, Part, waiting
from odr_intake.domain.refusals import CaseOver, CurrencyDiffers
from odr_intake.domain.running import due, said
from odr_intake.domain.state import Case
from odr_intake.domain.unperformed import (
    InInstalments,
    NoReturn,
    NoSuchRemedy,
    NotTheCreditor,
    NotTheDebtor,
    PerformedAlready,
    PerformedBeyond,
    PreconditionOpen,
    ReferenceCounted,
    ReferenceMissing,
    TooManyParts,
)
from odr_rules.packs import Remedy
from odr_rules.packs.vocabulary import Rule
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import ConfirmedBy
from odr_shared.contracts.intake_remedies import (
    PerformanceConfirmed,
    PerformanceReported,
    RemedyOverdue,
    ReturnReceived,
)
from odr_shared.money import Money
from odr_shared.moves import Actor

MOST_PARTS: Final = 50
"""Reports of one obligation, those that were rejected among them."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation, in its case."""

    case: Case
    obligation: Obligation


def owed(case: Case, number: int) -> Owed:
    for each in case.obligations:
        if each.number == number:
            return Owed(case, each)
    raise NoSuchRemedy


def may_report(of: Owed, actor: Actor, now: datetime) -> None:
    _must_be_debtor(of, actor)
    _must_be_owed_as_one(of)
    if of.obligation.waits:
        raise PreconditionOpen(number=of.obligation.after)
    if not of.obligation.left:
        raise PerformedAlready
    if len(of.obligation.parts) >= MOST_PARTS:
        raise TooManyParts(most=MOST_PARTS)


def report(
    case: Case, actor: Actor, number: int, amount: Money | None, mark: str | None, now: datetime
) -> list[Fact]:
    """Say that it was performed, all or in part; `mark` is the payment reference's keyed digest.

    The same reference said again changes nothing: no payment counts twice. From now on its
    creditor has the pack's time to confirm or to dispute it, after which it counts as confirmed.
    """
    of = owed(case, number)
    _must_be_debtor(of, actor)
    if mark is not None and (known := _marked(case, mark)) is not None:
        which, part = known
        if which.number == number and part.amount == amount:
            return []
        raise ReferenceCounted("/reference", number=which.number)
    may_report(of, actor, now)
    _must_be_owed(of.obligation, amount)
    if amount is not None and mark is None:
        raise ReferenceMissing("/reference")
    nth = len(of.obligation.parts) + 1
    reported = PerformanceReported(
        occurred_at=now,
        number=number,
        part=nth,
        amount=amount,
        by_platform=actor.by_platform,
        **said(due(case.rules, Rule.CONFIRMATION, now, case.zone)),
    )
    # That it came too late is so whether or not the sweep has been by.
    facts: list[Fact] = [*_late(of.obligation, now), reported]
    if mark is not None:
        facts.append(ReferenceNoted(occurred_at=now, number=number, part=nth, mark=mark))
    return facts


def _must_be_debtor(of: Owed, actor: Actor) -> None:
    """Its debtor, or the platform: for its debtor, or as the one who moved the money itself."""
    itself = actor.by_platform and actor.party is None
    if actor.party != of.obligation.debtor and not itself:
        raise NotTheDebtor


def _must_be_owed(obligation: Obligation, amount: Money | None) -> None:
    if (amount is None) != (obligation.amount is None):
        raise PerformedBeyond("/amount", left=obligation.left if obligation.amount else 0)
    if amount is None or obligation.amount is None:
        return
    if amount.currency != obligation.amount.currency:
        raise CurrencyDiffers("/amount/currency", currency=obligation.amount.currency)
    if amount.amount > obligation.left:
        raise PerformedBeyond("/amount/amount", left=obligation.left)


def _marked(case: Case, mark: str) -> tuple[Obligation, Part] | None:
    """Where that reference was named before; what was cancelled before it counted is free."""
    for each in case.obligations:
        for part in each.parts:
            if part.mark == mark and not (each.is_cancelled and part.ended_at is None):
                return each, part
    return None


def may_receive_return(of: Owed, actor: Actor, now: datetime) -> None:
    if of.obligation.remedy is not Remedy.RETURN:
        raise NoReturn
    must_be_creditor(of, actor, itself=True)
    must_be_open(of)


def receive_return(case: Case, actor: Actor, number: int, now: datetime) -> list[Fact]:
    """Whoever was to have the goods back has them: the time for the refund runs from now."""
    may_receive_return(owed(case, number), actor, now)
    by = actor.by_platform
    return [ReturnReceived(occurred_at=now, number=number, by_platform=by)]


def must_be_creditor(of: Owed, actor: Actor, *, itself: bool = False) -> None:
    """Or, with `itself`, the platform, which has seen the carrier's record."""
    if actor.party == of.obligation.creditor:
        return
    if not (itself and actor.by_platform and actor.party is None):
        raise NotTheCreditor


def must_be_open(of: Owed) -> None:
    _must_be_owed_as_one(of)
    if not of.obligation.is_open:
        raise PerformedAlready


def _must_be_owed_as_one(of: Owed) -> None:
    if of.obligation.is_cancelled:
        raise CaseOver
    if of.obligation.instalments:
        raise InInstalments(numbers=", ".join(map(str, of.obligation.instalments)))


def _late(obligation: Obligation, now: datetime) -> list[Fact]:
    at = obligation.lapses_late_at
    if at is None or now < at:
        return []
    return [RemedyOverdue(occurred_at=at, number=obligation.number)]


def is_deemed(part: Part, now: datetime) -> bool:
    return part.confirm_by is not None and now >= part.confirm_by.due_at


def lapse(case: Case, now: datetime) -> list[Fact]:
    """What the clock brings to the obligations by now, of all of it the first."""
    found = list[Fact]()
    for each in case.obligations:
        found += _late(each, now)
        found += [
            PerformanceConfirmed(
                occurred_at=part.confirm_by.due_at,
                number=each.number,
                part=part.number,
                by=ConfirmedBy.SILENCE,
                by_platform=False,
            )
            for part in waiting(each)
            if part.confirm_by is not None and is_deemed(part, now)
        ]
    return sorted(found, key=lambda fact: fact.occurred_at)[:1]
