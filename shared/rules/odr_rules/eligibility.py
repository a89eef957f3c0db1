"""Before filing: which pack applies, whether the case would be accepted, and what could be had."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from odr_rules.expressions import NAMES, check, holds
from odr_rules.facts import Facts
from odr_rules.packs import names, versions
from odr_rules.packs.parts import Ground
from odr_rules.packs.schema import Pack
from odr_rules.packs.vocabulary import Evidence, Remedy
from odr_rules.remedies import Bases, Limit, ceiling, limit


@dataclass(frozen=True, slots=True)
class Truth:
    """What an expression is of these facts; `unsaid` are those that it would need to know."""

    holds: bool | None
    unsaid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Considered:
    """A pack that might govern the case; it does not apply while its version is not in force."""

    pack: Pack
    in_force: bool
    applies: Truth


@dataclass(frozen=True, slots=True)
class Judged:
    """A ground of refusal, as far as it can be judged by what was said."""

    ground: Ground
    truth: Truth
    by_person: bool


@dataclass(frozen=True, slots=True)
class Obtainable:
    remedy: Remedy
    asked: bool
    allowed: bool
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`accepted` is None where it depends on what was not said; a person may still refuse it on
    the grounds that are a person's to judge."""

    pack: Pack
    accepted: bool | None
    grounds: tuple[Judged, ...]
    remedies: tuple[Obtainable, ...]
    evidence: Mapping[str, tuple[Evidence, ...]]
    claims_exceed: bool
    """More is asked for than may be granted without a finding."""


def weigh(facts: Facts, today: date) -> tuple[Considered, ...]:
    """Each pack there is, in the version of that day, what applies first and best fitting first."""
    said = facts.named()
    found = []
    for name in names():
        every = versions(name)
        now = next((each for each in every if each.in_force.on(today)), None)
        pack = now or every[0]
        found.append(Considered(pack, now is not None, _truth(pack.applies, said, today)))
    return tuple(sorted(found, key=_rank))


def _rank(each: Considered) -> tuple[bool, int, int, str]:
    certain = {True: 0, None: 1, False: 2}[each.applies.holds]
    return not each.in_force, certain, each.pack.precedence, each.pack.name


def governing(considered: Sequence[Considered], name: str | None = None) -> Pack | None:
    """The pack that the platform names, if it is in force; else the first that surely applies."""
    for each in considered:
        wanted = each.pack.name == name if name else each.applies.holds is True
        if wanted and each.in_force:
            return each.pack
    return None


def judge(pack: Pack, facts: Facts, today: date) -> Verdict:
    """What would become of this filing under that pack, on that day."""
    said = facts.named()
    grounds = tuple(_judged(each, said, today) for each in pack.grounds)
    asked = [each.remedy for each in facts.claims]
    remedies = tuple(
        Obtainable(
            remedy, remedy in asked, remedy in pack.remedies.allowed, _limits(pack, remedy, facts)
        )
        for remedy in Remedy
        if remedy in pack.remedies.allowed or remedy in asked
    )
    reasons = dict.fromkeys(each.reason for each in facts.claims)
    evidence = {
        reason: pack.reasons[reason].evidence if reason in pack.reasons else ()
        for reason in reasons
    }
    exceed = _exceed(pack, facts)
    return Verdict(pack, _accepted(grounds, remedies), grounds, remedies, evidence, exceed)


def lengths(pack: Pack, facts: Facts, today: date) -> dict[str, int]:
    """The lengths that this filing gives the periods that the pack makes depend on it."""
    said, found = facts.named(), dict[str, int]()
    for rule, period in pack.deadlines.items():
        for other in period.instead:
            if holds(other.when, said, today):
                found[rule.value] = other.length
                break
    return found


def _exceed(pack: Pack, facts: Facts) -> bool:
    """Whether the claims go beyond what can be granted; non-material damage has its own bound."""
    apart = sum(
        each.amount or 0 for each in facts.claims if each.remedy is Remedy.NON_MATERIAL_DAMAGE
    )
    own = pack.remedies.non_material
    most = own.most if own else None
    beyond = most is not None and most.currency == facts.order.currency and apart > most.amount
    return beyond or facts.claimed - apart > ceiling(pack.remedies, _bases(facts)).amount


def _accepted(grounds: Sequence[Judged], remedies: Sequence[Obtainable]) -> bool | None:
    if any(each.truth.holds for each in grounds):
        return False
    if not any(each.asked and each.allowed for each in remedies):
        return False
    if any(each.truth.holds is None for each in grounds if not each.by_person):
        return None
    return True


def _judged(ground: Ground, said: Mapping[str, Any], today: date) -> Judged:
    if ground.when is None:
        return Judged(ground, Truth(None), by_person=True)
    return Judged(ground, _truth(ground.when, said, today), by_person=False)


def _truth(expression: str, said: Mapping[str, Any], today: date) -> Truth:
    found = holds(expression, said, today)
    if found is not None:
        return Truth(found)
    asked = check(expression, NAMES)
    return Truth(None, tuple(sorted(path for path in asked if not _is_said(path, said))))


def _is_said(path: str, said: Mapping[str, Any]) -> bool:
    at: Any = said
    for part in path.split("."):
        if not isinstance(at, Mapping) or part not in at:
            return False
        at = at[part]
    return True


def _limits(pack: Pack, remedy: Remedy, facts: Facts) -> tuple[Limit, ...]:
    bases = _bases(facts)
    return tuple(limit(cap, bases) for cap in pack.remedies.caps if remedy in cap.remedies)


def _bases(facts: Facts) -> Bases:
    return Bases(facts.order.currency, facts.order.paid, facts.loss)
