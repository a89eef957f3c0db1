"""From packs and what follows from them to what is shown."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Literal

from odr_intake.schemas.eligibility import (
    AmendmentsView,
    AskEligibility,
    CapView,
    ConsideredView,
    EligibilityView,
    EvidenceView,
    ObtainableView,
    ReasonView,
)
from odr_intake.schemas.grounds import ground_view
from odr_intake.schemas.rules import (
    KINDS,
    PackSummary,
    QuestionView,
    RulePackView,
    WordingView,
    WordView,
)
from odr_intake.schemas.simulation import CheckedView, PackFaultView, PathView
from odr_rules.eligibility import Considered, Obtainable, Verdict
from odr_rules.expressions import NAMES, check
from odr_rules.facts import Facts
from odr_rules.grammar import Listing
from odr_rules.packs import Fault, Pack
from odr_rules.packs.wording import FACTS, word
from odr_rules.playing import Path
from odr_rules.remedies import Limit
from odr_rules.telling import told
from odr_shared.contracts.codes import Reason
from odr_shared.money import Money
from odr_shared.translations import Language


def facts(asked: AskEligibility) -> Facts:
    """As the packs' expressions take it: amounts in minor units of the order's currency."""
    said: dict[str, Any] = asked.model_dump(
        include={"claimant", "respondent", "dispute", "contact", "elsewhere"}
    )
    paid = asked.order.paid
    order = asked.order.model_dump(exclude={"paid"}) | paid.model_dump()
    order["paid"] = order.pop("amount")
    claims = [
        {
            "reason": each.reason.value,
            "remedy": each.remedy,
            "amount": each.amount.amount if each.amount else None,
        }
        for each in asked.claims
    ]
    loss = asked.loss.amount if asked.loss else None
    return Facts.model_validate(said | {"order": order, "claims": claims, "loss": loss})


def summary(pack: Pack) -> PackSummary:
    return PackSummary(
        name=pack.name,
        version=pack.version,
        title=pack.title,
        since=pack.in_force.since,
        until=pack.in_force.until,
        href=f"/v1/rule-packs/{pack.name}/{pack.version}",
    )


def whole(pack: Pack, language: Language) -> RulePackView:
    words = {name: [_word(code, language) for code in codes] for name, codes in KINDS.items()}
    wording = WordingView.model_validate(words)
    return RulePackView(pack=pack, questions=questions(pack, language), wording=wording)


def _word(code: StrEnum, language: Language) -> WordView:
    return WordView(code=code.value, text=word(code, language))


def questions(pack: Pack, language: Language) -> list[QuestionView]:
    """Each fact that the pack asks for, once, in the order in which forms ask."""
    asking = [("applies", pack.applies)]
    asking += [(each.code, each.when) for each in pack.grounds if each.when is not None]
    asking += [
        (rule.value, other.when)
        for rule, period in pack.deadlines.items()
        for other in period.instead
    ]
    asked: dict[str, list[str]] = {}
    for name, expression in asking:
        for fact in check(expression, NAMES):
            asked.setdefault(fact, []).append(name)
    return [
        QuestionView(
            fact=fact, kind=_kind(fact), text=FACTS[fact][language == "zh-CN"], asked_for=names
        )
        for fact, names in sorted(asked.items(), key=lambda each: list(FACTS).index(each[0]))
    ]


def _kind(fact: str) -> Literal["bool", "int", "string", "date", "list"]:
    name, _, member = fact.partition(".")
    found = NAMES[name]
    if isinstance(found, Listing):
        return "list"
    return found[member].value if not isinstance(found, str) else found.value


def answer(
    considered: Sequence[Considered],
    verdict: Verdict | None,
    paths: Sequence[PathView],
    currency: str,
    language: Language,
) -> EligibilityView:
    return EligibilityView(
        name=verdict and verdict.pack.name,
        version=verdict and verdict.pack.version,
        accepted=verdict and verdict.accepted,
        decided_by=verdict and verdict.pack.screening.mode,
        considered=[_considered(each) for each in considered],
        grounds=[ground_view(each) for each in verdict.grounds] if verdict else [],
        remedies=[_remedy(each, currency) for each in verdict.remedies] if verdict else [],
        claims_exceed=verdict is not None and verdict.claims_exceed,
        evidence=_evidence(verdict, language) if verdict else [],
        amendments=verdict and _amendments(verdict.pack, language),
        paths=list(paths),
    )


def _amendments(pack: Pack, language: Language) -> AmendmentsView:
    about = pack.amendments
    return AmendmentsView(**about.model_dump(), text=word(about.until, language))


def _considered(each: Considered) -> ConsideredView:
    return ConsideredView(
        name=each.pack.name,
        version=each.pack.version,
        title=each.pack.title,
        in_force=each.in_force,
        applies=each.applies.holds,
        unsaid=list(each.applies.unsaid),
    )


def _remedy(each: Obtainable, currency: str) -> ObtainableView:
    caps = [_cap(limit, currency) for limit in each.limits]
    return ObtainableView(remedy=each.remedy, asked=each.asked, allowed=each.allowed, caps=caps)


def _cap(limit: Limit, currency: str) -> CapView:
    amount = None if limit.amount is None else Money(amount=limit.amount, currency=currency)
    return CapView(
        **limit.cap.model_dump(include={"name", "finding", "source", "article", "verified"}),
        text=limit.cap.text,
        amount=amount,
        rests_on=limit.rests_on,
        multiples=list(limit.multiples),
        floor=None if limit.cap.floor is None else Money(**limit.cap.floor.model_dump()),
        floor_applies=limit.floor_applies,
    )


def _evidence(verdict: Verdict, language: Language) -> list[ReasonView]:
    return [
        ReasonView(
            reason=Reason(reason),
            evidence=[EvidenceView(code=each, text=word(each, language)) for each in asked],
        )
        for reason, asked in verdict.evidence.items()
    ]


def played(pack: Pack, path: Path, language: Language) -> PathView:
    return PathView.model_validate(told(pack, path, language))


def checked(packs: Sequence[Pack], faults: Sequence[Fault], language: Language) -> CheckedView:
    sound = packs[0] if packs else None
    return CheckedView(
        sound=sound is not None,
        name=sound and sound.name,
        version=sound and sound.version,
        faults=[
            PackFaultView(
                code=each.code,
                line=each.place.line,
                column=each.place.column,
                pointer=each.pointer,
                message=each.said(language),
                detail=each.detail,
            )
            for each in faults[:100]
        ],
    )
