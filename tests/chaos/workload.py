"""Disputes over HTTP, as platforms have them: many at once, each asking again when it must."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import httpx
from tests.chaos.journal import End, Journal, Operation
from tests.conftest import new_filing

PAUSES: Final = (0.05, 0.1, 0.2, 0.4, 0.8)
ASKED_AT_MOST: Final = 60
"""Times that one thing is asked for, until somebody must have answered."""
TIMEOUT: Final = 8.0
OPENING: Final = 120.0
"""Seconds that a stage may take to open while all around it is being killed."""
TOKEN_LASTS: Final = 300.0
Json = dict[str, Any]


class Clients:
    """One platform's, who go to another instance when one does not answer."""

    def __init__(
        self,
        bases: Mapping[str, Sequence[str]],
        credentials: tuple[str, str],
        journal: Journal,
        chance: random.Random,
    ) -> None:
        self._bases, self._credentials = bases, credentials
        self.journal, self.chance = journal, chance
        self._http = httpx.AsyncClient(timeout=TIMEOUT)
        self._token, self._until = "", 0.0
        self._turn = asyncio.Lock()
        self._n = 0

    async def close(self) -> None:
        await self._http.aclose()

    async def headers(self) -> dict[str, str]:
        async with self._turn:
            while time.monotonic() > self._until:
                try:
                    answer = await self._http.post(
                        f"{self.chance.choice(self._bases['intake'])}/oauth/token",
                        data={"grant_type": "client_credentials"},
                        auth=self._credentials,
                    )
                    if answer.status_code == 200:
                        self._token = answer.json()["access_token"]
                        self._until = time.monotonic() + TOKEN_LASTS
                        break
                except httpx.TransportError:
                    pass  # nobody there: another is asked
                await asyncio.sleep(0.2)
        return {"Authorization": f"Bearer {self._token}"}

    async def do(
        self,
        what: str,
        path: str,
        body: Json | None = None,
        case: UUID | None = None,
        once: bool = False,
    ) -> tuple[Operation, Json]:
        """Ask until there is an answer, under one key; `once`, whatever comes of it."""
        self._n += 1
        operation = self.journal.invoke(what, f"{self.journal.platform}-{self._n}", case)
        said: Json = {}
        for attempt in range(1 if once else ASKED_AT_MOST):
            operation.attempts += 1
            found = await self._ask(operation, path, body)
            if found is not None and operation.end is not End.UNKNOWN:
                said = found
                break
            await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)] * (1 + self.chance.random()))
        operation.ended = time.monotonic()
        return operation, said

    async def _ask(self, operation: Operation, path: str, body: Json | None) -> Json | None:
        service = "negotiation" if path.startswith("/v1/negotiations") else "intake"
        url = self.chance.choice(self._bases[service]) + path
        headers = await self.headers()
        try:
            if operation.is_command:
                headers["Idempotency-Key"] = operation.key
                answer = await self._http.post(url, json=body, headers=headers)
            else:
                answer = await self._http.get(url, headers=headers)
            said: Json = answer.json()
        except (httpx.TransportError, ValueError):
            return None
        operation.status, operation.code = answer.status_code, str(said.get("code", ""))
        if answer.is_success:
            operation.end, operation.version = End.OK, said.get("version")
        elif answer.status_code in (401, 429) or answer.status_code >= 500:
            self._until = 0.0 if answer.status_code == 401 else self._until
            plain = answer.headers.get("content-type") != "application/problem+json"
            self.journal.bare += answer.status_code == 500 or plain
        elif operation.code != "stage_opening":
            operation.end = End.FAIL
        return said


async def dispute(clients: Clients) -> None:
    """One case, from filing to an end of some kind; parties race where they might."""
    chance = clients.chance
    once = chance.random() < 0.05
    filed, case = await clients.do("file", "/v1/cases", new_filing(), once=once)
    if filed.end is not End.OK:
        return
    case_id = UUID(case["id"])
    filed.case = case_id
    path, talks = f"/v1/cases/{case_id}", f"/v1/negotiations/{case_id}"
    claimant, respondent = case["claimant_id"], case["respondent_id"]
    await clients.do("read", path, case=case_id)
    first = chance.random()
    if first < 0.08:
        await clients.do("withdraw", f"{path}/withdraw", case=case_id)
        return
    proof = {"notice": "claim", "channel": "app", "at": case["filed_at"]}
    served, _ = await clients.do("serve", f"{path}/serve", proof, case_id)
    if served.end is not End.OK:
        return
    answer = "admit" if first < 0.16 else "contest"
    given = {"answer": answer, "on_behalf_of": respondent}
    done, _ = await clients.do("answer", f"{path}/answer", given, case_id)
    if answer == "admit" or done.end is not End.OK:
        await clients.do("read", path, case=case_id)
        return
    if not await _opened(clients, case_id, talks):
        return
    sides = [claimant, respondent]
    for _ in range(chance.randint(2, 10)):
        offering, other = chance.sample(sides, 2)
        offered = await _offer(clients, case_id, talks, offering)
        await clients.do("read", talks, case=case_id)
    accept = f"{talks}/offers/{offered}/accept"
    accepting = clients.do("accept", accept, {"on_behalf_of": other}, case_id)
    declining = clients.do("decline", f"{talks}/decline", {"on_behalf_of": offering}, case_id)
    withdrawing = clients.do("withdraw", f"{path}/withdraw", case=case_id)
    again = clients.do("offer", f"{talks}/offers", _offer_of(chance, other), case_id)
    racing = chance.choice(
        [
            (accepting,),
            (declining,),
            (withdrawing,),
            (accepting, withdrawing),
            (accepting, declining, again),
            (accepting, again),
        ]
    )
    for each in {accepting, declining, withdrawing, again} - set(racing):
        each.close()
    await asyncio.gather(*racing)
    await clients.do("read", talks, case=case_id)
    await clients.do("read", path, case=case_id)


def _offer_of(chance: random.Random, party: str) -> Json:
    amount = {"amount": chance.randint(1, 4000), "currency": "EUR"}
    return {"amount": amount, "on_behalf_of": party}


async def _offer(clients: Clients, case_id: UUID, talks: str, party: str) -> str:
    body = _offer_of(clients.chance, party)
    _, said = await clients.do("offer", f"{talks}/offers", body, case_id)
    return str((said.get("on_table") or {}).get("id", UUID(int=0)))


async def _opened(clients: Clients, case_id: UUID, talks: str) -> bool:
    """Wait until the other service has heard; if it never does, the checker says so."""
    until = time.monotonic() + OPENING
    while time.monotonic() < until:
        read, _ = await clients.do("read", talks, case=case_id, once=True)
        if read.end is End.OK:
            return True
        await asyncio.sleep(0.5)
    return False


async def work(clients: Clients, at_once: int, stop: asyncio.Event) -> None:
    """So many disputes at once, one after the other, until told to stop; each is ended then."""

    async def one_after_the_other() -> None:
        while not stop.is_set():
            await dispute(clients)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(at_once):
            tasks.create_task(one_after_the_other())
