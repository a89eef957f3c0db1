"""`odr cases …`: the commands of a case after its filing."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from odr_client.command.cases import show_case
from odr_client.command.session import CaseId, session

app = typer.Typer()
Text = Annotated[str, typer.Option(help="In words, for the parties.")]
When = Annotated[datetime | None, typer.Option(help="UTC; now if none is said.")]


@app.command()
def accept(context: typer.Context, case_id: CaseId) -> None:
    """Take a case, as a caseworker."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.accept(case_id))


@app.command("return")
def send_back(
    context: typer.Context,
    case_id: CaseId,
    missing: Annotated[list[str], typer.Argument(help="identity, contact, order, claim …")],
    text: Text,
) -> None:
    """Return a case for what is missing, as a caseworker."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.send_back(case_id, missing, text))


@app.command()
def resubmit(context: typer.Context, case_id: CaseId) -> None:
    """Say that what was missing has been supplied."""
    held = session(context)
    with held.odr() as odr:
        speaker = None if held.is_party else odr.cases.get(case_id).claimant_id
        show_case(held, odr.cases.resubmit(case_id, on_behalf_of=speaker))


@app.command()
def refuse(
    context: typer.Context,
    case_id: CaseId,
    ground: Annotated[str, typer.Argument(help="One of the rule pack's closed list.")],
    text: Text,
) -> None:
    """Refuse a case, as a caseworker."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.refuse(case_id, ground, text))


@app.command("ask-review")
def ask_review(
    context: typer.Context, case_id: CaseId, text: Annotated[str | None, typer.Option()] = None
) -> None:
    """Ask that another caseworker look at a refusal."""
    held = session(context)
    with held.odr() as odr:
        speaker = None if held.is_party else odr.cases.get(case_id).claimant_id
        show_case(held, odr.cases.ask_review(case_id, text, on_behalf_of=speaker))


@app.command()
def review(
    context: typer.Context,
    case_id: CaseId,
    upheld: Annotated[bool, typer.Option("--uphold/--overturn", help="Does it stand?")],
    text: Text,
) -> None:
    """Decide whether a refusal stands, as another caseworker than the one who refused."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.review(case_id, upheld=upheld, text=text))


@app.command()
def serve(
    context: typer.Context,
    case_id: CaseId,
    notice: Annotated[str, typer.Argument(help="claim, counterclaim or default")] = "claim",
    channel: Annotated[str, typer.Option(help="email, sms, app, post, in_person")] = "app",
    at: When = None,
) -> None:
    """Confirm that a notice reached its addressee: what it announced runs from then."""
    held = session(context)
    when = at.replace(tzinfo=UTC) if at else None
    with held.odr() as odr:
        show_case(held, odr.cases.serve(case_id, notice, channel, when))


@app.command("answer-counterclaim")
def answer_counterclaim(
    context: typer.Context,
    case_id: CaseId,
    said: Annotated[str, typer.Argument(metavar="ANSWER", help="admit or contest")],
) -> None:
    """Answer a counterclaim, for the claimant."""
    held = session(context)
    with held.odr() as odr:
        speaker = None if held.is_party else odr.cases.get(case_id).claimant_id
        show_case(held, odr.cases.answer_counterclaim(case_id, said, on_behalf_of=speaker))


@app.command()
def consent(
    context: typer.Context,
    case_id: CaseId,
    stage: Annotated[str, typer.Argument(help="mediation or arbitration")],
    given: Annotated[bool, typer.Option("--give/--refuse", help="Take part or not.")],
    side: Annotated[str, typer.Option("--for", help="For a platform: whose.")] = "respondent",
) -> None:
    """Say whether a party takes part in a stage that needs its consent."""
    held = session(context)
    with held.odr() as odr:
        speaker = None
        if not held.is_party:
            case = odr.cases.get(case_id)
            speaker = case.claimant_id if side == "claimant" else case.respondent_id
        show_case(held, odr.cases.consent(case_id, stage, given=given, on_behalf_of=speaker))


@app.command("transfer-out")
def transfer_out(
    context: typer.Context,
    case_id: CaseId,
    to: Annotated[str, typer.Argument(help="court, or another way of the rule pack")] = "court",
) -> None:
    """Take the claims elsewhere."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.transfer_out(case_id, to))


@app.command()
def certificate(context: typer.Context, case_id: CaseId) -> None:
    """What was tried in a case that ended without a resolution, and which ways remain."""
    held = session(context)
    with held.odr() as odr:
        found = odr.cases.certificate(case_id)
    if held.screen.as_json:
        held.screen.json(found)
        return
    for sentence in found.statement:
        held.screen.say(sentence)


@app.command("ask-set-aside")
def ask_set_aside(
    context: typer.Context,
    case_id: CaseId,
    cause: Annotated[str, typer.Argument(help="One of the rule pack's list.")],
    text: Annotated[str | None, typer.Option()] = None,
) -> None:
    """Ask that a default be set aside, for the respondent."""
    held = session(context)
    with held.odr() as odr:
        speaker = None if held.is_party else odr.cases.get(case_id).respondent_id
        show_case(held, odr.cases.ask_set_aside(case_id, cause, text, on_behalf_of=speaker))


@app.command("decide-set-aside")
def decide_set_aside(
    context: typer.Context,
    case_id: CaseId,
    granted: Annotated[bool, typer.Option("--grant/--refuse", help="Is it set aside?")],
    text: Text,
) -> None:
    """Set a default aside, or let it stand, as a caseworker."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.decide_set_aside(case_id, granted=granted, text=text))
