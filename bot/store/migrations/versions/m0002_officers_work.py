"""Transfers, mentions, saved filters, second factors, snoozed and escalated tickets, and the queue's index."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add what officers work with; nothing that is there changes."""
    op.add_column("ticket", sa.Column("snoozed_until", Instant(), nullable=True))
    op.add_column("ticket", sa.Column("escalated_at", Instant(), nullable=True))
    op.create_index("ticket_queue", "ticket", ["urgency", "heard_at"])
    add_transfer()
    add_mention()
    add_saved_filter()
    add_second_factor()


def add_transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("from_office_id", sa.Integer(), nullable=True),
        sa.Column("to_office_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'rejected', 'revoked')", name="state_known"),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["from_office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(["to_office_id"], ["office.id"]),
        sa.ForeignKeyConstraint(["proposed_by"], ["officer.id"]),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_transfer_ticket_id"), "transfer", ["ticket_id"])
    op.create_index("transfer_waiting", "transfer", ["to_office_id", "state"])


def add_mention() -> None:
    op.create_table(
        "mention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"]),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"]),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_mention_ticket_id"), "mention", ["ticket_id"])
    op.create_index("mention_unread", "mention", ["officer_id", "read_at"])


def add_saved_filter() -> None:
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_saved_filter_officer_id"), "saved_filter", ["officer_id"])
    op.create_index(op.f("ix_saved_filter_office_id"), "saved_filter", ["office_id"])


def add_second_factor() -> None:
    op.create_table(
        "second_factor",
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"]),
        sa.ForeignKeyConstraint(["key_id"], ["keyring.id"]),
        sa.PrimaryKeyConstraint("officer_id"),
    )
