"""An obligation as it stands after instalments were proposed for it, or agreed."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from uuid import UUID

from odr_intake.domain.running import reminders
from odr_rules.deadlines import Deadline
from odr_rules.packs.vocabulary import Consequence
from odr_shared.contracts.intake_instalments import (
    Instalment,
    InstalmentsAgreed,
    InstalmentsProposed,
)

if TYPE_CHECKING:
    from odr_intake.domain.obligations import Obligation


OVERDUE: Final = Consequence.OVERDUE.value


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that waits for the other's word."""

    number: int
    by: UUID
    plan: tuple[Instalment, ...]


def proposed(was: tuple["Obligation", ...], fact: InstalmentsProposed) -> tuple["Obligation", ...]:
    made = Proposal(fact.proposal, fact.party, fact.plan)
    return tuple(
        replace(each, proposal=made, proposals=fact.proposal)
        if each.number == fact.number
        else each
        for each in was
    )


def agreed(was: tuple["Obligation", ...], fact: InstalmentsAgreed) -> tuple["Obligation", ...]:
    """The sum is owed no more as one; each instalment is, by itself."""
    numbers = tuple(range(fact.first, fact.first + len(fact.plan)))
    whole = next(each for each in was if each.number == fact.number)
    at = fact.occurred_at
    ends = [Deadline(fact.rule, at, each.due_at, fact.zone, OVERDUE, None) for each in fact.plan]
    parts = [
        replace(
            whole,
            number=number,
            amount=part.amount,
            ordered_at=at,
            due=due,
            reminders=reminders(due, at),
            after=None,
            credit=0,
            parts=(),
            overdue_at=None,
            proposal=None,
            proposals=0,
            instalment_of=fact.number,
        )
        for number, part, due in zip(numbers, fact.plan, ends, strict=True)
    ]
    in_place = replace(whole, instalments=numbers, proposal=None)
    others = [in_place if each.number == fact.number else each for each in was]
    return (*others, *parts)
