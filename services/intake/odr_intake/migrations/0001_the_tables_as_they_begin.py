"""The tables as they begin."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "blind_index",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "order_number",
                "open_order",
                "payment_reference",
                "name",
                "phone",
                "email",
                "external_id",
                name="field",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "subject", "kind", "slot", name=op.f("pk_blind_index")),
    )
    op.create_index(
        "ix_blind_index_found",
        "blind_index",
        ["platform_id", "mode", "kind", "digest", "case_id"],
        unique=False,
    )
    op.create_index(
        "uq_blind_index_open_order",
        "blind_index",
        ["platform_id", "mode", "digest"],
        unique=True,
        postgresql_where="kind = 'open_order'",
    )
    op.create_table(
        "feedback",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("party", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "party", name=op.f("pk_feedback")),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column(
            "side",
            sa.Enum("claimant", "respondent", name="side", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("party", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "filed",
                "accepted",
                "claim",
                "returned",
                "resubmitted",
                "refused",
                "review_asked",
                "served",
                "answered",
                "amended",
                "counterclaim",
                "counterclaim_answered",
                "claim_withdrawn",
                "consent_stated",
                "stage_opened",
                "leaving",
                "leaving_void",
                "outcome",
                "default",
                "set_aside_asked",
                "set_aside_decided",
                "final",
                "extension_asked",
                "extension_refused",
                "period_extended",
                "repaired",
                "linked",
                "unlinked",
                "joining_agreed",
                "paused",
                "resumed",
                "outage_allowed",
                "period_recomputed",
                "reminder",
                "remedy_due",
                "instalments_proposed",
                "instalments_agreed",
                "remedy_performed",
                "remedy_confirmed",
                "remedy_disputed",
                "remedy_decided",
                "remedy_overdue",
                "performed",
                name="noticekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", postgresql.JSONB(), nullable=False),
        sa.Column(
            "starts",
            sa.Enum(
                "claim", "counterclaim", "default", name="served", native_enum=False, length=40
            ),
            nullable=True,
        ),
        sa.Column("rule", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consequence", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum("due", "sent", "served", name="noticestatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "sms",
                "app",
                "post",
                "in_person",
                name="channel",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "proved_by",
            sa.Enum(
                "platform_confirmation",
                "caseworker_confirmation",
                "smtp_accepted",
                name="proofby",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("mail_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_lease", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail_failures", sa.Integer(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index("ix_notices_listed", "notices", ["case_id", "id"], unique=False)
    op.create_index(
        "ix_notices_mail_at",
        "notices",
        ["mail_at", "id"],
        unique=False,
        postgresql_where="mail_at IS NOT NULL",
    )
    op.create_table(
        "payment_references",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("party", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint(
            "case_id", "number", "part", "slot", name=op.f("pk_payment_references")
        ),
    )
    op.create_index(
        "uq_payment_references",
        "payment_references",
        ["platform_id", "mode", "digest"],
        unique=True,
    )
    op.create_table(
        "performances",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("dispute_text", sa.LargeBinary(), nullable=True),
        sa.Column("decision_text", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "number", "part", name=op.f("pk_performances")),
    )
    op.create_table(
        "platforms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platforms")),
    )
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.String(), nullable=False),
        sa.Column("private", sa.LargeBinary(), nullable=False),
        sa.Column("public", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signs_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retires_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("kid", name=op.f("pk_signing_keys")),
    )
    op.create_table(
        "test_clocks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("now", sa.DateTime(timezone=True), nullable=False),
        sa.Column("behind", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_clocks")),
    )
    op.create_index(
        "ix_test_clocks_behind", "test_clocks", ["id"], unique=False, postgresql_where="behind"
    )
    op.create_index("ix_test_clocks_listed", "test_clocks", ["platform_id", "id"], unique=False)
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("url", sa.LargeBinary(), nullable=False),
        sa.Column("events", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("previous_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_because", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoints")),
    )
    op.create_index(
        "ix_webhook_endpoints_listed",
        "webhook_endpoints",
        ["platform_id", "mode", "id"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_endpoints_rotating",
        "webhook_endpoints",
        ["previous_until"],
        unique=False,
        postgresql_where="previous_until IS NOT NULL",
    )
    op.create_table(
        "webhook_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owed", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("only_endpoint", sa.Uuid(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("traceparent", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_events")),
    )
    op.create_index(
        "ix_webhook_events_listed",
        "webhook_events",
        ["platform_id", "mode", "position"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_events_owed",
        "webhook_events",
        ["owed"],
        unique=False,
        postgresql_where="position IS NULL",
    )
    op.create_index("uq_webhook_events_position", "webhook_events", ["position"], unique=True)
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("test_clock_id", sa.Uuid(), nullable=True),
        sa.Column("clock_now", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimant", sa.Uuid(), nullable=False),
        sa.Column("respondent", sa.Uuid(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("pack_version", sa.Integer(), nullable=False),
        sa.Column("cap", postgresql.JSONB(), nullable=False),
        sa.Column("claimed", postgresql.JSONB(), nullable=True),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "negotiation",
                "mediation",
                "arbitration",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "screening",
                "returned",
                "refused",
                "under_review",
                "awaiting_service",
                "awaiting_respondent",
                "awaiting_claimant",
                "awaiting_parties",
                "withdrawing",
                "setting_aside",
                "performing",
                "closed",
                name="casestatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "admit", "admit_in_part", "contest", name="answer", native_enum=False, length=40
            ),
            nullable=True,
        ),
        sa.Column(
            "outcome",
            sa.Enum(
                "admitted",
                "settled",
                "awarded",
                "withdrawn",
                "dismissed",
                "refused",
                "default",
                "closed",
                "referred",
                name="caseoutcome",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("amount", postgresql.JSONB(), nullable=True),
        sa.Column("lengths", postgresql.JSONB(), nullable=False),
        sa.Column("progress", postgresql.JSONB(), nullable=False),
        sa.Column("deadline", postgresql.JSONB(), nullable=True),
        sa.Column("sought", postgresql.JSONB(), nullable=False),
        sa.Column("obligations", postgresql.JSONB(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminds_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assignee", sa.Uuid(), nullable=True),
        sa.Column("team", sa.String(), nullable=True),
        sa.Column("at_rest", sa.Boolean(), nullable=False),
        sa.Column("provisional_by", sa.String(), nullable=True),
        sa.Column("claimant_profile", sa.LargeBinary(), nullable=False),
        sa.Column("respondent_profile", sa.LargeBinary(), nullable=False),
        sa.Column("claims", sa.LargeBinary(), nullable=False),
        sa.Column("answer_text", sa.LargeBinary(), nullable=True),
        sa.Column("order_details", sa.LargeBinary(), nullable=False),
        sa.Column("circumstances", sa.LargeBinary(), nullable=False),
        sa.Column("metadata", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["test_clock_id"], ["test_clocks.id"], name=op.f("fk_cases_test_clock_id_test_clocks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("reference", name=op.f("uq_cases_reference")),
    )
    op.create_index(
        "ix_cases_assignee",
        "cases",
        ["mode", "assignee", "id"],
        unique=False,
        postgresql_where="assignee IS NOT NULL",
    )
    op.create_index(
        "ix_cases_due",
        "cases",
        ["platform_id", "mode", "due_at", "id"],
        unique=False,
        postgresql_where="due_at IS NOT NULL",
    )
    op.create_index("ix_cases_filed", "cases", ["platform_id", "mode", "filed_at"], unique=False)
    op.create_index(
        "ix_cases_lapses_at",
        "cases",
        ["lapses_at", "id"],
        unique=False,
        postgresql_where="lapses_at IS NOT NULL",
    )
    op.create_index("ix_cases_listed", "cases", ["platform_id", "mode", "id"], unique=False)
    op.create_index(
        "ix_cases_provisional",
        "cases",
        ["provisional_by", "id"],
        unique=False,
        postgresql_where="provisional_by IS NOT NULL",
    )
    op.create_index(
        "ix_cases_reminds_at",
        "cases",
        ["reminds_at", "id"],
        unique=False,
        postgresql_where="reminds_at IS NOT NULL",
    )
    op.create_index(
        "ix_cases_status", "cases", ["platform_id", "mode", "status", "id"], unique=False
    )
    op.create_index(
        "ix_cases_team",
        "cases",
        ["mode", "team", "id"],
        unique=False,
        postgresql_where="team IS NOT NULL",
    )
    op.create_index(
        "ix_cases_test_clock",
        "cases",
        ["test_clock_id", "clock_now"],
        unique=False,
        postgresql_where="test_clock_id IS NOT NULL AND NOT at_rest",
    )
    op.create_index(
        "ix_cases_updated", "cases", ["platform_id", "mode", "updated_at", "id"], unique=False
    )
    op.create_table(
        "clients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("platform_id", sa.Uuid(), nullable=True),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("roles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("scopes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["platform_id"], ["platforms.id"], name=op.f("fk_clients_platform_id_platforms")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
    )
    op.create_index("ix_clients_platform_id", "clients", ["platform_id", "mode"], unique=False)
    op.create_table(
        "notice_attempts",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum(
                "email",
                "sms",
                "app",
                "post",
                "in_person",
                name="channel",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "address_unknown",
                "mailbox_full",
                "rejected",
                "unreachable",
                "moved",
                "other",
                name="bouncereason",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_attempts_notice_id_notices")
        ),
        sa.PrimaryKeyConstraint("notice_id", "number", name=op.f("pk_notice_attempts")),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_status_code", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.id"],
            name=op.f("fk_webhook_deliveries_endpoint_id_webhook_endpoints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("endpoint_id", "event_id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(
        "ix_webhook_deliveries_listed",
        "webhook_deliveries",
        ["endpoint_id", "position"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_deliveries_waiting",
        "webhook_deliveries",
        ["endpoint_id", "subject", "position"],
        unique=False,
        postgresql_where="status = 'pending'",
    )
    op.create_table(
        "webhook_lanes",
        sa.Column("endpoint_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Uuid(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.id"],
            name=op.f("fk_webhook_lanes_endpoint_id_webhook_endpoints"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("endpoint_id", "subject", name=op.f("pk_webhook_lanes")),
    )
    op.create_index(
        "ix_webhook_lanes_due", "webhook_lanes", ["endpoint_id", "next_at"], unique=False
    )
    op.create_index(
        "ix_webhook_lanes_leased",
        "webhook_lanes",
        ["lease_until"],
        unique=False,
        postgresql_where="lease_until IS NOT NULL",
    )
    op.create_table(
        "case_links",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("link", sa.Uuid(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("REPEAT_OF", "REPEATED_BY", "RELATED", "JOINED", "GROUP", name="linkkind"),
            nullable=False,
        ),
        sa.Column("other_id", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_case_links_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["cases.id"], name=op.f("fk_case_links_other_id_cases")
        ),
        sa.PrimaryKeyConstraint("case_id", "link", name=op.f("pk_case_links")),
    )
    op.create_index("ix_case_links_link", "case_links", ["link", "case_id"], unique=False)
    op.create_index("uq_case_links_pair", "case_links", ["case_id", "other_id"], unique=True)
    op.create_table(
        "client_secrets",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_client_secrets_client_id_clients")
        ),
        sa.PrimaryKeyConstraint("client_id", "id", name=op.f("pk_client_secrets")),
    )
    op.create_table(
        "grants",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("scopes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("party_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_grants_client_id_clients")
        ),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_grants")),
    )
    op.create_index("ix_grants_client_id", "grants", ["client_id", "granted_at"], unique=False)
    op.create_table(
        "mandates",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("party", sa.Uuid(), nullable=False),
        sa.Column("scope", postgresql.JSONB(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_mandates_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
    )
    op.create_index(op.f("ix_mandates_case_id"), "mandates", ["case_id"], unique=False)
