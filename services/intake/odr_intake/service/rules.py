"""What can be asked of the rule packs: nothing of it is stored."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from odr_intake.domain.circumstances import Circumstances
from odr_intake.domain.papers import Claim, Order, Profile
from odr_intake.domain.refusals import (
    CurrencyDiffers,
    GroundHolds,
    LimitNotEditable,
    LimitOutOfRange,
    OnePackOnly,
    RuleNotInForce,
    RulePackFaulty,
)
from odr_intake.models.cases import CaseRow
from odr_intake.models.sealing import Papers
from odr_rules import eligibility
from odr_rules.eligibility import Considered, Judged, Verdict
from odr_rules.facts import Facts, within
from odr_rules.packs import (
    Faulty,
    LimitRefused,
    NotInForce,
    Pack,
    Rule,
    SetLength,
    UnknownPack,
    load,
    pack,
)
from odr_rules.playing import Path, paths
from odr_rules.scenarios import Scenario
from odr_shared.errors import NotFound
from odr_shared.money import Money


def find(name: str, version: int) -> Pack:
    try:
        return pack(name, version)
    except UnknownPack as error:
        raise NotFound from error


def in_force(name: str, at: datetime, zone: str) -> Pack:
    """The version whose day it is where the consumer lives."""
    try:
        return pack(name, on=day(at, zone))
    except NotInForce as error:
        raise RuleNotInForce("/rule_pack", pack=name) from error


def day(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def limited(found: Pack, limits: Mapping[str, int], pointer: str = "/limits") -> Pack:
    """The pack with what the platform sets of it; refused outside what the pack allows."""
    try:
        return found.tightened(limits)
    except LimitRefused as error:
        where, rule = f"{pointer}/{error.rule}", f"{found.name}/{found.version}/{error.rule}"
        if error.editable is None:
            raise LimitNotEditable(where, rule=rule) from error
        period = found.deadlines[Rule(error.rule)]
        raise LimitOutOfRange(
            where,
            rule=rule,
            article=period.article,
            least=error.editable.min,
            most=error.editable.max,
            unit=period.unit.value,
        ) from error


def lengths(
    found: Pack,
    limits: Mapping[str, int],
    known: Facts,
    at: datetime,
) -> tuple[SetLength, ...]:
    """What the filing itself decides of the pack's lengths, and then what the platform sets."""
    limited(found, limits)
    decided: dict[str, int] = {}
    if any(period.instead for period in found.deadlines.values()):
        decided = eligibility.lengths(found, known, day(at, found.zone or "UTC"))
    return tuple(SetLength(Rule(rule), length) for rule, length in (decided | dict(limits)).items())


def screen(found: Pack, known: Facts, at: datetime, zone: str) -> None:
    """Refuse at once what a ground refuses, where no caseworker looks at the case first."""
    if found.screening.mode == "caseworker":
        return
    for each in standing(found, known, at, zone):
        about = {"ground": each.ground.code, "source": each.ground.source}
        rule = f"{found.name}/{found.version}"
        raise GroundHolds("/rule_pack", rule=rule, article=each.ground.article, **about)


def standing(found: Pack, known: Facts, at: datetime, zone: str) -> Sequence[Judged]:
    """The grounds of refusal that hold by what was filed, as eligibility judges them."""
    verdict = eligibility.judge(found, known, day(at, zone))
    return [each for each in verdict.grounds if each.truth.holds]


def suggested(row: CaseRow, papers: Papers) -> Sequence[Judged]:
    """What whoever screens the case can refuse it for, by what was filed; none of what is erased.

    It stands as it stood on the day of filing, whenever it is looked at.
    """
    parts = papers.claimant, papers.respondent, papers.order, papers.claims, papers.circumstances
    claimant, respondent, order, claims, circumstances = parts
    if not (claimant and respondent and order and claims and circumstances):
        return []
    known = filed_facts(claimant, respondent, order, claims, circumstances)
    return standing(row.state.rules, known, row.filed_at, row.zone)


def filed_facts(
    claimant: Profile,
    respondent: Profile,
    order: Order,
    claims: Sequence[Claim],
    circumstances: Circumstances,
) -> Facts:
    """What a notice says that packs can ask about; the rest is not supposed."""
    paid = order.paid
    return Facts.model_validate(
        circumstances.model_dump()
        | {
            "claimant": {"kind": claimant.kind.value, "country": _country(claimant)},
            "respondent": {"kind": respondent.kind.value, "country": _country(respondent)},
            "order": {
                "paid": paid.amount,
                "currency": paid.currency,
                "placed_on": within(order.placed_at.date()),
            },
            "claims": [
                {
                    "reason": each.reason.value,
                    "remedy": each.remedy,
                    "amount": each.amount.amount if each.amount else None,
                }
                for each in claims
            ],
        }
    )


def _country(party: Profile) -> str | None:
    return party.address.country if party.address else None


def weigh(
    facts: Facts, name: str | None, at: datetime, zone: str
) -> tuple[tuple[Considered, ...], Verdict | None]:
    """Every pack for these facts, and what the governing one would say, if one governs."""
    considered = eligibility.weigh(facts, day(at, zone))
    found = in_force(name, at, zone) if name else eligibility.governing(considered)
    return considered, None if found is None else eligibility.judge(found, facts, day(at, zone))


def play(found: Pack, scenario: Scenario, pointer: str = "/limits") -> tuple[Pack, Sequence[Path]]:
    """The pack as it is for that filing, and each path of silence; refused for other limits."""
    limited(found, scenario.limits, pointer)
    return scenario.governed(found), list(paths(found, scenario))


def chosen(
    name: str | None, version: int | None, text: str | None, at: datetime, zone: str
) -> Pack:
    """The pack that is named, or the one that the text is."""
    if (name is None) == (text is None):
        raise OnePackOnly
    if text is not None:
        try:
            return load(text)
        except Faulty as error:
            first = error.faults[0]
            raise RulePackFaulty(
                "/text", faults=[_fault(each) for each in error.faults[:20]], line=first.place.line
            ) from error
    return in_force(name or "", at, zone) if version is None else find(name or "", version)


def _fault(fault: Any) -> dict[str, Any]:
    return {"code": fault.code, "line": fault.place.line, "pointer": fault.pointer}


def one_currency(order: Money, *others: tuple[str, Money | None]) -> None:
    """All amounts are in the order's currency; each is named by its pointer."""
    for pointer, money in others:
        if money is not None and money.currency != order.currency:
            raise CurrencyDiffers(f"{pointer}/currency", currency=order.currency)
