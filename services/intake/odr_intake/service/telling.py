"""Notices made with what they are about, in the same transaction."""

from collections.abc import Sequence

from odr_intake import webhooks
from odr_intake.domain.cases import Case
from odr_intake.domain.notices import NoticeStatus
from odr_intake.domain.telling import owed
from odr_intake.models.cases import CaseRow
from odr_intake.models.notices import NoticeRow
from odr_shared.contracts import Fact
from odr_shared.db import Head, Session, new_id


def follow(
    session: Session,
    row: CaseRow,
    before: Case | None,
    facts: Sequence[Fact],
    after: Case,
    head: Head,
) -> None:
    """Owe each party concerned its notice of what is about to be recorded.

    Called before the facts are counted: the head's version is that before the first of them.
    """
    found = owed(before, facts, after)
    # Ids of one millisecond have no order by themselves.
    ids = sorted(new_id() for _ in found)
    for notice_id, each in zip(ids, found, strict=True):
        notice = NoticeRow(
            id=notice_id,
            case_id=row.id,
            side=each.side,
            party=each.party,
            kind=each.kind,
            version=head.version + each.nth,
            made_at=each.made_at,
            told=each.told,
            starts=each.starts,
            rule=each.rule,
            due_at=each.due_at,
            consequence=each.consequence,
            status=NoticeStatus.DUE,
            attempts=0,
            channel=None,
            served_at=None,
            confirmed_at=None,
            proved_by=None,
            reference=None,
            # Test cases reach nobody.
            mail_at=each.made_at if row.mode == "live" else None,
            mail_lease=None,
            mail_failures=0,
            mailed_at=None,
        )
        session.add(notice)
        webhooks.owe_notice(session, head, notice, each.made_at)
