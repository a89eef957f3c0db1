"""`odr ops outage`: what would have ended in an outage of ours ends later, in every service."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from odr_intake.service import outages as intake
from odr_local.ops.places import Databases
from odr_local.ops.views import SparedView
from odr_local.trouble import Trouble
from odr_negotiation import service as negotiation
from odr_rules.outages import Outage
from odr_shared.db import Database
from odr_shared.inbox import deciding
from odr_shared.sweeping import Swept

ALLOW: Final[dict[str, Callable[[Database, Outage], Awaitable[Swept]]]] = {
    "intake": intake.allow,
    "negotiation": negotiation.allow,
}
"""How each service spares its own periods: while a stage is open its service keeps the time."""


def outage(began: datetime, ended: datetime, grace: timedelta) -> Outage:
    """As it was typed, in UTC; refused if it cannot have been one."""
    try:
        return Outage(began.replace(tzinfo=UTC), ended.replace(tzinfo=UTC), grace)
    except ValueError as error:
        raise Trouble(f"That is none: {error}.") from error


async def allow(databases: Databases, was: Outage, trail: deciding.Trail) -> list[SparedView]:
    """All of them, with a line in each service's trail."""
    found = []
    for name, database in databases.items():
        swept = await ALLOW[name](database, was)
        async with database.transaction() as session:
            await session.hold()
            trail.note(session, "outage")
        found.append(SparedView(service=name, extended=swept.changed, left=swept.left))
    return found
