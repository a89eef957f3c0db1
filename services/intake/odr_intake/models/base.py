"""What intake's tables have in common: one catalogue, and how its types are stored."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Enum, MetaData
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from odr_intake.domain.cases import CaseStatus
from odr_intake.domain.notices import BounceReason, NoticeKind, NoticeStatus, ProofBy
from odr_intake.domain.papers import Side
from odr_shared.contracts.codes import Answer, CaseOutcome, Channel, Served, Stage
from odr_shared.db import NAMING, Rows
from odr_shared.indexed import Field


def _stored(of: type[StrEnum]) -> Enum:
    return Enum(of, native_enum=False, length=40, values_callable=lambda e: [m.value for m in e])


class Base(Rows, DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB,
        list[str]: JSONB,
        Answer: _stored(Answer),
        CaseOutcome: _stored(CaseOutcome),
        Stage: _stored(Stage),
        CaseStatus: _stored(CaseStatus),
        Field: _stored(Field),
        BounceReason: _stored(BounceReason),
        Channel: _stored(Channel),
        NoticeKind: _stored(NoticeKind),
        NoticeStatus: _stored(NoticeStatus),
        ProofBy: _stored(ProofBy),
        Served: _stored(Served),
        Side: _stored(Side),
    }
