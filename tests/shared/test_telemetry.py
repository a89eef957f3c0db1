"""Operators see what happened, and no personal data; one trace goes through two services."""

import ast
import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI, Request
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from prometheus_client import generate_latest
from pydantic import SecretStr
from tests.places import syntax_of

from odr_shared import telemetry, testing
from odr_shared.broker.local import LocalBroker
from odr_shared.contracts import Fact
from odr_shared.db import Database, plumbing
from odr_shared.http import health
from odr_shared.http.door import SILENT, wrap
from odr_shared.http.problems import add_problem_handlers
from odr_shared.inbox import Inbox, Subscriptions
from odr_shared.outbox import Relay
from odr_shared.outbox.history import _record
from odr_shared.telemetry import metrics, traces
from odr_shared.vault import Vault

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PARENT = f"00-{'1' * 32}-{'2' * 16}-01"


class Asked(Fact):
    type: ClassVar[str] = "asking.asked.v1"


class Heard(Fact):
    type: ClassVar[str] = "hearing.heard.v1"


async def tell(session, subject: UUID, fact: Fact) -> None:
    head = session.heads.get(("case", subject)) or session.open("case", subject, uuid4(), "test")
    head.touched = True
    _record(session, head, fact)


@pytest.fixture(scope="module")
async def databases(dsn: str) -> AsyncIterator[list[Database]]:
    made = []
    for name in ("asking", "hearing"):
        url = await testing.create_database(dsn, f"{name}-{uuid4().hex}")
        database = Database(url, Vault.read(SecretStr(testing.VAULT)), 3)
        async with database.engine.connect() as connection:
            await connection.run_sync(plumbing.create_all)
        made.append(database)
    yield made
    for database in made:
        await database.close()


@pytest.fixture
async def world(databases: list[Database]) -> AsyncIterator[SimpleNamespace]:
    """A service that is asked over HTTP, and one that hears of it."""
    asking, hearing = databases
    app = FastAPI(telemetry=SILENT)
    add_problem_handlers(app, "https://odr.example")
    caller = testing.platform()

    @app.post("/v1/cases/{case_id}/ask")
    async def ask(request: Request, case_id: str) -> str:
        request.state.caller = caller
        async with asking.transaction() as session:
            session.info["traceparent"] = telemetry.traceparent()
            await tell(session, UUID(case_id), Asked(occurred_at=NOW))
        return telemetry.traceparent()

    @app.get("/fails")
    async def fails(request: Request) -> None:
        raise RuntimeError("Ann's e-mail is ann@shop.example")

    @app.get("/refuses")
    async def refuses(n: int) -> None:
        raise AssertionError

    on = Subscriptions("asking")

    @on(Asked)
    async def hear(session, subject: UUID, fact: Asked) -> None:
        await tell(session, subject, Heard(occurred_at=NOW))

    wrap(app, "asking", asking)
    broker = LocalBroker()

    async def settle() -> None:
        async with broker.listening("hearing", on.topics, Inbox(hearing, on).receive):
            await Relay(asking, broker, "asking").drain()

    async def kept(database: Database, subject: UUID) -> str:
        async with database.reading() as session:
            found = "SELECT traceparent FROM history WHERE subject = $1"
            return await session.driver.fetchval(found, subject)

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://odr") as http:
        yield SimpleNamespace(
            http=http,
            app=app,
            asking=asking,
            hearing=hearing,
            settle=settle,
            kept=kept,
            caller=caller,
        )
    await app.state.accesses.close()


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    return exporter


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log has written, by a handler as production has it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(telemetry.Json())
    # The client in these tests is httpx, whose own lines name the URL.
    handler.addFilter(lambda record: record.name != "httpx")
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def parsed(written: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


# --- traces


async def test_one_trace_goes_through_request_outbox_broker_and_inbox(world, spans) -> None:
    case = uuid4()
    answer = await world.http.post(f"/v1/cases/{case}/ask", headers={"traceparent": PARENT})
    await world.settle()

    found: dict[str, ReadableSpan] = {span.name: span for span in spans.get_finished_spans()}
    served = found["POST /v1/cases/{case_id}/ask"]
    sent, heard = found["send odr.asking"], found["process asking.asked.v1"]
    assert {s.context.trace_id for s in (served, sent, heard)} == {int("1" * 32, 16)}
    assert served.parent.span_id == int("2" * 16, 16)
    assert heard.parent.span_id == sent.parent.span_id == served.context.span_id
    assert [s.kind.name for s in (served, sent, heard)] == ["SERVER", "PRODUCER", "CONSUMER"]

    of_served = f"00-{'1' * 32}-{served.context.span_id:016x}-01"
    assert answer.json() == await world.kept(world.asking, case) == of_served
    assert await world.kept(world.hearing, case) == (
        f"00-{'1' * 32}-{heard.context.span_id:016x}-01"
    )


async def test_a_batch_of_several_traces_links_to_each(world, spans) -> None:
    for _ in range(2):
        await world.http.post(f"/v1/cases/{uuid4()}/ask")
    await world.settle()
    (sent,) = (span for span in spans.get_finished_spans() if span.name == "send odr.asking")
    served = {s.context.span_id for s in spans.get_finished_spans() if s.name.startswith("POST")}
    assert sent.parent is None
    assert {link.context.span_id for link in sent.links} == served
    assert len(served) == 2


async def test_with_nobody_to_make_spans_the_callers_trace_is_handed_on(world) -> None:
    case = uuid4()
    await world.http.post(f"/v1/cases/{case}/ask", headers={"traceparent": PARENT})
    await world.settle()
    assert await world.kept(world.asking, case) == PARENT
    assert await world.kept(world.hearing, case) == PARENT


@pytest.mark.parametrize(
    "given",
    [
        "",
        "nonsense",
        PARENT.upper().replace("00-", "FF-"),
        f"ff{PARENT[2:]}",
        f"00-{'0' * 32}-{'2' * 16}-01",
        f"00-{'1' * 32}-{'0' * 16}-01",
        PARENT + "\t\x1b[31m",
    ],
)
@pytest.mark.parametrize("with_spans", [False, True])
async def test_where_the_caller_gives_no_trace_there_is_a_new_one(
    world, given, with_spans, request
) -> None:
    if with_spans:
        request.getfixturevalue("spans")
    seen = set()
    for _ in range(2):
        answer = await world.http.post(f"/v1/cases/{uuid4()}/ask", headers={"traceparent": given})
        assert traces.is_traceparent(answer.json())
        assert int(answer.json()[-2:], 16) & 1 == with_spans, "sampled only if someone looks"
        seen.add(answer.json()[3:35])
    assert len(seen) == 2
    assert "1" * 32 not in seen


async def test_a_span_says_what_failed_and_not_what_was_in_it(world, spans) -> None:
    assert (await world.http.get("/fails")).status_code == 500
    with pytest.raises(RuntimeError), traces.handling("odr.x", "x.y.v1", PARENT):
        raise RuntimeError("Ann's e-mail is ann@shop.example")
    served, heard = spans.get_finished_spans()
    assert served.attributes["http.response.status_code"] == 500
    assert heard.attributes["error.type"] == "RuntimeError"
    assert not heard.status.is_ok
    assert "ann@" not in served.to_json() + heard.to_json()


ROOT = Path(__file__).parents[2]


def makers_of_apps(tree: ast.Module) -> list[ast.Call]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if ast.unparse(call.func).endswith("FastAPI")]


def test_no_app_makes_telemetry_of_its_own() -> None:
    """FastAPI's would put the path and the query of each request into its span."""
    found = 0
    for folder in ("shared", "services", "local"):
        for file in (ROOT / folder).rglob("*.py"):
            for call in makers_of_apps(syntax_of(file.read_text())):
                assert "SILENT" in {ast.unparse(each.value) for each in call.keywords}, file
                found += 1
    assert found


def test_an_endpoint_without_its_exporter_is_said(monkeypatch) -> None:
    monkeypatch.setattr(traces, "find_spec", lambda name: None)
    with pytest.raises(traces.NoExporter, match="opentelemetry-exporter"):
        traces.configure_traces("intake", "http://collector:4318")
    traces.configure_traces("intake", "")


# --- logs


async def test_one_line_a_request(world, written) -> None:
    case = uuid4()
    headers = {"X-Request-Id": "req-1", "traceparent": PARENT}
    answer = await world.http.post(f"/v1/cases/{case}/ask?name=Ann", headers=headers)
    (line,) = parsed(written)
    took, at = line.pop("ms"), line.pop("time")
    assert line == {
        "level": "info",
        "logger": "odr.http",
        "service": "asking",
        "request_id": "req-1",
        "trace_id": "1" * 32,
        "method": "POST",
        "route": "/v1/cases/{case_id}/ask",
        "message": "POST /v1/cases/{case_id}/ask 200",
        "status": 200,
        "case_id": str(case),
        "caller_kind": "platform",
        "caller_id": str(world.caller.id),
        "client_id": str(world.caller.client_id),
        "mode": "test",
    }
    assert 0 < took < 60_000
    assert abs((datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()) < 60
    assert answer.headers["X-Request-Id"] == "req-1"


@pytest.mark.parametrize(
    "given", ["", "x" * 65, "a b", "a\tb", "ann@shop.example", "é", "a\x1b[31m", "a/b"]
)
async def test_a_request_id_that_is_none_is_replaced(world, given) -> None:
    answer = await world.http.get("/nowhere", headers=[(b"X-Request-Id", given.encode())])
    made = answer.headers["X-Request-Id"]
    assert made != given
    assert len(made) == 32
    assert answer.json()["request_id"] == made


async def test_what_stands_in_a_path_or_query_is_in_no_line(world, written) -> None:
    await world.http.post("/v1/cases/ann@shop.example/ask?q=ann@shop.example")
    await world.http.get("/ann@shop.example")
    await world.http.get("/refuses?n=ann@shop.example")
    lines = parsed(written)
    asked = [line for line in lines if line["logger"] == "odr.http" and "status" in line]
    assert [line["status"] for line in asked] == [500, 404, 422]
    assert asked[1]["route"] == "unmatched"
    assert all("case_id" not in line for line in asked)
    assert "ann@" not in written.getvalue()


async def test_a_bug_is_one_problem_and_a_line_without_the_message(world, written) -> None:
    answer = await world.http.get("/fails", headers={"X-Request-Id": "req-2"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["X-Request-Id"] == answer.json()["request_id"] == "req-2"
    assert answer.headers["Cache-Control"] == "no-store"
    bug, line = parsed(written)
    assert bug["exception"]["type"] == "RuntimeError"
    assert bug["exception"]["stack"][-1].endswith("fails")
    assert bug["level"] == line["level"] == "error"
    assert "Ann" not in written.getvalue()


NASTY = '\r\n{"level": "forged"}\x1b[31m\u2028\u2029\x85\x7f\x00\ud800 "'


def test_no_value_ends_its_line() -> None:
    # A logger apart: a report of pytest's cannot hold the surrogate.
    log, written = logging.Logger("test"), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(telemetry.Json())
    log.addHandler(handler)
    log.warning("said %s", NASTY, extra={"odr": {"code": NASTY, NASTY: 1}})
    with telemetry.about(case_id=NASTY):
        log.warning(NASTY)
    text = written.getvalue()
    assert text.count("\n") == 2
    assert text.endswith("\n")
    assert all(character == "\n" or " " <= character <= "~" for character in text)
    first, second = parsed(written)
    assert first["message"] == f"said {NASTY}"
    assert (first["code"], second["case_id"], second["message"]) == (NASTY, NASTY, NASTY)


def test_values_are_cut(written) -> None:
    huge = "x" * 2**20
    with telemetry.about(case_id=huge):
        logging.getLogger("test").warning(huge, extra={"odr": {"code": huge}})
    assert len(written.getvalue()) < 4000
    assert parsed(written)[0]["code"].endswith("(1048576 characters)")


def test_exceptions_are_told_without_what_they_say(written) -> None:
    log = logging.getLogger("test")
    try:
        try:
            raise ValueError("Ann")
        except ValueError as cause:
            raise ExceptionGroup("Ann", [KeyError("Ann")]) from cause
    except ExceptionGroup as error:
        log.exception("failed: %r %s", error, error)
    (line,) = parsed(written)
    assert line["exception"]["causes"] == ["ValueError"]
    assert line["exception"]["parts"][0]["type"] == "KeyError"
    assert line["message"] == "failed: ExceptionGroup ExceptionGroup"
    assert "Ann" not in written.getvalue()


def test_all_loggers_of_a_process_write_so() -> None:
    root, stream = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    # pytest's own handlers are on the root, and basicConfig would close them.
    for handler in before:
        root.removeHandler(handler)
    try:
        telemetry.configure_logs("INFO", stream)
        for name in ("uvicorn.error", "asyncio", "odr_shared.outbox.relay"):
            logging.getLogger(name).info("hello\n")
        logging.getLogger("uvicorn.access").info("GET /v1/cases?name=Ann")
        logging.getLogger("httpx").info("POST https://shop.example/hook?secret=x")
    finally:
        logging.captureWarnings(capture=False)
        logging.getLogger("uvicorn.access").disabled = False
        root.handlers[:], root.level = before, level
    assert [line["logger"] for line in parsed(stream)] == [
        *("uvicorn.error", "asyncio", "odr_shared.outbox.relay")
    ]


# --- metrics and health


async def test_requests_are_counted_by_route_and_never_by_path(world) -> None:
    case = uuid4()

    def count(route: str, method: str, status: str) -> float:
        labels = {"service": "asking", "route": route, "method": method, "status": status}
        found = metrics.registry.get_sample_value("odr_http_request_seconds_count", labels)
        return found or 0.0

    wanted = [
        ("/v1/cases/{case_id}/ask", "POST", "2xx"),
        ("/fails", "GET", "5xx"),
        ("unmatched", "GET", "4xx"),
        ("unmatched", "other", "4xx"),
    ]
    before = [count(*each) for each in wanted]
    await world.http.post(f"/v1/cases/{case}/ask")
    await world.http.get("/fails")
    await world.http.get(f"/{case}")
    await world.http.request(f"X{case.hex}", f"/{case}")
    assert [count(*each) for each in wanted] == [n + 1 for n in before]
    shown = generate_latest(metrics.registry).decode()
    assert str(case) not in shown
    assert case.hex not in shown


def gauges(text: str) -> dict[str, float]:
    return {
        line.split("{")[0]: float(line.rpartition(" ")[2])
        for line in text.splitlines()
        if 'service="asking"' in line and "http_request" not in line
    }


async def test_the_databases_gauges_are_read_at_the_scrape(world) -> None:
    await world.settle()
    at_rest = gauges((await world.http.get("/metrics")).text)
    assert (at_rest["odr_outbox_unsent"], at_rest["odr_outbox_oldest_seconds"]) == (0, 0)
    assert at_rest["odr_database_up"] == 1
    for _ in range(3):
        await world.http.post(f"/v1/cases/{uuid4()}/ask")
    async with world.asking.reading() as session:
        for error, retry in ((None, None), ("x", NOW), ("x", None), ("x", None)):
            await session.driver.execute(
                """INSERT INTO held (source, subject, epoch, sequence, envelope, attempts, error,
                    retry_at) VALUES ('s', $1, 1, 1, '{}', 1, $2, $3)""",
                *(uuid4(), error, retry),
            )
        busy = gauges((await world.http.get("/metrics")).text)
        await session.driver.execute("DELETE FROM held")
    await world.settle()
    assert busy["odr_outbox_unsent"] == 3
    # The facts say that they are of January; they were made a moment ago.
    assert 0 < busy["odr_outbox_oldest_seconds"] < 60
    held = ("odr_inbox_waiting", "odr_inbox_retrying", "odr_inbox_parked")
    assert [busy[name] for name in held] == [1, 1, 2]
    assert (busy["odr_pool_used"], busy["odr_pool_size"]) == (1, 3)


async def test_ready_is_who_can_serve(world) -> None:
    answer = await world.http.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "parts": {"database": True, "schema": True}}


@pytest.fixture
async def lame(dsn: str) -> AsyncIterator[SimpleNamespace]:
    """A service of which something is amiss."""
    url = await testing.create_database(dsn, f"lame-{uuid4().hex}")
    database = Database(url, Vault.read(SecretStr(testing.VAULT)), 1)
    app, worker = FastAPI(telemetry=SILENT), {"worker": True}

    async def parts() -> dict[str, bool]:
        return worker

    wrap(app, "lame", database, parts=parts)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://odr") as http:
        yield SimpleNamespace(http=http, database=database, worker=worker)
    await database.close()


@pytest.mark.parametrize(
    ("amiss", "parts"),
    [
        ("schema", {"database": True, "schema": False, "worker": True}),
        ("worker", {"database": True, "schema": True, "worker": False}),
        ("database", {"database": False, "schema": False, "worker": True}),
    ],
)
async def test_not_ready_is_who_cannot(lame, monkeypatch, amiss, parts) -> None:
    if amiss != "schema":
        async with lame.database.engine.connect() as connection:
            await connection.run_sync(plumbing.create_all)
    if amiss == "worker":
        lame.worker["worker"] = False
    if amiss == "database":
        lame.database.dsn = "postgresql://nobody@127.0.0.1:1/nowhere"
    answer = await lame.http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "parts": parts}
    assert (await lame.http.get("/livez")).status_code == 200
    assert (await lame.http.get("/metrics")).status_code == 200


async def test_a_database_that_does_not_answer_in_time_is_not_waited_for(lame, monkeypatch) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.2)
    monkeypatch.setattr(health, "MISSING", "SELECT pg_sleep(60), $1::text[]")
    async with asyncio.timeout(10):
        answer = await lame.http.get("/readyz")
    assert answer.json()["parts"]["database"] is False


async def test_a_pool_in_full_use_is_still_ready(lame) -> None:
    async with lame.database.engine.connect() as connection:
        await connection.run_sync(plumbing.create_all)
    async with lame.database.reading():
        assert (await lame.http.get("/readyz")).status_code == 200


async def test_however_often_it_is_asked_the_database_is_asked_once_a_second(
    world, monkeypatch
) -> None:
    asked = []
    ask = health.Health._ask

    async def counted(self, query, *values):
        asked.append(query)
        return await ask(self, query, *values)

    monkeypatch.setattr(health.Health, "_ask", counted)
    monkeypatch.setattr(health, "FRESH", 60.0)
    answers = await asyncio.gather(*(world.http.get("/readyz") for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len(asked) <= 1
