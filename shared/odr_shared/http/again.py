"""A request that met another one in the database's way, and is given again from its start."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.types import Message, Receive, Scope, Send

from odr_shared.db import is_race

log = logging.getLogger(__name__)

PAUSES: Final = (0.1, 0.4, 1.2)
"""Seconds, at most, before each further try: those that met must not meet again."""


class MetAnother(Exception):
    """Something was in the way that is not there any more, or need not be met again."""


Answer = Callable[[Scope, Receive, Send], Awaitable[None]]


async def until_alone(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer; after a deadlock or a serialization failure anew, in a transaction of its own.

    Never once a part of the answer has gone out. What came of the body is given again.
    """
    body, begun = _Body(receive), False

    async def sending(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    for pause in (*PAUSES, None):
        try:
            return await answer(scope, body.again(), sending)
        except Exception as error:
            if begun or pause is None or not (is_race(error) or isinstance(error, MetAnother)):
                raise
            log.info("%s met another request, and is tried again: %r", scope["path"], error)
        await asyncio.sleep(random.uniform(0, pause))  # noqa: S311  # no secret
    raise AssertionError("the last try either answers or raises")


class _Body:
    """The messages of a request, to be read more than once."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._came: list[Message] = []

    def again(self) -> Receive:
        given = 0

        async def receive() -> Message:
            nonlocal given
            if given == len(self._came):
                message = await self._receive()
                if message["type"] != "http.request":
                    return message
                self._came.append(message)
            given += 1
            return self._came[given - 1]

        return receive
