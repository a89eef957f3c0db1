"""How fair a case was, asked of each party once it is final."""

from odr_client.calls import D, Resource, call, listing
from odr_client.pages import Listing
from odr_client.resources.procedure import Id
from odr_client.steps import Steps
from odr_client.views.feedback import Feedback


class Feedbacks(Resource[D]):
    @call
    def give(
        self,
        case_id: Id,
        rating: int,
        text: str | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Feedback]:
        """Answer from 1, unfair, to 5, fair; each party once, when all is performed."""
        said = {"text": text, "on_behalf_of": None if on_behalf_of is None else str(on_behalf_of)}
        body = {"rating": rating, **{name: word for name, word in said.items() if word is not None}}
        path = f"/v1/cases/{case_id}/feedback"
        return (yield from self._exchange.post(path, body, Feedback, key))

    @listing
    def list(self, case_id: Id) -> Listing[Feedback]:
        """One's own; to the platform the numbers of both parties."""
        return self._exchange.list(f"/v1/cases/{case_id}/feedback", Feedback, {}, "cursor")
