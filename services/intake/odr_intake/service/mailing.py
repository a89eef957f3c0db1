"""The worker's job: notices of live cases mailed to their addressees, where a server is set."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Final

from sqlalchemy import select

from odr_intake.domain.notices import BounceReason
from odr_intake.domain.papers import Side
from odr_intake.mail.letters import Unaddressable, letter
from odr_intake.mail.sending import Accepted, Mailer, NotNow, Outcome, Refused
from odr_intake.models.cases import CaseRow
from odr_intake.models.notices import NoticeRow
from odr_intake.models.sealing import unseal
from odr_intake.queries import mail as queries
from odr_intake.queries.mail import Lease
from odr_intake.service.notices import binding_language, failed, in_words, taken_by_mail
from odr_shared.contracts.codes import Channel
from odr_shared.db import Database, Destroyed, Session
from odr_shared.errors import CaseHeld
from odr_shared.translations import CHINESE, ENGLISH
from odr_shared.vault import Altered

log = logging.getLogger(__name__)

AT_ONCE: Final = 8
"""Letters under way, of one worker; it is one mail server that takes them all."""
DELAYS: Final = (
    *(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
    *(timedelta(hours=2), timedelta(hours=6)),
)
"""Before what the server could not take just then is tried again; then the platform is told."""


@dataclass(frozen=True, slots=True, repr=False)
class Written:
    """A letter that is ready to go."""

    message: EmailMessage
    to: str


async def mail_due(database: Database, mailer: Mailer) -> datetime | None:
    """Mail all that is due; killed, it leaves leases behind that run out, and are tried again."""
    while True:
        async with database.transaction() as session:
            await session.hold()
            leases = await queries.take(session, AT_ONCE)
        if not leases:
            async with database.reading() as session:
                return await queries.next_due(session)
        mailed = [_mail(database, mailer, lease) for lease in leases]
        for failure in await asyncio.gather(*mailed, return_exceptions=True):
            if failure is not None:
                raise failure


async def _mail(database: Database, mailer: Mailer, lease: Lease) -> None:
    outcome: Outcome
    try:
        written = await _write(database, mailer, lease)
    except Unaddressable:
        outcome = Refused(BounceReason.ADDRESS_UNKNOWN)
    except (Altered, Destroyed, KeyError):
        # One case whose keys do not open must not hold up the others; its lease runs out.
        log.exception("notice %s: its case's keys do not open", lease[0])
        return
    else:
        if written is None:
            async with database.transaction() as session:
                await session.hold()
                await queries.give_back(session, lease, None)
            return
        outcome = await mailer.send(written.message, written.to)
    log.info("notice %s: %s", lease[0], outcome)
    try:
        await _note(database, lease, outcome)
    except CaseHeld:
        log.warning("notice %s: its case is held, so what came of it cannot be noted", lease[0])


async def _write(database: Database, mailer: Mailer, lease: Lease) -> Written | None:
    """None: nobody to write to, or it was served meanwhile, or it is not for a person."""
    notice_id, case_id, until = lease
    async with database.reading() as session:
        row = await session.get_one(NoticeRow, notice_id)
        case = await session.get_one(CaseRow, case_id)
        if case.mode != "live" or row.mail_lease != until:
            return None
        papers = unseal(case, await session.keys(case_id))
        profile = papers.claimant if row.side is Side.CLAIMANT else papers.respondent
        if profile is None or profile.email is None:
            return None
        first = binding_language(case)
        second = ENGLISH if first == CHINESE else CHINESE
        said = [in_words(row, case, tongue) for tongue in (first, second)]
        now = await database.now()
        message = letter(notice_id, row.attempts + 1, profile.email, mailer.sender, said, now)
        return Written(message, profile.email)


async def _note(database: Database, lease: Lease, outcome: Outcome) -> None:
    """What came of it, unless it was served meanwhile or another has taken it."""
    notice_id, case_id, until = lease
    async with database.transaction() as session:
        case = await session.lock(select(CaseRow).where(CaseRow.id == case_id))
        row = await session.get_one(NoticeRow, notice_id)
        if row.mail_lease != until:  # proof of service takes it away
            log.warning("notice %s: it was served, or its lease ran out, meanwhile", notice_id)
            return
        now = await database.now()
        row.mail_lease = row.mail_at = None
        match outcome:
            case Accepted():
                await taken_by_mail(session, case, row, now)
            case Refused(reason):
                failed(session, row, Channel.EMAIL, now, reason, now)
            case NotNow():
                _again(session, row, now)


def _again(session: Session, row: NoticeRow, now: datetime) -> None:
    if row.mail_failures < len(DELAYS):
        row.mail_at = now + DELAYS[row.mail_failures]
        row.mail_failures += 1
    else:
        failed(session, row, Channel.EMAIL, now, BounceReason.UNREACHABLE, now)
