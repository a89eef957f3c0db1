"""A platform with a receiver, and the worker in the test's own hands."""

import base64
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from standardwebhooks import Webhook
from tests.intake.receivers import Received, Receiver, receiving

from odr_intake.webhooks import deliver_due
from odr_intake.webhooks.sending import Sender

PATH = "/v1/webhook-endpoints"

DUE = "notice.due"
TOLD = [
    *("case.filed", DUE, DUE),
    *("case.notice_served", DUE),
    *("case.answered", "case.closed", "remedy.ordered", DUE, DUE),
]
"""What a platform hears of a case that is admitted: each step, and then whom to tell of it."""


@dataclass
class Wired:
    world: Any
    receiver: Receiver
    made: list[str] = field(default_factory=list)

    async def endpoint(
        self, path: str = "/", url: str | None = None, **more: Any
    ) -> dict[str, Any]:
        body = {"url": url or self.receiver.url(path), **more}
        answer = await self.world.post(PATH, self.world.platform, body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        self.made.append(made["id"])
        return made

    async def do(self, endpoint: dict[str, Any], what: str, expect: int) -> Any:
        answer = await self.world.post(f"{PATH}/{endpoint['id']}/{what}", self.world.platform)
        assert answer.status_code == expect, answer.text
        return answer.json()

    async def read(self, endpoint: dict[str, Any], what: str = "") -> Any:
        answer = await self.world.get(f"{PATH}/{endpoint['id']}{what}", self.world.platform)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def log(self, endpoint: dict[str, Any]) -> list[dict[str, Any]]:
        """Its deliveries, oldest first."""
        found: list[dict[str, Any]] = (await self.read(endpoint, "/deliveries"))["data"]
        return found[::-1]

    async def admitted(self) -> UUID:
        """A case that is filed, served, answered and closed."""
        case = await self.world.case()
        body = {"answer": "admit"}
        answer = await self.world.post(f"{case.path}/answer", case.respondent, body)
        assert answer.status_code == 200, answer.text
        found: UUID = case.id
        return found

    async def deliver(self, sender: Sender | None = None) -> None:
        await deliver_due(self.world.intake, sender or Sender(local=True))

    async def sql(self, statement: str, *values: Any) -> list[Any]:
        async with self.world.intake.reading() as session:
            found: list[Any] = await session.driver.fetch(statement, *values)
            return found

    async def make_due(self, endpoint: dict[str, Any]) -> None:
        """What waits for its next try has waited long enough."""
        await self.sql(
            """UPDATE webhook_lanes SET next_at = clock_timestamp()
               WHERE endpoint_id = $1 AND next_at IS NOT NULL""",
            UUID(endpoint["id"]),
        )

    async def run_out(self, endpoint: dict[str, Any]) -> None:
        """The leases on it are over, as half a minute later."""
        await self.sql(
            """UPDATE webhook_lanes SET lease_until = clock_timestamp() - interval '1 s'
               WHERE endpoint_id = $1 AND lease_until IS NOT NULL""",
            UUID(endpoint["id"]),
        )


@asynccontextmanager
async def wire(world: Any) -> AsyncIterator[Wired]:
    async with receiving() as receiver:
        wired = Wired(world, receiver)
        yield wired
        # What is still owed to a receiver that is gone would be tried in other tests.
        for endpoint_id in wired.made:
            await wired.sql("DELETE FROM webhook_endpoints WHERE id = $1", UUID(endpoint_id))


def verified(got: Received, secret: str) -> dict[str, Any]:
    """What it says, if the independent library takes its `v1` for the secret's."""
    said: dict[str, Any] = Webhook(secret).verify(got.body, got.headers)
    return said


def verified_by(got: Received, public_key: str) -> bool:
    """Whether one of its `v1a` signatures is that key's."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key.removeprefix("whpk_")))
    content = f"{got.id}.{got.headers['webhook-timestamp']}.".encode() + got.body
    for signature in signatures(got, "v1a"):
        try:
            key.verify(base64.b64decode(signature), content)
        except InvalidSignature:
            continue
        return True
    return False


def signatures(got: Received, version: str) -> Sequence[str]:
    pairs = (each.partition(",") for each in got.headers["webhook-signature"].split(" "))
    return [signature for found, _, signature in pairs if found == version]


def types(got: Sequence[Received]) -> list[str]:
    return [json.loads(each.body)["type"] for each in got]


def by_case(got: list[Received]) -> Mapping[UUID, list[str]]:
    seen = defaultdict(list)
    for each in got:
        body = json.loads(each.body)
        seen[UUID(body["data"]["case_id"])].append(body["type"])
    return seen


def own(endpoint: dict[str, Any]) -> UUID:
    return UUID(endpoint["id"])


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
