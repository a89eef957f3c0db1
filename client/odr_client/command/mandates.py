"""`odr mandate …`."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

import typer

from odr_client.command.session import CaseId, For, Session, session
from odr_client.views.mandates import Mandate

app = typer.Typer(no_args_is_help=True, help="Those who act for a party of a case.")
MandateId = Annotated[UUID, typer.Argument(metavar="MANDATE")]
SHOWN = ("id", "party_id", "scope", "since", "until", "revoked_at")


@app.command()
def give(
    context: typer.Context,
    case_id: CaseId,
    scope: Annotated[list[str], typer.Argument(help="Commands, as among the case's actions.")],
    until: Annotated[datetime, typer.Option(help="UTC.")],
    side: For = None,
) -> None:
    """Let somebody give these commands as the party."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        last = until.replace(tzinfo=UTC)
        _show(held, odr.mandates.give(case_id, scope, last, on_behalf_of=speaker))


@app.command("list")
def list_mandates(context: typer.Context, case_id: CaseId) -> None:
    """The mandates of a case."""
    held = session(context)
    with held.odr() as odr:
        held.screen.list(odr.mandates.list(case_id).data, SHOWN, "There are no mandates.")


@app.command()
def revoke(
    context: typer.Context, case_id: CaseId, mandate_id: MandateId, side: For = None
) -> None:
    """End a mandate; what was done under it stands."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        _show(held, odr.mandates.revoke(case_id, mandate_id, on_behalf_of=speaker))


@app.command()
def token(context: typer.Context, case_id: CaseId, mandate_id: MandateId) -> None:
    """A token for whoever acts under it: `ODR_TOKEN=$(odr mandate token CASE MANDATE)`."""
    held = session(context)
    with held.odr() as odr:
        minted = odr.mandates.token(case_id, mandate_id)
    if held.screen.as_json:
        held.screen.json(minted)
    else:
        held.screen.out.out(minted.access_token, highlight=False)


def _show(held: Session, mandate: Mandate) -> None:
    held.screen.one(mandate, [(name, getattr(mandate, name)) for name in SHOWN])
