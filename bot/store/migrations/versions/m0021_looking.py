"""Who has which ticket on the screen, for the other processes."""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """One small table, whose rows end by themselves."""
    op.create_table(
        "looking",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("process", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), sa.ForeignKey("officer.id"), nullable=False),
        sa.Column("ticket_id", sa.Integer(), sa.ForeignKey("ticket.id", ondelete="CASCADE"), nullable=False),
        sa.Column("until", Instant(), nullable=False),
    )
    op.create_index(op.f("ix_looking_process"), "looking", ["process"])
