"""`odr webhooks …`."""

from itertools import islice
from typing import Annotated
from uuid import UUID

import typer

from odr_client.command.listening import listen
from odr_client.command.session import Session, session
from odr_client.views.webhooks import Endpoint, EndpointSecret

app = typer.Typer(no_args_is_help=True, help="Where webhooks are sent, and what came of it.")
EndpointId = Annotated[UUID, typer.Argument(metavar="ENDPOINT")]
Most = Annotated[int, typer.Option("--limit", min=1, help="So many at most.")]


@app.command()
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument()],
    events: Annotated[
        list[str] | None, typer.Option("--event", help="A type, such as case.closed; else all.")
    ] = None,
) -> None:
    """Have webhooks sent to a URL; the secret that verifies them is shown this once."""
    held = session(context)
    with held.odr() as odr:
        _show_secret(held, odr.webhooks.add(url, events or ["*"]))


@app.command("list")
def list_(context: typer.Context) -> None:
    """All endpoints, and which of them are disabled, and why."""
    held = session(context)
    with held.odr() as odr:
        held.screen.list(
            odr.webhooks.list(),
            ("id", "url", "events", "disabled_at", "disabled_because"),
            "There are no endpoints.",
        )


@app.command()
def test(context: typer.Context, endpoint_id: EndpointId) -> None:
    """Send a webhook.test; `odr webhooks deliveries` says what came of it."""
    held = session(context)
    with held.odr() as odr:
        sent = odr.webhooks.test(endpoint_id)
    held.screen.one(sent, [("delivery", sent.id)])


@app.command()
def deliveries(context: typer.Context, endpoint_id: EndpointId, most: Most = 50) -> None:
    """What was sent to an endpoint or is to be, newest first."""
    held = session(context)
    with held.odr() as odr:
        found = odr.webhooks.deliveries(endpoint_id, limit=min(most, 100))
        held.screen.list(
            list(islice(found, most)),
            ("id", "type", "status", "attempts", "last_status_code", "last_error", "next_at"),
            "Nothing was to be sent to it.",
        )


@app.command()
def retry(
    context: typer.Context,
    endpoint_id: EndpointId,
    delivery_id: Annotated[UUID, typer.Argument(metavar="DELIVERY")],
) -> None:
    """Send one event again now, under the id it had."""
    held = session(context)
    with held.odr() as odr:
        sent = odr.webhooks.retry(endpoint_id, delivery_id)
    held.screen.one(sent, [("delivery", sent.id), ("status", sent.status)])


@app.command()
def rotate(context: typer.Context, endpoint_id: EndpointId) -> None:
    """Make a new secret; for 24 hours the one before signs too."""
    held = session(context)
    with held.odr() as odr:
        _show_secret(held, odr.webhooks.rotate(endpoint_id))


@app.command()
def enable(context: typer.Context, endpoint_id: EndpointId) -> None:
    """Send to a disabled endpoint again, beginning with what is owed to it."""
    held = session(context)
    with held.odr() as odr:
        _show(held, odr.webhooks.enable(endpoint_id))


@app.command()
def delete(context: typer.Context, endpoint_id: EndpointId) -> None:
    """Send nothing more to it, and forget its secret and its deliveries."""
    held = session(context)
    with held.odr() as odr:
        odr.webhooks.delete(endpoint_id)
    held.screen.say("It is gone.")


@app.command()
def events(
    context: typer.Context,
    after: Annotated[UUID | None, typer.Option(help="The last event that you have seen.")] = None,
    most: Most = 50,
) -> None:
    """What webhooks say, by polling: oldest first."""
    held = session(context)
    with held.odr() as odr:
        found = odr.events.list(after, limit=min(most, 100))
        held.screen.list(
            list(islice(found, most)),
            ("id", "timestamp", "type", "case_id"),
            "There are no more events.",
        )


app.command()(listen)


def _show(held: Session, endpoint: Endpoint) -> None:
    pairs = [("endpoint", endpoint.id), ("url", endpoint.url), ("events", endpoint.events)]
    held.screen.one(endpoint, pairs)


def _show_secret(held: Session, endpoint: EndpointSecret) -> None:
    pairs = [("endpoint", endpoint.id), ("url", endpoint.url), ("secret", endpoint.secret)]
    held.screen.one(endpoint, pairs)
