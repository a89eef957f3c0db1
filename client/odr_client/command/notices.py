"""`odr notices …`."""

from datetime import UTC, datetime
from itertools import islice
from typing import Annotated
from uuid import UUID

import typer

from odr_client.command.session import CaseId, Session, session
from odr_client.views.notices import Notice

app = typer.Typer(no_args_is_help=True, help="What the parties are told, and whether it came.")
NoticeId = Annotated[UUID, typer.Argument(metavar="NOTICE")]
Channel = Annotated[str, typer.Option(help="email, sms, app, post, in_person")]
When = Annotated[datetime | None, typer.Option(help="UTC; now if none is said.")]


@app.command("list")
def list_(
    context: typer.Context,
    case_id: CaseId,
    status: Annotated[str | None, typer.Option(help="due, sent or served")] = None,
    most: Annotated[int, typer.Option("--limit", min=1, help="So many at most.")] = 50,
) -> None:
    """The notices of a case, oldest first."""
    held = session(context)
    with held.odr() as odr:
        found = odr.notices.list(case_id, status=status, limit=min(most, 100))
        columns = ("id", "side", "kind", "status", "due_at", "if_nothing", "text.subject")
        held.screen.list(list(islice(found, most)), columns, "There are no notices.")


@app.command()
def show(context: typer.Context, case_id: CaseId, notice_id: NoticeId) -> None:
    """One notice, word for word."""
    held = session(context)
    with held.odr() as odr:
        _show(held, odr.notices.get(case_id, notice_id))


@app.command()
def served(
    context: typer.Context,
    case_id: CaseId,
    notice_id: NoticeId,
    channel: Channel = "app",
    at: When = None,
    reference: Annotated[str | None, typer.Option(help="Your own, of the message.")] = None,
) -> None:
    """Confirm that a notice reached its addressee: what it announced runs from then."""
    held = session(context)
    with held.odr() as odr:
        _show(held, odr.notices.served(case_id, notice_id, channel, _utc(at), reference))


@app.command()
def bounced(
    context: typer.Context,
    case_id: CaseId,
    notice_id: NoticeId,
    reason: Annotated[
        str,
        typer.Argument(help="address_unknown, mailbox_full, rejected, unreachable, moved, other"),
    ],
    channel: Channel = "email",
    at: When = None,
) -> None:
    """Report that a notice did not reach its addressee: it is owed again."""
    held = session(context)
    with held.odr() as odr:
        _show(held, odr.notices.bounced(case_id, notice_id, channel, reason, _utc(at)))


def _utc(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at else None


def _show(held: Session, notice: Notice) -> None:
    said = notice.translation or notice.text
    pairs = [
        ("notice", notice.id),
        ("to", notice.side),
        ("status", notice.status),
        ("subject", said.subject),
        ("what happened", said.happened),
        ("what to do", said.do),
        ("by when", said.by_when),
        ("if nothing", said.silence),
        ("served", notice.served.at if notice.served else None),
        ("failed", notice.failed or None),
    ]
    held.screen.one(notice, pairs)
