"""Traces: one for what a request began, through outbox, broker and inbox.

Without a tracer provider no span is made, and the `traceparent` is only handed on; that costs
a dictionary. With one, OpenTelemetry makes the spans and hands on theirs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Final

from opentelemetry import trace
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Link, Span, SpanContext, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.util.types import AttributeValue

from odr_shared.telemetry.context import TRACE, about

EXPORTER: Final = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
MOST_LINKS: Final = 32
NO_PROVIDERS: Final = (trace.ProxyTracerProvider, trace.NoOpTracerProvider)

# W3C Trace Context, section 3.2: zeros are nobody, and version ff is none.
TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?"
)


class NoExporter(Exception):
    """An OTLP endpoint is set, and the package opentelemetry-exporter-otlp-proto-http is not."""


def configure_traces(service: str, endpoint: str) -> None:
    """Send the spans of this process there; with no endpoint, make none."""
    if not endpoint:
        return
    if find_spec("opentelemetry.exporter") is None or find_spec(EXPORTER) is None:
        raise NoExporter(NoExporter.__doc__)
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: f"odr-{service}"}))
    exporter = import_module(EXPORTER).OTLPSpanExporter(endpoint=endpoint)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)


def is_traceparent(text: str) -> bool:
    return TRACEPARENT.fullmatch(text) is not None


@contextmanager
def serving(name: str, given: str, otherwise: str, **said: str) -> Iterator[Span]:
    """A request that is answered, under the caller's `traceparent` if that is one.

    `otherwise` is handed on where the caller gave none and nobody makes spans; `said` is what
    the log says about all that happens in it.
    """
    parent = given if given and is_traceparent(given) else ""
    if not _makes_spans():
        with about(**said, traceparent=parent or otherwise):
            yield trace.INVALID_SPAN
        return
    with about(**said), _span(name, SpanKind.SERVER, parent, said) as span:
        yield span


def handling(topic: str, kind: str, parent: str) -> AbstractContextManager[object]:
    """A fact that is heard; its span hangs under what made the fact, across the broker."""
    if not _makes_spans():
        return about(**{TRACE: parent})
    said: dict[str, AttributeValue] = {
        "messaging.source.name": topic,
        "messaging.operation.type": "process",
    }
    return _span(f"process {kind}", SpanKind.CONSUMER, parent, said)


@contextmanager
def relaying(topic: str, parents: Sequence[str]) -> Iterator[Span]:
    """A batch that is sent. Of one trace, it is part of it; of several, it links to them."""
    made = list(dict.fromkeys(parent for parent in parents if is_traceparent(parent)))
    of_one = len({parent[3:35] for parent in made}) == 1
    said: dict[str, AttributeValue] = {
        "messaging.destination.name": topic,
        "messaging.operation.type": "send",
        "messaging.batch.message_count": len(parents),
    }
    links = [] if of_one else [Link(_context(parent)) for parent in made[:MOST_LINKS]]
    parent = made[0] if of_one else ""
    with _span(f"send {topic}", SpanKind.PRODUCER, parent, said, links) as span:
        yield span


def _makes_spans() -> bool:
    return not isinstance(trace.get_tracer_provider(), NO_PROVIDERS)


@contextmanager
def _span(
    name: str,
    kind: SpanKind,
    parent: str,
    said: Mapping[str, AttributeValue],
    links: Sequence[Link] = (),
) -> Iterator[Span]:
    if not _makes_spans():
        with about(**{TRACE: parent}):
            yield trace.INVALID_SPAN
        return
    tracer = trace.get_tracer("odr")
    under = trace.INVALID_SPAN
    if is_traceparent(parent):
        under = trace.NonRecordingSpan(_context(parent))
    context = trace.set_span_in_context(under)
    span = tracer.start_span(name, context, kind, said, links)
    # An exception's message may quote what people wrote: its type is all that is recorded.
    quietly = trace.use_span(
        span, end_on_exit=True, record_exception=False, set_status_on_exception=False
    )
    with quietly:
        try:
            with about(**{TRACE: _traceparent(span.get_span_context())}):
                yield span
        except BaseException as error:
            span.set_attribute("error.type", type(error).__qualname__)
            span.set_status(Status(StatusCode.ERROR))
            raise


def _context(traceparent: str) -> SpanContext:
    found = TRACEPARENT.fullmatch(traceparent)
    if found is None:
        raise ValueError(traceparent)
    of, by, flags = (int(part, 16) for part in found.groups())
    return SpanContext(of, by, is_remote=True, trace_flags=TraceFlags(flags & 1))


def _traceparent(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"
