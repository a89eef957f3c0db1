"""Looking for cases: what of a case is put into the blind index, taken out, and asked of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Table, inspect

from odr_intake.domain.papers import Order, Profile
from odr_intake.domain.refusals import Duplicate
from odr_intake.domain.searching import PhoneUnclear, Wanted, check, whose
from odr_intake.models.cases import CaseRow
from odr_intake.models.sealing import Papers
from odr_intake.models.searching import BlindRow
from odr_intake.queries import searching as queries
from odr_shared import blind
from odr_shared.blind import BlindIndex
from odr_shared.callers import Caller, Kind
from odr_shared.db import Session
from odr_shared.errors import NotPermitted, Refusal
from odr_shared.http import Place
from odr_shared.indexed import Field

TABLE: Final = cast(Table, inspect(BlindRow).local_table)
SLOTS: Final = (0, 1)
Value = tuple[UUID, Field, str]
"""Whose, what, and as it is compared."""


async def search(
    session: Session, caller: Caller, wanted: Wanted, limit: int, behind: Place | None
) -> Sequence[CaseRow]:
    check(caller, wanted)
    return await queries.listed(session, caller, wanted, limit, behind)


async def by_words(
    session: Session,
    caller: Caller,
    wanted: Wanted,
    order_number: str | None,
    party: Mapping[Field, str],
    country: str | None,
) -> Wanted:
    """What is wanted, with digests in place of the words; parties look for nobody."""
    if caller.kind is Kind.PARTY:
        raise NotPermitted
    if order_number is None and not party:
        return wanted
    keys = await session.database.index_keys.indexes(whose(caller, wanted.platform_id), caller.mode)
    oldest = keys[0]
    if order_number is not None:
        number = blind.code(order_number)
        wanted = replace(wanted, order=oldest.digest(Field.ORDER_NUMBER, number))
    normal = {kind: _asked(kind, said, country) for kind, said in party.items()}
    digests = {kind: oldest.digest(kind, each) for kind, each in normal.items()}
    return replace(wanted, platform_id=whose(caller, wanted.platform_id), party=digests)


def _asked(kind: Field, said: str, country: str | None) -> str:
    match kind:
        case Field.NAME:
            return blind.name(said)
        case Field.EMAIL:
            return blind.email(said)
        case Field.PHONE:
            number = blind.phone(said, country)
            if number is None:
                raise PhoneUnclear("/party_phone")
            return number
        case _:
            return blind.code(said)


def about(case_id: UUID, order: Order, parties: Mapping[UUID, Profile]) -> Iterator[Value]:
    """All by which a case is found."""
    yield case_id, Field.ORDER_NUMBER, blind.code(order.number)
    for party, profile in parties.items():
        country = profile.address.country if profile.address else None
        yield party, Field.EXTERNAL_ID, blind.code(profile.external_id)
        yield party, Field.NAME, blind.name(profile.name)
        if profile.email is not None:
            yield party, Field.EMAIL, blind.email(profile.email)
        if profile.phone is not None:
            number = blind.phone(profile.phone, country)
            yield party, Field.PHONE, number or blind.code(profile.phone)


def open_order(case_id: UUID, order: Order, respondent: Profile) -> Value:
    """Of which there is one while a case about it is open: the order and who is to answer."""
    said = f"{blind.code(order.number)}\0{blind.code(respondent.external_id)}"
    return case_id, Field.OPEN_ORDER, said


async def index(
    session: Session, row: CaseRow, claimant: Profile, respondent: Profile, order: Order
) -> None:
    """Have a new case found; filed a second time while it is open, it is refused (`duplicate`)."""
    keys = await session.database.index_keys.indexes(row.platform_id, row.mode)
    values = list(about(row.id, order, {row.claimant: claimant, row.respondent: respondent}))
    if row.outcome is None:
        values.append(open_order(row.id, order, respondent))
        _looked_up(session, row, keys, values[-1], "/order/number")
    for key in keys:
        write(session, row, key, values)


async def reopen(session: Session, row: CaseRow, papers: Papers) -> None:
    """A case that had ended is open again; if another was opened meanwhile, it is `duplicate`.

    Where its papers are erased nobody can file about the same order by them.
    """
    if papers.order is None or papers.respondent is None:
        return
    keys = await session.database.index_keys.indexes(row.platform_id, row.mode)
    value = open_order(row.id, papers.order, papers.respondent)
    _looked_up(session, row, keys, value, "")
    for key in keys:
        write(session, row, key, [value])


def _looked_up(
    session: Session, row: CaseRow, keys: Sequence[BlindIndex], value: Value, pointer: str
) -> None:
    """Have a refusal find the case that is in the way, and say which field is at fault."""
    said = [key.digest(*value[1:]) for key in keys]
    session.info["open_order"] = row.platform_id, row.mode, said
    session.info["open_order_at"] = pointer


def write(session: Session, row: CaseRow, key: BlindIndex, values: Sequence[Value]) -> None:
    for subject, kind, normal in values:
        about_it = {"case_id": row.id, "subject": subject, "kind": kind.value, "slot": key.slot}
        held = {"platform_id": row.platform_id, "mode": row.mode}
        session.changes.insert(TABLE, about_it | held | {"digest": key.digest(kind, normal)})


def close(session: Session, row: CaseRow) -> None:
    """The case has ended: its order may be disputed again."""
    for slot in SLOTS:
        about_it = {"case_id": row.id, "subject": row.id, "kind": Field.OPEN_ORDER.value}
        session.changes.delete(TABLE, about_it | {"slot": slot})


async def erase(session: Session, case_id: UUID, subject: UUID) -> int:
    """Have nobody find the case by what was known of one subject; how many values went."""
    await session.hold()
    gone = await session.driver.fetch(
        "DELETE FROM blind_index WHERE case_id = $1 AND subject = $2 RETURNING 1", case_id, subject
    )
    paid = await session.driver.fetch(
        "DELETE FROM payment_references WHERE case_id = $1 AND party = $2 RETURNING 1",
        *(case_id, subject),
    )
    return len(gone) + len(paid)


async def duplicate(session: Session, info: Mapping[Any, Any]) -> Refusal | None:
    """Which case is open about the order that was filed; None: none is any more."""
    found = await queries.open_case(session, *info["open_order"])
    return None if found is None else Duplicate(info["open_order_at"], case_id=str(found))


async def drawn_before(session: Session, info: Mapping[Any, Any]) -> Refusal | None:
    """Another case has this reference: the filing is done again, with one that is drawn anew."""
    return None
