"""One attempt: a POST to a host that was resolved once, vetted, and pinned to what was vetted."""

import asyncio
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import httpx

from odr_intake.domain.unsendable import UrlNotAllowed
from odr_intake.webhooks.addresses import Address, Target, vet_addresses, vet_url

log = logging.getLogger(__name__)

DEADLINE: Final = 10.0
"""Seconds for all of an attempt: name, connection, request and answer."""
CONNECTING: Final = 4.0
"""Seconds for one address, where there is another to try."""
ADDRESSES: Final = 2
"""At most so many of a host's are tried."""
READ_AT_MOST: Final = 65_536
"""Bytes of an answer, which says nothing to us; they are read for the receiver's sake."""
RESOLVERS: Final = 64
LOOPBACK: Final = Path("/run/odr/loopback")
"""In a container, a door to the machine that it runs on; where there is none, we are on it."""

Resolve = Callable[[str, int], Awaitable[Iterable[Address]]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an attempt: a status, or why there is none."""

    status: int | None = None
    error: str | None = None


@lru_cache
def _resolvers() -> ThreadPoolExecutor:
    # Threads of our own: a name server that hangs must not take those that others wait for.
    return ThreadPoolExecutor(RESOLVERS, "webhook-names")


async def resolve(host: str, port: int) -> Sequence[Address]:
    """All addresses of a host now, the preferred first (RFC 6724)."""
    loop = asyncio.get_running_loop()
    ask = socket.getaddrinfo
    found = await loop.run_in_executor(_resolvers(), lambda: ask(host, port, type=1))
    return [ip_address(sockaddr[0]) for *_, sockaddr in found]


@lru_cache
def trusted() -> ssl.SSLContext:
    """The public authorities, whatever the environment says; made once, as it takes 20 ms."""
    return httpx.create_ssl_context(trust_env=False)


@dataclass(frozen=True, slots=True)
class Sender:
    """How attempts are made; what it holds is what a test puts in place of the world."""

    resolve: Resolve = resolve
    tls: ssl.SSLContext = field(default_factory=trusted)
    deadline: float = DEADLINE
    loopback: Path = LOOPBACK
    local: bool = False
    """Whether an endpoint of test mode may be this machine."""

    async def post(self, url: str, mode: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send it once; never raises for anything that a receiver or its name server does."""
        status: int | None = None
        try:
            async with asyncio.timeout(self.deadline):
                target = vet_url(url, mode, local=self.local)
                addresses = vet_addresses(target, await self._addresses(target))
                response = await self._connect(target, addresses, headers, body)
                try:
                    status = response.status_code
                    await _read(response)
                finally:
                    await response.aclose()
        except Exception as error:
            # A receiver that answered has answered, whatever became of the rest of it.
            if status is None:
                return Answer(error=_code(error))
        return Answer(status, "redirected" if status is not None and 300 <= status < 400 else None)

    async def _addresses(self, target: Target) -> Iterable[Address]:
        if target.address is not None:
            return [target.address]
        return await self.resolve(target.host, target.port)

    async def _connect(
        self,
        target: Target,
        addresses: Sequence[Address],
        headers: Mapping[str, str],
        body: bytes,
    ) -> httpx.Response:
        """The answer's head, from the first address that a connection can be made to."""
        tried = addresses[:ADDRESSES]
        for address in tried[:-1]:
            try:
                return await self._exchange(target, address, headers, body, CONNECTING)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                log.debug("next address: %r", error)
        return await self._exchange(target, tried[-1], headers, body, None)

    async def _exchange(
        self,
        target: Target,
        address: Address,
        headers: Mapping[str, str],
        body: bytes,
        connecting: float | None,
    ) -> httpx.Response:
        request = httpx.Request(
            "POST",
            httpx.URL(target.url).copy_with(host=str(address)),
            headers={"Host": target.authority, **headers},
            content=body,
            extensions={"timeout": {"connect": connecting}},
        )
        if target.address is None:
            # The certificate is judged for the name, not for the address we call.
            request.extensions["sni_hostname"] = target.host
        # A transport, not a client: no redirects, no cookies, no proxies of the environment. Its
        # own, as a pool knows connections by address, and two names may share one.
        transport = httpx.AsyncHTTPTransport(
            verify=self.tls,
            trust_env=False,
            limits=httpx.Limits(max_keepalive_connections=0),
            uds=self._door(target),
        )
        return await transport.handle_async_request(request)

    def _door(self, target: Target) -> str | None:
        """Plain HTTP to this machine goes by the door, if there is one: it reads the Host."""
        if target.is_local and target.scheme == "http" and self.loopback.is_socket():
            return str(self.loopback)
        return None


async def _read(response: httpx.Response) -> None:
    read = 0
    async for chunk in response.aiter_raw():
        read += len(chunk)
        if read >= READ_AT_MOST:
            return


def _code(error: Exception) -> str:
    """What went wrong, as the delivery log shows it."""
    match error:
        case UrlNotAllowed():
            return error.code
        case TimeoutError() | httpx.TimeoutException():
            return "timed_out"
        case socket.gaierror() | UnicodeError():
            return "name_not_found"
        case httpx.ConnectError():
            return "tls_failed" if _is_tls(error) else "connection_refused"
        case httpx.RemoteProtocolError():
            return "malformed_answer"
        case httpx.TransportError():
            return "connection_lost"
    log.error("an attempt failed in a way we do not know", exc_info=error)
    return "internal_error"


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
