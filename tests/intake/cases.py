"""Cases in every state, made by the decisions that lead there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from odr_intake.domain import cases as domain
from odr_intake.domain import ending, response, screening
from odr_intake.domain import filing as notices
from odr_intake.domain.cases import Case, CaseStatus
from odr_intake.domain.filing import Filing
from odr_intake.domain.papers import Claim, Kind, Order, Profile
from odr_intake.domain.stages import stage_ended
from odr_rules.packs import Remedy, pack
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Answer, Channel, Reason, Served, Stage
from odr_shared.contracts.negotiation import Ended, Outcome
from odr_shared.money import Money
from odr_shared.moves import Actor

NOW = datetime(2026, 1, 7, 15, 30, tzinfo=UTC)
DUE = datetime(2026, 1, 14, 23, tzinfo=UTC)
"""Midnight in Berlin after the seventh day; the day of filing is not counted."""
TICK = timedelta(microseconds=1)
CLAIMANT, RESPONDENT, STRANGER = (UUID(int=n) for n in (1, 2, 3))
PACK = pack("uncitral-odr")

claimant, respondent, stranger = Actor(CLAIMANT), Actor(RESPONDENT), Actor(STRANGER)
nobody = Actor(None)
platform = Actor(None, by_platform=True)
caseworker, another = Actor(None, caseworker=UUID(int=8)), Actor(None, caseworker=UUID(int=9))
for_claimant, for_respondent = (
    Actor(CLAIMANT, by_platform=True),
    Actor(RESPONDENT, by_platform=True),
)

Decision: TypeAlias = Callable[[Case], list[Fact]]


def euros(cents: int, currency: str = "EUR") -> Money:
    return Money(amount=cents, currency=currency)


CLAIMED = euros(2500)


def claim(amount: Money | None = CLAIMED, remedy: Remedy = Remedy.REFUND) -> Claim:
    return Claim(reason=Reason.DEFECTIVE, remedy=remedy, amount=amount, text="It leaks.")


def filing(**changed: Any) -> Filing:
    buyer = Profile(external_id="b", kind=Kind.CONSUMER, name="Anna Vogt")
    shop = Profile(external_id="s", kind=Kind.MERCHANT, name="Kessel", email="help@example.com")
    whole: dict[str, Any] = {
        "claimant_id": CLAIMANT,
        "respondent_id": RESPONDENT,
        "claimant": buyer,
        "respondent": shop,
        "order": Order(number="1", placed_at=NOW - timedelta(days=2), paid=euros(4000)),
        "claims": [claim()],
        "zone": "Europe/Berlin",
        "pack": PACK,
    }
    return Filing(**whole | changed)


def unserved(*decisions: Decision, **changed: Any) -> Case:
    """The case after these decisions, each taken on what the ones before have made of it."""
    case = domain.evolve(None, notices.file_case(filing(**changed), NOW))
    for decide in decisions:
        case = domain.evolve(case, decide(case))
    return case


def after(*decisions: Decision, **changed: Any) -> Case:
    """The same for a case whose claim was served when it was filed."""
    return unserved(served(), *decisions, **changed)


def served(notice: Served = Served.CLAIM, at: datetime = NOW) -> Decision:
    """The platform's proof, of a case that a caseworker has taken first where one must."""

    def decide(case: Case) -> list[Fact]:
        taken: list[Fact] = []
        if case.status is CaseStatus.SCREENING:
            taken = screening.accept(case, caseworker, at)
            case = domain.evolve(case, taken)
        return [*taken, *response.serve(case, platform, notice, Channel.EMAIL, at, at)]

    return decide


def answered(said: Answer, at: datetime = NOW, **more: Any) -> Decision:
    return lambda case: response.answer(case, respondent, said, None, at, **more)


def ended(outcome: Outcome, amount: Money | None = None) -> Decision:
    fact = Ended(occurred_at=NOW, outcome=outcome, amount=amount)
    return lambda case: stage_ended(case, Stage.NEGOTIATION, fact)


def withdrawn(case: Case) -> list[Fact]:
    return ending.withdraw(case, claimant, NOW)


def lapsed(case: Case) -> list[Fact]:
    return domain.lapse(case, DUE)


contested = answered(Answer.CONTEST)
FILED, OPEN = after(), after(contested)
WITHDRAWING = after(contested, withdrawn)
ADMITTED, DEFAULTED, WITHDRAWN = after(answered(Answer.ADMIT)), after(lapsed), after(withdrawn)
SETTLED = after(contested, ended(Outcome.SETTLED, euros(2000)))
