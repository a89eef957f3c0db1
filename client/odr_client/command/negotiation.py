"""`odr negotiation …`."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from odr_client.command.cases import deadline
from odr_client.command.session import CaseId, For, Session, session
from odr_client.money import Money
from odr_client.views.negotiations import InKind, Negotiation, PaidBy, Terms

app = typer.Typer(no_args_is_help=True, help="Offers: made, withdrawn, accepted, declined.")


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
    amount: Annotated[
        str | None, typer.Argument(help="As people write it, such as 12.50; else no money.")
    ] = None,
    side: For = None,
    return_paid_by: Annotated[
        PaidBy | None, typer.Option(help="The goods go back first, at this side's cost.")
    ] = None,
    in_kind: Annotated[InKind | None, typer.Option(help="Of the goods themselves.")] = None,
    apology: Annotated[bool, typer.Option("--apology", help="The respondent apologises.")] = False,
    voucher: Annotated[str | None, typer.Option(help="Its value, as people write it.")] = None,
    perform_within: Annotated[int | None, typer.Option(help="Days from the acceptance.")] = None,
    perform_by: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day to perform.")
    ] = None,
    valid_until: Annotated[
        datetime | None, typer.Option(help="UTC; else as long as the negotiation.")
    ] = None,
) -> None:
    """Put an offer on the table, in the currency of the case."""
    held = session(context)
    with held.odr() as odr:
        case = odr.cases.get(case_id)
        speaker = held.acting(case, side)
        terms = Terms(
            amount=_money(amount, case.cap.currency, "AMOUNT"),
            return_paid_by=return_paid_by,
            in_kind=in_kind,
            apology=apology,
            voucher=_money(voucher, case.cap.currency, "--voucher"),
            perform_within=perform_within,
            perform_by=perform_by.date() if perform_by else None,
        )
        until = valid_until.replace(tzinfo=UTC) if valid_until else None
        _show(held, odr.negotiations.offer(case_id, terms, until, on_behalf_of=speaker))


def _money(said: str | None, currency: str, where: str) -> Money | None:
    try:
        return None if said is None else Money.of(said, currency)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint=where) from error


@app.command("withdraw-offer")
def withdraw_offer(
    context: typer.Context,
    case_id: CaseId,
    offer_id: Annotated[UUID, typer.Option("--offer", help="Which; it must be your own.")],
    side: For = None,
) -> None:
    """Take your own offer off the table, unless it was accepted."""
    held = session(context)
    with held.odr() as odr:
        speaker = held.acting(odr.cases.get(case_id), side)
        _show(held, odr.negotiations.withdraw_offer(case_id, offer_id, on_behalf_of=speaker))


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
                typer.confirm(f"Accept {on_table.terms}?", abort=True, err=True)
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
        pairs += [("on the table", f"{on_table.terms}, by the {by}"), ("offer", on_table.id)]
    if found.extension is not None:
        by = sides.get(found.extension.asked_by, str(found.extension.asked_by))
        pairs.append(("more time", f"{found.extension.more} asked for by the {by}"))
    held.screen.one(found, pairs)
