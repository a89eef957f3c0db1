"""`odr cases amend`: what a case asks for, changed."""

from typing import Annotated

import typer

from odr_client.command.cases import read_object, show_case
from odr_client.command.session import CaseId, session

app = typer.Typer()


@app.command()
def amend(
    context: typer.Context,
    case_id: CaseId,
    source: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="JSON with all `claims` from now on, as for filing; - is stdin."
        ),
    ],
    version: Annotated[int | None, typer.Option(help="Only if the case still has it.")] = None,
) -> None:
    """Change, add or drop claims, for the claimant; who was served is served with them anew."""
    claims = read_object(source).get("claims")
    if not isinstance(claims, list):
        raise typer.BadParameter(f"{source} names no list of claims")
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.amend(case_id, claims, version=version))
