"""`odr party …`."""

from typing import Annotated

import typer

from odr_client.command.session import CaseId, party, session

app = typer.Typer(no_args_is_help=True, help="The parties to a case.")


@app.command()
def token(
    context: typer.Context,
    case_id: CaseId,
    side: Annotated[str, typer.Argument(metavar="SIDE", help="claimant or respondent")],
    minutes: Annotated[int, typer.Option(min=1, max=60, help="How long it lasts.")] = 15,
) -> None:
    """A token for that party to that case: `ODR_TOKEN=$(odr party token CASE respondent)`."""
    held = session(context)
    with held.odr() as odr:
        case = odr.cases.get(case_id)
        minted = odr.parties.token(case_id, party(case, side), minutes * 60)
    if held.screen.as_json:
        held.screen.json(minted)
    else:
        held.screen.out.out(minted.access_token, highlight=False)
