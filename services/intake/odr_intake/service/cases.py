"""A case filed and read, and what happens to it by other services and by the clock."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from odr_intake import webhooks
from odr_intake.domain import cases as domain
from odr_intake.domain import filing as notice
from odr_intake.domain import pausing, recomputing
from odr_intake.domain.cases import Case
from odr_intake.domain.circumstances import Circumstances
from odr_intake.domain.facts import OfferHeard
from odr_intake.domain.filing import Filing
from odr_intake.domain.outages import stage_spared
from odr_intake.domain.papers import Claim, Metadata, Order, Profile
from odr_intake.domain.stages import Ended, stage_ended
from odr_intake.models.cases import CaseRow
from odr_intake.models.sealing import Papers, seal_filing, unseal
from odr_intake.queries.cases import READING
from odr_intake.service import clocks, references, rules, searching, telling
from odr_rules.calendars import Look
from odr_shared import outbox
from odr_shared.callers import Caller, Kind
from odr_shared.contracts import Fact
from odr_shared.contracts.codes import Stage
from odr_shared.contracts.negotiation import NegotiationLonger, OfferMade, OfferWithdrawn
from odr_shared.db import Session, new_id, new_reference
from odr_shared.errors import NotFound, NotPermitted
from odr_shared.moves import Move, legal

ALWAYS: Final = frozenset({"answer", "withdraw"})
"""Moves that are shown, or why they are none, wherever the case is."""
ELSEWHERE: Final = frozenset(
    {
        *("wrong_state", "not_permitted", "consent_not_needed"),
        *(
            "amendments_over",
            "not_extendable",
            "extended_already",
            "stage_keeps_time",
            "not_pausable",
        ),
    }
)
"""Why a move is not shown at all: it is another's, or belongs to another part of the procedure."""


async def file_case(
    session: Session,
    caller: Caller,
    rule_pack: str,
    language: str,
    zone: str,
    claimant: Profile,
    respondent: Profile,
    order: Order,
    claims: Sequence[Claim],
    circumstances: Circumstances,
    metadata: Metadata,
    test_clock_id: UUID | None,
    limits: Mapping[str, int],
    now: datetime,
) -> tuple[CaseRow, Papers]:
    if caller.kind is not Kind.PLATFORM:
        raise NotPermitted
    clock_now = None
    if test_clock_id is not None:
        clock_now = (await clocks.shared(session, caller, test_clock_id)).now
    at = clock_now or now
    governing = rules.in_force(rule_pack, at, zone)
    known = rules.filed_facts(claimant, respondent, order, claims, circumstances)
    lengths = rules.lengths(governing, limits, known, at)
    filing = Filing(
        claimant_id=new_id(),
        respondent_id=new_id(),
        claimant=claimant,
        respondent=respondent,
        order=order,
        claims=claims,
        zone=zone,
        pack=governing.governing(lengths),
        clock_now=clock_now,
        lengths=lengths,
    )
    facts = notice.file_case(filing, at)
    rules.screen(filing.pack, known, at, zone)
    case_id = new_id()
    head = session.open("case", case_id, caller.id, caller.mode)
    head.clock_now = clock_now
    row = CaseRow(
        id=case_id,
        reference=new_reference(),
        platform_id=caller.id,
        mode=caller.mode,
        filed_at=at,
        language=language,
        reasons=list(dict.fromkeys(claim.reason for claim in claims)),
        test_clock_id=test_clock_id,
        answer_text=None,
        state=domain.evolve(None, facts),
    )
    keys = session.new_keys(case_id)
    seal_filing(row, keys, claimant, respondent, order, claims, circumstances, metadata)
    await searching.index(session, row, claimant, respondent, order)
    record(session, row, facts, now)
    return row, unseal(row, keys)


async def read(session: Session, caller: Caller, case_id: UUID) -> tuple[CaseRow, Papers]:
    row = await find(session, caller, case_id)
    return row, unseal(row, session.known_keys(case_id))


async def find(session: Session, caller: Caller, case_id: UUID) -> CaseRow:
    """A copy to look at; with it come its keys."""
    row = await READING.one(session, caller, case_id)
    if row is None:
        raise NotFound
    return row


def legal_moves(caller: Caller, row: CaseRow, now: datetime) -> list[Move]:
    """What the caller may do with the case now, by the commands' own guards."""
    parties, at = (row.claimant, row.respondent), row.clock_now or now
    guards = domain.DECISIONS if caller.kind is Kind.STAFF else domain.MOVES
    _, case = pausing.by_its_clock(row.state, at)
    found = legal(caller, "cases:write", guards, case, parties, at)
    return [move for move in found if move.name in ALWAYS or _concerns(move)]


def _concerns(move: Move) -> bool:
    """Whether it is one's own and of where the case is now; all others would be as many words."""
    return move.refusal is None or move.refusal.code not in ELSEWHERE


async def end_stage(session: Session, case_id: UUID, stage: Stage, ended: Ended) -> None:
    row = await session.behind(session.heads["case", case_id], CaseRow)
    now = await session.database.now()
    record(session, row, domain.follow(row.state, stage_ended(row.state, stage, ended)), now)


async def spare_stage(
    session: Session,
    case_id: UUID,
    told: NegotiationLonger,
) -> None:
    """The open stage's service has made its own period longer: ours is what it says."""
    row = await session.behind(session.heads["case", case_id], CaseRow)
    now = await session.database.now()
    record(session, row, stage_spared(row.state, told), now)


async def note_offer(session: Session, case_id: UUID, made: OfferMade | OfferWithdrawn) -> None:
    """An offer, or that it is withdrawn, changes nothing here; its platform hears of it."""
    head = session.heads["case", case_id]
    row = await session.behind(head, CaseRow)
    webhooks.owe(session, head, [made])
    heard = OfferHeard(occurred_at=made.occurred_at, offer_id=made.offer_id)
    record(session, row, [heard], await session.database.now())


def lapse(session: Session, row: CaseRow, now: datetime) -> bool:
    """End one case, whose lock is held, if its respondent has stayed silent too long."""
    facts, case = list[Fact](), row.state
    while brought := domain.lapse(case, now):
        facts, case = [*facts, *brought], domain.evolve(case, brought)
    record(session, row, facts, now)
    return bool(facts)


def remind(session: Session, row: CaseRow, now: datetime) -> bool:
    """Owe whoever can act in one case, whose lock is held, the reminder that is due."""
    facts = domain.remind(row.state, now)
    record(session, row, facts, now)
    return bool(facts)


def recompute(session: Session, row: CaseRow, now: datetime, by: Look) -> bool:
    """Work one case's deadline out again, whose lock is held, if its holidays are published."""
    facts = recomputing.recompute(row.state, row.clock_now or now, by)
    record(session, row, facts, now)
    return bool(facts)


def advance_clock(session: Session, row: CaseRow, shows: datetime, now: datetime) -> None:
    """Tell one case, whose lock is held, what its test clock shows."""
    session.heads["case", row.id].clock_now = shows
    record(session, row, domain.advance_clock(row.state, shows), now)


def record(session: Session, row: CaseRow, facts: Sequence[Fact], now: datetime) -> Case:
    """Have the facts kept and told, and the row changed by them; `now` is real time."""
    head = session.heads["case", row.id]
    if not facts:
        return row.state
    before = None
    if row.version is not None:  # a new row has been made from its facts already
        before = row.state
        row.state = domain.evolve(before, facts)
        references.release(session, row, before, facts)
        if row.outcome is not None:
            searching.close(session, row)
    webhooks.owe(session, head, facts)
    telling.follow(session, row, before, facts, row.state, head)
    outbox.record(session, row, facts)
    row.version, row.updated_at = head.version, now
    return row.state
