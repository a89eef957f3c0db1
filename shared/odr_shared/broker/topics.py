"""Topics as they must be before anybody uses them: `odr-intake topics` makes a service's own."""

import logging
from typing import Any, Final

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError, TopicAlreadyExistsError, for_code

log = logging.getLogger(__name__)

PARTITIONS: Final = 12
"""For ever: with another number a subject's facts would go on in another partition."""
KEPT: Final = 14 * 24 * 3600 * 1000
"""Milliseconds; what is older is in history."""
COPIES: Final = 3
"""Of each partition, where there are so many servers."""
LARGEST: Final = 1 << 20
"""Bytes of a message."""


class OtherPartitions(Exception):
    """A topic has another number of partitions than it must have; make it anew, and replay."""


async def make_topic(servers: str, name: str, partitions: int = PARTITIONS) -> bool:
    """See that it is there; whether it had to be made."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    await admin.start()
    try:
        return await _make(admin, name, partitions)
    finally:
        await admin.close()


async def _make(admin: AIOKafkaAdminClient, name: str, partitions: int) -> bool:
    count = len((await admin.describe_cluster())["brokers"])
    copies = min(COPIES, count)
    settings = {
        "retention.ms": str(KEPT),
        "cleanup.policy": "delete",
        "max.message.bytes": str(LARGEST),
        # One server may be away, and what is acknowledged is still on two.
        "min.insync.replicas": str(max(1, copies - 1)),
    }
    wanted = NewTopic(name, partitions, copies, topic_configs=settings)
    answer: Any = await admin.create_topics([wanted])
    for _, code, *said in answer.topic_errors:
        if code == TopicAlreadyExistsError.errno:
            [found] = await admin.describe_topics([name])
            if len(found["partitions"]) != partitions:
                raise OtherPartitions(f"{name} has {len(found['partitions'])}, not {partitions}")
            return False
        if code:
            error: type[KafkaError] = for_code(code)
            raise error(f"{name}: {said}")
    log.info("%s: made, with %d partitions, %d copies of each", name, partitions, copies)
    return True
