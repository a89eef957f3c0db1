"""Whether a webhook is ODR's: its signature, as Standard Webhooks 1.0 has it."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from pydantic import RootModel, ValidationError

from odr_client.errors import SignatureInvalid
from odr_client.views.webhooks import Webhook

PREFIX: Final = "whsec_"
TOLERANCE: Final = timedelta(minutes=5)


def verify(
    body: bytes,
    headers: Mapping[str, str],
    secret: str | Iterable[str],
    *,
    tolerance: timedelta = TOLERANCE,
    now: datetime | None = None,
) -> Webhook:
    """What the webhook says, if it was signed with the secret; `SignatureInvalid` if not.

    `body` is what came, byte for byte, before any parsing. While a secret is rotated there may
    be several signatures, and one may give several secrets: any pair that fits will do.
    """
    said = {name.lower(): value for name, value in headers.items()}
    try:
        sent, timestamp, signatures = (
            said[f"webhook-{name}"] for name in ("id", "timestamp", "signature")
        )
    except KeyError as missing:
        raise SignatureInvalid(f"The header {missing.args[0]} is missing.") from None
    _recent(timestamp, tolerance, now or datetime.now(UTC))
    content = f"{sent}.{timestamp}.".encode() + body
    secrets = [secret] if isinstance(secret, str) else secret
    expected = [b64encode(hmac.digest(key(each), content, sha256)) for each in secrets]
    pairs = [each.partition(",") for each in signatures.split()]
    given = [signature for version, _, signature in pairs if version == "v1"]
    # All pairs are compared, so that the time it takes says nothing of which one fitted.
    fits = [hmac.compare_digest(ours, sig.encode()) for ours in expected for sig in given]
    if not any(fits):
        raise SignatureInvalid("No signature fits.")
    try:
        return Webhook.model_validate({**_Said.model_validate_json(body).root, "id": sent})
    except ValidationError as error:
        raise SignatureInvalid("It is signed, but says nothing that can be read.") from error


class _Said(RootModel[dict[str, Any]]):
    """A JSON object."""


def _recent(timestamp: str, tolerance: timedelta, now: datetime) -> None:
    try:
        at = datetime.fromtimestamp(int(timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        raise SignatureInvalid("The header webhook-timestamp is not a time.") from None
    if abs(now - at) > tolerance:
        raise SignatureInvalid(f"It was sent at {at:%Y-%m-%dT%H:%M:%SZ}, which is not now.")


def key(secret: str) -> bytes:
    """The key that a secret stands for; `ValueError` if it stands for none."""
    raw = secret.removeprefix(PREFIX)
    try:
        found = b64decode(raw + "=" * (-len(raw) % 4), validate=True)
    except ValueError as error:
        raise ValueError("This is not a webhook secret.") from error
    if not found:
        raise ValueError("The webhook secret is empty.")
    return found
