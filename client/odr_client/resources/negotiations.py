"""Negotiations: offers made, withdrawn, accepted, declined."""

from datetime import datetime
from typing import Any

from odr_client.calls import D, Resource, call
from odr_client.money import Money
from odr_client.resources.cases import Id
from odr_client.steps import Steps
from odr_client.views.negotiations import Negotiation, Terms


class Negotiations(Resource[D]):
    """`on_behalf_of` is for platforms: the party for which they speak."""

    @call
    def get(self, case_id: Id) -> Steps[Negotiation]:
        """The negotiation as it stands, with one's legal moves."""
        return (yield from self._exchange.get(f"/v1/negotiations/{case_id}", Negotiation))

    @call
    def offer(
        self,
        case_id: Id,
        terms: Terms | Money,
        valid_until: datetime | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Negotiation]:
        """Put an offer on the table, in place of the one before it: terms, or money alone."""
        part = "amount" if isinstance(terms, Money) else "terms"
        said = terms.model_dump(mode="json", exclude_defaults=True)
        body = _acting(on_behalf_of) | {part: said}
        if valid_until is not None:
            body["valid_until"] = valid_until.isoformat()
        return (yield from self._post(case_id, "offers", body, key))

    @call
    def accept(
        self, case_id: Id, offer_id: Id, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Negotiation]:
        """Accept that offer, which settles the case; `OfferGone` if another took its place."""
        what = f"offers/{offer_id}/accept"
        return (yield from self._post(case_id, what, _acting(on_behalf_of), key))

    @call
    def withdraw_offer(
        self, case_id: Id, offer_id: Id, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Negotiation]:
        """Take one's own offer back, unless it was accepted; `OfferGone` if another replaced it."""
        what = f"offers/{offer_id}/withdraw"
        return (yield from self._post(case_id, what, _acting(on_behalf_of), key))

    @call
    def decline(
        self, case_id: Id, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Negotiation]:
        """End the negotiation without agreement."""
        return (yield from self._post(case_id, "decline", _acting(on_behalf_of), key))

    @call
    def ask_extension(
        self,
        case_id: Id,
        more: int | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Negotiation]:
        """Ask the other party for more time; for all that the pack allows, if not said."""
        body = _acting(on_behalf_of) | ({} if more is None else {"more": more})
        return (yield from self._post(case_id, "ask-extension", body, key))

    @call
    def grant_extension(
        self, case_id: Id, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Negotiation]:
        """Agree to the time that the other party asked for."""
        return (yield from self._post(case_id, "grant-extension", _acting(on_behalf_of), key))

    @call
    def refuse_extension(
        self, case_id: Id, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Negotiation]:
        """Let the negotiation end when it would have."""
        return (yield from self._post(case_id, "refuse-extension", _acting(on_behalf_of), key))

    def _post(self, case_id: Id, what: str, body: Any, key: str | None) -> Steps[Negotiation]:
        return self._exchange.post(f"/v1/negotiations/{case_id}/{what}", body, Negotiation, key)


def _acting(on_behalf_of: Id | None) -> dict[str, Any]:
    return {} if on_behalf_of is None else {"on_behalf_of": str(on_behalf_of)}
