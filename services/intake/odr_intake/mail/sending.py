"""One attempt to hand a letter to a mail server, and what came of it (RFC 5321)."""

import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Final

import aiosmtplib

from odr_intake.domain.notices import BounceReason

log = logging.getLogger(__name__)

DEADLINE: Final = 20.0
"""Seconds for one answer of the server."""
BY_CODE: Final[Mapping[int, BounceReason]] = {
    550: BounceReason.ADDRESS_UNKNOWN,
    551: BounceReason.MOVED,
    552: BounceReason.MAILBOX_FULL,
    553: BounceReason.ADDRESS_UNKNOWN,
}
BY_STATUS: Final[Mapping[str, BounceReason]] = {
    "5.1.6": BounceReason.MOVED,
    "5.1": BounceReason.ADDRESS_UNKNOWN,
    "5.2.2": BounceReason.MAILBOX_FULL,
    "5.7": BounceReason.REJECTED,
}
"""By the beginning of an enhanced status code (RFC 3463), the first that fits."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The server has taken it, which says nothing of whether anybody gets it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never be taken for this addressee."""

    reason: BounceReason


@dataclass(frozen=True, slots=True)
class NotNow:
    """It may be taken later: the server is away, busy, or not set up as it should be."""

    why: str


Outcome = Accepted | Refused | NotNow


@dataclass(frozen=True, slots=True)
class Mailer:
    """A mail server, and as whom we write."""

    host: str
    port: int
    security: str
    """`starttls`, `tls` from the first byte, or `none`."""
    sender: str
    bounces: str
    """Where the servers on the way report what they could not deliver: the envelope's sender."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    async def send(self, message: EmailMessage, to: str) -> Outcome:
        """Hand it over; what is wrong with us or the server is tried again, the addressee's is not.

        Where the connection breaks before the server's last word it may have taken it all the same.
        """
        try:
            async with self._connected() as server:
                return await self._hand(server, message, to)
        except (aiosmtplib.SMTPException, OSError) as error:
            return NotNow(type(error).__name__)

    async def _hand(
        self, server: aiosmtplib.SMTP, message: EmailMessage, to: str
    ) -> Accepted | Refused | NotNow:
        try:
            await server.send_message(message, sender=self.bounces, recipients=[to])
        except aiosmtplib.SMTPRecipientsRefused as error:
            return judge(error.recipients[0])
        except aiosmtplib.SMTPDataError as error:
            return judge(error)
        except (aiosmtplib.SMTPNotSupported, ValueError):
            # An address beyond ASCII, to an old server; or one that could not be said in a line.
            return Refused(BounceReason.REJECTED)
        return Accepted()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[aiosmtplib.SMTP]:
        server = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            use_tls=self.security == "tls",
            start_tls=self.security == "starttls",
            username=self.user,
            password=self.password,
            timeout=DEADLINE,
        )
        try:
            await server.connect()
            yield server
            try:
                await server.quit()
            except (aiosmtplib.SMTPException, OSError) as error:
                log.info("%s did not say good-bye: %s", self.host, error)
        finally:
            server.close()


def judge(error: aiosmtplib.SMTPResponseException) -> Refused | NotNow:
    """What a server's refusal of this addressee or this letter means."""
    if not 500 <= error.code < 600:
        return NotNow(f"answered_{error.code}")
    if status := re.match(r"5\.\d{1,3}\.\d{1,3}", error.message):
        for beginning, reason in BY_STATUS.items():
            if f"{status[0]}.".startswith(f"{beginning}."):
                return Refused(reason)
    return Refused(BY_CODE.get(error.code, BounceReason.REJECTED))
