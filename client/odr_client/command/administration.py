"""`odr cases …`: what caseworkers do with a case beside deciding on it."""

from datetime import UTC
from typing import Annotated
from uuid import UUID

import typer

from odr_client.command.cases import show_case
from odr_client.command.procedure import Text, When
from odr_client.command.session import CaseId, session

app = typer.Typer()


@app.command()
def repair(
    context: typer.Context,
    case_id: CaseId,
    what: Annotated[str, typer.Argument(help="service, not_served, answer or screening")],
    text: Text,
    notice: Annotated[str | None, typer.Option(help="Whose service: claim …")] = None,
    channel: Annotated[str | None, typer.Option(help="In truth: email, sms, app …")] = None,
    at: When = None,
) -> None:
    """Put right what was recorded wrongly, as a caseworker."""
    held = session(context)
    when = at.replace(tzinfo=UTC) if at else None
    with held.odr() as odr:
        show_case(held, odr.cases.repair(case_id, what, text, notice, channel, when))


@app.command()
def assign(
    context: typer.Context,
    case_id: CaseId,
    caseworker: Annotated[UUID | None, typer.Option("--to", help="The caseworker's id.")] = None,
    team: Annotated[str | None, typer.Option(help="The team's code.")] = None,
) -> None:
    """Hand a case to a caseworker or a team, or, with neither, to nobody."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.assign(case_id, caseworker, team))


@app.command()
def links(context: typer.Context, case_id: CaseId) -> None:
    """The cases that a case belongs to."""
    held = session(context)
    with held.odr() as odr:
        found = odr.cases.links(case_id)
    columns = ("kind", "case_id", "reference", "status", "outcome", "made_at", "link_id")
    held.screen.list(list(found), columns, "It belongs to no other case.")


@app.command()
def link(
    context: typer.Context,
    case_id: CaseId,
    other: Annotated[UUID, typer.Argument(help="The other case's id.")],
    kind: Annotated[str, typer.Option(help="repeat_of, related, joined, group")] = "related",
) -> None:
    """Say that a case belongs to another."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.link(case_id, other, kind))


@app.command()
def unlink(
    context: typer.Context,
    case_id: CaseId,
    link_id: Annotated[UUID, typer.Argument(help="As `odr cases links` shows it.")],
) -> None:
    """Sever a case from another, or take it out of its group."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.unlink(case_id, link_id))


@app.command("agree-joining")
def agree_joining(
    context: typer.Context,
    case_id: CaseId,
    given: Annotated[bool, typer.Option("--give/--refuse", help="May it be joined?")],
) -> None:
    """Let a case be joined with those against others, for the respondent."""
    held = session(context)
    with held.odr() as odr:
        speaker = None if held.is_party else odr.cases.get(case_id).respondent_id
        show_case(held, odr.cases.agree_joining(case_id, given=given, on_behalf_of=speaker))
