"""Notices as letters: plain text in the case's language and the other, and headers of our own."""

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final
from uuid import UUID

from odr_intake.domain.wording.saying import Words

BETWEEN: Final = "\n\n" + "-" * 40 + "\n\n"
"""The same in another language follows."""


class Unaddressable(Exception):
    """No letter can be written to this address."""


def letter(
    notice_id: UUID, attempt: int, to: str, sender: str, said: Sequence[Words], at: datetime
) -> EmailMessage:
    """A letter that says it in each of these words, the binding first (RFC 5322).

    Nothing that a person has written stands in it but the address. One attempt has one message id,
    so that a letter that was sent twice, for its worker was killed, is seen once; and it says that
    nobody wrote it, so that no machine answers (RFC 3834).
    """
    found = EmailMessage(policy=SMTP.clone(utf8=not to.isascii()))
    own = Address(addr_spec=sender)
    found["To"] = _addressee(to)
    found["From"] = own
    found["Subject"] = said[0].subject
    found["Date"] = format_datetime(at)
    found["Message-ID"] = f"<{notice_id}.{attempt}@{own.domain}>"
    found["Auto-Submitted"] = "auto-generated"
    found.set_content(BETWEEN.join(map(text, said)) + "\n", cte="base64")
    return found


def _addressee(to: str) -> Address:
    """Of one line and one word, or it would be the beginning of a header of somebody else's."""
    name, _, domain = to.rpartition("@")
    if not name or not domain or not to.isprintable() or " " in to:
        raise Unaddressable
    return Address(username=name, domain=domain)


def text(words: Words) -> str:
    parts = (words.subject, words.happened, words.do, words.by_when, words.silence)
    return "\n\n".join(parts)
