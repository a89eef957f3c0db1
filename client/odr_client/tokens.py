"""Where the access token of a request comes from."""

import time
from collections.abc import Callable
from typing import Final, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from odr_client.errors import UnreadableAnswer, token_refused
from odr_client.retries import Retries
from odr_client.steps import Alone, Request, Steps

EARLY: Final = 60.0
"""Seconds before its end at which a token is renewed; of a short one, the last tenth."""


class Token(BaseModel):
    """An access token, as RFC 6749 (5.1) has it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    access_token: str
    token_type: str = "Bearer"  # noqa: S105  # a kind
    expires_in: int
    """Seconds."""
    scope: str = ""

    def __repr__(self) -> str:
        return f"Token(expires_in={self.expires_in}, scope={self.scope!r})"

    __str__ = __repr__


class Tokens(Protocol):
    def get(self, instead_of: str | None = None) -> Steps[str | None]:
        """One that holds; `instead_of` one that was refused. None: there is no other."""


class Fixed:
    """A token that somebody else got, such as a party's."""

    def __init__(self, token: str) -> None:
        self._token = token

    def get(self, instead_of: str | None = None) -> Steps[str | None]:
        return None if instead_of == self._token else self._token
        yield


class ClientCredentials:
    """Tokens for a client that knows its secret, renewed before they end."""

    def __init__(
        self,
        client_id: str,
        secret: str,
        retries: Retries,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client_id, secret
        self._retries = retries
        self._clock = clock
        self._token: str | None = None
        self._until = 0.0

    def get(self, instead_of: str | None = None) -> Steps[str | None]:
        if (known := self._fresh(instead_of)) is not None:
            return known
        fetched: str = yield Alone(self._fetch(instead_of))
        return fetched

    def _fresh(self, instead_of: str | None) -> str | None:
        holds = self._clock() < self._until and self._token != instead_of
        return self._token if holds else None

    def _fetch(self, instead_of: str | None) -> Steps[str]:
        # Whoever waited to be alone finds what the one before has fetched.
        if (known := self._fresh(instead_of)) is not None:
            return known
        asked = Request(
            "POST", "/oauth/token", form={"grant_type": "client_credentials"}, auth=self._client
        )
        began = self._clock()
        answer = yield from self._retries.send(asked)
        if answer.status >= 400:
            raise token_refused(answer.status, answer.json())
        try:
            token = Token.model_validate_json(answer.body)
        except ValidationError as error:
            raise UnreadableAnswer("What answered for a token is not ODR.") from error
        self._token = token.access_token
        self._until = began + token.expires_in - min(EARLY, token.expires_in / 10)
        return token.access_token
