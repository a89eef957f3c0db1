"""Filing a case: what is refused of a notice, and what the case begins with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from odr_intake.domain.facts import ClaimsStated
from odr_intake.domain.non_material import NON_MATERIAL, must_be_allowed, must_be_within
from odr_intake.domain.papers import Claim, Order, Profile
from odr_intake.domain.refusals import (
    AmountExceedsCap,
    AmountMissing,
    CurrencyDiffers,
    FutureDate,
    RemedyNotAllowed,
    RemedyRepeated,
    SameParty,
    Unreachable,
)
from odr_intake.domain.running import due, said
from odr_rules.packs import Pack, Remedy, SetLength
from odr_rules.packs.vocabulary import Rule
from odr_shared.contracts import Fact
from odr_shared.contracts.intake import CaseFiled, Sought
from odr_shared.money import Money

FOR_MONEY: Final = frozenset({Remedy.REFUND, Remedy.PARTIAL_REFUND, Remedy.DAMAGES, NON_MATERIAL})


@dataclass(frozen=True, slots=True)
class Filing:
    """What is filed, with the ids that the parties have in this case."""

    claimant_id: UUID
    respondent_id: UUID
    claimant: Profile
    respondent: Profile
    order: Order
    claims: Sequence[Claim]
    zone: str
    pack: Pack
    """As it governs this case, `lengths` among it."""
    clock_now: datetime | None = None
    lengths: Sequence[SetLength] = ()


def file_case(filing: Filing, now: datetime) -> list[Fact]:
    if filing.claimant.external_id == filing.respondent.external_id:
        raise SameParty("/respondent/external_id")
    if not filing.respondent.reachable:
        raise Unreachable("/respondent")
    if filing.order.placed_at > now:
        raise FutureDate("/order/placed_at")
    claimed, non_material = reckoned(filing.claims, filing.pack, filing.order.paid)
    home = filing.pack.zone or filing.zone
    screened = filing.pack.screening.mode == "caseworker"
    runs = due(filing.pack, Rule.SCREENING, now, home) if screened else None
    return [
        CaseFiled(
            occurred_at=now,
            accepted=not screened,
            home=home,
            lengths=tuple(filing.lengths),
            claimant=filing.claimant_id,
            respondent=filing.respondent_id,
            pack=filing.pack.name,
            pack_version=filing.pack.version,
            reasons=tuple(dict.fromkeys(claim.reason for claim in filing.claims)),
            claimed=claimed,
            cap=filing.order.paid,
            non_material=non_material,
            clock_now=filing.clock_now,
            sought=sought(filing.claims),
            **said(runs),
        ),
        ClaimsStated(
            occurred_at=now, by=filing.claimant_id, texts=[each.text for each in filing.claims]
        ),
    ]


def sought(claims: Sequence[Claim]) -> tuple[Sought, ...]:
    """The remedies that the claims ask for, each with its sum where it is one of money."""
    return tuple(
        Sought(each.remedy, each.amount if each.remedy in FOR_MONEY else None) for each in claims
    )


def reckoned(claims: Sequence[Claim], pack: Pack, paid: Money) -> tuple[Money | None, Money | None]:
    """The sum of the claims over what was paid, and what of it is for non-material damage.

    None of them may go beyond the pack, nor all together, nor ask for the same remedy twice.
    """
    total, apart = 0, 0
    for n, claim in enumerate(claims):
        amount = _amount(pack, paid, n, claim)
        if claim.remedy is NON_MATERIAL:
            apart += amount
            must_be_within(pack, apart, paid, f"/claims/{n}/amount")
            continue
        total += amount
        if total > paid.amount:
            rule = f"{pack.name}/{pack.version}/cap"
            most = {"cap": paid.amount, "currency": paid.currency}
            raise AmountExceedsCap(f"/claims/{n}/amount", rule=rule, **most)
    _must_ask_once(claims)
    return _money(total + apart, paid), _money(apart, paid)


def _must_ask_once(claims: Sequence[Claim]) -> None:
    seen = set[Remedy]()
    for n, claim in enumerate(claims):
        if claim.remedy in seen:
            raise RemedyRepeated(f"/claims/{n}/remedy")
        seen.add(claim.remedy)


def _amount(pack: Pack, paid: Money, n: int, claim: Claim) -> int:
    """What one claim asks for; nothing where it is for no money."""
    if claim.remedy not in pack.remedies.allowed:
        if claim.remedy is NON_MATERIAL:
            must_be_allowed(pack, f"/claims/{n}/remedy")
        allowed = ", ".join(pack.remedies.allowed)
        raise RemedyNotAllowed(f"/claims/{n}/remedy", pack=pack.name, allowed=allowed)
    if claim.amount is None:
        if claim.remedy in FOR_MONEY:
            raise AmountMissing(f"/claims/{n}/amount")
        return 0
    if claim.amount.currency != paid.currency:
        raise CurrencyDiffers(f"/claims/{n}/amount/currency", currency=paid.currency)
    return claim.amount.amount


def _money(amount: int, paid: Money) -> Money | None:
    return Money(amount=amount, currency=paid.currency) if amount else None
