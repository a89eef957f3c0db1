"""Tokens for the parties to a case."""

from odr_client.calls import D, Resource, call
from odr_client.resources.cases import Id
from odr_client.steps import Steps
from odr_client.tokens import Token


class Parties(Resource[D]):
    @call
    def token(self, case_id: Id, party_id: Id, expires_in: int = 900) -> Steps[Token]:
        """A token for that party to that case alone; it lasts so many seconds, 3600 at most."""
        path = f"/v1/cases/{case_id}/parties/{party_id}/tokens"
        return (yield from self._exchange.post(path, {"expires_in": expires_in}, Token))
