"""The disputes of the worked examples: what is bargained over, and what each side wants."""

from odr_bargain.agenda import Agenda, Issue
from odr_bargain.preferences import Preferences, Stake

REFUNDS = range(0, 501, 10)
CREDITS = (0, 50, 100)
AGENDA = Agenda(
    (
        Issue("refund", tuple(f"{refund:03}" for refund in REFUNDS)),
        Issue("return_paid_by", ("claimant", "merchant")),
        Issue("credit", tuple(f"{credit:03}" for credit in CREDITS)),
        Issue("apology", ("no", "yes")),
    )
)
"""Algorithms 2 and 3: refund 0 to 500 in steps of 10, who pays the return, credit, apology."""

CLAIMANT = Preferences(
    (
        Stake("refund", 60, {f"{refund:03}": refund // 5 for refund in REFUNDS}),
        Stake("return_paid_by", 15, {"claimant": 0, "merchant": 100}),
        Stake("credit", 10, {f"{credit:03}": credit for credit in CREDITS}),
        Stake("apology", 15, {"no": 0, "yes": 100}),
    ),
    reservation=3000,
)
MERCHANT = Preferences(
    (
        Stake("refund", 60, {f"{refund:03}": 100 - refund // 5 for refund in REFUNDS}),
        Stake("return_paid_by", 10, {"claimant": 100, "merchant": 0}),
        Stake("credit", 15, {f"{credit:03}": 100 - credit for credit in CREDITS}),
        Stake("apology", 15, {"no": 100, "yes": 0}),
    ),
    reservation=3500,
)


def terms(refund: int, paid_by: str, credit: int, apology: bool) -> dict[str, str]:
    return {
        "refund": f"{refund:03}",
        "return_paid_by": paid_by,
        "credit": f"{credit:03}",
        "apology": "yes" if apology else "no",
    }


A = {"refund": 40, "replacement": 10, "shipping": 20, "review_reply": 20, "apology": 10}
B = {"refund": 30, "replacement": 25, "shipping": 10, "review_reply": 30, "apology": 5}
"""Algorithm 4: the points of both sides on five things to divide."""
