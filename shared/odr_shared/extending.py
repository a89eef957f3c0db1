"""How much longer a running period can be made, and why not."""

from odr_rules.deadlines import LONGEST, Deadline
from odr_rules.packs.parts import Period
from odr_shared.contracts.intake_timing import ExtendedBy
from odr_shared.errors import Conflict, NotPermitted, Unprocessable


class NotExtendable(Conflict):
    """This period cannot be made longer in this way."""

    code = "not_extendable"
    explanation = "{rule} rests on: {article}."


class ExtendedAlready(Conflict):
    """The period has been made longer as often as the rule pack lets it be."""

    code = "extended_already"
    explanation = "{rule} can be made longer {times} times."


class ExtensionPending(Conflict):
    """An extension has been asked for, and the other party has not decided on it."""

    code = "extension_pending"


class ExtensionTooLong(Unprocessable):
    """The rule pack does not let the period be made so much longer."""

    code = "extension_too_long"
    explanation = "{rule} can be longer by at most {most} ({unit}); it rests on: {article}."


class NothingAsked(Conflict):
    """No extension waits for a decision."""

    code = "wrong_state"


class OwnRequest(NotPermitted):
    """An extension is granted or refused by the other party."""

    code = "own_request"


def most(running: Deadline, period: Period, by: ExtendedBy, granted: int) -> int:
    """How much longer it can be made, in its own unit, after it was so often; refused if not."""
    bound, derived = period.extension, running.derivation
    if bound is None or bound.by != by or derived is None:
        raise NotExtendable(rule=running.rule, article=period.article)
    if granted >= bound.times:
        raise ExtendedAlready(times=bound.times, rule=running.rule)
    found = min(bound.length, LONGEST - derived.length - derived.extended_by)
    if found < 1:
        raise NotExtendable(rule=running.rule, article=period.article)
    return found


def within(
    running: Deadline, period: Period, by: ExtendedBy, granted: int, more: int | None
) -> int:
    """What was asked for, where that is no more than can be; all that can be where none was."""
    found = most(running, period, by, granted)
    if more is not None and more > found:
        bound = {"most": found, "unit": period.unit.value}
        raise ExtensionTooLong("/more", rule=running.rule, article=period.article, **bound)
    return more or found
