"""Asking intake from inside: for a case that a service does not know yet, and for keys."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Literal
from uuid import UUID

import httpx
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from odr_shared.errors import Unavailable
from odr_shared.levels import Level
from odr_shared.mandates import Mandate

log = logging.getLogger(__name__)

PATIENCE: Final = 2.0
"""Seconds for one question, with the token it may need."""
BEFORE_ITS_END: Final = 60.0
"""Seconds before its end in which a token is no longer used."""


class CaseCard(BaseModel):
    """Enough of a case to tell who may see it."""

    # A newer intake may say more.
    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)

    id: Annotated[UUID, Level.PUBLIC]
    platform_id: Annotated[UUID, Level.PUBLIC]
    mode: Annotated[Literal["live", "test"], Level.PUBLIC]
    claimant: Annotated[UUID, Level.PUBLIC]
    respondent: Annotated[UUID, Level.PUBLIC]
    stage: Annotated[str | None, Level.PUBLIC]
    status: Annotated[str, Level.PUBLIC]
    clock_now: Annotated[datetime | None, Level.PUBLIC] = None
    """What its test clock shows, if it has one."""
    mandates: Annotated[Sequence[Mandate], Level.PUBLIC] = ()
    """Those that were given, the ended ones among them: who acts by one is looked at by these."""


class Intake:
    """Intake, as another service asks it; away, or not making sense, it is `Unavailable`."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        client_id: UUID,
        secret: SecretStr,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._http, self._clock = http, clock
        self._auth = httpx.BasicAuth(str(client_id), secret.get_secret_value())
        self._token = ""
        self._until = float("-inf")
        self._asking = asyncio.Lock()

    async def card(self, case_id: UUID) -> CaseCard | None:
        """None: there is no such case. The caller's transaction must have ended before."""
        path = f"/internal/v1/cases/{case_id}"
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._get(path)
                if answer.status_code == HTTPStatus.UNAUTHORIZED:
                    # Intake was set up anew under us: ask once more, with a token of today.
                    self._until = float("-inf")
                    answer = await self._get(path)
            if answer.status_code == HTTPStatus.NOT_FOUND:
                return None
            answer.raise_for_status()
            return CaseCard.model_validate_json(answer.content)
        except (httpx.HTTPError, TimeoutError, ValidationError) as error:
            raise self._away(error) from error

    async def jwks(self) -> Mapping[str, Any]:
        """Its public keys: a `Fetch` for `Jwks`."""
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._http.get("/.well-known/jwks.json")
            answer.raise_for_status()
            return _Keys.model_validate_json(answer.content).model_dump()
        except (httpx.HTTPError, TimeoutError, ValidationError) as error:
            raise self._away(error) from error

    async def _get(self, path: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {await self._valid_token()}"}
        return await self._http.get(path, headers=headers)

    async def _valid_token(self) -> str:
        async with self._asking:
            if self._clock() >= self._until:
                asked = self._clock()
                answer = await self._http.post(
                    "/oauth/token", data={"grant_type": "client_credentials"}, auth=self._auth
                )
                answer.raise_for_status()
                said = _Token.model_validate_json(answer.content)
                self._token, self._until = (
                    said.access_token,
                    asked + said.expires_in - BEFORE_ITS_END,
                )
            return self._token

    def _away(self, error: Exception) -> Unavailable:
        # Not its text: an answer that we could not read may be quoted there.
        log.warning("intake did not answer: %s", type(error).__name__)
        return Unavailable()


class _Token(BaseModel):
    access_token: str
    expires_in: float


class _Keys(BaseModel):
    keys: list[dict[str, Any]]
