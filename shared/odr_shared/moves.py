"""Legal moves: what someone may do now, by the guards of the commands themselves."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from odr_shared.callers import Caller, Kind
from odr_shared.errors import InsufficientScope, NotPermitted, Refusal


@dataclass(frozen=True, slots=True)
class Actor:
    """Who gives a command: a party, its platform on its behalf, or (no party) someone else."""

    party: UUID | None
    by_platform: bool = False
    caseworker: UUID | None = None
    """Our own staff, who decides on cases and speaks for nobody."""


class NotYours(NotPermitted):
    """A party speaks for itself; only its platform may speak on its behalf."""

    code = "not_permitted"


class OutOfScope(NotPermitted):
    """The mandate does not let its representative do this."""

    code = "out_of_scope"
    explanation = "Its scope is: {scope}."


def acting(caller: Caller, on_behalf_of: UUID | None = None, *, mandated: bool = False) -> Actor:
    """As whom the caller acts: a party as itself, a platform as the party it names.

    A representative acts as its party only where the mandate has been looked at: `mandated`.
    """
    if caller.mandate_id is not None and not mandated:
        raise OutOfScope(scope=", ".join(sorted(caller.mandated)))
    if caller.kind is Kind.PLATFORM:
        return Actor(on_behalf_of, by_platform=True)
    own = caller.id if caller.kind is Kind.PARTY else None
    if on_behalf_of not in (None, own):
        raise NotYours("/on_behalf_of")
    is_ours = caller.kind is Kind.STAFF and "caseworker" in caller.roles
    return Actor(own, caseworker=caller.id if is_ours else None)


def actors(caller: Caller, parties: Iterable[UUID]) -> list[Actor]:
    """All as whom the caller may act in a case of these parties; a platform also for neither."""
    if caller.kind is Kind.PLATFORM:
        return [Actor(party, by_platform=True) for party in (*parties, None)]
    return [acting(caller, mandated=True)]


@dataclass(frozen=True, slots=True)
class Move:
    name: str
    actor: Actor
    refusal: Refusal | None
    """Why it is refused just now: the very refusal that the command would raise."""


def legal(
    caller: Caller,
    scope: str,
    guards: Mapping[str, "Guard[S]"],
    state: "S",
    parties: Iterable[UUID],
    now: datetime,
) -> list[Move]:
    """What the caller may do, with the token that it has: without the scope, nothing.

    A representative may do what its mandate covers, and nothing else.
    """
    found = moves(guards, state, actors(caller, parties), now)
    if caller.mandate_id is not None:
        no = OutOfScope(scope=", ".join(sorted(caller.mandated)))
        found = [m if m.name in caller.mandated else replace(m, refusal=no) for m in found]
    if scope in caller.scopes:
        return found
    refusal = InsufficientScope(scope=scope)
    return [replace(move, refusal=refusal) for move in {m.name: m for m in found}.values()]


S = TypeVar("S")
Guard = Callable[[S, Actor, datetime], None]


def moves(
    guards: Mapping[str, Guard[S]], state: S, actors: Iterable[Actor], now: datetime
) -> list[Move]:
    """Each command, for each of the actors that may give it; if none may, once, with the reason."""
    found = []
    for name, guard in guards.items():
        judged = [Move(name, actor, _refusal(guard, state, actor, now)) for actor in actors]
        legal = [move for move in judged if move.refusal is None]
        # What a platform may do for nobody it does once, and not for each.
        legal = [move for move in legal if move.actor.party is None] or legal
        # Of two reasons, the one that is about the case says more than "it is not yours to do".
        found += legal or sorted(judged, key=lambda m: isinstance(m.refusal, NotPermitted))[:1]
    return found


def _refusal(guard: Guard[S], state: S, actor: Actor, now: datetime) -> Refusal | None:
    try:
        guard(state, actor, now)
    except Refusal as refusal:
        return refusal
    return None
