"""Where the platform receives its webhooks: a real server on this machine, which believes nobody.

Each webhook is verified twice, by the reference library and by the SDK, and each of them is also
given the same webhook with one byte changed, which it must refuse.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import UUID

import standardwebhooks

from odr_client import OdrError, SignatureInvalid, verify
from odr_client.views.webhooks import Webhook

LONGEST = 65_536
"""Bytes of a body; ours are far smaller."""
NOTICE = "notice.due"
Verify = Callable[[bytes, dict[str, str], str], object]


def by_the_reference(body: bytes, headers: dict[str, str], secret: str) -> object:
    return standardwebhooks.Webhook(secret).verify(body, headers)


def by_the_sdk(body: bytes, headers: dict[str, str], secret: str) -> object:
    return verify(body, headers, secret)


VERIFIERS: tuple[Verify, ...] = (by_the_reference, by_the_sdk)
REFUSALS = (SignatureInvalid, standardwebhooks.webhooks.WebhookVerificationError)


@dataclass
class Receiver:
    """What came, by path and case; `secrets` are known once the endpoints are made."""

    loop: asyncio.AbstractEventLoop
    port: int = 0
    secrets: dict[str, str] = field(default_factory=dict)
    received: int = 0
    believed: int = 0
    """Those that both verifiers believed, and whose forgery both refused."""
    doubted: list[str] = field(default_factory=list)
    """Why others were not."""
    bring: Callable[[Webhook], Awaitable[object]] | None = None
    """How the platform brings a notice to its addressee, and says that it has."""
    notices: int = 0
    brought: dict[UUID, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """Of each case: to which side which kind of notice was brought."""
    _bringing: set[asyncio.Task[None]] = field(default_factory=set)
    _seen: set[tuple[str, UUID]] = field(default_factory=set)
    _told: dict[tuple[str, UUID], list[str]] = field(default_factory=lambda: defaultdict(list))
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def told(self, path: str, case_id: UUID) -> list[str]:
        """What this endpoint was told of the case, each event once, in the order it came."""
        return self._told[path, case_id]

    async def until(self, enough: Callable[[], bool], within: float) -> bool:
        """Whether it held in time."""
        try:
            async with asyncio.timeout(within):
                while not enough():
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return False
        return True

    def take(self, path: str, headers: dict[str, str], body: bytes) -> bool:
        """On the loop's own thread."""
        self.received += 1
        try:
            webhook = self._believe(path, headers, body)
        except REFUSALS as refused:
            self.doubted.append(f"{path}: {refused}")
            return False
        self.believed += 1
        if webhook.case_id is not None and (path, webhook.id) not in self._seen:
            self._seen.add((path, webhook.id))
            if webhook.type == NOTICE:
                self._take_notice(webhook, webhook.case_id)
            else:
                self._told[path, webhook.case_id].append(webhook.type)
        self._news.set()
        return True

    def _take_notice(self, webhook: Webhook, case_id: UUID) -> None:
        self.notices += 1
        if self.bring is not None:
            task = self.loop.create_task(self._bring(self.bring, webhook, case_id))
            self._bringing.add(task)
            task.add_done_callback(self._bringing.discard)

    async def _bring(
        self, bring: Callable[[Webhook], Awaitable[object]], webhook: Webhook, case_id: UUID
    ) -> None:
        try:
            await bring(webhook)
        except OdrError as refused:
            self.doubted.append(f"a notice of {case_id}: {refused}")
        else:
            self.brought[case_id].append((webhook.data["side"], webhook.data["kind"]))
        self._news.set()

    def _believe(self, path: str, headers: dict[str, str], body: bytes) -> Webhook:
        secret = self.secrets[path]
        forged = body[:-1] + bytes([body[-1] ^ 1])
        for check in VERIFIERS:
            check(body, headers, secret)
            if _is_believed(check, forged, headers, secret):
                raise SignatureInvalid(f"{check.__name__} believes a forgery.")
        return verify(body, headers, secret)


def _is_believed(check: Verify, body: bytes, headers: dict[str, str], secret: str) -> bool:
    try:
        check(body, headers, secret)
    except REFUSALS:
        return False
    return True


@contextmanager
def receiving(loop: asyncio.AbstractEventLoop) -> Iterator[Receiver]:
    """While entered it listens, on a port that was free."""
    receiver = Receiver(loop)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # the library's name
            size = int(self.headers.get("Content-Length", 0))
            if size > LONGEST or self.path not in receiver.secrets:
                self._say(404)
                self.close_connection = True
                return
            body = self.rfile.read(size)
            headers = {name.lower(): value for name, value in self.headers.items()}
            taken = asyncio.run_coroutine_threadsafe(self._taken(headers, body), loop)
            self._say(204 if taken.result(10) else 400)

        async def _taken(self, headers: dict[str, str], body: bytes) -> bool:
            return receiver.take(self.path, headers, body)

        def _say(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name
            """The demo tells what matters."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        receiver.port = server.server_port
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
