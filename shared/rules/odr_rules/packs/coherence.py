"""What holds between the parts of a pack, and between its versions."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final, TypeAlias

from odr_rules.calendars import Calendar
from odr_rules.deadlines import Roll, Unit
from odr_rules.expressions import NAMES, check
from odr_rules.grammar import ExpressionRefused
from odr_rules.packs.parts import Period
from odr_rules.packs.places import Path
from odr_rules.packs.schema import Pack
from odr_rules.packs.vocabulary import (
    BRINGS,
    FITTING,
    Consequence,
    Opening,
    Remedy,
    Rule,
    StageName,
    Until,
)

Breach: TypeAlias = tuple[str, Path, str]
"""Code, where in the pack, and what it is about."""

LONGEST: Final = {
    Unit.HOUR: 1000,
    Unit.CALENDAR_DAY: 1000,
    Unit.BUSINESS_DAY: 500,
    Unit.WEEK: 150,
    Unit.MONTH: 36,
    Unit.YEAR: 3,
}

STAGES = frozenset(each.value for each in StageName)
NEEDED = (Rule.SCREENING, Rule.ANSWER, Rule.PERFORMANCE, Rule.CONFIRMATION)


def broken(pack: Pack) -> list[Breach]:
    """Everything in the pack that does not go together."""
    return [
        *_dates(pack),
        *_periods(pack),
        *_needed(pack),
        *_amendments(pack),
        *_stages(pack),
        *_remedies(pack),
        *_codes(pack),
        *_expressions(pack),
    ]


def _dates(pack: Pack) -> Iterator[Breach]:
    force = pack.in_force
    if force.until is not None and force.until < force.since:
        yield "dates_reversed", ("in_force", "until"), f"{force.until} < {force.since}"


def _periods(pack: Pack) -> Iterator[Breach]:
    for rule, period in pack.deadlines.items():
        path: Path = ("deadlines", rule.value)
        if period.trigger not in FITTING[rule]:
            fitting = ", ".join(sorted(FITTING[rule]))
            yield "trigger_unfit", (*path, "trigger"), f"{rule}: {fitting}"
        if period.consequence not in BRINGS[rule]:
            brings = ", ".join(sorted(BRINGS[rule]))
            yield "consequence_unfit", (*path, "consequence"), f"{rule}: {brings}"
        yield from _calendar(period, path)
        if period.length > LONGEST[period.unit]:
            yield "bad_length", (*path, "length"), f"{LONGEST[period.unit]} {period.unit}"
        limits = period.editable
        if limits is not None and not limits.min <= period.length <= limits.max:
            detail = f"{limits.min} <= {period.length} <= {limits.max}"
            yield "limits_reversed", (*path, "editable"), detail


def _calendar(period: Period, path: Path) -> Iterator[Breach]:
    counts = period.unit is Unit.BUSINESS_DAY or period.roll is Roll.FORWARD
    if counts and period.calendar is Calendar.NONE:
        yield "calendar_needed", (*path, "calendar"), f"{period.unit}, {period.roll}"
    if period.unit is Unit.HOUR and period.roll is not Roll.NONE:
        yield "hours_roll", (*path, "roll"), f"{period.unit}, {period.roll}"


def _needed(pack: Pack) -> Iterator[Breach]:
    needed = list(NEEDED) + [Rule(stage.name.value) for stage in pack.stages]
    if pack.screening.cures:
        needed.append(Rule.CURE)
    if pack.grounds:
        needed.append(Rule.REFUSAL_REVIEW)
    if pack.set_aside is not None:
        needed.append(Rule.SET_ASIDE)
    for rule in needed:
        if rule not in pack.deadlines:
            yield "rule_missing", ("deadlines",), rule.value


def _amendments(pack: Pack) -> Iterator[Breach]:
    """Between an answer and the first stage there is only the time to answer a counterclaim."""
    until = pack.amendments.until
    if until is Until.STAGE_OPENED and Rule.COUNTERCLAIM_ANSWER not in pack.deadlines:
        yield "amendments_unfit", ("amendments", "until"), Rule.COUNTERCLAIM_ANSWER


def _stages(pack: Pack) -> Iterator[Breach]:
    names = [stage.name for stage in pack.stages]
    opened = set[tuple[Opening, StageName | None]]()
    for n, stage in enumerate(pack.stages):
        path: Path = ("stages", n)
        if stage.name in names[:n]:
            yield "stage_twice", (*path, "name"), stage.name
        if stage.after is not None and stage.after not in names:
            yield "stage_unknown", (*path, "after"), stage.after
        if (Opening.UNSETTLED in stage.opens) != (stage.after is not None):
            yield "stage_unreachable", path, f"{stage.name}: unsettled, after"
        for opening in stage.opens:
            key = opening, stage.after if opening is Opening.UNSETTLED else None
            if key in opened:
                yield "stage_ambiguous", (*path, "opens"), opening
            opened.add(key)
    yield from _circles(pack)
    yield from _ways_on(pack)


def _circles(pack: Pack) -> Iterator[Breach]:
    after = {stage.name: stage.after for stage in pack.stages}
    for n, stage in enumerate(pack.stages):
        walked, at = list[StageName](), stage.after
        while at is not None and at not in walked:
            walked.append(at)
            at = after.get(at)
        if stage.name in walked:
            walk = " → ".join((stage.name, *walked[: walked.index(stage.name) + 1]))
            yield "stage_cycle", ("stages", n, "after"), walk


def _ways_on(pack: Pack) -> Iterator[Breach]:
    """Where silence brings the next stage, there is one; where there is one, silence may."""
    if pack.opened_by(Opening.CONTESTED) is None:
        yield "stage_missing", ("stages",), Opening.CONTESTED
    for rule, period in pack.deadlines.items():
        if period.consequence is not Consequence.NEXT_STAGE:
            continue
        if rule.value in STAGES:
            following = pack.opened_by(Opening.UNSETTLED, rule.value)
        else:
            unheard = rule is Rule.COUNTERCLAIM_ANSWER
            following = pack.opened_by(Opening.CONTESTED if unheard else Opening.DEFAULT)
        if following is None:
            yield "stage_missing", ("deadlines", rule.value, "consequence"), rule.value


def _remedies(pack: Pack) -> Iterator[Breach]:
    allowed = pack.remedies.allowed
    for reason, each in pack.reasons.items():
        yield from _unknown(each.remedies, allowed, ("reasons", reason, "remedies"))
        if Remedy.NON_MATERIAL_DAMAGE in each.remedies:
            # It is for whoever was hurt to claim it; no reason brings it by itself.
            yield "never_automatic", ("reasons", reason, "remedies"), Remedy.NON_MATERIAL_DAMAGE
    if Remedy.NON_MATERIAL_DAMAGE in allowed and pack.remedies.non_material is None:
        yield "unfounded", ("remedies", "allowed"), Remedy.NON_MATERIAL_DAMAGE
    for n, cap in enumerate(pack.remedies.caps):
        if Remedy.NON_MATERIAL_DAMAGE in cap.remedies:
            yield "never_automatic", ("remedies", "caps", n), Remedy.NON_MATERIAL_DAMAGE
        yield from _unknown(cap.remedies, allowed, ("remedies", "caps", n, "remedies"))


def _unknown(named: Sequence[Remedy], allowed: Sequence[Remedy], path: Path) -> Iterator[Breach]:
    for n, remedy in enumerate(named):
        if remedy not in allowed:
            yield "remedy_unknown", (*path, n), remedy


def _codes(pack: Pack) -> Iterator[Breach]:
    yield from _twice((each.code for each in pack.grounds), ("grounds",), "code")
    yield from _twice((each.code for each in pack.ways), ("ways",), "code")
    yield from _twice((each.name for each in pack.remedies.caps), ("remedies", "caps"), "name")


def _twice(codes: Iterable[str], path: Path, field: str) -> Iterator[Breach]:
    seen = set[str]()
    for n, code in enumerate(codes):
        if code in seen:
            yield "code_twice", (*path, n, field), code
        seen.add(code)


def _expressions(pack: Pack) -> Iterator[Breach]:
    asked: list[tuple[str, Path]] = [(pack.applies, ("applies",))]
    for n, ground in enumerate(pack.grounds):
        if ground.when is not None:
            asked.append((ground.when, ("grounds", n, "when")))
    for rule, period in pack.deadlines.items():
        for n, other in enumerate(period.instead):
            asked.append((other.when, ("deadlines", rule.value, "instead", n, "when")))
    for expression, path in asked:
        try:
            check(expression, NAMES)
        except ExpressionRefused as refused:
            yield refused.code, path, f"{refused.at}: {refused.about}"


def overlapping(packs: Sequence[Pack]) -> Iterator[tuple[int, str, Path, str]]:
    """Of which pack in the sequence, and what: a version twice, or two on the same day."""
    for (_, first), (n, second) in combinations(enumerate(packs), 2):
        if first.name != second.name:
            continue
        detail = f"{first.name}: {first.version}, {second.version}"
        if first.version == second.version:
            yield n, "version_twice", ("version",), detail
            continue
        one, other = first.in_force, second.in_force
        if _meet(one.until, other.since) and _meet(other.until, one.since):
            yield n, "versions_overlap", ("in_force",), detail


def _meet(until: date | None, since: date) -> bool:
    return until is None or until >= since
