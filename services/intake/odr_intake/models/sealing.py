"""Sealing the papers of a case, each by the key of the one it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pydantic import TypeAdapter

from odr_intake.domain.circumstances import Circumstances
from odr_intake.domain.papers import Claim, Metadata, Order, Profile
from odr_intake.models.cases import CaseRow
from odr_shared.contracts import ERASED
from odr_shared.db import Keys

PROFILE, ORDER = TypeAdapter(Profile), TypeAdapter(Order)
CLAIMS, METADATA = TypeAdapter(list[Claim]), TypeAdapter(Metadata)
CIRCUMSTANCES = TypeAdapter(Circumstances)
TEXT = TypeAdapter(str)
T = TypeVar("T")
CASE = "case"
"""The case's own key, for what is about neither party."""


@dataclass(frozen=True, slots=True)
class Papers:
    """What was sealed, open again; none where the key is destroyed."""

    claimant: Profile | None
    respondent: Profile | None
    claims: list[Claim] | None
    answer_text: str | None
    order: Order | None
    circumstances: Circumstances | None
    metadata: dict[str, str] | None


def place(column: str, case_id: UUID) -> str:
    """Where a sealed value belongs; moved elsewhere it does not open."""
    return f"cases.{column}/{case_id}"


def seal_filing(
    row: CaseRow,
    keys: Keys,
    claimant: Profile,
    respondent: Profile,
    order: Order,
    claims: Sequence[Claim],
    circumstances: Circumstances,
    metadata: dict[str, str],
) -> None:
    def seal(keeper: str, column: str, adapter: TypeAdapter[Any], value: object) -> bytes:
        plain = adapter.dump_json(value, exclude_none=True)
        return keys.key(keeper).seal(plain, place(column, row.id))

    own, other = str(row.claimant), str(row.respondent)
    row.claimant_profile = seal(own, "claimant_profile", PROFILE, claimant)
    row.respondent_profile = seal(other, "respondent_profile", PROFILE, respondent)
    seal_claims(row, keys, claims)
    row.order = seal(CASE, "order", ORDER, order)
    row.circumstances = seal(CASE, "circumstances", CIRCUMSTANCES, circumstances)
    row.notes = seal(CASE, "metadata", METADATA, metadata)


def seal_claims(row: CaseRow, keys: Keys, claims: Sequence[Claim]) -> None:
    plain = CLAIMS.dump_json(list(claims), exclude_none=True)
    row.claims = keys.key(str(row.claimant)).seal(plain, place("claims", row.id))


def seal_answer(row: CaseRow, keys: Keys, text: str) -> None:
    row.answer_text = keys.key(str(row.respondent)).seal(
        TEXT.dump_json(text), place("answer_text", row.id)
    )


def unseal(row: CaseRow, keys: Keys) -> Papers:
    def read(keeper: str, column: str, adapter: TypeAdapter[T], sealed: bytes | None) -> T | None:
        if sealed is None:
            return None
        plain = keys.unseal(keeper, sealed, place(column, row.id))
        return None if plain == ERASED else adapter.validate_json(plain)

    own, other = str(row.claimant), str(row.respondent)
    return Papers(
        claimant=read(own, "claimant_profile", PROFILE, row.claimant_profile),
        respondent=read(other, "respondent_profile", PROFILE, row.respondent_profile),
        claims=read(own, "claims", CLAIMS, row.claims),
        answer_text=read(other, "answer_text", TEXT, row.answer_text),
        order=read(CASE, "order", ORDER, row.order),
        circumstances=read(CASE, "circumstances", CIRCUMSTANCES, row.circumstances),
        metadata=read(CASE, "metadata", METADATA, row.notes),
    )
