"""Why what is asked of a negotiation is refused."""

from odr_shared.errors import Conflict, NotPermitted, Unprocessable


class NegotiationClosed(Conflict):
    """The negotiation is over."""

    code = "negotiation_closed"
    explanation = "It was due at {due_at}."


class NotAParty(NotPermitted):
    """Only the parties to a case may negotiate it, or its platform on their behalf."""

    code = "not_permitted"


class OwnOffer(NotPermitted):
    """An offer is accepted by the other party."""

    code = "own_offer"


class NotYourOffer(NotPermitted):
    """An offer is withdrawn by whoever made it."""

    code = "not_your_offer"


class NothingOnTable(Conflict):
    """There is no offer on the table."""

    code = "nothing_on_table"


class OfferNotOnTable(Conflict):
    """That offer is not on the table: it was never made, or a later one replaced it."""

    code = "offer_not_on_table"
    explanation = "On the table is {on_table}."


class OfferExpired(Conflict):
    """The offer has expired."""

    code = "offer_expired"
    explanation = "It was valid until {valid_until}."


class CurrencyDiffers(Unprocessable):
    """All amounts of a case are in the currency of its order."""

    code = "currency_differs"
    explanation = "The order was paid in {currency}."


class AmountExceedsCap(Unprocessable):
    """The offer goes beyond what the rule pack lets be granted."""

    code = "amount_exceeds_cap"
    explanation = "At most {cap} minor units of {currency} can be granted."


class VoucherExceedsCap(Unprocessable):
    """The voucher is worth more than the rule pack leaves to be granted beside the money."""

    code = "voucher_exceeds_cap"
    explanation = "Money and voucher together are at most {cap} minor units of {currency}."


class NothingGiven(Unprocessable):
    """An offer gives the claimant something, and not a return of the goods alone."""

    code = "nothing_given"


class PerformanceOutOfBounds(Unprocessable):
    """The last day to perform comes after the last on which the offer can be accepted."""

    code = "performance_out_of_bounds"
    explanation = "It can be a day from {first} to {last}."


class ExpiryOutOfBounds(Unprocessable):
    """An offer is valid until some time after now, and no longer than the negotiation runs."""

    code = "expiry_out_of_bounds"
    explanation = "The negotiation ends at {due_at}."
