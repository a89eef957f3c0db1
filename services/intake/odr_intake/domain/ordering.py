"""What a case's outcome brings its parties to owe, and what the performance of that brings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from odr_intake.domain import agreed
from odr_intake.domain.obligations import Obligation
from odr_intake.domain.running import due, said
from odr_intake.domain.state import Case, evolve
from odr_rules.deadlines import Deadline
from odr_rules.packs import Remedy
from odr_rules.packs.vocabulary import Rule
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, CaseOutcome
from odr_shared.contracts.intake import CaseClosed
from odr_shared.contracts.intake_remedies import (
    CasePerformed,
    RemedyCancelled,
    RemedyDue,
    RemedyOrdered,
)
from odr_shared.contracts.terms import PaidBy, Terms
from odr_shared.money import Money

PAID_BACK: Final = frozenset({Remedy.REFUND, Remedy.PARTIAL_REFUND})
RETURNED: Final = "returned"
"""What sets the time for a refund running that waits for the goods: in place of the outcome."""


class GrantExceedsCap(ValueError):
    """An outcome gives more than the rule pack lets be granted over this order."""

    def __init__(self, granted: int, cap: Money) -> None:
        super().__init__(f"{granted} of {cap.amount} minor units of {cap.currency}")


def follow(case: Case, facts: Sequence[Fact]) -> list[Fact]:
    """The facts, each with what it brings: an end its obligations, a return the refund's time.

    Raises `GrantExceedsCap`, where a stage's outcome is no lawful one.
    """
    told = list[Fact]()
    for fact in facts:
        after = evolve(case, [fact])
        brought = _brings(case, after, fact)
        told += [fact, *brought]
        case = evolve(after, brought)
    return told


def _brings(before: Case, after: Case, fact: Fact) -> list[Fact]:
    at = fact.occurred_at
    match fact:
        case CaseClosed():
            return _ordered(after, fact)
        case _ if before.outcome is not None and after.outcome is None:
            standing = [each for each in before.obligations if not each.is_cancelled]
            return [RemedyCancelled(occurred_at=at, number=each.number) for each in standing]
    was = {each.number for each in before.obligations if each.is_open}
    now = {each.number for each in after.obligations if each.is_open}
    done, found = was - now, list[Fact]()
    for each in after.obligations:
        if each.is_open and each.waits and each.after in done:
            runs = said(_from_return(after, each, at))
            found.append(RemedyDue(occurred_at=at, number=each.number, **runs))
    if done and not now:
        found.append(CasePerformed(occurred_at=at))
    return found


def _from_return(case: Case, of: Obligation, at: datetime) -> Deadline | None:
    """The time to perform, counted from when the goods were back; not before a day agreed on."""
    found = due(case.rules, Rule.PERFORMANCE, at, case.zone, of.not_before)
    if found is None or found.derivation is None:
        return found
    return replace(found, derivation=replace(found.derivation, trigger_event=RETURNED))


@dataclass(frozen=True, slots=True)
class Grant:
    """One thing that is owed by an outcome."""

    remedy: Remedy
    amount: Money | None
    debtor: UUID
    creditor: UUID
    after: int | None = None
    """The place, among the grants, of the one that comes first."""
    carriage_paid_by: UUID | None = None


def _ordered(case: Case, closed: CaseClosed) -> list[Fact]:
    """An obligation for each grant, numbered on from those there were."""
    at, first = closed.occurred_at, len(case.obligations) + 1
    until = agreed.time_for(case, closed) or due(case.rules, Rule.PERFORMANCE, at, case.zone)
    runs, day = said(until), agreed.day(case, closed)
    paid = {each: _paid_before(case, each) for each in (case.claimant, case.respondent)}
    found = list[Fact]()
    for number, grant in enumerate(_granted(case, closed), first):
        money = grant.amount.amount if grant.amount and grant.remedy is not Remedy.VOUCHER else 0
        credit = min(money, paid[grant.debtor])
        paid[grant.debtor] -= credit
        ordered = RemedyOrdered(
            occurred_at=at,
            number=number,
            remedy=grant.remedy,
            amount=grant.amount,
            debtor=grant.debtor,
            creditor=grant.creditor,
            after=None if grant.after is None else first + grant.after,
            credit=credit,
            carriage_paid_by=grant.carriage_paid_by,
            not_before=None if grant.after is None else day,
            **(runs if grant.after is None else {}),
        )
        found.append(ordered)
    return found


def _paid_before(case: Case, debtor: UUID) -> int:
    """What it performed, in minor units, under an outcome that was set aside, and is not yet used.

    What an earlier obligation took as its credit is in what that one counts as performed.
    """
    mine = [
        each
        for each in case.obligations
        if each.debtor == debtor and each.amount and each.remedy is not Remedy.VOUCHER
    ]
    return sum(each.performed - each.credit for each in mine)


def _granted(case: Case, closed: CaseClosed) -> list[Grant]:
    """All that is owed; a settlement stands in place of everything else."""
    us, them = case.claimant, case.respondent
    if closed.outcome is CaseOutcome.ADMITTED and case.answer is Answer.ADMIT:
        found = _as_sought(case)
    elif closed.terms is not None:
        found = _as_agreed(case, closed.terms)
    elif closed.amount is not None:
        found = [Grant(_kind(case, closed.amount), closed.amount, them, us)]
    else:
        found = []
    granted = sum(each.amount.amount for each in found if each.amount)
    if granted > case.most.amount:
        raise GrantExceedsCap(granted, case.most)
    back = case.progress.counterclaim
    admitted = case.progress.counter_answer is Answer.ADMIT
    if back is not None and admitted and closed.outcome is not CaseOutcome.SETTLED:
        found.append(Grant(Remedy.DAMAGES, back, us, them))
    return found


def _as_sought(case: Case) -> list[Grant]:
    """Each claim's remedy, the return of the goods first where a refund is asked for with it.

    The claimant then sends them back, and is refunded once they are received (Directive
    2011/83/EU, article 13(3)); a return that is asked for alone is owed by the respondent.
    """
    us, them = case.claimant, case.respondent
    refunds = [each for each in case.sought if each.remedy in PAID_BACK]
    returns = [each for each in case.sought if each.remedy is Remedy.RETURN]
    if not refunds or not returns:
        return [Grant(each.remedy, each.amount, them, us) for each in case.sought]
    others = [each for each in case.sought if each.remedy is not Remedy.RETURN]
    back = Grant(Remedy.RETURN, None, us, them)
    return [
        back,
        *(
            Grant(each.remedy, each.amount, them, us, 0 if each in refunds else None)
            for each in others
        ),
    ]


def _as_agreed(case: Case, terms: Terms) -> list[Grant]:
    """Each thing that the terms give; the money waits for the goods, where they go back."""
    us, them = case.claimant, case.respondent
    found = list[Grant]()
    if terms.return_paid_by is not None:
        payer = us if terms.return_paid_by is PaidBy.CLAIMANT else them
        found.append(Grant(Remedy.RETURN, None, us, them, carriage_paid_by=payer))
    if terms.amount is not None:
        kind, after = _kind(case, terms.amount), 0 if found else None
        found.append(Grant(kind, terms.amount, them, us, after))
    if terms.in_kind is not None:
        found.append(Grant(Remedy(terms.in_kind.value), None, them, us))
    if terms.apology:
        found.append(Grant(Remedy.APOLOGY, None, them, us))
    if terms.voucher is not None:
        found.append(Grant(Remedy.VOUCHER, terms.voucher, them, us))
    return found


def _kind(case: Case, amount: Money) -> Remedy:
    """What a sum is that was admitted, agreed or awarded: what was sought, all or in part."""
    kinds = {each.remedy for each in case.sought if each.amount}
    if kinds == {Remedy.DAMAGES}:
        return Remedy.DAMAGES
    whole = kinds == {Remedy.REFUND} and case.claimed is not None and amount == case.claimed
    return Remedy.REFUND if whole else Remedy.PARTIAL_REFUND
