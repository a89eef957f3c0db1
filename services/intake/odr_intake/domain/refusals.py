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


class RemedyRepeated(Unprocessable):
    """The same remedy is asked for twice."""

    code = "remedy_repeated"


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


class NotTheCaseworker(NotPermitted):
    """This is a caseworker's to decide."""

    code = "not_permitted"


class NotAParty(NotPermitted):
    """Only a party to the case may do this, or its platform on its behalf."""

    code = "not_permitted"


class NotServedByYou(NotPermitted):
    """Service is confirmed by the platform that carried the notice, or by a caseworker."""

    code = "not_permitted"


class NotScreened(Conflict):
    """The case is not where this is decided."""

    code = "wrong_state"
    explanation = "Its status is {status}."


class AskedTooOften(Conflict):
    """The same thing has been asked for as often as the rule pack lets it be."""

    code = "asked_too_often"
    explanation = "It may be asked for {times} times."


class NothingMissing(Conflict):
    """The case was not returned: nothing is asked of the claimant."""

    code = "wrong_state"


class RefusedTooLate(Conflict):
    """The time to refuse the case is over: silence has accepted it."""

    code = "deadline_passed"
    explanation = "It ended at {due_at}, as {rule} has it."


class ReviewTooLate(Conflict):
    """The time for this is over."""

    code = "deadline_passed"
    explanation = "It ended at {due_at}, as {rule} has it."


class GroundHolds(Unprocessable):
    """A ground of the rule pack refuses this case."""

    code = "ground_holds"
    explanation = "It is {ground}: {source}, {article}, in {rule}."


class UnknownGround(Unprocessable):
    """The rule pack has no such ground to refuse a case."""

    code = "ground_unknown"
    explanation = "The closed list of {pack} is: {known}."


class UnknownCause(Unprocessable):
    """The rule pack sets no default aside for that cause."""

    code = "cause_unknown"
    explanation = "The causes of {pack} are: {known}."


class UnknownWay(Unprocessable):
    """The rule pack knows no such way; before a court the claims can always be brought."""

    code = "way_unknown"
    explanation = "The ways of {pack} are: {known}."


class NotTheDefaulted(NotPermitted):
    """A default is attacked by the party whose silence it was, or by the platform for it."""

    code = "not_permitted"


class CaseOpen(Conflict):
    """The case is open: nothing can be certified yet."""

    code = "case_open"


class CaseResolved(Conflict):
    """The case was resolved: there is no failure to certify."""

    code = "case_resolved"
    explanation = "Its outcome is {outcome}."


class AnotherMustDecide(NotPermitted):
    """Who decided before does not decide on that decision."""

    code = "conflict_of_interest"


class NothingToServe(Conflict):
    """No such notice waits to be served."""

    code = "wrong_state"
    explanation = "The case's status is {status}."


class NotServed(Conflict):
    """The respondent's time has not begun: there is no proof yet that the notice reached it."""

    code = "not_served"


class NotAPart(Unprocessable):
    """A part that is admitted is more than nothing and less than all that is claimed."""

    code = "not_a_part"


class CounterclaimExceeds(Unprocessable):
    """The counterclaim asks for more than can be granted over this order."""

    code = "amount_exceeds_cap"
    explanation = "At most {cap} minor units of {currency} can be granted."


class NoCounterclaim(Unprocessable):
    """Nothing can be asked for in turn here."""

    code = "counterclaim_not_allowed"
    explanation = "The claims are admitted, or {pack} knows no counterclaim."


class NoConsentNeeded(Conflict):
    """No stage that is still to come needs the consent of this party."""

    code = "consent_not_needed"


class NoDefault(Conflict):
    """There is no default that could be set aside."""

    code = "wrong_state"
