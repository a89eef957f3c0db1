"""`odr cases …`."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import typer

from odr_client.command.session import CaseId, Session, session
from odr_client.command.telling import Line, name, tell
from odr_client.views.cases import Case
from odr_client.views.procedures import Action, Deadline

app = typer.Typer(no_args_is_help=True, help="Cases: filed, read, answered, withdrawn.")
EXAMPLE: dict[str, Any] = {
    "time_zone": "Europe/Berlin",
    "claimant": {
        "external_id": "buyer-17",
        "kind": "consumer",
        "name": "Anna Vogt",
        "email": "anna@example.org",
    },
    "respondent": {
        "external_id": "shop-4",
        "kind": "merchant",
        "name": "Kettle & Co",
        "email": "help@example.com",
    },
    "order": {
        "number": "2026-1093",
        "placed_at": "2026-01-05T10:00:00Z",
        "paid": {"amount": 4000, "currency": "EUR"},
    },
    "claims": [
        {
            "reason": "not_as_described",
            "remedy": "refund",
            "amount": {"amount": 4000, "currency": "EUR"},
            "text": "The kettle leaks.",
        }
    ],
}


@app.command()
def example(context: typer.Context) -> None:
    """A case to file, to begin with: `odr cases example | odr cases file -`."""
    # Of two cases about one order, both open, the second is refused.
    order = EXAMPLE["order"] | {"number": f"2026-{uuid4().hex[:8]}"}
    session(context).screen.json(EXAMPLE | {"order": order})


@app.command()
def file(
    context: typer.Context,
    source: Annotated[str, typer.Argument(metavar="FILE", help="JSON; - is standard input.")],
    clock: Annotated[UUID | None, typer.Option(help="A test clock to hang it on.")] = None,
    key: Annotated[
        str | None, typer.Option(help="Under one key it is filed once, however often you ask.")
    ] = None,
) -> None:
    """File a case."""
    filing = read_object(source)
    if clock is not None:
        filing["test_clock_id"] = str(clock)
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.file(filing, key=key))


@app.command("list")
def list_(
    context: typer.Context,
    stage: Annotated[str | None, typer.Option()] = None,
    status: Annotated[str | None, typer.Option()] = None,
    outcome: Annotated[str | None, typer.Option()] = None,
    updated_since: Annotated[datetime | None, typer.Option(help="UTC.")] = None,
    assignee: Annotated[str | None, typer.Option(help="For staff: whose.")] = None,
    team: Annotated[str | None, typer.Option(help="For staff: which team's.")] = None,
    most: Annotated[int, typer.Option("--limit", min=1, help="So many at most.")] = 50,
) -> None:
    """The cases that you may see, newest first."""
    held = session(context)
    since = updated_since.replace(tzinfo=UTC) if updated_since else None
    with held.odr() as odr:
        found = odr.cases.list(
            stage=stage,
            status=status,
            outcome=outcome,
            updated_since=since,
            assignee=assignee,
            team=team,
            limit=min(most, 100),
        )
        held.screen.list(
            list(islice(found, most)),
            ("id", "filed_at", "reasons", "claimed", "stage", "status", "outcome", "amount"),
            "There are no such cases.",
        )


@app.command()
def find(
    context: typer.Context,
    reference: Annotated[str | None, typer.Argument(help="As people say it.")] = None,
    order: Annotated[str | None, typer.Option(help="Its number.")] = None,
    name: Annotated[str | None, typer.Option(help="A party's, whole.")] = None,
    phone: Annotated[str | None, typer.Option(help="A party's; without + say the country.")] = None,
    country: Annotated[str | None, typer.Option(help="Of the number: DE, CN.")] = None,
    email: Annotated[str | None, typer.Option(help="A party's.")] = None,
    external_id: Annotated[str | None, typer.Option(help="The platform's for a party.")] = None,
    stage: Annotated[str | None, typer.Option()] = None,
    status: Annotated[str | None, typer.Option()] = None,
    reason: Annotated[str | None, typer.Option(help="Of a claim.")] = None,
    filed_from: Annotated[datetime | None, typer.Option(help="UTC.")] = None,
    filed_to: Annotated[datetime | None, typer.Option(help="UTC, and no longer in it.")] = None,
    platform: Annotated[UUID | None, typer.Option(help="For staff: whose cases.")] = None,
    sort: Annotated[str, typer.Option(help="filed, updated, due; -: latest first.")] = "-filed",
    most: Annotated[int, typer.Option("--limit", min=1, help="So many at most.")] = 50,
) -> None:
    """Cases by reference, order, party and dates: all that is said must hold."""
    held = session(context)
    with held.odr() as odr:
        found = odr.cases.search(
            reference=reference,
            order_number=order,
            party_name=name,
            party_phone=phone,
            party_country=country,
            party_email=email,
            party_external_id=external_id,
            stage=stage,
            status=status,
            reason=reason,
            filed_from=filed_from.replace(tzinfo=UTC) if filed_from else None,
            filed_to=filed_to.replace(tzinfo=UTC) if filed_to else None,
            platform_id=platform,
            sort=sort,
            limit=min(most, 100),
        )
        held.screen.list(
            list(islice(found, most)),
            ("reference", "id", "filed_at", "reasons", "claimed", "stage", "status", "outcome"),
            "There are no such cases.",
        )


@app.command()
def show(context: typer.Context, case_id: CaseId) -> None:
    """One case, as far as you may see it."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.get(case_id))


@app.command()
def answer(
    context: typer.Context,
    case_id: CaseId,
    said: Annotated[str, typer.Argument(metavar="ANSWER", help="admit or contest")],
    text: Annotated[str | None, typer.Option(help="Why.")] = None,
) -> None:
    """Answer for the respondent: as itself, or as its platform on its behalf."""
    held = session(context)
    with held.odr() as odr:
        speaker = None if held.is_party else odr.cases.get(case_id).respondent_id
        show_case(held, odr.cases.answer(case_id, said, text, on_behalf_of=speaker))


@app.command()
def withdraw(context: typer.Context, case_id: CaseId) -> None:
    """Withdraw the claims."""
    held = session(context)
    with held.odr() as odr:
        show_case(held, odr.cases.withdraw(case_id))


@app.command()
def clock(context: typer.Context, case_id: CaseId) -> None:
    """What runs in a case, until when, what silence brings, and how the date was worked out."""
    held = session(context)
    with held.odr() as odr:
        found = odr.cases.clock(case_id)
    if held.screen.as_json:
        held.screen.json(found)
        return
    if not found.running:
        held.screen.say("Nothing runs.")
        return
    held.screen.say(f"until {found.due_at:%Y-%m-%d %H:%M}Z, else {found.if_nothing}: {found.rule}")
    for step in found.explained:
        held.screen.say(f"  {step}")


@app.command()
def timeline(context: typer.Context, case_id: CaseId) -> None:
    """What happened to a case, in all services, oldest first."""
    held = session(context)
    with held.odr() as odr:
        case, found = odr.cases.get(case_id), odr.cases.timeline(case_id)
    if held.screen.as_json:
        held.screen.json(list(found))
        return
    lines = [Line(time=each.time, event=name(each), what=tell(each, case)) for each in found]
    held.screen.list(lines, ("time", "event", "what"), "Nothing has happened.")


@app.command()
def actions(context: typer.Context, case_id: CaseId) -> None:
    """What you may do now in a case, until when, and why not what you may not."""
    held = session(context)
    with held.odr() as odr:
        case, found = odr.cases.get(case_id), odr.cases.actions(case_id)
    show_actions(held, found, case)


def show_actions(held: Session, found: Sequence[Action], case: Case) -> None:
    if held.screen.as_json:
        held.screen.json(list(found))
        return
    sides = {case.claimant_id: "claimant", case.respondent_id: "respondent"}
    for each in found:
        if each.refused_because is not None:
            held.screen.say(f"✗ {each.name}: {each.refused_because.title}")
            continue
        side = sides.get(each.on_behalf_of) if each.on_behalf_of else None
        who = f" --for {side}" if side else ""
        due = f", until {each.until:%Y-%m-%d %H:%M}Z" if each.until else ""
        silence = f", else {each.if_nothing}" if each.if_nothing else ""
        held.screen.say(f"✓ {each.name}{who}{due}{silence}")


def deadline(clock: Deadline) -> str | None:
    if not clock.running or clock.due_at is None:
        return None
    now = f"; its test clock shows {clock.now:%Y-%m-%d %H:%M}Z" if clock.now else ""
    return f"{clock.due_at:%Y-%m-%d %H:%M}Z, else {clock.if_nothing} ({clock.rule}){now}"


def show_case(held: Session, case: Case) -> None:
    pairs: list[tuple[str, Any]] = [
        ("case", case.id),
        ("reference", case.reference),
        ("status", case.status),
        ("stage", case.stage),
        ("outcome", case.outcome),
        ("amount", case.amount),
        ("until", deadline(case.clock)),
        ("claimant", f"{case.claimant.called} ({case.claimant_id})"),
        ("respondent", f"{case.respondent.called} ({case.respondent_id})"),
        ("order", f"{case.order.number}, {case.order.paid} paid" if case.order else None),
    ]
    for claim in case.claims or []:
        asked = f" of {claim.amount}" if claim.amount else ""
        pairs.append(("claim", f"{claim.reason}: {claim.remedy}{asked}. {claim.text}"))
    pairs += [("answer", case.answer), ("answer text", case.answer_text)]
    held.screen.one(case, pairs)


def read_object(source: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text()
        found = json.loads(text)
    except OSError as error:
        raise typer.BadParameter(f"{source} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise typer.BadParameter(f"{source} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise typer.BadParameter(f"{source} is not a JSON object")
    return found
