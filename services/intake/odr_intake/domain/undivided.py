"""Why instalments are refused."""

from odr_shared.errors import Conflict, NotPermitted, Unprocessable


class NotBetweenYou(NotPermitted):
    """Instalments are between who owes a sum and who is owed it, or their platform for one."""

    code = "not_permitted"


class NotDivisible(Conflict):
    """This is not owed in a sum that could be paid in instalments."""

    code = "wrong_state"


class InstalmentsNotAllowed(Conflict):
    """The rule pack knows no instalments."""

    code = "instalments_not_allowed"
    explanation = "The rule pack is {pack}."


class PerformanceOpen(Conflict):
    """Something was reported of it on which nothing is final yet."""

    code = "performance_open"


class TooManyProposals(Conflict):
    """Instalments have been proposed for this as often as they can be."""

    code = "too_many_proposals"
    explanation = "They can be proposed {times} times."


class OnePlanOnly(Unprocessable):
    """Say each instalment, or how many there are and when the first of them is."""

    code = "one_plan_only"


class InstalmentCount(Unprocessable):
    """So many instalments, or so few, there cannot be."""

    code = "instalment_count"
    explanation = "There are from two to {most}, as {rule} has it ({article})."


class InstalmentsDiffer(Unprocessable):
    """The instalments together are not what is left of the sum."""

    code = "instalments_differ"
    explanation = "Left of it, in minor units of {currency}: {left}."


class InstalmentDay(Unprocessable):
    """Instalments fall due one after the other, from today on, within the time for them."""

    code = "instalment_day"
    explanation = "From {first} until {last}, as {rule} has it ({article})."


class NothingProposed(Conflict):
    """No instalments are proposed for this."""

    code = "wrong_state"


class OwnProposal(NotPermitted):
    """Who proposed instalments does not agree to them."""

    code = "own_proposal"


class AnotherProposal(Conflict):
    """Another plan stands in place of the one that was agreed to."""

    code = "proposal_superseded"
    explanation = "It is the proposal {proposal}."


class ProposalStale(Conflict):
    """The plan cannot be kept any more: its first day is over, or part of the sum is performed."""

    code = "proposal_stale"
