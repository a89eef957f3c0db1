"""The commands of `odr ops`."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, TypeVar
from uuid import UUID

import typer

from odr_client.command.session import session
from odr_client.command.showing import Screen
from odr_local.ops import outages, places
from odr_local.ops.views import BlockedView, DecisionView, DoneView, LetterView, SparedView
from odr_local.trouble import Trouble
from odr_shared.broker import Envelope
from odr_shared.broker.local import LocalBroker
from odr_shared.db import Database, is_outage
from odr_shared.inbox import Inbox, deciding
from odr_shared.outbox import Relay

app = typer.Typer(no_args_is_help=True, help="For operators: it opens the services' databases.")

Home = Annotated[
    Path | None,
    typer.Option(help="An installation of `make up`; else ODR_…_DATABASE_URL say where."),
]
Service = Annotated[str | None, typer.Option(help="Only this service.")]
Subject = Annotated[UUID, typer.Argument(metavar="SUBJECT", help="Of the case or the client.")]
By = Annotated[str | None, typer.Option(help="Who decides, if not who the system says.")]
Source = Annotated[str | None, typer.Option(help="The source, where facts of several block.")]

T = TypeVar("T")
Decide = Callable[[Database, UUID, deciding.Trail, str | None], Coroutine[Any, Any, Envelope]]


@app.command()
def parked(context: typer.Context, home: Home = None, service: Service = None) -> None:
    """What blocks a subject: failed for good, still tried again, or a gap that does not close."""

    async def look(databases: places.Databases) -> list[BlockedView]:
        return [
            BlockedView.of(name, each)
            for name, database in places.chosen(databases, service).items()
            for each in await deciding.blocked(database)
        ]

    columns = ("service", "state", "subject", "source", "type", "sequence", "attempts", "behind")
    rows = _run(context, home, look)
    _screen(context).list(rows, (*columns, "error", "since"), "Nothing blocks.")


@app.command()
def retry(
    context: typer.Context,
    subject: Subject,
    reason: Annotated[str | None, typer.Option(help="Why, for the trail.")] = None,
    home: Home = None,
    service: Service = None,
    source: Source = None,
    by: By = None,
) -> None:
    """Have what blocks it tried again, by the service's worker within a few seconds."""
    trail = deciding.Trail(by or places.operator(), reason)
    _decide(context, home, service, "retry", deciding.retry, subject, trail, source)


@app.command()
def skip(
    context: typer.Context,
    subject: Subject,
    reason: Annotated[str, typer.Option(help="Why, for the trail.", prompt=True)],
    home: Home = None,
    service: Service = None,
    source: Source = None,
    by: By = None,
) -> None:
    """Leave out what blocks it, for ever; the subject's later facts go on, in order."""
    if not reason.strip():
        raise typer.BadParameter("a reason is needed", param_hint="--reason")
    trail = deciding.Trail(by or places.operator(), reason.strip())
    _decide(context, home, service, "skip", deciding.skip, subject, trail, source)


@app.command()
def replay(
    context: typer.Context,
    sender: Annotated[str, typer.Option("--from", help="The service whose history it is.")],
    to: Annotated[str | None, typer.Option(help="Only what this service lacks of it.")] = None,
    subject: Annotated[UUID | None, typer.Option(help="Only this subject's.")] = None,
    home: Home = None,
) -> None:
    """Have history sent again, by the sender's relay; who has heard it already drops it."""

    async def send(databases: places.Databases) -> DoneView:
        relay = Relay(places.chosen(databases, sender)[sender], LocalBroker(), sender)
        if to is None:
            return DoneView(service=sender, what="replay", count=await relay.replay(subject))
        inbox = Inbox(places.chosen(databases, to)[to], places.SERVICES[to].subscriptions)
        if not inbox.hears(relay.topic):
            raise Trouble(f"{to} does not listen to {sender}.")
        count = await relay.catch_up([inbox.lacking], subject)
        return DoneView(service=sender, what="replay", count=count)

    done = _run(context, home, send)
    pairs = [("sent again by", done.service), ("subjects", done.count)]
    _screen(context).one(done, pairs)


@app.command()
def restored(
    context: typer.Context,
    service: Annotated[str, typer.Argument(help="The service that came back from a backup.")],
    reason: Annotated[str | None, typer.Option(help="Which backup, for the trail.")] = None,
    home: Home = None,
    by: By = None,
) -> None:
    """Before a restored service starts: have the others notice what it no longer knows."""
    trail = deciding.Trail(by or places.operator(), reason)

    async def raise_epoch(databases: places.Databases) -> DoneView:
        database = places.chosen(databases, service)[service]
        epoch = await deciding.restored(database, trail)
        return DoneView(service=service, what="restored", count=epoch)

    done = _run(context, home, raise_epoch)
    _screen(context).one(done, [("service", done.service), ("epoch", done.count)])
    _screen(context).say("Start its processes, then `odr ops replay --from … --to` each other way.")


@app.command()
def outage(
    context: typer.Context,
    began: Annotated[datetime, typer.Option("--from", help="UTC; since when nobody could act.")],
    ended: Annotated[datetime, typer.Option("--until", help="UTC; until when.")],
    grace: Annotated[float, typer.Option(help="Hours after it in which nobody has to act.")] = 24,
    reason: Annotated[str | None, typer.Option(help="What it was, for the trail.")] = None,
    home: Home = None,
    service: Service = None,
    by: By = None,
) -> None:
    """Extend all that would have ended in an outage, before the workers start again.

    A second time it changes nothing.
    """
    trail = deciding.Trail(by or places.operator(), reason)

    async def allow(databases: places.Databases) -> list[SparedView]:
        was = outages.outage(began, ended, timedelta(hours=grace))
        return await outages.allow(places.chosen(databases, service), was, trail)

    rows = _run(context, home, allow)
    _screen(context).list(rows, ("service", "extended", "left"), "There is no service.")


@app.command("dead-letters")
def dead_letters(context: typer.Context, home: Home = None, service: Service = None) -> None:
    """Messages that were no facts, by where they were."""

    async def look(databases: places.Databases) -> list[LetterView]:
        return [
            LetterView(service=name, **{key: row[key] for key in PLACE})
            for name, database in places.chosen(databases, service).items()
            for row in await deciding.letters(database)
        ]

    rows = _run(context, home, look)
    _screen(context).list(rows, ("service", *PLACE), "There are no dead letters.")


PLACE = ("topic", "partition", "offset", "size")


def _decide(
    context: typer.Context,
    home: Path | None,
    service: str | None,
    what: str,
    decide: Decide,
    subject: UUID,
    trail: deciding.Trail,
    source: str | None,
) -> None:
    async def do(databases: places.Databases) -> DecisionView:
        among = places.chosen(databases, service)
        blocking = [name for name, each in among.items() if await deciding.failed(each, subject)]
        if len(blocking) > 1:
            raise Trouble(f"It is blocked in {' and '.join(blocking)}: say where by --service.")
        for name in blocking:
            fact = await decide(among[name], subject, trail, source)
            return DecisionView.of(name, what, fact, trail.by)
        raise Trouble("No fact of that subject has failed, so there is nothing to decide.")

    done = _run(context, home, do)
    names = ("service", "what", "subject", "type", "sequence", "by")
    _screen(context).one(done, [(name, getattr(done, name)) for name in names])


def _run(
    context: typer.Context,
    home: Path | None,
    do: Callable[[places.Databases], Coroutine[Any, Any, T]],
) -> T:
    """Do it, or end with the one sentence that says why not."""

    async def inside() -> T:
        async with places.opened(home) as databases:
            return await do(databases)

    try:
        return asyncio.run(inside())
    except (Trouble, deciding.NothingBlocks, deciding.SeveralBlock) as trouble:
        _screen(context).failed(trouble)
        raise typer.Exit(1) from trouble
    except Exception as error:
        if not is_outage(error):
            raise
        _screen(context).failed(Trouble(f"A database cannot be reached: {error}"))
        raise typer.Exit(3) from error


def _screen(context: typer.Context) -> Screen:
    return session(context).screen
