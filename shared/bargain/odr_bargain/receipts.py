"""Receipts of sealed bids: a salted hash, by which a side sees later that its own bid was used.

The hash is SHA-256 over a salt of 32 bytes and then the bid as canonical JSON (RFC 8785), so that
anybody can reckon it again in any language. Without the salt a bid, which is one of not many
numbers, could be guessed from it.
"""

import hashlib
import hmac
import json
from dataclasses import asdict, dataclass
from typing import Final

from odr_bargain.bidding import MOST, MOST_ROUNDS, Side
from odr_bargain.unfit import Unfit

SALT: Final = 32
"""Bytes."""


class NoReceipt(Unfit):
    """Of such a bid, or with such a salt, there can be no receipt."""

    code = "no_receipt"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBid:
    """What a receipt speaks for: one side's bid in one round of one case."""

    case: str
    round: int
    side: Side
    amount: int
    currency: str


def canonical(bid: SealedBid) -> bytes:
    """As RFC 8785 has it: UTF-8, names in order, no blanks. Raises `NoReceipt` for what JSON cannot
    say exactly."""
    if not (1 <= bid.round <= MOST_ROUNDS and -MOST <= bid.amount <= MOST):
        raise NoReceipt("/amount", most=MOST)
    said = asdict(bid) | {"side": bid.side.value}
    try:
        # All names are ASCII, where the order of code points is that of UTF-16, as 8785 wants it.
        return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise NoReceipt("/case") from None


def receipt(bid: SealedBid, salt: bytes) -> str:
    """The hash in hex, 64 characters. The salt is drawn by the caller and told to the bidder."""
    if len(salt) != SALT:
        raise NoReceipt("/salt", bytes=SALT)
    return hashlib.sha256(salt + canonical(bid)).hexdigest()


def speaks_for(receipted: str, bid: SealedBid, salt: bytes) -> bool:
    """Whether this receipt was given for this very bid."""
    return hmac.compare_digest(receipted.encode(), receipt(bid, salt).encode())
