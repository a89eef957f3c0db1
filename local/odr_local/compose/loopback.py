"""A door to this machine, for a worker in a container that shall call webhooks on 127.0.0.1.

In test mode an endpoint may be the developer's own machine, and a container's 127.0.0.1 is
another one. This stands on the machine's network and listens at a socket in a folder that it
shares with that worker alone; it goes by what a request's `Host` says, and only to where test
endpoints may be.
"""

import asyncio
import logging
import re
import signal
from functools import partial
from pathlib import Path
from typing import Final

from odr_intake.domain.unsendable import UrlNotAllowed
from odr_intake.webhooks.addresses import vet_url

log = logging.getLogger(__name__)

LONGEST_HEAD: Final = 16_384
PATIENCE: Final = 15.0
"""Seconds for all of an exchange; who calls gives up before."""
HOST: Final = re.compile(rb"\r\nhost:[ \t]*([!-~]+)[ \t]*\r\n", re.IGNORECASE)

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def stand(socket: Path) -> None:
    """Let through whoever may, until told to end."""
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, ended.set)
    socket.unlink(missing_ok=True)  # noqa: ASYNC240  # before anything else is done
    server = await asyncio.start_unix_server(_let_through, socket, limit=LONGEST_HEAD)
    async with server:
        await ended.wait()


async def _let_through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            head = await reader.readuntil(b"\r\n\r\n")
            there = await _there(head)
            there[1].write(head)
            async with asyncio.TaskGroup() as both:
                both.create_task(_pass_on(reader, there[1]))
                both.create_task(_pass_on(there[0], writer))
    except* (OSError, TimeoutError, EOFError, asyncio.LimitOverrunError, UrlNotAllowed) as errors:
        log.info("not let through: %r", errors.exceptions[0])
    finally:
        writer.close()


async def _there(head: bytes) -> Streams:
    found = HOST.search(head)
    target = vet_url(f"http://{found[1].decode('ascii') if found else ''}/", "test", local=True)
    if not target.is_local:
        raise UrlNotAllowed
    return await asyncio.open_connection(target.host, target.port)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        for part in iter(partial(reader.read, LONGEST_HEAD), None):
            if not (piece := await part):
                return
            writer.write(piece)
            await writer.drain()
    finally:
        writer.close()
