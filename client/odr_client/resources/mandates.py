"""Mandates: who may act for a party, in what, and until when."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from odr_client.calls import D, Resource, call
from odr_client.steps import Steps
from odr_client.tokens import Token
from odr_client.views.mandates import Mandate, Mandates

Id = UUID | str


class Representatives(Resource[D]):
    """Those who act for a party of a case."""

    @call
    def give(
        self,
        case_id: Id,
        scope: Sequence[str],
        until: datetime,
        since: datetime | None = None,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Mandate]:
        """Let somebody give these commands as the party, until then."""
        body = {
            "scope": list(scope),
            "until": until.isoformat(),
            "since": since.isoformat() if since else None,
            "on_behalf_of": str(on_behalf_of) if on_behalf_of else None,
        }
        said = {name: value for name, value in body.items() if value is not None}
        return (yield from self._exchange.post(_path(case_id), said, Mandate, key))

    @call
    def list(self, case_id: Id) -> Steps[Mandates]:
        """The mandates of the case; a party sees its own alone."""
        found: Mandates = yield from self._exchange.get(_path(case_id), Mandates)
        return found

    @call
    def revoke(
        self,
        case_id: Id,
        mandate_id: Id,
        on_behalf_of: Id | None = None,
        key: str | None = None,
    ) -> Steps[Mandate]:
        """End a mandate: what was done under it stands."""
        body = {"on_behalf_of": str(on_behalf_of)} if on_behalf_of else {}
        path = f"{_path(case_id)}/{mandate_id}/revoke"
        return (yield from self._exchange.post(path, body, Mandate, key))

    @call
    def token(self, case_id: Id, mandate_id: Id, expires_in: int = 900) -> Steps[Token]:
        """A token for whoever acts under the mandate; it lasts so many seconds, 3600 at most."""
        path = f"{_path(case_id)}/{mandate_id}/tokens"
        return (yield from self._exchange.post(path, {"expires_in": expires_in}, Token))


def _path(case_id: Id) -> str:
    return f"/v1/cases/{case_id}/mandates"
