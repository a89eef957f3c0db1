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
