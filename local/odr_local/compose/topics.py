"""The topics, as they are to be for ever."""

import asyncio
import logging
from typing import Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

from odr_local.trouble import Trouble

log = logging.getLogger(__name__)

PARTITIONS: Final = 12
RETENTION: Final = 14 * 24 * 3600 * 1000
"""Milliseconds; what is older is replayed from history."""
SETTINGS: Final = {"retention.ms": str(RETENTION), "cleanup.policy": "delete"}
PATIENCE: Final = 60.0


async def provide(servers: str, topics: list[str]) -> None:
    """Make those that are missing, and give all of them these settings."""
    async with asyncio.timeout(PATIENCE):
        admin = await _reached(servers)
        try:
            new = [NewTopic(name, PARTITIONS, 1, topic_configs=SETTINGS) for name in topics]
            answer = await admin.create_topics(new)
            for name, code, *_ in answer.topic_errors:
                if code and for_code(code) is not TopicAlreadyExistsError:
                    raise Trouble(f"The topic {name} cannot be made: {for_code(code).__name__}.")
            resources = [ConfigResource(ConfigResourceType.TOPIC, t, SETTINGS) for t in topics]
            await admin.alter_configs(resources)
            for found in await admin.describe_topics(topics):
                count = len(found["partitions"])
                if count != PARTITIONS:
                    raise Trouble(f"The topic {found['topic']} has {count} partitions.")
        finally:
            await admin.close()


async def _reached(servers: str) -> AIOKafkaAdminClient:
    while True:
        admin = AIOKafkaAdminClient(bootstrap_servers=servers)
        try:
            await admin.start()
        except KafkaError as error:
            log.warning("Kafka is not there yet: %r", error)
            await admin.close()
            await asyncio.sleep(0.5)
        else:
            return admin
