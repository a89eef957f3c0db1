"""Every service's topic, once the broker is there."""

import asyncio
import logging
from typing import Final

from aiokafka.errors import KafkaError

from odr_local.trouble import Trouble
from odr_shared.broker.topics import OtherPartitions, make_topic

log = logging.getLogger(__name__)

PATIENCE: Final = 60.0
"""Seconds for a broker that has just started to answer."""
PAUSE: Final = 0.5


async def provide(servers: str, topics: list[str]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            for topic in topics:
                while not await _is_there(servers, topic):  # noqa: ASYNC110  # it is elsewhere
                    await asyncio.sleep(PAUSE)
    except TimeoutError as error:
        raise Trouble(f"Kafka at {servers} does not answer.") from error
    except OtherPartitions as error:
        raise Trouble(f"{error}.") from error


async def _is_there(servers: str, topic: str) -> bool:
    try:
        await make_topic(servers, topic)
    except KafkaError as error:
        log.warning("%s: not made yet: %r", topic, error)
        return False
    return True
