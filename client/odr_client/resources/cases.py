"""Cases: filed, looked for, read, answered, withdrawn."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from odr_client.calls import D, call, listing
from odr_client.errors import Problem
from odr_client.exchange import Exchange
from odr_client.pages import Listing
from odr_client.resources.administration import Administration
from odr_client.resources.waiting import USUAL, until
from odr_client.steps import Steps
from odr_client.views.cases import Case, CaseSummary
from odr_client.views.filing import Filing
from odr_client.views.negotiations import Negotiation
from odr_client.views.procedures import Action, Derivation, Event

Id = UUID | str


class Cases(Administration[D]):
    @call
    def file(self, filing: Filing | Mapping[str, Any], key: str | None = None) -> Steps[Case]:
        """File a case for the claimant. Under the same `key` it is filed once."""
        if isinstance(filing, Filing):
            filing = filing.model_dump(mode="json", exclude_none=True)
        return (yield from self._exchange.post("/v1/cases", dict(filing), Case, key))

    @listing
    def list(
        self,
        *,
        stage: str | None = None,
        status: str | None = None,
        outcome: str | None = None,
        updated_since: datetime | None = None,
        assignee: Id | None = None,
        team: str | None = None,
        limit: int | None = None,
    ) -> Listing[CaseSummary]:
        """The cases that one may see, newest first; `limit` is how many a page has.

        Staff may ask for those of an `assignee` or a `team`.
        """
        query = {
            "stage": stage,
            "status": status,
            "outcome": outcome,
            "updated_since": updated_since.isoformat() if updated_since else None,
            "assignee": str(assignee) if assignee else None,
            "team": team,
            "limit": limit,
        }
        return self._exchange.list("/v1/cases", CaseSummary, query, "cursor")

    @listing
    def search(
        self,
        *,
        reference: str | None = None,
        order_number: str | None = None,
        status: str | None = None,
        stage: str | None = None,
        outcome: str | None = None,
        reason: str | None = None,
        filed_from: datetime | None = None,
        filed_to: datetime | None = None,
        updated_since: datetime | None = None,
        party_name: str | None = None,
        party_phone: str | None = None,
        party_country: str | None = None,
        party_email: str | None = None,
        party_external_id: str | None = None,
        platform_id: Id | None = None,
        sort: str | None = None,
        limit: int | None = None,
    ) -> Listing[CaseSummary]:
        """Cases for which all of it holds, what is said of a party of the same one.

        Words are compared whole. `sort` is `filed`, `updated` or `due`, with a minus the latest
        first; `party_country` is that of a number without its code; staff name the platform.
        """
        times = {"filed_from": filed_from, "filed_to": filed_to, "updated_since": updated_since}
        said = {
            "reference": reference,
            "order_number": order_number,
            "status": status,
            "stage": stage,
            "outcome": outcome,
            "reason": reason,
            "party_name": party_name,
            "party_phone": party_phone,
            "party_country": party_country,
            "party_email": party_email,
            "party_external_id": party_external_id,
            "platform_id": str(platform_id) if platform_id else None,
            "sort": sort,
            "limit": limit,
            **{name: at.isoformat() if at else None for name, at in times.items()},
        }
        body = {name: value for name, value in said.items() if value is not None}
        return self._exchange.search("/v1/cases/search", CaseSummary, body)

    @call
    def get(self, case_id: Id) -> Steps[Case]:
        """One case, as far as one may see it."""
        return (yield from _case(self._exchange, case_id))

    @call
    def clock(self, case_id: Id) -> Steps[Derivation]:
        """What runs now, and how its end was worked out, step by step."""
        talks: Derivation | None = yield from _if_negotiated(
            self._exchange.get(f"/v1/negotiations/{case_id}/clock", Derivation)
        )
        if talks is not None and talks.running:
            return talks
        own: Derivation = yield from self._exchange.get(f"/v1/cases/{case_id}/clock", Derivation)
        return own

    @call
    def timeline(self, case_id: Id) -> Steps[Sequence[Event]]:
        """What happened, oldest first, in all services."""
        own = yield from _events(self._exchange, f"/v1/cases/{case_id}/timeline")
        talks = yield from _if_negotiated(
            _events(self._exchange, f"/v1/negotiations/{case_id}/timeline")
        )
        return sorted([*own, *(talks or [])], key=_when)

    @call
    def actions(self, case_id: Id) -> Steps[Sequence[Action]]:
        """One's moves, in all services: those that are legal, and why others are not."""
        case = yield from _case(self._exchange, case_id)
        talks = yield from _if_negotiated(
            self._exchange.get(f"/v1/negotiations/{case_id}", Negotiation)
        )
        return [*case.actions, *(talks.actions if talks else [])]

    @call
    def wait(
        self, case_id: Id, holds: Callable[[Case], bool], within: float = USUAL
    ) -> Steps[Case]:
        """The case as soon as that holds for it; `DidNotHappen` after `within` seconds."""
        what = f"What was waited for in case {case_id}"
        return (yield from until(lambda: _case(self._exchange, case_id), holds, within, what))


def _case(exchange: Exchange, case_id: Id) -> Steps[Case]:
    return exchange.get(f"/v1/cases/{case_id}", Case)


def _events(exchange: Exchange, path: str) -> Steps[Sequence[Event]]:
    """All pages of a timeline."""
    page = exchange.list(path, Event, {}, "cursor")
    found, cursor = list[Event](), None
    while True:
        part = yield from page(cursor)
        found += part.data
        if (cursor := part.next) is None:
            return found


def _if_negotiated(steps: Steps[Any]) -> Steps[Any]:
    """None for a case that was never negotiated."""
    try:
        return (yield from steps)
    except Problem as refused:
        if refused.code != "negotiation_not_open":
            raise
        return None


FOLLOWING: Final = ("intake.case_closed.", "intake.withdraw_void.", "intake.remedy_ordered.")


def _when(event: Event) -> tuple[datetime, int, int]:
    """By time; at one time, what a stage said comes before what intake made of it."""
    if event.source != "intake":
        return event.time, 1, event.version
    follows = event.type.startswith(FOLLOWING)
    return event.time, 2 if follows else 0, event.version
