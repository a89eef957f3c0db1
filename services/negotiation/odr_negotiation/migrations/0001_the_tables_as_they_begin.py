"""The tables as they begin."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "negotiations",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claimant", sa.Uuid(), nullable=False),
        sa.Column("respondent", sa.Uuid(), nullable=False),
        sa.Column("cap", postgresql.JSONB(), nullable=False),
        sa.Column("deadline", postgresql.JSONB(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "settled",
                "declined",
                "lapsed",
                "withdrawn",
                name="negotiationstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("on_table", postgresql.JSONB(), nullable=True),
        sa.Column("asked", postgresql.JSONB(), nullable=True),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("clock_now", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_negotiations")),
    )
    op.create_index(
        "ix_negotiations_lapses_at",
        "negotiations",
        ["lapses_at"],
        unique=False,
        postgresql_where="lapses_at IS NOT NULL",
    )
    op.create_index(
        "ix_negotiations_provisional",
        "negotiations",
        ["provisional_by", "case_id"],
        unique=False,
        postgresql_where="provisional_by IS NOT NULL",
    )
