"""What the views of all services have in common: clocks, legal moves, pages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from odr_rules.deadlines import Deadline, Derivation
from odr_rules.explaining import explain
from odr_shared.http.bodies import View
from odr_shared.http.problems import RefusedView, said
from odr_shared.levels import Level
from odr_shared.moves import Move
from odr_shared.translations import Language


class ExtensionView(View):
    """What one party has asked the other to agree to, about the period that runs."""

    asked_by: Annotated[UUID, Level.PUBLIC]
    more: Annotated[int, Level.PUBLIC]
    """In the period's own unit."""


class ClockView(View):
    """Running until `due_at`, by which rule, and what silence brings; or stopped."""

    running: Annotated[bool, Level.PUBLIC]
    due_at: Annotated[datetime | None, Level.PUBLIC]
    """The first instant that is too late."""
    rule: Annotated[str | None, Level.PUBLIC]
    began_at: Annotated[datetime | None, Level.PUBLIC]
    zone: Annotated[str | None, Level.PUBLIC]
    if_nothing: Annotated[str | None, Level.PUBLIC]
    """The outcome of silence."""
    provisional: Annotated[bool, Level.PUBLIC]
    """Holidays in it have not been announced yet: it may become later, not earlier."""
    now: Annotated[datetime | None, Level.PUBLIC]
    """What the case's test clock shows; none: real time."""


class DerivationView(ClockView):
    """A clock, and how anybody can work its end out again."""

    derivation: Annotated[Derivation | None, Level.PUBLIC]
    """All that `due_at` was worked out from; none: nothing runs."""
    explained: Annotated[list[str], Level.PUBLIC]
    """The same in words, step by step, in the language asked for."""


def clock_view(deadline: Deadline | None, now: datetime | None) -> ClockView:
    return ClockView(**_clock(deadline, now))


def derivation_view(
    deadline: Deadline | None, now: datetime | None, tongue: Language
) -> DerivationView:
    return DerivationView(
        **_clock(deadline, now),
        derivation=deadline.derivation if deadline else None,
        explained=list(explain(deadline, tongue)) if deadline else [],
    )


def _clock(deadline: Deadline | None, now: datetime | None) -> dict[str, Any]:
    derived = deadline.derivation if deadline else None
    return {
        "running": deadline is not None,
        "due_at": deadline.due_at if deadline else None,
        "rule": deadline.rule if deadline else None,
        "began_at": deadline.trigger if deadline else None,
        "zone": deadline.zone if deadline else None,
        "if_nothing": deadline.consequence if deadline else None,
        "provisional": derived is not None and derived.provisional,
        "now": now,
    }


class ActionView(View):
    """A legal move, or why it is refused just now."""

    name: Annotated[str, Level.PUBLIC]
    method: Annotated[str, Level.PUBLIC]
    href: Annotated[str, Level.PUBLIC]
    on_behalf_of: Annotated[UUID | None, Level.PUBLIC]
    """For a platform: the party for which it would act."""
    until: Annotated[datetime | None, Level.PUBLIC]
    if_nothing: Annotated[str | None, Level.PUBLIC]
    """What follows if nobody makes a move until then."""
    refused_because: Annotated[RefusedView | None, Level.PUBLIC]


def action_views(
    found: Sequence[Move],
    hrefs: Mapping[str, str],
    deadline: Deadline | None,
    tongue: Language,
    sooner: Mapping[str, datetime] = {},  # only read
) -> list[ActionView]:
    """Each move until the deadline, or until the time that is named for it in `sooner`."""
    return [
        ActionView(
            name=move.name,
            method="POST",
            href=hrefs[move.name],
            on_behalf_of=move.actor.party if move.actor.by_platform else None,
            until=sooner.get(move.name, deadline.due_at) if deadline else None,
            if_nothing=deadline.consequence if deadline else None,
            refused_because=None if move.refusal is None else said(move.refusal, tongue),
        )
        for move in found
    ]


class EventView(View):
    """Something that happened, as the case's timeline has it."""

    version: Annotated[int, Level.PUBLIC]
    """Counts what happened to this case in this service; private facts leave gaps."""
    type: Annotated[str, Level.PUBLIC]
    time: Annotated[datetime, Level.PUBLIC]
    source: Annotated[str, Level.PUBLIC]
    data: Annotated[dict[str, Any], Level.PUBLIC]


T = TypeVar("T")


class Page(View, Generic[T]):
    """A part of a list; `next` is the cursor of the part after it, if there is one."""

    data: Annotated[list[T], Level.PUBLIC]
    next: Annotated[str | None, Level.PUBLIC]
