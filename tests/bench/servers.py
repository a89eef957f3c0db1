"""A Kafka for the bench: the one of the tests, for as long as it is needed."""

import asyncio
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
    with (
        tempfile.TemporaryDirectory(prefix="odr-bench-kafka-") as folder,
        tempfile.TemporaryFile() as log,
    ):
        command = [sys.executable, str(Path(kafka.__file__)), folder, str(jars)]
        keeper = await asyncio.create_subprocess_exec(
            *command, stdout=asyncio.subprocess.PIPE, stderr=log
        )
        assert keeper.stdout is not None
        servers = (await keeper.stdout.readline()).decode().strip()
        if not servers:
            raise NoKafka("it did not start")
        try:
            yield servers
        finally:
            keeper.terminate()
            await keeper.wait()
