"""Instalments: proposed by who owes a sum or is owed it, and agreed to by the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from odr_intake.domain.obligations import Obligation
from odr_intake.domain.performing import Owed, must_be_open, owed
from odr_intake.domain.refusals import CurrencyDiffers
from odr_intake.domain.state import Case
from odr_intake.domain.undivided import (
    AnotherProposal,
    InstalmentCount,
    InstalmentDay,
    InstalmentsDiffer,
    InstalmentsNotAllowed,
    NotBetweenYou,
    NotDivisible,
    NothingProposed,
    OwnProposal,
    PerformanceOpen,
    ProposalStale,
    TooManyProposals,
)
from odr_rules.counting import end_of, months_later
from odr_rules.packs.parts import Instalments
from odr_rules.remedies import parted
from odr_shared.contracts import Fact
from odr_shared.contracts.intake_instalments import (
    Instalment,
    InstalmentsAgreed,
    InstalmentsProposed,
)
from odr_shared.money import Money
from odr_shared.moves import Actor

OFTEN: Final = 50
"""So often instalments are proposed for one sum at most."""


class Every(StrEnum):
    """From one instalment to the next."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Part:
    """An instalment as it is proposed."""

    amount: Money
    due_on: date


def even(
    case: Case, actor: Actor, number: int, count: int, first_on: date, every: Every, now: datetime
) -> list[Part]:
    """What is left, in parts as equal as minor units can be, the larger ones first.

    A month from the last day of one is the last day of the next.
    """
    of = owed(case, number)
    may_propose(of, actor, now)
    assert of.obligation.amount is not None  # noqa: S101  # the guard has seen to it
    allowed, left = _allowed(case), of.obligation.left
    most = min(allowed.most, left)
    if not 2 <= count <= most:
        raise InstalmentCount("/count", most=most, rule=_rule(case), article=allowed.article)
    currency = of.obligation.amount.currency
    amounts = parted(left, [1] * count)
    days = [
        first_on + timedelta(weeks=n) if every is Every.WEEK else months_later(first_on, n)
        for n in range(count)
    ]
    return [
        Part(Money(amount=amount, currency=currency), day)
        for amount, day in zip(amounts, days, strict=True)
    ]


def may_propose(of: Owed, actor: Actor, now: datetime) -> None:
    _must_be_between(of, actor)
    _must_be_divisible(of)
    if of.obligation.proposals >= OFTEN:
        raise TooManyProposals(times=OFTEN)


def propose(
    case: Case, actor: Actor, number: int, plan: Sequence[Part], now: datetime
) -> list[Fact]:
    """Propose a plan for all that is left of the sum; the same plan again changes nothing."""
    of = owed(case, number)
    may_propose(of, actor, now)
    assert actor.party is not None  # noqa: S101  # the guard has seen to it
    _must_fit(of, plan, now)
    zone = ZoneInfo(case.zone)
    wanted = tuple(Instalment(each.amount, each.due_on, end_of(each.due_on, zone)) for each in plan)
    standing = of.obligation.proposal
    if standing is not None and (standing.by, standing.plan) == (actor.party, wanted):
        return []
    proposed = InstalmentsProposed(
        occurred_at=now,
        number=number,
        proposal=of.obligation.proposals + 1,
        plan=wanted,
        party=actor.party,
        by_platform=actor.by_platform,
    )
    return [proposed]


def may_agree(of: Owed, actor: Actor, now: datetime) -> None:
    _must_be_between(of, actor)
    _must_be_divisible(of)
    proposal = of.obligation.proposal
    if proposal is None:
        raise NothingProposed
    if proposal.by == actor.party:
        raise OwnProposal
    passed = proposal.plan[0].due_at <= now
    if passed or sum(each.amount.amount for each in proposal.plan) != of.obligation.left:
        raise ProposalStale


def agree(case: Case, actor: Actor, number: int, proposal: int, now: datetime) -> list[Fact]:
    """Agree to that proposal and no other: each instalment is owed from now on by itself."""
    of = owed(case, number)
    may_agree(of, actor, now)
    standing = of.obligation.proposal
    assert actor.party is not None and standing is not None  # noqa: S101, PT018  # see the guard
    if standing.number != proposal:
        raise AnotherProposal("/proposal", proposal=standing.number)
    agreed = InstalmentsAgreed(
        occurred_at=now,
        number=number,
        proposal=proposal,
        rule=_rule(case),
        zone=case.zone,
        first=max(each.number for each in case.obligations) + 1,
        plan=standing.plan,
        party=actor.party,
        by_platform=actor.by_platform,
    )
    return [agreed]


def _must_be_between(of: Owed, actor: Actor) -> None:
    if actor.party not in (of.obligation.debtor, of.obligation.creditor):
        raise NotBetweenYou


def _must_be_divisible(of: Owed) -> None:
    must_be_open(of)
    obligation = of.obligation
    if obligation.amount is None or obligation.instalment_of is not None or obligation.waits:
        raise NotDivisible
    _allowed(of.case)
    if any(part.counts and part.ended_at is None for part in obligation.parts):
        raise PerformanceOpen


def _allowed(case: Case) -> Instalments:
    found = case.rules.instalments
    if found is None:
        raise InstalmentsNotAllowed(pack=f"{case.pack}/{case.pack_version}")
    return found


def _must_fit(of: Owed, plan: Sequence[Part], now: datetime) -> None:
    allowed, rule = _allowed(of.case), _rule(of.case)
    if not 2 <= len(plan) <= allowed.most:
        raise InstalmentCount("/instalments", most=allowed.most, rule=rule, article=allowed.article)
    _must_be_the_sum(of.obligation, plan)
    today = now.astimezone(ZoneInfo(of.case.zone)).date()
    last, day = months_later(today, allowed.months), today - timedelta(days=1)
    for n, each in enumerate(plan):
        if not day < each.due_on <= last:
            days = {"first": today.isoformat(), "last": last.isoformat()}
            at = f"/instalments/{n}/due_on"
            raise InstalmentDay(at, rule=rule, article=allowed.article, **days)
        day = each.due_on


def _must_be_the_sum(obligation: Obligation, plan: Sequence[Part]) -> None:
    assert obligation.amount is not None  # noqa: S101  # the guard has seen to it
    currency = obligation.amount.currency
    for n, each in enumerate(plan):
        if each.amount.currency != currency:
            raise CurrencyDiffers(f"/instalments/{n}/amount/currency", currency=currency)
    if sum(each.amount.amount for each in plan) != obligation.left:
        raise InstalmentsDiffer("/instalments", left=obligation.left, currency=currency)


def _rule(case: Case) -> str:
    return f"{case.pack}/{case.pack_version}/instalments"
