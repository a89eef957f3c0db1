"""`odr feedback …`: how fair a case was."""

from typing import Annotated

import typer

from odr_client.command.session import CaseId, For, session

app = typer.Typer(no_args_is_help=True, help="How fair a case was, once it is final.")
COLUMNS = ("party_id", "rating", "given_at", "text")


@app.command("give")
def give(
    context: typer.Context,
    case_id: CaseId,
    rating: Annotated[int, typer.Argument(min=1, max=5, help="From 1, unfair, to 5, fair.")],
    text: Annotated[str | None, typer.Option(help="Why; nobody else can read it.")] = None,
    side: For = None,
) -> None:
    """Answer, once for each party."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        given = odr.feedback.give(case_id, rating, text, on_behalf_of=speaker)
        held.screen.one(given, [(name, getattr(given, name)) for name in COLUMNS])


@app.command("list")
def list_feedback(context: typer.Context, case_id: CaseId) -> None:
    """One's own answer; to a platform the numbers of both parties."""
    held = session(context)
    with held.odr() as odr:
        held.screen.list(odr.feedback.list(case_id), COLUMNS, "Nobody has answered.")
