"""An endpoint's secrets, and the signatures that they make (Standard Webhooks 1.0).

No secret is stored: each generation has a random key of its own in the table of keys, and what
signs is derived from that. Destroying the key ends the secret.
"""

import hmac
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from odr_shared.db import Keys

URL: Final = "url"
"""The subject of the key that seals an endpoint's URL."""


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """One generation of an endpoint's secrets."""

    shared: bytes
    private: Ed25519PrivateKey

    @property
    def secret(self) -> str:
        """What verifies `v1`, as its owner is shown it once."""
        return "whsec_" + _base64(self.shared)

    @property
    def public_key(self) -> str:
        """What verifies `v1a`."""
        return "whpk_" + _base64(self.private.public_key().public_bytes_raw())

    def sign(self, content: bytes) -> str:
        symmetric = hmac.digest(self.shared, content, sha256)
        return f"v1,{_base64(symmetric)} v1a,{_base64(self.private.sign(content))}"


def signer(keys: Keys, generation: int) -> Signer:
    """That generation's; it is made if it has never been."""
    key = keys.key(subject(generation))
    private = Ed25519PrivateKey.from_private_bytes(key.digest(b"webhooks/v1a"))
    return Signer(key.digest(b"webhooks/v1"), private)


def retire(keys: Keys, generation: int) -> None:
    """That generation signs no more, and nobody can make it sign again."""
    if subject(generation) in keys.live:
        keys.destroy(subject(generation))


def headers(signers: Iterable[Signer], event_id: UUID, at: datetime, body: bytes) -> dict[str, str]:
    """What goes with the body, signed by each: the current generation first."""
    seconds = int(at.timestamp())
    content = f"{event_id}.{seconds}.".encode() + body
    return {
        "webhook-id": str(event_id),
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(each.sign(content) for each in signers),
    }


def url_place(endpoint_id: UUID) -> str:
    return f"webhook_endpoints.url/{endpoint_id}"


def subject(generation: int) -> str:
    return f"signing/{generation}"


def _base64(raw: bytes) -> str:
    return b64encode(raw).decode()
