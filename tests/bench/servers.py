"""A Kafka for the bench: the one of the tests, for as long as it is needed."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fcntl import LOCK_SH
from pathlib import Path

import pytest
from tests import kafka


class NoKafka(Exception):
    """Kafka could not be brought, and ODR_TEST_KAFKA names none."""


@asynccontextmanager
async def kafka_running() -> AsyncIterator[str]:
    if named := os.environ.get("ODR_TEST_KAFKA"):
        yield named
        return
    try:
        jars = kafka._jars()
    except (pytest.skip.Exception, pytest.fail.Exception) as why:
        raise NoKafka(str(why)) from None
    with tempfile.TemporaryDirectory(prefix="odr-bench-kafka-") as name:
        folder = Path(name)
        with (folder / "log").open("wb") as log, kafka._locked(folder / "kafka.users", LOCK_SH):
            keeper = await asyncio.create_subprocess_exec(
                *(sys.executable, str(Path(kafka.__file__)), name, str(jars)),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
            assert keeper.stdout is not None
            servers = (await keeper.stdout.readline()).decode().strip()
            if not servers:
                raise NoKafka("it did not start")
            yield servers
        await keeper.wait()  # it ends once its last user is gone
