"""One trace, from the request in one process through Kafka to the effect in another."""

import asyncio
import json
import sys
from uuid import uuid4

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.shared.test_outbox import NOW, Noted, opened

from odr_shared import outbox, telemetry
from odr_shared.broker.kafka import kafka
from odr_shared.broker.topics import make_topic
from odr_shared.outbox import Relay

GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def test_a_trace_goes_through_two_processes_and_kafka(
    world, kafka_servers, monkeypatch
) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    service, case = f"traced-{uuid4().hex}", uuid4()
    url = world.intake.engine.url.render_as_string(hide_password=False)
    await Relay(world.negotiation, _Nowhere(), service).drain()
    await make_topic(kafka_servers, f"odr.{service}")
    with telemetry.serving("POST /said", GIVEN, ""):
        async with world.negotiation.transaction() as session:
            session.info["traceparent"] = telemetry.traceparent()
            session.open("case", case, case, "live")
            outbox.record(session, opened(case), [Noted(occurred_at=NOW)])
    async with kafka(kafka_servers) as broker:
        await Relay(world.negotiation, broker, service).drain()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.shared.hearing", url, kafka_servers, service),
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await child.communicate()
    assert child.returncode == 0
    lines = [json.loads(each) for each in said.splitlines()]
    [heard] = [each for each in lines if each.get("kind") == "CONSUMER"]
    [handed_on] = [each["handed on"] for each in lines if "handed on" in each]

    server, producer = exporter.get_finished_spans()
    assert (server.kind.name, producer.kind.name) == ("SERVER", "PRODUCER")
    asked, sent = server.get_span_context(), producer.get_span_context()
    assert asked is not None
    assert sent is not None
    of = GIVEN[3:35]
    assert {f"{asked.trace_id:032x}", f"{sent.trace_id:032x}", heard["trace"]} == {of}
    assert heard["under"] == f"{asked.span_id:016x}", "under what made the fact"
    assert handed_on == f"00-{of}-{heard['id']}-01", "what it makes hangs under its own span"


class _Nowhere:
    """What other tests have left is not for this one's topic."""

    async def send(self, topic: str, batch: object) -> None: ...
