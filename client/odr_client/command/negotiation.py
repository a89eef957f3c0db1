"""`odr negotiation …`."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from odr_client.command.cases import deadline
from odr_client.command.session import CaseId, For, Session, session
from odr_client.money import Money
from odr_client.views.negotiations import Negotiation

app = typer.Typer(no_args_is_help=True, help="Offers: made, accepted, declined.")


@app.command()
def show(context: typer.Context, case_id: CaseId) -> None:
    """The negotiation as it stands."""
    held = session(context)
    with held.odr() as odr:
        _show(held, odr.negotiations.get(case_id))


@app.command()
def offer(
    context: typer.Context,
    case_id: CaseId,
    amount: Annotated[str, typer.Argument(help="As people write it, such as 12.50.")],
    side: For = None,
    valid_until: Annotated[
        datetime | None, typer.Option(help="UTC; else as long as the negotiation.")
    ] = None,
) -> None:
    """Put an offer on the table, in the currency of the case."""
    held = session(context)
    with held.odr() as odr:
        case = odr.cases.get(case_id)
        speaker = held.acting(case, side)
        try:
            money = Money.of(amount, case.cap.currency)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="AMOUNT") from error
        until = valid_until.replace(tzinfo=UTC) if valid_until else None
        _show(held, odr.negotiations.offer(case_id, money, until, on_behalf_of=speaker))


@app.command()
def accept(
    context: typer.Context,
    case_id: CaseId,
    offer_id: Annotated[UUID | None, typer.Option("--offer", help="Else the one there.")] = None,
    side: For = None,
    sure: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Accept the offer on the table, which settles the case."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        if offer_id is None:
            on_table = odr.negotiations.get(case_id).on_table
            if on_table is None:
                raise typer.BadParameter("there is no offer on the table", param_hint="CASE")
            if not sure:
                typer.confirm(f"Accept {on_table.amount}?", abort=True, err=True)
            # That one and no other: what replaces it meanwhile is refused.
            offer_id = on_table.id
        _show(held, odr.negotiations.accept(case_id, offer_id, on_behalf_of=speaker))


@app.command()
def decline(context: typer.Context, case_id: CaseId, side: For = None) -> None:
    """End the negotiation without agreement."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        _show(held, odr.negotiations.decline(case_id, on_behalf_of=speaker))


@app.command("ask-extension")
def ask_extension(
    context: typer.Context,
    case_id: CaseId,
    more: Annotated[
        int | None, typer.Option(help="In the period's own unit; all that is allowed.")
    ] = None,
    side: For = None,
) -> None:
    """Ask the other party to agree that the negotiation last longer."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        _show(held, odr.negotiations.ask_extension(case_id, more, on_behalf_of=speaker))


@app.command("grant-extension")
def grant_extension(context: typer.Context, case_id: CaseId, side: For = None) -> None:
    """Agree to the time that the other party asked for."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        _show(held, odr.negotiations.grant_extension(case_id, on_behalf_of=speaker))


@app.command("refuse-extension")
def refuse_extension(context: typer.Context, case_id: CaseId, side: For = None) -> None:
    """Let the negotiation end when it would have."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        _show(held, odr.negotiations.refuse_extension(case_id, on_behalf_of=speaker))


def _show(held: Session, found: Negotiation) -> None:
    sides = {found.claimant_id: "claimant", found.respondent_id: "respondent"}
    pairs: list[tuple[str, Any]] = [
        ("case", found.case_id),
        ("status", found.status),
        ("until", deadline(found.clock)),
        ("at most", found.cap),
    ]
    if found.on_table is not None:
        on_table = found.on_table
        by = sides.get(on_table.made_by, str(on_table.made_by))
        pairs += [("on the table", f"{on_table.amount}, by the {by}"), ("offer", on_table.id)]
    if found.extension is not None:
        by = sides.get(found.extension.asked_by, str(found.extension.asked_by))
        pairs.append(("more time", f"{found.extension.more} asked for by the {by}"))
    held.screen.one(found, pairs)
