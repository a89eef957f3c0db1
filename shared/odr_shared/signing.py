"""How secrets and access tokens (RFC 9068) are made."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from jwt.algorithms import ECAlgorithm

from odr_shared.callers import Caller

ALGORITHM: Final = "ES256"
TYPE: Final = "at+jwt"
PUBLIC: Final = "odr"
INTERNAL: Final = "odr-internal"
"""The two audiences: what the gateway routes, and what services ask one another."""
LONGEST_LIFE: Final = 3600
"""Seconds; no access token is made to last longer, and none that does is accepted."""


def audience(scope: str) -> str:
    """Whom a token of that scope is for."""
    return INTERNAL if scope.startswith("internal:") else PUBLIC


def new_secret(mode: str) -> str:
    """A client's secret: 256 bits, with a prefix by which scanners know a leaked one."""
    return f"odr_{mode}_{secrets.token_urlsafe(32)}"


def digest(secret: str) -> bytes:
    """What is stored of a secret: fast, as 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A P-256 key, named by the thumbprint of its public half (RFC 7638)."""

    private: ec.EllipticCurvePrivateKey

    @classmethod
    def new(cls) -> "SigningKey":
        return cls(ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def read(cls, der: bytes) -> "SigningKey":
        private = load_der_private_key(der, password=None)
        if not isinstance(private, ec.EllipticCurvePrivateKey):
            raise TypeError("a signing key is an EC key")
        return cls(private)

    @property
    def der(self) -> bytes:
        """The private half, which leaves memory only sealed."""
        return self.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    @property
    def kid(self) -> str:
        said = json.dumps(self._public, sort_keys=True, separators=(",", ":"))
        return urlsafe_b64encode(hashlib.sha256(said.encode()).digest()).rstrip(b"=").decode()

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half, as a JWKS lists it."""
        return self._public | {"kid": self.kid, "use": "sig", "alg": ALGORITHM}

    @property
    def _public(self) -> dict[str, Any]:
        return ECAlgorithm.to_jwk(self.private.public_key(), as_dict=True)

    def sign(self, claims: Mapping[str, Any]) -> str:
        return jwt.encode(dict(claims), self.private, ALGORITHM, {"typ": TYPE, "kid": self.kid})


def claims(caller: Caller, issuer: str, audience: str, now: float, lasts: float) -> dict[str, Any]:
    """What a token for that caller says; verifying it gives the caller back. In Unix seconds."""
    said: dict[str, Any] = {
        "iss": issuer,
        "aud": audience,
        "sub": str(caller.id),
        "client_id": str(caller.client_id),
        "iat": int(now),
        "nbf": int(now),
        "exp": int(now + lasts),
        "jti": caller.token_id,
        "kind": caller.kind.value,
        "mode": caller.mode,
        "scope": " ".join(sorted(caller.scopes)),
        "acr": caller.acr,
    }
    for name in ("platform_id", "case_id", "side", "mandate_id"):
        if (value := getattr(caller, name)) is not None:
            said[name] = str(value)
    if caller.roles:
        said["roles"] = sorted(caller.roles)
    if caller.mandated:
        said["mandated"] = sorted(caller.mandated)
    return said
