"""`odr webhooks listen`: a receiver on this machine, for as long as one listens."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from queue import SimpleQueue
from threading import Thread
from typing import Annotated, Final

import typer
from rich.text import Text

from odr_client.command.session import Session, session
from odr_client.command.showing import clean
from odr_client.errors import SignatureInvalid
from odr_client.signatures import verify
from odr_client.views.webhooks import Webhook

LONGEST: Final = 65_536
"""Bytes of a body; ODR's are far smaller."""
PATIENCE: Final = 10.0
"""Seconds."""


@dataclass
class Ear:
    """What hears, and the secret that it believes."""

    url: str
    secret: Future[str] = field(default_factory=Future)
    """What is sent before the endpoint's maker knows it waits for it."""
    heard: SimpleQueue[Webhook | SignatureInvalid] = field(default_factory=SimpleQueue)


@contextmanager
def listening(port: int) -> Iterator[Ear]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # the library's name
            size = int(self.headers.get("Content-Length", 0))
            if size > LONGEST:
                self.close_connection = True
                self._say(413)
                return
            try:
                secret = ear.secret.result(PATIENCE)
                said = verify(self.rfile.read(size), dict(self.headers), secret)
            except SignatureInvalid as error:
                ear.heard.put(error)
                self._say(400)
            else:
                ear.heard.put(said)
                self._say(204)

        def _say(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # its name
            """What is heard is shown, and nothing else."""

    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        server.daemon_threads = True
        ear = Ear(f"http://127.0.0.1:{server.server_port}/")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield ear
        finally:
            server.shutdown()
            thread.join()


def listen(
    context: typer.Context,
    events: Annotated[
        list[str] | None, typer.Option("--event", help="A type, such as case.closed; else all.")
    ] = None,
    most: Annotated[
        int | None, typer.Option("--count", min=1, help="End after so many; else on Ctrl-C.")
    ] = None,
    port: Annotated[int, typer.Option(help="To listen on; else one that is free.")] = 0,
) -> None:
    """In test mode: receive webhooks here, verify and show each, and forget the endpoint after."""
    held = session(context)
    with held.odr() as odr, listening(port) as ear:
        made = odr.webhooks.add(ear.url, events or ["*"])
        ear.secret.set_result(made.secret)
        held.screen.say(f"Listening on {ear.url}; Ctrl-C ends it.")
        try:
            for _ in range(most) if most is not None else count():
                _show(held, ear.heard.get())
        except KeyboardInterrupt:
            held.screen.say("Ended.")
        finally:
            odr.webhooks.delete(made.id)


def _show(held: Session, heard: Webhook | SignatureInvalid) -> None:
    if isinstance(heard, SignatureInvalid):
        held.screen.err.print(Text(f"✗ {clean(str(heard))}", style="red"))
        return
    if held.screen.as_json:
        held.screen.out.out(heard.model_dump_json(), highlight=False)
        return
    more = " ".join(f"{name}={value}" for name, value in heard.data.items())
    held.screen.say(f"✓ {heard.timestamp:%Y-%m-%d %H:%M:%S}Z {heard.type} {more}")
