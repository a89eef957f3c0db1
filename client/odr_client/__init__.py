"""The SDK: `Odr` and `AsyncOdr` talk to an installation of ODR over HTTP.

from odr_client import Odr

with Odr("https://odr.example", client_id="…", client_secret="…") as odr:
    for case in odr.cases.list(stage="negotiation"):
        print(case.id, case.status)
"""

from odr_client.clients import AsyncOdr, Odr
from odr_client.errors import (
    BadRequest,
    Conflict,
    DidNotHappen,
    InsufficientScope,
    Invalid,
    NotAuthenticated,
    NotFound,
    NotPermitted,
    OdrError,
    OfferGone,
    Problem,
    ServerError,
    SignatureInvalid,
    StageOpening,
    TooManyRequests,
    Unavailable,
    Unreachable,
    UnreadableAnswer,
)
from odr_client.money import Money
from odr_client.signatures import verify
from odr_client.views.filing import Address, Claim, Filing, Item, Order, Party
from odr_client.views.negotiations import Terms

__all__ = [
    "Address",
    "AsyncOdr",
    "BadRequest",
    "Claim",
    "Conflict",
    "DidNotHappen",
    "Filing",
    "InsufficientScope",
    "Invalid",
    "Item",
    "Money",
    "NotAuthenticated",
    "NotFound",
    "NotPermitted",
    "Odr",
    "OdrError",
    "OfferGone",
    "Order",
    "Party",
    "Problem",
    "ServerError",
    "SignatureInvalid",
    "StageOpening",
    "Terms",
    "TooManyRequests",
    "Unavailable",
    "Unreachable",
    "UnreadableAnswer",
    "verify",
]
