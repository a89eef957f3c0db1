"""Those who take the steps of a call: one waits, the other awaits."""

import asyncio
import threading
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from typing import TypeVar
from urllib.parse import quote_plus

import httpx

from odr_client.pages import Listing
from odr_client.steps import Alone, Answer, Lost, Pause, Request, Send, Step, Steps

T = TypeVar("T")
NEVER_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


class Blocking:
    """Takes steps on the thread that calls; threads may share it."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http
        self._alone = threading.Lock()

    def run(self, steps: Steps[T]) -> T:
        advance, came = steps.send, None
        while True:
            try:
                step = advance(came)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # PEP 380 has no type for it
            try:
                advance, came = steps.send, self._take(step)
            except BaseException as failed:
                advance, came = steps.throw, failed

    def pages(self, listing: Listing[T]) -> Iterator[T]:
        page = self.run(listing(None))
        while True:
            yield from page.data
            if page.next is None:
                return
            page = self.run(listing(page.next))

    def close(self) -> None:
        self._http.close()

    def _take(self, step: Step) -> object:
        match step:
            case Send(request):
                try:
                    return answer(self._http.send(built(self._http, request)))
                except httpx.TransportError as error:
                    raise lost(error) from error
            case Pause(seconds):
                time.sleep(seconds)
                return None
            case Alone(steps):
                with self._alone:
                    return self.run(steps)


class Awaiting:
    """Takes steps on the event loop; tasks of one loop may share it."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http
        self._alone = asyncio.Lock()

    async def run(self, steps: Steps[T]) -> T:
        advance, came = steps.send, None
        while True:
            try:
                step = advance(came)
            except StopIteration as end:
                return end.value  # type: ignore[no-any-return]  # PEP 380 has no type for it
            try:
                advance, came = steps.send, await self._take(step)
            except BaseException as failed:
                advance, came = steps.throw, failed

    async def pages(self, listing: Listing[T]) -> AsyncIterator[T]:
        page = await self.run(listing(None))
        while True:
            for each in page.data:
                yield each
            if page.next is None:
                return
            page = await self.run(listing(page.next))

    async def close(self) -> None:
        await self._http.aclose()

    async def _take(self, step: Step) -> object:
        match step:
            case Send(request):
                try:
                    return answer(await self._http.send(built(self._http, request)))
                except httpx.TransportError as error:
                    raise lost(error) from error
            case Pause(seconds):
                await asyncio.sleep(seconds)
                return None
            case Alone(steps):
                async with self._alone:
                    return await self.run(steps)


def built(http: httpx.Client | httpx.AsyncClient, request: Request) -> httpx.Request:
    headers = dict(request.headers)
    if request.auth is not None:
        headers["Authorization"] = basic(*request.auth)
    query = {name: value for name, value in request.query.items() if value is not None}
    return http.build_request(
        request.method,
        request.path,
        params=query or None,
        json=request.body,
        data=request.form,
        headers=headers,
    )


def basic(name: str, secret: str) -> str:
    """Each form-encoded before (RFC 6749, 2.3.1)."""
    pair = f"{quote_plus(name)}:{quote_plus(secret)}".encode()
    return f"Basic {b64encode(pair).decode()}"


def answer(response: httpx.Response) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, headers, response.content)


def lost(error: httpx.TransportError) -> Lost:
    url = error.request.url
    said = f"{url.scheme}://{url.netloc.decode()}: {error or type(error).__name__}"
    return Lost(said, arrived=not isinstance(error, NEVER_ARRIVED))
