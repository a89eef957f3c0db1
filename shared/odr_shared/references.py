"""References: names of cases that people can read out, each with a symbol that tells slips.

Crockford's base 32 (crockford.com/base32.html): eight symbols, and one that is their number
modulo 37, a prime above 32, so that no single wrong symbol and no exchange of two passes.
"""

import re
from typing import Annotated, Final

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

SYMBOLS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECKS: Final = SYMBOLS + "*~$=U"
LENGTH: Final = 8
BITS: Final = 5 * LENGTH
LOOKALIKES: Final = str.maketrans("OIL", "011")
GAPS: Final = re.compile(r"[\s\u2010-\u2015-]+")


def reference(number: int) -> str:
    """`7F3K-9Q2M-X`, of a number below 2^40."""
    if not 0 <= number < 1 << BITS:
        raise ValueError(f"{number} is no number of {BITS} bits")
    said = "".join(SYMBOLS[number >> 5 * at & 31] for at in reversed(range(LENGTH)))
    return f"{said[:4]}-{said[4:]}-{CHECKS[number % len(CHECKS)]}"


def heard(said: str) -> str:
    """The reference as we write it, from how people do: `7f3k9q2mx`, an O for a 0, an l for a 1.

    A `PydanticCustomError` says whether it has the form of none, or a symbol of it is wrong.
    """
    bare = GAPS.sub("", said).upper().translate(LOOKALIKES)
    digits, check = bare[:LENGTH], bare[LENGTH:]
    if len(check) != 1 or check not in CHECKS or not set(digits) <= set(SYMBOLS):
        raise PydanticCustomError(
            "not_a_reference", "A reference has eight letters or digits and a check symbol."
        )
    number = 0
    for each in digits:
        number = number << 5 | SYMBOLS.index(each)
    if CHECKS[number % len(CHECKS)] != check:
        raise PydanticCustomError(
            "reference_mistyped", "Its check symbol does not fit the rest: a symbol is wrong."
        )
    return reference(number)


Reference = Annotated[str, StringConstraints(strict=True, max_length=40), AfterValidator(heard)]
"""Of a case, as people write it; kept as we do."""
