"""Why what is asked about the time of a case is refused."""

from odr_shared.errors import Conflict, Unprocessable


class StageKeepsTime(Conflict):
    """While a stage is open its own procedure keeps the time of the case."""

    code = "stage_keeps_time"
    explanation = "The stage is {stage}: what can be done about its time is asked of it."


class NothingRuns(Conflict):
    """No period runs in the case."""

    code = "wrong_state"
    explanation = "Its status is {status}."


class StandsStill(Conflict):
    """The period stands still: nothing is asked of anybody until it runs on."""

    code = "case_paused"
    explanation = "The reason is {why}; it runs on at {until} at the latest."


class NotPaused(Conflict):
    """The case does not stand still."""

    code = "wrong_state"


class NotPausable(Conflict):
    """The rule pack does not let the period stand still for that."""

    code = "not_pausable"
    explanation = "{rule} rests on: {article}. It may stand still for: {known}."


class PausedTooOften(Conflict):
    """The period has stood still as often as it may."""

    code = "paused_too_often"
    explanation = "It may {times} times."


class PauseOutOfBounds(Unprocessable):
    """A pause ends after now, and not too long after."""

    code = "pause_out_of_bounds"
    explanation = "At the latest it ends at {latest}."
