"""`Odr` waits, `AsyncOdr` is awaited; all else they have in common."""

from dataclasses import replace
from importlib.metadata import version
from types import TracebackType
from typing import Any, Generic

import httpx

from odr_client.calls import D
from odr_client.drivers import Awaiting, Blocking
from odr_client.exchange import Exchange
from odr_client.resources.cases import Cases
from odr_client.resources.clocks import TestClocks
from odr_client.resources.feedback import Feedbacks
from odr_client.resources.mandates import Representatives
from odr_client.resources.negotiations import Negotiations
from odr_client.resources.notices import Notices
from odr_client.resources.parties import Parties
from odr_client.resources.remedies import Remedies
from odr_client.resources.rules import Rules
from odr_client.resources.webhooks import Events, Webhooks
from odr_client.retries import Retries
from odr_client.tokens import ClientCredentials, Fixed, Token, Tokens

TIMEOUT = httpx.Timeout(30.0, connect=5.0)
"""Seconds."""


class Parts(Generic[D]):
    """The parts of the API, for one driver."""

    def __init__(self, exchange: Exchange, driver: D) -> None:
        self._exchange, self._driver = exchange, driver
        self.cases = Cases(exchange, driver)
        self.negotiations = Negotiations(exchange, driver)
        self.notices = Notices(exchange, driver)
        self.parties = Parties(exchange, driver)
        self.feedback = Feedbacks(exchange, driver)
        self.remedies = Remedies(exchange, driver)
        self.mandates = Representatives(exchange, driver)
        self.rules = Rules(exchange, driver)
        self.webhooks = Webhooks(exchange, driver)
        self.events = Events(exchange, driver)
        self.test_clocks = TestClocks(exchange, driver)


class Odr(Parts[Blocking]):
    """ODR, as the client with that secret, or as whom the token is for; threads may share it."""

    def __init__(
        self,
        base_url: str,
        *,
        client_id: str | None = None,
        client_secret: str | None = None,
        token: str | Token | None = None,
        language: str | None = None,
        timeout: float | httpx.Timeout = TIMEOUT,
        retries: Retries | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        exchange = _exchange(client_id, client_secret, token, language, retries or Retries())
        http = httpx.Client(transport=transport, **_options(base_url, timeout))
        super().__init__(exchange, Blocking(http))

    def as_party(self, token: str | Token) -> "Odr":
        """The same server, as the party that this token is for; this client must stay open."""
        return self._as(tokens=Fixed(_word(token)))

    def speaking(self, language: str) -> "Odr":
        """The same, with refusals in that language: `en` or `zh-CN`."""
        return self._as(language=language)

    def close(self) -> None:
        self._driver.close()

    def _as(self, **changed: Any) -> "Odr":
        other = Odr.__new__(Odr)
        Parts.__init__(other, replace(self._exchange, **changed), self._driver)
        return other

    def __enter__(self) -> "Odr":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncOdr(Parts[Awaiting]):
    """ODR, as the client with that secret, or as whom the token is for; tasks may share it."""

    def __init__(
        self,
        base_url: str,
        *,
        client_id: str | None = None,
        client_secret: str | None = None,
        token: str | Token | None = None,
        language: str | None = None,
        timeout: float | httpx.Timeout = TIMEOUT,
        retries: Retries | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        exchange = _exchange(client_id, client_secret, token, language, retries or Retries())
        http = httpx.AsyncClient(transport=transport, **_options(base_url, timeout))
        super().__init__(exchange, Awaiting(http))

    def as_party(self, token: str | Token) -> "AsyncOdr":
        """The same server, as the party that this token is for; this client must stay open."""
        return self._as(tokens=Fixed(_word(token)))

    def speaking(self, language: str) -> "AsyncOdr":
        """The same, with refusals in that language: `en` or `zh-CN`."""
        return self._as(language=language)

    async def close(self) -> None:
        await self._driver.close()

    def _as(self, **changed: Any) -> "AsyncOdr":
        other = AsyncOdr.__new__(AsyncOdr)
        Parts.__init__(other, replace(self._exchange, **changed), self._driver)
        return other

    async def __aenter__(self) -> "AsyncOdr":
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def _exchange(
    client_id: str | None,
    client_secret: str | None,
    token: str | Token | None,
    language: str | None,
    retries: Retries,
) -> Exchange:
    tokens: Tokens
    if token is not None and client_id is None and client_secret is None:
        tokens = Fixed(_word(token))
    elif token is None and client_id and client_secret:
        tokens = ClientCredentials(client_id, client_secret, retries)
    else:
        raise ValueError("Give a client id and its secret, or a token.")
    return Exchange(tokens, retries, language)


def _options(base_url: str, timeout: float | httpx.Timeout) -> dict[str, Any]:
    if httpx.URL(base_url).scheme not in ("http", "https"):
        raise ValueError(f"The base URL must begin with http:// or https://, not {base_url!r}.")
    agent = {"User-Agent": f"odr-client/{version('odr-client')}"}
    return {"base_url": base_url, "timeout": timeout, "headers": agent}


def _word(token: str | Token) -> str:
    return token.access_token if isinstance(token, Token) else token
