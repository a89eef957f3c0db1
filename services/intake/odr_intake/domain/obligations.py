"""Obligations: what is owed after the end of a case, by whom, and how far it is performed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from odr_intake.domain import divided
from odr_intake.domain.divided import Proposal
from odr_intake.domain.facts import DisputeStated, ReferenceNoted, RemedyReminded
from odr_intake.domain.running import reminders, running
from odr_intake.domain.statuses import ENDED, CaseStatus
from odr_rules.deadlines import Deadline
from odr_rules.packs import Remedy
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import ConfirmedBy, DisputeReason
from odr_shared.contracts.intake_instalments import InstalmentsAgreed, InstalmentsProposed
from odr_shared.contracts.intake_remedies import (
    CasePerformed,
    PerformanceConfirmed,
    PerformanceDisputed,
    PerformanceRejected,
    PerformanceReported,
    RemedyCancelled,
    RemedyDue,
    RemedyOrdered,
    RemedyOverdue,
    ReturnReceived,
)
from odr_shared.money import Money


class Standing(StrEnum):
    """How far an obligation is performed."""

    ORDERED = "ordered"
    PARTIALLY_PERFORMED = "partially_performed"
    PERFORMED_CLAIMED = "performed_claimed"
    """Its debtor says so; its creditor has not said anything yet."""
    DISPUTED = "disputed"
    """Its creditor says that it was not; a caseworker decides."""
    CONFIRMED = "confirmed"
    """By its creditor, or by silence after the time that was announced."""
    PERFORMED = "performed"
    """By the decision on a dispute."""
    IN_INSTALMENTS = "in_instalments"
    """What was left of it is owed in others, as both have agreed."""
    CANCELLED = "cancelled"
    """What it followed from was set aside."""


class PartStanding(StrEnum):
    """What became of one report that something was performed."""

    CLAIMED = "claimed"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"
    PERFORMED = "performed"
    """A caseworker decided that it was."""
    REJECTED = "rejected"
    """A caseworker decided that it was not."""


DONE: Final = frozenset({PartStanding.CONFIRMED, PartStanding.PERFORMED})


@dataclass(frozen=True, slots=True)
class Part:
    """One report of performance: of all that is owed, or of some of it."""

    number: int
    amount: Money | None
    reported_at: datetime
    confirm_by: Deadline | None
    """Until when its creditor may dispute it; silence confirms it then."""
    standing: PartStanding = PartStanding.CLAIMED
    mark: str | None = None
    """A keyed digest of the payment's reference: the same one never counts twice."""
    reason: DisputeReason | None = None
    ended_at: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether it stands, for now: none may be reported in its place."""
        return self.standing is not PartStanding.REJECTED


@dataclass(frozen=True, slots=True)
class Obligation:
    number: int
    """Counted within its case."""
    remedy: Remedy
    amount: Money | None
    """None: an act is owed, and not a sum."""
    debtor: UUID
    creditor: UUID
    ordered_at: datetime
    due: Deadline | None
    """None: its precondition is still to come, or its pack sets no time for it."""
    after: int | None = None
    """The obligation that must be performed first: the goods go back before the refund."""
    waits: bool = False
    """For that one."""
    credit: int = 0
    """Minor units that were performed under an earlier outcome, which was set aside."""
    carriage_paid_by: UUID | None = None
    """Of a return that was agreed on."""
    not_before: datetime | None = None
    """The end of the day that was agreed on, for what waits for another."""
    parts: tuple[Part, ...] = ()
    received_at: datetime | None = None
    """When its creditor had the goods back, where that was said without any report."""
    overdue_at: datetime | None = None
    is_cancelled: bool = False
    proposal: Proposal | None = None
    """Instalments that wait for the other's word."""
    proposals: int = 0
    """How many there were."""
    instalments: tuple[int, ...] = ()
    """What is owed in place of what was left of it."""
    instalment_of: int | None = None
    reminders: tuple[datetime, ...] = ()
    """When its debtor is still to be reminded of it."""

    @property
    def whole(self) -> int:
        """In minor units; an act is one."""
        return self.amount.amount if self.amount else 1

    def _sum(self, parts: Iterable[Part]) -> int:
        return sum(part.amount.amount if part.amount else 1 for part in parts)

    @property
    def performed(self) -> int:
        """What is confirmed, deemed so, or decided to be."""
        if self.received_at is not None:
            return self.whole
        return self.credit + self._sum(part for part in self.parts if part.standing in DONE)

    @property
    def left(self) -> int:
        """What has not even been reported."""
        if self.received_at is not None or self.instalments:
            return 0
        return self.whole - self.credit - self._sum(part for part in self.parts if part.counts)

    @property
    def is_open(self) -> bool:
        gone = self.is_cancelled or bool(self.instalments)
        return not gone and self.performed < self.whole

    @property
    def standing(self) -> Standing:
        if self.is_cancelled:
            return Standing.CANCELLED
        if self.instalments:
            return Standing.IN_INSTALMENTS
        said = {part.standing for part in self.parts}
        if not self.is_open:
            decided = PartStanding.PERFORMED in said
            return Standing.PERFORMED if decided else Standing.CONFIRMED
        if PartStanding.DISPUTED in said:
            return Standing.DISPUTED
        if PartStanding.CLAIMED in said:
            return Standing.PERFORMED_CLAIMED
        return Standing.PARTIALLY_PERFORMED if self.performed else Standing.ORDERED

    @property
    def lapses_late_at(self) -> datetime | None:
        """From when it will be overdue, unless something is performed; none if nothing runs."""
        if not self.is_open or self.due is None or self.overdue_at or not self.left:
            return None
        again = [part.ended_at for part in self.parts if part.ended_at and not part.counts]
        return max([self.due.due_at, *again])

    @property
    def reminds_at(self) -> datetime | None:
        """When its debtor is to be reminded next; none where nothing of it is left to do."""
        return min(self.reminders, default=None) if self.lapses_late_at else None


FACTS: Final[tuple[type[Fact], ...]] = (
    *(RemedyOrdered, RemedyDue, PerformanceReported, ReferenceNoted, ReturnReceived),
    *(PerformanceConfirmed, PerformanceDisputed, PerformanceRejected),
    *(RemedyOverdue, RemedyCancelled, DisputeStated, CasePerformed),
    *(InstalmentsProposed, InstalmentsAgreed, RemedyReminded),
)


def status(was: CaseStatus, obligations: Sequence[Obligation]) -> CaseStatus:
    """Once it has ended, a case is closed when nothing is owed any more."""
    if was not in ENDED:
        return was
    owed = any(each.is_open for each in obligations)
    return CaseStatus.PERFORMING if owed else CaseStatus.CLOSED


def next_at(obligations: Sequence[Obligation]) -> datetime | None:
    """When the clock brings something next: one is overdue, or a report counts as confirmed."""
    found = [late for each in obligations if (late := each.lapses_late_at)]
    for each in obligations:
        found += [part.confirm_by.due_at for part in waiting(each) if part.confirm_by]
    return min(found, default=None)


def waiting(obligation: Obligation) -> list[Part]:
    """The reports to which its creditor has not said anything yet."""
    if obligation.is_cancelled:
        return []
    return [part for part in obligation.parts if part.standing is PartStanding.CLAIMED]


def changed(was: tuple[Obligation, ...], fact: Fact) -> tuple[Obligation, ...]:
    """The obligations after one of `FACTS`; what else happens changes none of them."""
    at = fact.occurred_at
    match fact:
        case RemedyOrdered():
            return (*was, _ordered(fact))
        case InstalmentsProposed():
            return divided.proposed(was, fact)
        case InstalmentsAgreed():
            return divided.agreed(was, fact)
        case RemedyDue():
            return _each(was, fact.number, lambda o: _runs(replace(o, waits=False), fact))
        case RemedyReminded():
            return _each(was, fact.number, lambda o: replace(o, reminders=_after(o, at)))
        case RemedyOverdue():
            return _each(was, fact.number, lambda o: replace(o, overdue_at=at))
        case RemedyCancelled():
            return _each(was, fact.number, lambda o: replace(o, is_cancelled=True))
        case ReturnReceived():
            return _each(was, fact.number, lambda o: replace(o, received_at=at))
        case PerformanceReported():
            part = Part(fact.part, fact.amount, at, running(fact))
            return _each(was, fact.number, lambda o: replace(o, parts=(*o.parts, part)))
        case ReferenceNoted():
            return _part(was, fact.number, fact.part, mark=fact.mark)
        case PerformanceConfirmed():
            decided = fact.by is ConfirmedBy.DECISION
            standing = PartStanding.PERFORMED if decided else PartStanding.CONFIRMED
            return _part(was, fact.number, fact.part, standing=standing, ended_at=at)
        case PerformanceDisputed():
            said = {"standing": PartStanding.DISPUTED, "reason": fact.reason}
            return _part(was, fact.number, fact.part, **said)
        case PerformanceRejected():
            standing = PartStanding.REJECTED
            return _part(was, fact.number, fact.part, standing=standing, ended_at=at)
    return was


def _after(obligation: Obligation, at: datetime) -> tuple[datetime, ...]:
    return tuple(each for each in obligation.reminders if each > at)


def _runs(obligation: Obligation, fact: RemedyOrdered | RemedyDue) -> Obligation:
    due = running(fact)
    return replace(obligation, due=due, reminders=reminders(due, fact.occurred_at))


def _ordered(fact: RemedyOrdered) -> Obligation:
    ordered = Obligation(
        number=fact.number,
        remedy=fact.remedy,
        amount=fact.amount,
        debtor=fact.debtor,
        creditor=fact.creditor,
        ordered_at=fact.occurred_at,
        due=None,
        after=fact.after,
        waits=fact.after is not None,
        credit=fact.credit,
        carriage_paid_by=fact.carriage_paid_by,
        not_before=fact.not_before,
    )
    return _runs(ordered, fact)


Change = Callable[[Obligation], Obligation]


def _each(was: tuple[Obligation, ...], number: int, change: Change) -> tuple[Obligation, ...]:
    return tuple(change(each) if each.number == number else each for each in was)


def _part(
    was: tuple[Obligation, ...], number: int, of: int, **said: object
) -> tuple[Obligation, ...]:
    def change(obligation: Obligation) -> Obligation:
        parts = [
            replace(part, **said) if part.number == of else part  # type: ignore[arg-type]
            for part in obligation.parts
        ]
        return replace(obligation, parts=tuple(parts))

    return _each(was, number, change)
