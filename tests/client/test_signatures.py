"""Webhooks that are ODR's are believed, and nothing else; beside the reference library."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import standardwebhooks
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from odr_client import SignatureInvalid, verify
from odr_intake.webhooks.signing import Signer, headers

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVENT, CASE = UUID(int=7), UUID(int=8)
BODY = json.dumps(
    {"type": "case.closed", "timestamp": "2026-03-01T12:00:00Z", "data": {"case_id": str(CASE)}}
).encode()
SIGNERS = [
    Signer(bytes([n]) * 32, Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32)) for n in (1, 2)
]
SECRET, OTHER = (signer.secret for signer in SIGNERS)
SIGNED = headers(SIGNERS[:1], EVENT, NOW, BODY)


def test_what_the_server_signs_is_believed() -> None:
    webhook = verify(BODY, SIGNED, SECRET, now=NOW)
    assert (webhook.id, webhook.type, webhook.case_id) == (EVENT, "case.closed", CASE)


def test_what_the_reference_signs_is_believed() -> None:
    signature = standardwebhooks.Webhook(SECRET).sign(str(EVENT), NOW, BODY.decode())
    said = SIGNED | {"webhook-signature": signature}
    assert verify(BODY, said, SECRET, now=NOW).id == EVENT


@pytest.mark.parametrize(
    "known",
    [
        pytest.param([SECRET], id="the old one alone"),
        pytest.param([OTHER], id="the new one alone"),
        pytest.param([OTHER, SECRET], id="both"),
        pytest.param(["whsec_AAAA", SECRET], id="one that fits"),
        pytest.param(SECRET.removeprefix("whsec_"), id="without the prefix"),
        pytest.param(SECRET.rstrip("="), id="without padding"),
    ],
)
def test_while_a_secret_is_rotated(known: str | list[str]) -> None:
    both = headers(SIGNERS, EVENT, NOW, BODY)
    assert verify(BODY, both, known, now=NOW).id == EVENT


def test_names_of_headers_are_in_any_case() -> None:
    said = {name.title(): value for name, value in SIGNED.items()}
    assert verify(BODY, said, SECRET, now=NOW).id == EVENT


Change = Callable[[dict[str, str]], dict[str, str]]


def header(name: str, value: str) -> Change:
    return lambda said: said | {f"webhook-{name}": value}


def without(name: str) -> Change:
    return lambda said: {key: value for key, value in said.items() if key != f"webhook-{name}"}


V1, V1A = SIGNED["webhook-signature"].split()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        pytest.param(header("id", str(UUID(int=9))), "fits", id="another id"),
        pytest.param(header("timestamp", str(int(NOW.timestamp()) + 1)), "fits", id="a later time"),
        pytest.param(header("timestamp", "yesterday"), "not a time", id="no time"),
        pytest.param(header("timestamp", "9" * 30), "not a time", id="a time out of all bounds"),
        pytest.param(header("timestamp", "NaN"), "not a time", id="not a number"),
        pytest.param(header("signature", ""), "fits", id="no signature"),
        pytest.param(header("signature", V1A), "fits", id="only one of another kind"),
        pytest.param(header("signature", V1.replace("v1,", "v2,")), "fits", id="a later version"),
        pytest.param(header("signature", V1[3:]), "fits", id="no version"),
        pytest.param(header("signature", V1.removesuffix("=")), "fits", id="cut short"),
        pytest.param(header("signature", "v1,é"), "fits", id="not ASCII"),
        pytest.param(header("signature", "v1,"), "fits", id="empty"),
        pytest.param(without("id"), "webhook-id", id="without an id"),
        pytest.param(without("timestamp"), "webhook-timestamp", id="without a time"),
        pytest.param(without("signature"), "webhook-signature", id="without a signature"),
    ],
)
def test_what_is_not_ours(change: Change, why: str) -> None:
    with pytest.raises(SignatureInvalid, match=why):
        verify(BODY, change(SIGNED), SECRET, now=NOW)


@pytest.mark.parametrize("at", range(len(BODY)))
def test_one_byte_changed(at: int) -> None:
    forged = BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :]
    with pytest.raises(SignatureInvalid):
        verify(forged, SIGNED, SECRET, now=NOW)


def test_another_secret() -> None:
    with pytest.raises(SignatureInvalid):
        verify(BODY, SIGNED, OTHER, now=NOW)


def test_no_secret() -> None:
    with pytest.raises(SignatureInvalid):
        verify(BODY, SIGNED, [], now=NOW)


@pytest.mark.parametrize(
    ("late", "believed"),
    [
        (timedelta(minutes=5), True),
        (timedelta(minutes=5, seconds=1), False),
        (-timedelta(minutes=5), True),
        (-timedelta(minutes=5, seconds=1), False),
    ],
    ids=str,
)
def test_what_was_signed_long_ago_or_will_be(late: timedelta, believed: bool) -> None:
    if believed:
        assert verify(BODY, SIGNED, SECRET, now=NOW + late).id == EVENT
    else:
        with pytest.raises(SignatureInvalid, match="not now"):
            verify(BODY, SIGNED, SECRET, now=NOW + late)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"type": 1}'])
def test_what_is_signed_and_says_nothing(body: bytes) -> None:
    with pytest.raises(SignatureInvalid, match="says nothing"):
        verify(body, headers(SIGNERS[:1], EVENT, NOW, body), SECRET, now=NOW)


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_ä", "whsec_a b"])
def test_what_is_no_secret(secret: str) -> None:
    with pytest.raises(ValueError, match="secret"):
        verify(BODY, SIGNED, secret, now=NOW)
