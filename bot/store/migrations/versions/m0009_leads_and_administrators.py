"""Drawn figures, administrators' changes, kept texts, prepared answers, and what officers learnt of a person."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Six tables, and an index of the few lines that failed."""
    figures()
    administration()
    op.create_index(
        "line_failed",
        "line",
        ["at"],
        sqlite_where=sa.text("state = 'failed'"),
        postgresql_where=sa.text("state = 'failed'"),
    )


def figures() -> None:
    """What the sweep of figures keeps, and the codes that it counts by."""
    op.create_table(
        "figure_set",
        sa.Column("organisation", sa.String(), primary_key=True),
        sa.Column("wanted_at", Instant(), nullable=False),
        sa.Column("counted_at", Instant(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("numbers", sa.String(), nullable=False),
    )
    op.create_table(
        "drawing",
        sa.Column("organisation", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("language", sa.String(), primary_key=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("svg", sa.String(), nullable=False),
    )
    op.create_table(
        "ticket_about",
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("ticket.id"), primary_key=True),
        sa.Column("sex", sa.String(), nullable=False),
        sa.Column("papers", sa.String(), nullable=False),
        sa.CheckConstraint("sex IN ('', 'female', 'male')", name="sex_known"),
        sa.CheckConstraint("papers IN ('', 'complete', 'incomplete')", name="papers_known"),
    )


def administration() -> None:
    """What administrators change, and the trace of it."""
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("which", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
    )
    op.create_index("ix_change_organisation", "change", ["organisation"])
    op.create_table(
        "kept_text",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("changed_by", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False),
    )
    op.create_table(
        "prepared_answer",
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("texts", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("purpose IN ('reply', 'event')", name="purpose_known"),
    )
