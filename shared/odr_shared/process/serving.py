"""Answering HTTP until told to stop, and then until all is answered."""

import asyncio
import gc
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import uvicorn

from odr_shared.process.stopping import Stop

BACKLOG: Final = 512
MOST_AT_ONCE: Final = 1000
"""Connections and requests; who comes beyond is told to come again."""
KEEP_ALIVE: Final = 30
"""Seconds for which a connection may do nothing."""
ANSWERING: Final = 6
"""Seconds that requests under way have to be answered once nobody new is let in."""


class Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Uvicorn would raise the signal again once it is done, and that would end us there.
        yield


async def serve(app: Any, host: str, port: int, stop: Stop, noticing: float = 0.0) -> None:
    """Serve until the stop is wished, and for `noticing` seconds more: who asks whether we are
    ready is told no, and has so long to send what comes next to somebody else."""
    config = uvicorn.Config(
        app,
        lifespan="off",
        http="httptools",
        ws="none",
        access_log=False,
        log_config=None,
        proxy_headers=False,  # what they say is used for nothing, so they cannot lie to us
        server_header=False,
        limit_concurrency=MOST_AT_ONCE,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=ANSWERING,
    )
    server = Server(config)
    with listening(host, port) as door:
        serving = asyncio.create_task(server.serve([door]))
        wish = asyncio.create_task(stop.wait())
        await asyncio.wait({serving, wish}, return_when=asyncio.FIRST_COMPLETED)
        wish.cancel()
        if not serving.done():
            await asyncio.wait({serving}, timeout=noticing)
        server.should_exit = True
        await serving


def listening(host: str, port: int) -> socket.socket:
    """The port, ours from now on; several processes of a host may not share one by accident."""
    return socket.create_server((host, port), backlog=BACKLOG)


def freeze() -> None:
    """Keep what is loaded out of garbage collections, which would walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()
