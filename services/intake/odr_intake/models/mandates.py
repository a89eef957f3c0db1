"""Mandates: who may act for a party of a case, in what, and until when."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.models.base import Base
from odr_shared.db import Json
from odr_shared.levels import Level
from odr_shared.mandates import Mandate

PUBLIC = Level.PUBLIC.info


class MandateRow(Base):
    __tablename__ = "mandates"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True, info=PUBLIC)
    party: Mapped[UUID] = mapped_column(info=PUBLIC)
    scope: Mapped[list[str]] = mapped_column(Json(list[str]), info=PUBLIC)
    """The commands, by their names among the case's `actions`."""
    since: Mapped[datetime] = mapped_column(info=PUBLIC)
    until: Mapped[datetime] = mapped_column(info=PUBLIC)
    revoked_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)

    @property
    def state(self) -> Mandate:
        return Mandate(self.id, self.party, self.scope, self.since, self.until, self.revoked_at)
