"""Why a filing, an answer or a withdrawal is refused."""

from odr_shared.errors import Conflict, NotPermitted, Unprocessable


class SameParty(Unprocessable):
    """A party cannot be in dispute with itself."""

    code = "same_party"


class AmountMissing(Unprocessable):
    """This remedy is for a sum of money, and none is named."""

    code = "amount_missing"


class CurrencyDiffers(Unprocessable):
    """All amounts of a case are in the currency of its order."""

    code = "currency_differs"
    explanation = "The order was paid in {currency}."


class AmountExceedsCap(Unprocessable):
    """The claims ask for more than the rule pack lets be granted."""

    code = "amount_exceeds_cap"
    explanation = "At most {cap} minor units of {currency} can be granted under {rule}."


class RemedyNotAllowed(Unprocessable):
    """The rule pack does not know this remedy."""

    code = "remedy_not_allowed"
    explanation = "{pack} allows: {allowed}."


class FutureDate(Unprocessable):
    """That day has not come yet."""

    code = "future_date"


class Unreachable(Unprocessable):
    """The respondent cannot be told: neither an e-mail address nor a telephone is given."""

    code = "incomplete"


class RuleNotInForce(Unprocessable):
    """No version of this rule pack is in force on the day of the filing."""

    code = "rule_not_in_force"
    explanation = "The rule pack is {pack}."


class LimitNotEditable(Unprocessable):
    """A platform cannot set this period."""

    code = "limit_not_editable"
    explanation = "{rule} is none that a platform may set."


class LimitOutOfRange(Unprocessable):
    """The rule pack does not let this period be set so."""

    code = "limit_out_of_range"
    explanation = "{rule} may be from {least} to {most} ({unit}); it rests on: {article}."


class OnePackOnly(Unprocessable):
    """Name a rule pack, or send one as text: one of the two."""

    code = "one_pack_only"


class RulePackFaulty(Unprocessable):
    """The rule pack is refused."""

    code = "rule_pack_faulty"
    explanation = "Its first fault is in line {line}."


class Duplicate(Conflict):
    """A case about this order and this respondent is open already."""

    code = "duplicate"
    explanation = "It is the case {case_id}."


class CaseOver(Conflict):
    """The case has ended."""

    code = "case_over"


class AlreadyAnswered(Conflict):
    """The respondent has answered already."""

    code = "already_answered"


class AnswerTooLate(Conflict):
    """The time to answer is over."""

    code = "deadline_passed"
    explanation = "It ended at {due_at}, as {rule} has it."


class NotTheRespondent(NotPermitted):
    """A case is answered by the respondent, or by the platform on the respondent's behalf."""

    code = "not_permitted"


class NotTheClaimant(NotPermitted):
    """A case is withdrawn by the claimant, or by the platform on the claimant's behalf."""

    code = "not_permitted"
