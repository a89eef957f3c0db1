"""A listener in a process of its own: it hears one fact, and prints the spans that it made.

`python -m tests.shared.hearing URL SERVERS SERVICE`, where the topic is `odr.SERVICE`.
"""

import asyncio
import json
import sys
from uuid import UUID

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from pydantic import SecretStr
from tests.shared.test_outbox import Noted

from odr_shared import telemetry
from odr_shared.broker.kafka import kafka
from odr_shared.db import Database, Session
from odr_shared.inbox import Inbox, Subscriptions
from odr_shared.testing import VAULT
from odr_shared.vault import Vault


def line(span: ReadableSpan) -> str:
    context, parent = span.get_span_context(), span.parent
    assert context is not None
    assert parent is not None
    said = {"trace": f"{context.trace_id:032x}", "id": f"{context.span_id:016x}"}
    made = {"kind": span.kind.name, "name": span.name, "under": f"{parent.span_id:016x}"}
    return json.dumps(said | made) + "\n"


async def main(url: str, servers: str, service: str) -> None:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(formatter=line)))
    trace.set_tracer_provider(provider)
    heard, on = asyncio.Event(), Subscriptions(service)

    @on(Noted)
    async def hear(session: Session, case_id: UUID, fact: Noted) -> None:
        print(json.dumps({"handed on": session.info["traceparent"]}), flush=True)  # noqa: T201
        heard.set()

    database = Database(url, Vault.read(SecretStr(VAULT)), 2)
    inbox = Inbox(database, on)
    async with (
        kafka(servers) as broker,
        broker.listening(f"g-{service}", [f"odr.{service}"], inbox.receive),
        asyncio.timeout(60),
    ):
        await heard.wait()
    assert telemetry.traceparent() == ""
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
