"""Connecting to Postgres so that it is noticed when it is away, also when it just falls silent."""

import socket
from typing import Final

import asyncpg

CONNECTING: Final = 1.0
"""Seconds for a connection to be made."""
ANSWERING: Final = 5.0
"""Seconds for a statement: as long as the server itself would let an app's run."""
UNACKNOWLEDGED: Final = 4000
"""Milliseconds after which a network that swallows what we send is given up."""
QUIET: Final = 2
"""Seconds of silence after which the network is asked whether the other end is there."""


async def dial(dsn: str, name: str = "odr") -> asyncpg.Connection:
    """A connection on which nothing waits for longer than it is worth."""
    connection = await asyncpg.connect(
        dsn,
        timeout=CONNECTING,
        command_timeout=ANSWERING,
        server_settings={"application_name": name},
    )
    # asyncpg has no name for what libpq calls tcp_user_timeout.
    end = connection._transport.get_extra_info("socket")  # noqa: SLF001
    if end is not None and end.family in (socket.AF_INET, socket.AF_INET6):
        keep_watch(end)
    return connection


def keep_watch(end: socket.socket) -> None:
    """Have the kernel end a connection whose other end is gone; what a system lacks is left out."""
    end.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (
        ("TCP_KEEPIDLE", QUIET),
        ("TCP_KEEPINTVL", 1),
        ("TCP_KEEPCNT", 2),
        ("TCP_USER_TIMEOUT", UNACKNOWLEDGED),
    ):
        if hasattr(socket, option):
            end.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
