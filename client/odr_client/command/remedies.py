"""`odr remedies …`: what is owed after the end of a case, and its performance."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from odr_client.clients import Odr
from odr_client.command.session import CaseId, For, Session, session
from odr_client.money import Money
from odr_client.views.remedies import Remedy

app = typer.Typer(no_args_is_help=True, help="What is owed after the end of a case.")
Number = Annotated[int, typer.Argument(help="The remedy's number within its case.")]
PartOf = Annotated[int | None, typer.Option(help="Which report; all that wait, if none is said.")]
COLUMNS = ("number", "remedy", "amount", "standing", "performed", "left", "clock.due_at")


def show(held: Session, remedy: Remedy) -> None:
    pairs = [
        ("number", remedy.number),
        ("remedy", remedy.remedy),
        ("amount", remedy.amount),
        ("standing", remedy.standing),
        ("left", remedy.left),
        ("after", remedy.after),
        ("carriage paid by", remedy.carriage_paid_by),
        ("due", remedy.clock.due_at),
        ("instalment of", remedy.instalment_of),
        ("paid in", remedy.instalments or None),
        ("overdue since", remedy.overdue_at if remedy.is_overdue else None),
    ]
    if remedy.proposal is not None:
        pairs.append(("proposal", remedy.proposal.proposal))
        pairs += [(f"  {each.due_on}", each.amount) for each in remedy.proposal.instalments]
    for part in remedy.parts:
        pairs.append((f"report {part.part}", f"{part.standing} {part.reference or ''}".strip()))
        pairs.append(("  confirmed by silence", part.confirm_by.due_at))
    legal = [action.name for action in remedy.actions if action.legal]
    held.screen.one(remedy, [*pairs, ("you may", legal or None)])


@app.command("list")
def list_remedies(context: typer.Context, case_id: CaseId) -> None:
    """All that the outcome of a case brought to be owed."""
    held = session(context)
    with held.odr() as odr:
        held.screen.list(odr.remedies.list(case_id), COLUMNS, "Nothing is owed.")


@app.command("show")
def show_remedy(context: typer.Context, case_id: CaseId, number: Number) -> None:
    """One of them, with all that was reported of it."""
    held = session(context)
    with held.odr() as odr:
        show(held, odr.remedies.get(case_id, number))


@app.command("report")
def report(
    context: typer.Context,
    case_id: CaseId,
    number: Number,
    amount: Annotated[str | None, typer.Option(help="In major units; all that is left.")] = None,
    reference: Annotated[str | None, typer.Option(help="The payment's.")] = None,
    side: For = None,
) -> None:
    """Say that it was performed, all or in part; a platform may say so for nobody too."""
    held = session(context)
    with held.odr() as odr:
        found = odr.remedies.get(case_id, number)
        paid = found.amount and (
            Money.of(amount, found.amount.currency)
            if amount is not None
            else found.amount.model_copy(update={"amount": found.left})
        )
        speaker = _speaker(held, odr, case_id, side) if side is not None else None
        show(held, odr.remedies.report(case_id, number, paid, reference, on_behalf_of=speaker))


def _speaker(held: Session, odr: Odr, case_id: UUID, side: str | None) -> UUID | None:
    return held.acting(odr.cases.get(case_id), side)


@app.command("returned")
def returned(context: typer.Context, case_id: CaseId, number: Number, side: For = None) -> None:
    """Say that the goods are back."""
    held = session(context)
    with held.odr() as odr:
        speaker = _speaker(held, odr, case_id, side) if side is not None else None
        show(held, odr.remedies.return_received(case_id, number, on_behalf_of=speaker))


@app.command("confirm")
def confirm(
    context: typer.Context,
    case_id: CaseId,
    number: Number,
    part: PartOf = None,
    side: For = None,
) -> None:
    """Confirm what was reported, as the one to whom it is owed."""
    held = session(context)
    with held.odr() as odr:
        speaker = _speaker(held, odr, case_id, side)
        show(held, odr.remedies.confirm(case_id, number, part, on_behalf_of=speaker))


@app.command("dispute")
def dispute(
    context: typer.Context,
    case_id: CaseId,
    number: Number,
    reason: Annotated[
        str, typer.Argument(help="not_received, wrong_amount, not_as_ordered, late or other.")
    ],
    text: Annotated[str | None, typer.Option(help="In words.")] = None,
    part: PartOf = None,
    side: For = None,
) -> None:
    """Dispute what was reported; a caseworker decides."""
    held = session(context)
    with held.odr() as odr:
        speaker = _speaker(held, odr, case_id, side)
        show(held, odr.remedies.dispute(case_id, number, reason, text, part, on_behalf_of=speaker))


@app.command("decide")
def decide(
    context: typer.Context,
    case_id: CaseId,
    number: Number,
    performed: Annotated[bool, typer.Option("--performed/--not-performed")],
    text: Annotated[str, typer.Option(help="Why, in words, for the parties.")],
    part: PartOf = None,
) -> None:
    """Decide, as a caseworker, whether what is disputed was performed."""
    held = session(context)
    with held.odr() as odr:
        show(held, odr.remedies.decide(case_id, number, performed=performed, text=text, part=part))


@app.command("propose-instalments")
def propose_instalments(
    context: typer.Context,
    case_id: CaseId,
    number: Number,
    count: Annotated[int, typer.Option(help="How many, as equal as they can be.")],
    first_on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first one's day.")],
    every: Annotated[str, typer.Option(help="week or month")] = "month",
    side: For = None,
) -> None:
    """Propose to the other side that a sum be paid in parts."""
    held = session(context)
    with held.odr() as odr:
        speaker = _speaker(held, odr, case_id, side)
        proposed = odr.remedies.propose_instalments(
            *(case_id, number),
            count=count,
            first_on=first_on.date(),
            every=every,
            on_behalf_of=speaker,
        )
        show(held, proposed)


@app.command("agree-instalments")
def agree_instalments(
    context: typer.Context,
    case_id: CaseId,
    number: Number,
    proposal: Annotated[int, typer.Argument(help="Which, as it is shown.")],
    side: For = None,
) -> None:
    """Agree to parts that the other side has proposed: each is owed by itself then."""
    held = session(context)
    with held.odr() as odr:
        speaker = _speaker(held, odr, case_id, side)
        agreed = odr.remedies.agree_instalments(case_id, number, proposal, on_behalf_of=speaker)
        show(held, agreed)
