"""What does not go together in a pack that can be read: each breach, where, about what."""

from typing import Any

import pytest

from odr_rules.packs import Pack, pack
from odr_rules.packs.coherence import LONGEST, broken
from odr_rules.packs.parts import Editable, PackReason, PackStage
from odr_rules.packs.vocabulary import Consequence, Opening, Remedy, Rule, StageName
from odr_rules.periods import Roll, Unit

U, CRT, CN = pack("uncitral-odr", 1), pack("bc-crt", 1), pack("cn-ecommerce", 3)
HURT = Remedy.NON_MATERIAL_DAMAGE


def period(of: Pack, rule: Rule, **changed: Any) -> Pack:
    made = of.deadlines[rule].model_copy(update=changed)
    return of.model_copy(update={"deadlines": {**of.deadlines, rule: made}})


def without(of: Pack, *rules: Rule, **changed: Any) -> Pack:
    left = {rule: each for rule, each in of.deadlines.items() if rule not in rules}
    return of.model_copy(update={"deadlines": left, **changed})


def staged(*stages: PackStage) -> Pack:
    return U.model_copy(update={"stages": stages})


def stage(name: StageName, *opens: Opening, after: StageName | None = None) -> PackStage:
    return U.stages[0].model_copy(update={"name": name, "opens": opens, "after": after})


def remedies(of: Pack, **changed: Any) -> Pack:
    return of.model_copy(update={"remedies": of.remedies.model_copy(update=changed)})


def screening(of: Pack, cures: int) -> Any:
    return of.screening.model_copy(update={"cures": cures})


def reasons(of: Pack, *asked: Remedy) -> dict[str, PackReason]:
    other = of.reasons["other"].model_copy(update={"remedies": asked})
    return {**of.reasons, "other": other}


NEGOTIATION, MEDIATION, ARBITRATION = StageName
CONTESTED, DEFAULT, UNSETTLED = Opening
FIRST = stage(NEGOTIATION, CONTESTED)
NEXT, ANSWER = Consequence.NEXT_STAGE, ("deadlines", "answer")
Breaches = list[tuple[str, tuple[str | int, ...], str]]
PACKS: dict[str, tuple[Pack, Breaches]] = {
    "whole": (U, []),
    "over on the day on which it begins": (
        U.model_copy(
            update={"in_force": U.in_force.model_copy(update={"until": U.in_force.since})}
        ),
        [],
    ),
    "as long as can be": (
        period(U, Rule.ANSWER, length=LONGEST[Unit.CALENDAR_DAY], editable=None),
        [],
    ),
    "too long": (
        period(U, Rule.ANSWER, length=LONGEST[Unit.CALENDAR_DAY] + 1, editable=None),
        [("bad_length", (*ANSWER, "length"), "1000 calendar_day")],
    ),
    "too many months": (
        period(U, Rule.ANSWER, length=37, unit=Unit.MONTH, editable=None),
        [("bad_length", (*ANSWER, "length"), "36 month")],
    ),
    "as short as its limits": (period(U, Rule.ANSWER, editable=Editable(min=7, max=9)), []),
    "as long as its limits": (period(U, Rule.ANSWER, editable=Editable(min=1, max=7)), []),
    "shorter than its limits": (
        period(U, Rule.ANSWER, editable=Editable(min=8, max=9)),
        [("limits_reversed", (*ANSWER, "editable"), "8 <= 7 <= 9")],
    ),
    "rolling by no calendar": (
        period(U, Rule.ANSWER, roll=Roll.FORWARD),
        [("calendar_needed", (*ANSWER, "calendar"), "calendar_day, forward")],
    ),
    "business days by no calendar": (
        period(U, Rule.ANSWER, unit=Unit.BUSINESS_DAY),
        [("calendar_needed", (*ANSWER, "calendar"), "business_day, none")],
    ),
    "a trigger of another period": (
        period(U, Rule.ANSWER, trigger="filed"),
        [("trigger_unfit", (*ANSWER, "trigger"), "answer: served")],
    ),
    "no time to cure, and none to cure in": (
        without(U, Rule.CURE, screening=screening(U, 0)),
        [],
    ),
    "no time to cure": (without(U, Rule.CURE), [("rule_missing", ("deadlines",), "cure")]),
    "no time to screen": (
        without(U, Rule.SCREENING),
        [("rule_missing", ("deadlines",), "screening")],
    ),
    "no time to answer, perform and confirm": (
        without(U, Rule.ANSWER, Rule.PERFORMANCE, Rule.CONFIRMATION),
        [
            ("rule_missing", ("deadlines",), "answer"),
            ("rule_missing", ("deadlines",), "performance"),
            ("rule_missing", ("deadlines",), "confirmation"),
        ],
    ),
    "no time to negotiate": (
        without(U, Rule.NEGOTIATION),
        [("rule_missing", ("deadlines",), "negotiation")],
    ),
    "no time to ask for a review": (
        without(U, Rule.REFUSAL_REVIEW),
        [("rule_missing", ("deadlines",), "refusal_review")],
    ),
    "nothing to review": (without(U, Rule.REFUSAL_REVIEW, grounds=()), []),
    "no time to attack a default": (
        without(CRT, Rule.SET_ASIDE),
        [("rule_missing", ("deadlines",), "set_aside")],
    ),
    "a default that nobody attacks": (without(CRT, Rule.SET_ASIDE, set_aside=None), []),
    "amended after an answer that nothing follows": (
        without(U, Rule.COUNTERCLAIM_ANSWER),
        [("amendments_unfit", ("amendments", "until"), "counterclaim_answer")],
    ),
    "the same stage twice": (
        staged(FIRST, stage(NEGOTIATION, DEFAULT)),
        [("stage_twice", ("stages", 1, "name"), "negotiation")],
    ),
    "two stages of one opening": (
        period(staged(FIRST, stage(MEDIATION, CONTESTED)), Rule.ANSWER),
        [
            ("rule_missing", ("deadlines",), "mediation"),
            ("stage_ambiguous", ("stages", 1, "opens"), "contested"),
        ],
    ),
    "two stages after one": (
        staged(
            FIRST,
            stage(MEDIATION, UNSETTLED, after=NEGOTIATION),
            stage(ARBITRATION, UNSETTLED, after=NEGOTIATION),
        ),
        [
            ("rule_missing", ("deadlines",), "mediation"),
            ("rule_missing", ("deadlines",), "arbitration"),
            ("stage_ambiguous", ("stages", 2, "opens"), "unsettled"),
        ],
    ),
    "one stage after the other": (
        staged(
            FIRST,
            stage(MEDIATION, UNSETTLED, after=NEGOTIATION),
            stage(ARBITRATION, UNSETTLED, after=MEDIATION),
        ),
        [
            ("rule_missing", ("deadlines",), "mediation"),
            ("rule_missing", ("deadlines",), "arbitration"),
        ],
    ),
    "after a stage, and not by its failure": (
        staged(FIRST, stage(MEDIATION, DEFAULT, after=NEGOTIATION)),
        [
            ("rule_missing", ("deadlines",), "mediation"),
            ("stage_unreachable", ("stages", 1), "mediation: unsettled, after"),
        ],
    ),
    "by the failure of no stage": (
        staged(FIRST, stage(MEDIATION, UNSETTLED)),
        [
            ("rule_missing", ("deadlines",), "mediation"),
            ("stage_unreachable", ("stages", 1), "mediation: unsettled, after"),
        ],
    ),
    "silence that leads to no stage": (
        period(U, Rule.ANSWER, consequence=NEXT),
        [("stage_missing", (*ANSWER, "consequence"), "answer")],
    ),
    "silence on a counterclaim that leads to the first stage": (
        period(U, Rule.COUNTERCLAIM_ANSWER, consequence=NEXT),
        [],
    ),
    "a stage that leads to none": (
        period(U, Rule.NEGOTIATION, consequence=NEXT),
        [("stage_missing", ("deadlines", "negotiation", "consequence"), "negotiation")],
    ),
    "a reason of no remedy of the pack": (
        U.model_copy(update={"reasons": reasons(U, Remedy.REFUND, HURT)}),
        [
            ("remedy_unknown", ("reasons", "other", "remedies", 1), "non_material_damage"),
            ("never_automatic", ("reasons", "other", "remedies"), "non_material_damage"),
        ],
    ),
    "damage without a rule": (
        remedies(CN, non_material=None),
        [("unfounded", ("remedies", "allowed"), "non_material_damage")],
    ),
    "a cap for damage": (
        remedies(CN, caps=(CN.remedies.caps[0].model_copy(update={"remedies": (HURT,)}),)),
        [("never_automatic", ("remedies", "caps", 0), "non_material_damage")],
    ),
    "a cap for what the pack does not allow": (
        remedies(U, caps=(U.remedies.caps[0].model_copy(update={"remedies": (HURT,)}),)),
        [
            ("never_automatic", ("remedies", "caps", 0), "non_material_damage"),
            ("remedy_unknown", ("remedies", "caps", 0, "remedies", 0), "non_material_damage"),
        ],
    ),
    "a cap twice": (
        remedies(U, caps=U.remedies.caps[:1] * 2),
        [("code_twice", ("remedies", "caps", 1, "name"), U.remedies.caps[0].name)],
    ),
    "a way twice": (
        U.model_copy(update={"ways": U.ways[:1] * 2}),
        [("code_twice", ("ways", 1, "code"), U.ways[0].code)],
    ),
    "a length for what nobody says": (
        period(
            CRT,
            Rule.ANSWER,
            instead=tuple(
                each.model_copy(update={"when": "weather == 'rain'"})
                for each in CRT.deadlines[Rule.ANSWER].instead
            ),
        ),
        [("expression_name", (*ANSWER, "instead", 0, "when"), "0: weather")],
    ),
    "applying by what nobody says": (
        U.model_copy(update={"applies": "weather == 'rain'"}),
        [("expression_name", ("applies",), "0: weather")],
    ),
}


@pytest.mark.parametrize(("made", "breaches"), PACKS.values(), ids=PACKS)
def test_what_does_not_go_together_is_said_with_its_place_and_nothing_else(made, breaches) -> None:
    assert sorted(broken(made), key=str) == sorted(breaches, key=str)
