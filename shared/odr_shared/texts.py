"""What people write: names, lines, texts and contacts, as pydantic takes them.

All are brought into NFC (Unicode 15.0, chapter 3.11), so that what looks the same is the same,
and trimmed, except ids, which are refused instead: they are their platform's. Lengths are in
code points. Refused is what hides or reorders what a neutral will read (UTS #39, Trojan Source).
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, StringConstraints
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema

CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"
DIRECTIONS = r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Not "unassigned": that would refuse the emoji and the rare Chinese names that a newer Unicode
# has and the one that Python was built with has not.
NO_CHARACTERS = r"\ud800-\udfff\ufdd0-\ufdef" + "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)
)
REFUSED = re.compile(f"([{CONTROLS}])|([{DIRECTIONS}])|([{NO_CHARACTERS}])")
BREAKS = re.compile(r"[\n\t]")
BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Characters that Unicode counts as letters or symbols, and that show nothing."""

_ATOM = r"[^\s@<>()\[\],;:\\\".]+"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
EMAIL = re.compile(rf"(?=.{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}(?<!\d)")
PHONE = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)


def _refused(kind: int) -> PydanticCustomError:
    """What the matched group of `REFUSED` means."""
    match kind:
        case 1:
            return PydanticCustomError(
                "control_character", "It must not contain control characters."
            )
        case 2:
            return PydanticCustomError(
                "direction_control",
                "It must not contain characters that reorder the text around them.",
            )
        case _:
            return PydanticCustomError(
                "not_a_character",
                "It must contain characters only, no surrogates or noncharacters.",
            )


@dataclass(frozen=True, slots=True)
class Written:
    """How a kind of text is cleaned and judged."""

    limit: int
    lines: bool = False
    """May it have line breaks and tabs?"""
    trimmed: bool = True
    form: Callable[[str], str] | None = None
    """What makes the canonical form of it, or refuses."""
    format: str | None = None
    """As JSON Schema names it."""

    def __call__(self, said: str) -> str:
        if found := REFUSED.search(said.replace("\r\n", "\n") if self.lines else said):
            raise _refused(found.lastindex or 0)
        if self.lines:
            said = said.replace("\r\n", "\n")
        text = said if said.isascii() else unicodedata.normalize("NFC", said)
        bare = text.strip()
        if not bare.isascii() or not bare:
            _must_show(bare)
        if bare != text and not self.trimmed:
            raise PydanticCustomError("space_at_end", "It must not begin or end with a space.")
        if not self.lines and BREAKS.search(bare):
            raise _refused(1)
        if self.form is not None:
            bare = self.form(bare)
        if len(bare) > self.limit:
            raise PydanticKnownError("string_too_long", {"max_length": self.limit})
        return bare

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_after_validator_function(
            self, core_schema.str_schema(strict=True)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        said: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": self.limit}
        if self.format is not None:
            return said | {"format": self.format}
        refused = CONTROLS + DIRECTIONS + ("" if self.lines else r"\n\t")
        return said | {"pattern": f"^[^{refused}]*$"}


def _must_show(text: str) -> None:
    """A name of nothing but joiners or fillers is as empty as one of spaces."""
    for each in text:
        if unicodedata.category(each)[0] in "LNPSM" and each not in BLANK_LETTERS:
            return
        # Private and yet unassigned characters may well show.
        if unicodedata.category(each) in ("Co", "Cn"):
            return
    raise PydanticCustomError("empty", "It must say something.")


def _email(text: str) -> str:
    if EMAIL.fullmatch(text) is None:
        raise PydanticCustomError("not_an_email", "It must be an e-mail address.")
    return text


def _phone(text: str) -> str:
    """E.164, from how people write it: `+49 (0)30 / 123-456`, `0086 …`, full-width digits."""
    plain = unicodedata.normalize("NFKC", text).replace("(0)", "")
    plain = re.sub(r"[\s().\-/\u2010-\u2013]", "", plain)
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    if PHONE.fullmatch(plain) is None:
        raise PydanticCustomError(
            "not_a_phone", "It must be a telephone number with + and the country's code."
        )
    return plain


Name = Annotated[str, Written(200)]
"""Of a person or a firm."""
Line = Annotated[str, Written(500)]
Text = Annotated[str, Written(10_000, lines=True)]
"""Free text of several lines."""
ExternalId = Annotated[str, Written(100, trimmed=False)]
"""What a platform calls something; kept as it was given."""
Email = Annotated[str, Written(254, form=_email, format="email")]
"""As a mail server would take it (RFC 5321, RFC 6531), without quotes and comments."""
SaidPhone = Annotated[str, Written(40)]
"""As people say it, with the country's code or without."""
Phone = Annotated[str, Written(40, form=_phone, format="phone")]
"""Kept as E.164."""
Code = Annotated[str, StringConstraints(strict=True, pattern=r"^[a-z][a-z0-9_]{0,63}\z")]
"""A machine's word: `goods_not_received`."""
