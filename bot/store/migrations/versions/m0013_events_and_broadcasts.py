"""What is known of an event, who asks about its places, lists of people, and broadcasts."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Two columns and six tables."""
    op.add_column("ticket", sa.Column("places", sa.String(), nullable=False, server_default=""))
    op.add_column("ticket", sa.Column("status_told", sa.Integer(), nullable=True))
    events()
    broadcasts()


def events() -> None:
    """What is known of an event, and people on volunteers' lists."""
    op.create_table(
        "event_status",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), nullable=False),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("known_at", Instant(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("texts", sa.String(), nullable=False),
    )
    op.create_index("ix_event_status_event_id", "event_status", ["event_id"])
    op.create_table(
        "listed",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("event_id", sa.Integer(), sa.ForeignKey("event.id"), nullable=False),
        sa.Column("key_id", sa.Integer(), sa.ForeignKey("keyring.id"), nullable=False),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("sealed_row", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_listed_event_id", "listed", ["event_id"])
    op.create_index("ix_listed_batch", "listed", ["batch"])


def broadcasts() -> None:
    """One message to many, who agreed to it, whom it goes to, and its history."""
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("code", sa.String(), nullable=False, unique=True),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("drafted_by", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("texts", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tested_at", Instant(), nullable=True),
        sa.Column("started_by", sa.Integer(), sa.ForeignKey("officer.id"), nullable=True),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("stopped_by", sa.Integer(), sa.ForeignKey("officer.id"), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('draft', 'running', 'stopped', 'done')", name="state_known"),
    )
    op.create_index("ix_broadcast_organisation", "broadcast", ["organisation"])
    op.create_table(
        "broadcast_approval",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("broadcast_id", sa.Integer(), sa.ForeignKey("broadcast.id"), nullable=False),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.UniqueConstraint("broadcast_id", "officer_id"),
    )
    op.create_index("ix_broadcast_approval_broadcast_id", "broadcast_approval", ["broadcast_id"])
    op.create_table(
        "broadcast_to",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("broadcast_id", sa.Integer(), sa.ForeignKey("broadcast.id"), nullable=False),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("line_id", sa.Integer(), sa.ForeignKey("line.id"), nullable=True),
        sa.Column("at", Instant(), nullable=True),
        sa.CheckConstraint("state IN ('due', 'queued', 'passed_over', 'stopped')", name="state_known"),
        sa.UniqueConstraint("broadcast_id", "contact_id"),
    )
    op.create_index("ix_broadcast_to_contact_id", "broadcast_to", ["contact_id"])
    op.create_index(
        "broadcast_to_due",
        "broadcast_to",
        ["broadcast_id"],
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_table(
        "broadcast_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("broadcast_id", sa.Integer(), sa.ForeignKey("broadcast.id"), nullable=False),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
    )
    op.create_index("ix_broadcast_entry_broadcast_id", "broadcast_entry", ["broadcast_id"])
