"""Cases: what is open of them in columns, what is personal sealed beside it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from odr_intake.domain.cases import Case, CaseStatus, Progress, next_reminder
from odr_intake.domain.obligations import Obligation, next_at
from odr_intake.models.base import Base
from odr_rules.deadlines import Deadline
from odr_rules.packs import SetLength
from odr_shared.contracts.codes import Answer, CaseOutcome, Reason, Stage
from odr_shared.contracts.intake import Sought
from odr_shared.db import Json
from odr_shared.levels import Level
from odr_shared.money import Money

PUBLIC, PARTY = Level.PUBLIC.info, Level.PARTY.info


class CaseRow(Base):
    __tablename__ = "cases"
    __table_args__ = (
        Index("ix_cases_listed", "platform_id", "mode", "id"),
        Index("ix_cases_filed", "platform_id", "mode", "filed_at"),
        Index("ix_cases_updated", "platform_id", "mode", "updated_at", "id"),
        Index("ix_cases_status", "platform_id", "mode", "status", "id"),
        Index(
            "ix_cases_due",
            *("platform_id", "mode", "due_at", "id"),
            postgresql_where="due_at IS NOT NULL",
        ),
        *(
            Index(f"ix_cases_{of}", "mode", of, "id", postgresql_where=f"{of} IS NOT NULL")
            for of in ("assignee", "team")
        ),
        Index(
            "ix_cases_provisional",
            *("provisional_by", "id"),
            postgresql_where="provisional_by IS NOT NULL",
        ),
        Index("ix_cases_lapses_at", "lapses_at", "id", postgresql_where="lapses_at IS NOT NULL"),
        Index("ix_cases_reminds_at", "reminds_at", "id", postgresql_where="reminds_at IS NOT NULL"),
        Index(
            "ix_cases_test_clock",
            "test_clock_id",
            "clock_now",
            postgresql_where="test_clock_id IS NOT NULL AND NOT at_rest",
        ),
    )
    subject_kind: ClassVar[str] = "case"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=PUBLIC)
    reference: Mapped[str] = mapped_column(unique=True, info=PUBLIC)
    """What people call it."""
    platform_id: Mapped[UUID] = mapped_column(info=PUBLIC)
    mode: Mapped[str] = mapped_column(info=PUBLIC)
    filed_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    updated_at: Mapped[datetime] = mapped_column(info=PUBLIC)
    version: Mapped[int] = mapped_column(info=PUBLIC)
    """The head's, as this row was last written: the ETag."""
    language: Mapped[str] = mapped_column(info=PUBLIC)
    zone: Mapped[str] = mapped_column(info=PUBLIC)
    test_clock_id: Mapped[UUID | None] = mapped_column(ForeignKey("test_clocks.id"), info=PUBLIC)
    clock_now: Mapped[datetime | None] = mapped_column(info=PUBLIC)

    claimant: Mapped[UUID] = mapped_column(info=PUBLIC)
    respondent: Mapped[UUID] = mapped_column(info=PUBLIC)
    pack: Mapped[str] = mapped_column(info=PUBLIC)
    pack_version: Mapped[int] = mapped_column(info=PUBLIC)
    cap: Mapped[Money] = mapped_column(Json(Money), info=PUBLIC)
    claimed: Mapped[Money | None] = mapped_column(Json(Money), info=PUBLIC)
    reasons: Mapped[list[Reason]] = mapped_column(Json(list[Reason]), info=PUBLIC)
    stage: Mapped[Stage | None] = mapped_column(info=PUBLIC)
    status: Mapped[CaseStatus] = mapped_column(info=PUBLIC)
    answer: Mapped[Answer | None] = mapped_column(info=PUBLIC)
    outcome: Mapped[CaseOutcome | None] = mapped_column(info=PUBLIC)
    amount: Mapped[Money | None] = mapped_column(Json(Money), info=PUBLIC)
    lengths: Mapped[tuple[SetLength, ...]] = mapped_column(Json(tuple[SetLength, ...]), info=PUBLIC)
    progress: Mapped[Progress] = mapped_column(Json(Progress), info=PUBLIC)
    deadline: Mapped[Deadline | None] = mapped_column(Json(Deadline), info=PUBLIC)
    sought: Mapped[tuple[Sought, ...]] = mapped_column(Json(tuple[Sought, ...]), info=PUBLIC)
    obligations: Mapped[tuple[Obligation, ...]] = mapped_column(
        Json(tuple[Obligation, ...]), info=PUBLIC
    )
    due_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """What is due next, the deadline or a remedy, whoever keeps it: what is sorted by."""
    lapses_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """When the sweep looks at it: what is due next, unless a stage or a test clock keeps it."""
    reminds_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    """When the sweep looks whom to remind, unless a test clock keeps it."""
    assignee: Mapped[UUID | None] = mapped_column(info=PUBLIC)
    """The caseworker who answers for it."""
    team: Mapped[str | None] = mapped_column(info=PUBLIC)
    at_rest: Mapped[bool] = mapped_column(info=PUBLIC)
    """No test clock has anything to tell it any more."""
    provisional_by: Mapped[str | None] = mapped_column(info=PUBLIC)
    """By which edition of its calendar our deadline stands, until holidays that it needs come."""

    # Each sealed by the key of the one it is about; the rest by the case's own.
    claimant_profile: Mapped[bytes] = mapped_column(info=PARTY)
    respondent_profile: Mapped[bytes] = mapped_column(info=PARTY)
    claims: Mapped[bytes] = mapped_column(info=PARTY)
    answer_text: Mapped[bytes | None] = mapped_column(info=PARTY)
    order: Mapped[bytes] = mapped_column("order_details", info=PARTY)
    circumstances: Mapped[bytes] = mapped_column(info=PARTY)
    notes: Mapped[bytes] = mapped_column("metadata", info=Level.CONFIDENTIAL.info)
    """The platform's own `metadata`."""

    @property
    def subject(self) -> UUID:
        return self.id

    @property
    def state(self) -> Case:
        return Case(
            claimant=self.claimant,
            respondent=self.respondent,
            pack=self.pack,
            pack_version=self.pack_version,
            cap=self.cap,
            claimed=self.claimed,
            deadline=self.deadline,
            zone=self.zone,
            lengths=self.lengths,
            clock_now=self.clock_now,
            stage=self.stage,
            status=self.status,
            answer=self.answer,
            outcome=self.outcome,
            amount=self.amount,
            progress=self.progress,
            sought=self.sought,
            obligations=self.obligations,
        )

    @state.setter
    def state(self, case: Case) -> None:
        self.claimant, self.respondent = case.claimant, case.respondent
        self.pack, self.pack_version = case.pack, case.pack_version
        self.cap, self.claimed, self.deadline = case.cap, case.claimed, case.deadline
        self.stage, self.status, self.answer = case.stage, case.status, case.answer
        self.outcome, self.amount, self.clock_now = case.outcome, case.amount, case.clock_now
        self.zone, self.lengths, self.progress = case.zone, case.lengths, case.progress
        self.assignee, self.team = case.progress.assignee, case.progress.team
        self.at_rest = case.at_rest
        self.reminds_at = next_reminder(case) if case.clock_now is None else None
        self.sought, self.obligations = case.sought, case.obligations
        ours = [case.deadline.due_at] if case.deadline else []
        owed = next_at(case.obligations)
        self.due_at = min([*ours, *([owed] if owed else [])], default=None)
        keeps_time = case.stage is None and case.clock_now is None
        wakes = [at for at in (case.progress.timing.wakes_at(case.deadline), owed) if at]
        self.lapses_at = min(wakes, default=None) if keeps_time else None
        derived = case.deadline.derivation if case.deadline and case.stage is None else None
        self.provisional_by = derived.edition if derived and derived.provisional else None
