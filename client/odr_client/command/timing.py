"""`odr cases …`: the commands about the time of a case."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from odr_client.command.cases import show_case
from odr_client.command.session import CaseId, For, session

app = typer.Typer()
More = Annotated[int | None, typer.Option(help="In the period's own unit; all that is allowed.")]
Why = Annotated[str, typer.Option("--text", help="Why, in words, for the parties.")]


@app.command("ask-extension")
def ask_extension(
    context: typer.Context, case_id: CaseId, more: More = None, side: For = None
) -> None:
    """Ask the other party to agree to a longer period."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        show_case(held, odr.cases.ask_extension(case_id, more, on_behalf_of=speaker))


@app.command("grant-extension")
def grant_extension(context: typer.Context, case_id: CaseId, side: For = None) -> None:
    """Agree to the longer period that the other party asked for."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        show_case(held, odr.cases.grant_extension(case_id, on_behalf_of=speaker))


@app.command("refuse-extension")
def refuse_extension(context: typer.Context, case_id: CaseId, side: For = None) -> None:
    """Let the period end when it would have."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        show_case(held, odr.cases.refuse_extension(case_id, on_behalf_of=speaker))


@app.command()
def extend(context: typer.Context, case_id: CaseId, text: Why, more: More = None) -> None:
    """Make the period longer, as a caseworker, where the rule pack leaves it to one."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.extend(case_id, text, more))


@app.command()
def pause(
    context: typer.Context,
    case_id: CaseId,
    why: Annotated[str, typer.Argument(help="challenge, appraisal or outage")],
    text: Why,
    until: Annotated[
        datetime | None, typer.Option(help="UTC; when it runs on at the latest. In 30 days.")
    ] = None,
) -> None:
    """Have the running period stand still, as a caseworker."""
    held = session(context)
    last = until.replace(tzinfo=UTC) if until else None
    with held.odr() as odr:
        show_case(held, odr.cases.pause(case_id, why, text, last))


@app.command()
def resume(context: typer.Context, case_id: CaseId) -> None:
    """Have the period run on, as a caseworker."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.resume(case_id))
