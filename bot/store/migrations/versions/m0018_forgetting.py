"""What its period let go, and what a lead keeps from being deleted."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0018"
down_revision = "0017"

OPEN = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Two tables; and closed tickets are found by when they closed."""
    op.create_table(
        "retention_hold",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("ticket.id"), nullable=False),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("ended_by", sa.Integer(), sa.ForeignKey("officer.id"), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint("why IN ('court', 'complaint', 'search', 'review')", name="why_known"),
    )
    op.create_index("retention_hold_open", "retention_hold", ["ticket_id"], sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table(
        "forgotten",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("contact.id"), nullable=False),
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("ticket.id"), nullable=True, unique=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
    )
    op.create_index("forgotten_contact", "forgotten", ["contact_id"])
    op.create_index("ix_forgotten_at", "forgotten", ["at"])
