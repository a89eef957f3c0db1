"""Webhook endpoints, their deliveries, and the same events by polling."""

from collections.abc import Sequence

from odr_client.calls import D, Resource, call, listing
from odr_client.pages import Listing
from odr_client.resources.cases import Id
from odr_client.steps import Steps
from odr_client.views.webhooks import Delivery, Endpoint, EndpointSecret, Tested, Webhook

BASE = "/v1/webhook-endpoints"


class Webhooks(Resource[D]):
    @call
    def add(self, url: str, events: Sequence[str] = ("*",)) -> Steps[EndpointSecret]:
        """Have webhooks sent to a URL; its secret is shown this once."""
        body = {"url": url, "events": list(events)}
        # Its answer is a secret, and so no server keeps it to be given again.
        steps = self._exchange.post(BASE, body, EndpointSecret, repeatable=False)
        return (yield from steps)

    @listing
    def list(self, limit: int | None = None) -> Listing[Endpoint]:
        """The endpoints, newest first, and which of them are disabled, and why."""
        return self._exchange.list(BASE, Endpoint, {"limit": limit}, "cursor")

    @call
    def get(self, endpoint_id: Id) -> Steps[Endpoint]:
        return (yield from self._exchange.get(f"{BASE}/{endpoint_id}", Endpoint))

    @call
    def delete(self, endpoint_id: Id) -> Steps[None]:
        """Send nothing more to it, and forget its secret and its deliveries."""
        yield from self._exchange.delete(f"{BASE}/{endpoint_id}")

    @call
    def rotate(self, endpoint_id: Id) -> Steps[EndpointSecret]:
        """Make a new secret; for 24 hours the one before signs too."""
        path = f"{BASE}/{endpoint_id}/rotate"
        return (yield from self._exchange.post(path, None, EndpointSecret, repeatable=False))

    @call
    def enable(self, endpoint_id: Id) -> Steps[Endpoint]:
        """Send to a disabled endpoint again, beginning with what is still owed to it."""
        return (yield from self._exchange.post(f"{BASE}/{endpoint_id}/enable", None, Endpoint))

    @call
    def test(self, endpoint_id: Id) -> Steps[Tested]:
        """Send a `webhook.test`; what came of it stands among the deliveries."""
        return (yield from self._exchange.post(f"{BASE}/{endpoint_id}/test", None, Tested))

    @listing
    def deliveries(self, endpoint_id: Id, limit: int | None = None) -> Listing[Delivery]:
        """What was sent to the endpoint or is to be, newest first."""
        path = f"{BASE}/{endpoint_id}/deliveries"
        return self._exchange.list(path, Delivery, {"limit": limit}, "cursor")

    @call
    def retry(self, endpoint_id: Id, delivery_id: Id) -> Steps[Delivery]:
        """Send one event again now, under the id it had."""
        path = f"{BASE}/{endpoint_id}/deliveries/{delivery_id}/retry"
        return (yield from self._exchange.post(path, None, Delivery))


class Events(Resource[D]):
    @listing
    def list(self, after: Id | None = None, limit: int | None = None) -> Listing[Webhook]:
        """What webhooks say, oldest first, from behind the event of that id up to now."""
        query = {"after": None if after is None else str(after), "limit": limit}
        return self._exchange.list("/v1/events", Webhook, query, "after")
