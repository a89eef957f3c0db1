"""One attempt: it goes where it was vetted to go, ends in time, and believes nothing it is told."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address, ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.intake.receivers import Received, Receiver, receiving, status

from odr_intake.webhooks.addresses import Address
from odr_intake.webhooks.sending import READ_AT_MOST, Answer, Sender, resolve

HEADERS = {"webhook-id": "e1", "content-type": "application/json"}


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


def resolving(*answers: Iterable[str]) -> tuple[Sender, list[tuple[str, int]]]:
    """A sender whose name server gives these answers in turn, and what it was asked."""
    asked: list[tuple[str, int]] = []
    left = iter(answers)

    async def resolve(host: str, port: int) -> Iterable[Address]:
        asked.append((host, port))
        return map(ip_address, next(left))

    return Sender(resolve, local=True), asked


async def send(sender: Sender, url: str, mode: str = "test") -> Answer:
    return await sender.post(url, mode, HEADERS, b"{}")


async def test_what_arrives_is_what_was_sent(receiver) -> None:
    assert await send(Sender(local=True), receiver.url("/hook?a=b")) == Answer(204)
    (got,) = receiver.got
    assert (got.path, got.body, got.id) == ("/hook?a=b", b"{}", "e1")
    assert got.headers["host"] == f"127.0.0.1:{receiver.port}"


async def test_this_machine_is_called_only_where_that_is_set(receiver) -> None:
    assert await send(Sender(), receiver.url()) == Answer(error="url_host_not_allowed")
    assert receiver.connections == 0
    assert await send(Sender(local=True), receiver.url()) == Answer(204)


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1"])
@pytest.mark.parametrize("mode", ["live", "test"])
async def test_a_public_name_that_leads_inside_is_not_called(receiver, inside, mode) -> None:
    sender, _ = resolving(["8.8.8.8", inside])
    answer = await send(sender, "https://shop.example:8443/", mode)
    assert answer == Answer(error="url_host_not_allowed")
    assert receiver.connections == 0


async def test_a_url_is_judged_again_before_each_attempt(receiver) -> None:
    """As when the rules became stricter since it was stored."""
    for url in (receiver.url(), "https://127.1/", "https://[::ffff:7f00:1]/"):
        assert await send(Sender(local=True), url, "live") == Answer(error="url_host_not_allowed")
    assert receiver.connections == 0


async def test_a_name_is_asked_once_and_the_address_that_was_vetted_is_called() -> None:
    """Rebinding: a second answer, which would lead elsewhere, is never asked for."""
    async with receiving("127.0.0.2") as receiver:
        sender, asked = resolving(["127.0.0.2"], ["10.0.0.1"])
        url = f"http://localhost:{receiver.port}/"
        assert await send(sender, url) == Answer(204)
        assert asked == [("localhost", receiver.port)]
        # The system's own answer would have been 127.0.0.1; the name is still what is said.
        assert receiver.got[0].headers["host"] == f"localhost:{receiver.port}"
        assert await send(sender, url) == Answer(error="url_host_not_allowed")


async def test_the_next_address_is_tried_where_no_connection_can_be_made() -> None:
    async with receiving("127.0.0.2") as receiver:
        sender, _ = resolving(["127.0.0.3", "127.0.0.2"])
        assert await send(sender, f"http://localhost:{receiver.port}/") == Answer(204)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
async def test_redirects_are_not_followed(receiver, code) -> None:
    async with receiving() as elsewhere:
        to = f"HTTP/1.1 {code} Moved\r\nlocation: {elsewhere.url()}\r\ncontent-length: 0\r\n\r\n"
        receiver.answer = to.encode()
        assert await send(Sender(local=True), receiver.url()) == Answer(code, "redirected")
        assert elsewhere.connections == 0


async def test_the_environment_s_proxies_are_not_used(receiver, monkeypatch) -> None:
    async with receiving() as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy.url())
        assert await send(Sender(local=True), receiver.url()) == Answer(204)
        assert proxy.connections == 0


async def endless(received: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n")
    while True:
        writer.write(b"x" * 65_536)
        await writer.drain()


async def drop_by_drop(received: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.02)


async def head_drop_by_drop(received: Received, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"x: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.02)


async def never(received: Received, writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


BOMB = gzip.compress(b"\0" * 50_000_000)
HOSTILE = {
    "never answers": (never, Answer(error="timed_out")),
    "a head without end, slowly": (head_drop_by_drop, Answer(error="timed_out")),
    "a body without end": (endless, Answer(200)),
    "a body without end, slowly": (drop_by_drop, Answer(200)),
    "a bomb": (
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n%b"
        % (len(BOMB), BOMB),
        Answer(200),
    ),
    "an error page": (
        b"HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n<h1>Error!</h1>",
        Answer(200),
    ),
    "a huge head": (
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1_000_000,
        Answer(error="malformed_answer"),
    ),
    "no HTTP": (b"220 mail.example ESMTP\r\n\r\n", Answer(error="malformed_answer")),
    "nothing": (b"", Answer(error="malformed_answer")),
    "an unknown status": (status(299), Answer(299)),
    "a refusal": (status(500), Answer(500)),
}


@pytest.mark.parametrize(("answer", "expected"), HOSTILE.values(), ids=HOSTILE)
async def test_what_a_receiver_can_do_to_us(receiver, answer, expected) -> None:
    receiver.answer = answer
    sender = Sender(deadline=0.5, local=True)
    async with asyncio.timeout(5):
        assert await send(sender, receiver.url()) == expected


async def test_no_more_is_read_than_is_needed(receiver) -> None:
    sent = 0

    async def count(received: Received, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.transport.set_write_buffer_limits(0)
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n")
        while True:
            writer.write(b"x" * 65_536)
            await writer.drain()
            sent += 65_536

    receiver.answer = count
    async with asyncio.timeout(5):
        assert await send(Sender(local=True), receiver.url()) == Answer(200)
    # Besides what we read, the kernel's buffers take some megabytes.
    assert READ_AT_MOST <= sent + 65_536 < 50_000_000


async def test_where_nobody_listens_and_what_has_no_address() -> None:
    async with receiving() as gone:
        url = gone.url()
    assert await send(Sender(local=True), url) == Answer(error="connection_refused")
    assert await send(resolving([])[0], "https://shop.example/") == Answer(
        error="url_host_not_allowed"
    )
    # RFC 6761: this name is nobody's; whether a name server says so or none is there.
    answer = await send(Sender(deadline=2, local=True), "https://nobody.shop.example/", "live")
    assert answer.error in ("name_not_found", "timed_out")


async def test_a_name_is_resolved_to_all_its_addresses() -> None:
    assert IPv4Address("127.0.0.1") in await resolve("localhost", 443)


def certificate(name: str) -> tuple[bytes, bytes]:
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM), private


@pytest.mark.parametrize(
    ("named", "expected"),
    [("localhost", Answer(204)), ("shop.example", Answer(error="tls_failed"))],
    ids=["of that name", "of another name"],
)
async def test_the_certificate_is_judged_for_the_name(tmp_path, named, expected) -> None:
    public, private = certificate(named)
    (tmp_path / "both.pem").write_bytes(public + private)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(tmp_path / "both.pem")
    asked_for = []
    served.sni_callback = lambda _, name, __: asked_for.append(name)
    trusting = ssl.create_default_context(cadata=public.decode())
    async with receiving("127.0.0.2", served) as receiver:
        sender = Sender(resolving(["127.0.0.2"])[0].resolve, trusting, local=True)
        assert await send(sender, f"https://localhost:{receiver.port}/") == expected
        assert asked_for == ["localhost"]
        assert len(receiver.got) == (1 if expected.status else 0)


async def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path) -> None:
    public, private = certificate("localhost")
    (tmp_path / "both.pem").write_bytes(public + private)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(tmp_path / "both.pem")
    async with receiving(tls=served) as receiver:
        url = f"https://localhost:{receiver.port}/"
        sender, _ = resolving(["127.0.0.1"])
        assert await send(sender, url) == Answer(error="tls_failed")
