"""What is owed after the end of a case: reported, confirmed, disputed, decided."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from odr_client.calls import D, Resource, call, listing
from odr_client.money import Money
from odr_client.pages import Listing
from odr_client.resources.procedure import Id
from odr_client.steps import Steps
from odr_client.views.remedies import Remedy


class Remedies(Resource[D]):
    """Each is named by its number within its case."""

    @listing
    def list(self, case_id: Id) -> Listing[Remedy]:
        """All that the outcome brought to be owed."""
        return self._exchange.list(f"/v1/cases/{case_id}/remedies", Remedy, {}, "cursor")

    @call
    def get(self, case_id: Id, number: int) -> Steps[Remedy]:
        return (yield from self._exchange.get(f"/v1/cases/{case_id}/remedies/{number}", Remedy))

    @call
    def report(
        self,
        case_id: Id,
        number: int,
        amount: Money | None = None,
        reference: str | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Remedy]:
        """Say that it was performed; a payment with its reference, which never counts twice."""
        paid = amount.model_dump(mode="json") if amount else None
        body = {"amount": paid, "reference": reference, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, number, "performance", body, key))

    @call
    def return_received(
        self, case_id: Id, number: int, on_behalf_of: Id | None = None, key: str | None = None
    ) -> Steps[Remedy]:
        """Say that the goods are back: a refund that waited for them is due from then."""
        body = {"on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, number, "return-received", body, key))

    @call
    def confirm(
        self,
        case_id: Id,
        number: int,
        part: int | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Remedy]:
        """Confirm what was reported: that part, or all that waits for it."""
        body = {"part": part, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, number, "confirm", body, key))

    @call
    def dispute(
        self,
        case_id: Id,
        number: int,
        reason: str,
        text: str | None = None,
        part: int | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Remedy]:
        """Dispute what was reported; a caseworker decides."""
        body = {"reason": reason, "text": text, "part": part, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, number, "dispute", body, key))

    @call
    def decide(
        self,
        case_id: Id,
        number: int,
        *,
        performed: bool,
        text: str,
        part: int | None = None,
        key: str | None = None,
    ) -> Steps[Remedy]:
        """Decide, as a caseworker, whether what is disputed was performed."""
        body = {"performed": performed, "text": text, "part": part}
        return (yield from self._give(case_id, number, "decide", body, key))

    @call
    def propose_instalments(
        self,
        case_id: Id,
        number: int,
        plan: Sequence[tuple[Money, date]] | None = None,
        *,
        count: int | None = None,
        first_on: date | None = None,
        every: str = "month",
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Remedy]:
        """Propose to pay a sum in parts: those of the `plan`, or `count` as equal as can be."""
        said = [
            {"amount": amount.model_dump(mode="json"), "due_on": day.isoformat()}
            for amount, day in plan or ()
        ]
        even = {"count": count, "first_on": first_on and first_on.isoformat(), "every": every}
        body: dict[str, Any] = {"instalments": said} if plan is not None else even
        body["on_behalf_of"] = on_behalf_of
        return (yield from self._give(case_id, number, "propose-instalments", body, key))

    @call
    def agree_instalments(
        self,
        case_id: Id,
        number: int,
        proposal: int,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Remedy]:
        """Agree to that proposal: each instalment is owed by itself from then on."""
        body = {"proposal": proposal, "on_behalf_of": on_behalf_of}
        return (yield from self._give(case_id, number, "agree-instalments", body, key))

    def _give(
        self, case_id: Id, number: int, command: str, body: Mapping[str, Any], key: str | None
    ) -> Steps[Remedy]:
        said = {
            name: value if isinstance(value, (bool, int, dict, list)) else str(value)
            for name, value in body.items()
            if value is not None
        }
        path = f"/v1/cases/{case_id}/remedies/{number}/{command}"
        return (yield from self._exchange.post(path, said, Remedy, key))
