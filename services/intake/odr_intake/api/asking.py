"""What every route about a case starts from, and the refusals that all of them share."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, TypeAlias
from uuid import UUID

from fastapi import Depends, Request, Response

from odr_intake.api.cases import shown
from odr_intake.domain.cases import CaseStatus
from odr_intake.models.cases import CaseRow
from odr_intake.models.sealing import Papers
from odr_intake.queries import cases as queries
from odr_intake.schemas.cases import CaseView
from odr_intake.service.procedure import Decide, decide
from odr_shared.auth import CallerDep, needs
from odr_shared.callers import Caller
from odr_shared.db import Session
from odr_shared.errors import CaseHeld, NotFound
from odr_shared.http import NowDep, SessionDep, note_access, problems
from odr_shared.mandates import MandateEnded
from odr_shared.moves import NotYours, OutOfScope

WRITES = needs("cases:write")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request about a case: who asks, of which, and when."""

    case_id: UUID
    caller: Caller
    session: Session
    now: datetime
    request: Request
    response: Response

    async def do(self, command: Decide, on_behalf_of: UUID | None = None) -> CaseView:
        """Have it decided and recorded, and the case shown as it stands then."""
        row, papers = await decide(
            *(self.session, self.caller, self.case_id, on_behalf_of, self.now, command),
            name=self.request.url.path.rpartition("/")[2].replace("-", "_"),
        )
        return await self.show(row, papers)

    async def show(self, row: CaseRow, papers: Papers) -> CaseView:
        await self.seen()
        return shown(self.caller, row, papers, self.now, self.request, self.response)

    async def seen(self) -> None:
        """The access line: who saw the case, and by what right."""
        ground = queries.ground(self.caller)
        await note_access(self.request, self.caller, self.case_id, ground)

    async def leave(self, command: Decide, on_behalf_of: UUID | None) -> CaseView:
        """The same, answered with 202 where an open stage must end first."""
        found = await self.do(command, on_behalf_of)
        if found.status is CaseStatus.WITHDRAWING:
            self.response.status_code = 202
        return found


async def asked(
    case_id: UUID,
    caller: CallerDep,
    session: SessionDep,
    now: NowDep,
    request: Request,
    response: Response,
) -> Asked:
    return Asked(case_id, caller, session, now, request, response)


AskedDep: TypeAlias = Annotated[Asked, Depends(asked)]


def refusals(*which: type[Exception]) -> dict[int | str, dict[str, object]]:
    return problems(NotFound, CaseHeld, NotYours, OutOfScope, MandateEnded, *which)  # type: ignore[arg-type]
