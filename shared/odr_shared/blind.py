"""The blind index: digests by which a person is found whose data nobody can read in the table.

A digest is an HMAC-SHA-256 under a key of its own for each platform and mode, derived (NIST
SP 800-108, one block) from the installation's index key: equal values of two platforms have
different digests, and without the key nobody can try values out.
"""

import re
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import phonenumbers

from odr_shared.indexed import Field
from odr_shared.vault import Key

SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class BlindIndex:
    """One generation of the index key, for one platform and mode."""

    generation: int
    _key: Key

    @property
    def slot(self) -> int:
        """Of at most two live generations: the two have different slots."""
        return self.generation % 2

    def digest(self, of: Field, normal: str) -> bytes:
        """Half a SHA-256: 128 bits meet by chance in no table that there will be."""
        return self._key.digest(f"{of.value}\0{normal}".encode())[:16]


@dataclass(frozen=True, slots=True)
class IndexKey:
    """One generation of the installation's index key."""

    generation: int
    key: Key
    _derived: dict[tuple[UUID, str], BlindIndex] = field(default_factory=dict)

    def index(self, platform_id: UUID, mode: str) -> BlindIndex:
        whose = platform_id, mode
        if whose not in self._derived:
            if len(self._derived) >= KEPT:
                self._derived.clear()
            own = Key(self.key.digest(f"blind_index\0{platform_id}\0{mode}".encode()))
            self._derived[whose] = BlindIndex(self.generation, own)
        return self._derived[whose]


KEPT: Final = 1000
"""Keys of platforms and modes that a process has at hand."""


def name(said: str) -> str:
    """As it is compared: compatible forms and cases are one (Unicode 15.0, 3.13), so are spaces."""
    folded = unicodedata.normalize("NFKC", said).casefold()
    return SPACES.sub(" ", unicodedata.normalize("NFKC", folded)).strip()


def code(said: str) -> str:
    """An order number or a platform's own id: as names are, but without any spaces."""
    return name(said).replace(" ", "")


def email(said: str) -> str:
    """Its domain in IDNA's letters, and both parts in one case.

    RFC 5321 lets a host tell `Ann@` from `ann@`; none that people use does, and a caseworker is
    told an address by telephone. Dots and `+tags` are left: to many hosts they are other people.
    """
    local, _, domain = name(said).rpartition("@")
    with suppress(UnicodeError):  # Python's IDNA is of 2003; what it lacks is left as it is
        domain = domain.encode("idna").decode()
    return f"{local}@{domain}"


def phone(said: str, country: str | None = None) -> str | None:
    """In E.164; a number without `+` is one of that country (ISO 3166-1). None: it is none."""
    try:
        found = phonenumbers.parse(unicodedata.normalize("NFKC", said), country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(found):
        return None
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
