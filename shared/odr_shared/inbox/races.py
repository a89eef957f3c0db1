"""Transactions of the inbox that met another one, and begin anew."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from odr_shared.db import heads, is_race, violated
from odr_shared.inbox.tables import cursors

T = TypeVar("T")

PAUSES: Final = (0.01, 0.04, 0.16)
"""Seconds, at most, before each further try."""
MADE_BY_ANOTHER: Final = {heads.primary_key.name, cursors.primary_key.name}
"""A row that was not there to be locked, and is there now."""


async def alone(transact: Callable[[], Awaitable[T]]) -> T:
    """What it returns, once it met nobody; the third further try is the last."""
    for pause in PAUSES:
        try:
            return await transact()
        except Exception as error:
            if not (is_race(error) or violated(error) in MADE_BY_ANOTHER):
                raise
        await asyncio.sleep(random.uniform(0, pause))  # noqa: S311  # no secret
    return await transact()
