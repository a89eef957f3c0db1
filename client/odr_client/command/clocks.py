"""`odr clock …`."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from odr_client.command.session import Session, session
from odr_client.views.clocks import TestClock

app = typer.Typer(no_args_is_help=True, help="Test clocks, which deadlines of test cases obey.")


@app.command()
def new(
    context: typer.Context,
    now: Annotated[datetime | None, typer.Option("--at", help="UTC; else real time.")] = None,
) -> None:
    """Make a clock, which stands still; file a case on it with `odr cases file --clock`."""
    held = session(context)
    with held.odr() as odr:
        _show(held, odr.test_clocks.make(now.replace(tzinfo=UTC) if now else None))


@app.command("list")
def list_(context: typer.Context) -> None:
    """All test clocks."""
    held = session(context)
    with held.odr() as odr:
        columns = ("id", "now", "started_at", "ready")
        held.screen.list(odr.test_clocks.list(), columns, "There are no test clocks.")


@app.command()
def advance(
    context: typer.Context,
    clock_id: Annotated[UUID, typer.Argument(metavar="CLOCK")],
    days: Annotated[float | None, typer.Option(min=0, help="By so many days.")] = None,
    to: Annotated[datetime | None, typer.Option(help="To this time, UTC.")] = None,
    wait: Annotated[bool, typer.Option(help="Until all its cases have been told.")] = True,
) -> None:
    """Turn it forward: what is due by then happens."""
    held = session(context)
    target: datetime | timedelta
    match days, to:
        case None, datetime():
            target = to.replace(tzinfo=UTC)
        case float(), None:
            target = timedelta(days=days)
        case _:
            raise typer.BadParameter("give either --days or --to")
    with held.odr() as odr:
        _show(held, odr.test_clocks.advance(clock_id, target, wait=wait))


def _show(held: Session, clock: TestClock) -> None:
    held.screen.one(clock, [("clock", clock.id), ("shows", clock.now), ("ready", clock.ready)])
