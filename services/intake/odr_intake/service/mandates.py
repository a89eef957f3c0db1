"""Mandates given, ended, and turned into tokens of those who act under them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from odr_intake.domain import cases
from odr_intake.domain import mandates as domain
from odr_intake.models.cases import CaseRow
from odr_intake.models.mandates import MandateRow
from odr_intake.queries import mandates as queries
from odr_intake.queries.cases import visible_to
from odr_intake.service.cases import find, record
from odr_intake.service.identity import Granted, mint_party_token
from odr_shared.callers import Caller, Kind
from odr_shared.contracts.negotiation import NEGOTIATING
from odr_shared.db import Session, new_id
from odr_shared.errors import NotFound
from odr_shared.mandates import Mandate, must_run
from odr_shared.moves import acting
from odr_shared.signing import SigningKey


async def give(
    session: Session,
    caller: Caller,
    case_id: UUID,
    on_behalf_of: UUID | None,
    scope: Sequence[str],
    since: datetime | None,
    until: datetime,
    now: datetime,
) -> Mandate:
    row = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    at = session.heads["case", case_id].at(now)
    actor = acting(caller, on_behalf_of)
    mandate = Mandate(new_id(), actor.party or row.claimant, list(scope), since or at, until)
    others = len(await queries.of_case(session, case_id))
    facts = domain.give(row.state, actor, mandate, grantable(), others, at)
    session.add(
        MandateRow(
            id=mandate.id,
            case_id=case_id,
            party=mandate.party,
            scope=list(dict.fromkeys(mandate.scope)),
            since=mandate.since,
            until=mandate.until,
            revoked_at=None,
        )
    )
    record(session, row, facts, now)
    return mandate


def grantable() -> frozenset[str]:
    """What a representative can be given: all that a party itself does, here and in a stage.

    Not what its platform does, and not how fair the party itself has found it.
    """
    return (frozenset(cases.MOVES) - {"serve", "link", "unlink", "feedback"}) | NEGOTIATING


async def revoke(
    session: Session,
    caller: Caller,
    case_id: UUID,
    mandate_id: UUID,
    on_behalf_of: UUID | None,
    now: datetime,
) -> Mandate:
    row = await session.lock(visible_to(caller).where(CaseRow.id == case_id))
    at = session.heads["case", case_id].at(now)
    actor = acting(caller, on_behalf_of)
    found = await queries.one(session, case_id, mandate_id)
    if found is None or not _known_to(caller, found.state):
        raise NotFound
    facts = domain.revoke(found.state, actor, at)
    mandate = found.state
    if facts:
        found.revoked_at = at
        mandate = replace(mandate, revoked_at=at)
    record(session, row, facts, now)
    return mandate


async def listed(session: Session, caller: Caller, case_id: UUID) -> Sequence[Mandate]:
    """Those that the caller may know of: a party its own alone."""
    await find(session, caller, case_id)
    found = [row.state for row in await queries.of_case(session, case_id)]
    return [each for each in found if _known_to(caller, each)]


def _known_to(caller: Caller, mandate: Mandate) -> bool:
    """Of what the other party has given a party hears nothing, not that it is there."""
    return caller.kind is not Kind.PARTY or mandate.party == caller.id


async def mint(
    session: Session,
    caller: Caller,
    case_id: UUID,
    mandate_id: UUID,
    lasts: timedelta,
    key: SigningKey,
    issuer: str,
    now: datetime,
) -> Granted:
    """A token for whoever acts under the mandate; the platform vouches that it is that person."""
    row = await find(session, caller, case_id)
    found = await queries.one(session, case_id, mandate_id)
    if found is None:
        raise NotFound
    mandate = found.state
    must_run(mandate, row.clock_now or now)
    whole = lasts if row.clock_now else min(lasts, mandate.until - now)
    return await mint_party_token(
        *(session, caller, case_id, mandate.party, whole, key, issuer, now),
        mandate_id=mandate_id,
        mandated=mandate.scope,
    )
